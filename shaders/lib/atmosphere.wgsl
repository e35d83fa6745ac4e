// The air of a round planet: how its tables are laid out, how dense it is, how it scatters.
// Heights are over the ground at the stage's world zero, in km; cosines are of the angle from the zenith.

const ATMOSPHERE_PI: f32 = 3.14159265358979;
// Radius of the ground and height of the top of the air, km (Hillaire 2020).
const ATMOSPHERE_GROUND_KM: f32 = 6360.0;
const ATMOSPHERE_TOP_KM: f32 = 100.0;
// Scale height of molecules; ozone is densest at 25 km and gone 15 km above and below.
const ATMOSPHERE_RAYLEIGH_KM: f32 = 8.0;
const ATMOSPHERE_OZONE_KM: vec2f = vec2f(25.0, 15.0);
// Sine of the sun's mean radius.
const ATMOSPHERE_SUN_RADIUS: f32 = 0.004675;
// Sizes of the tables: TRANSMITTANCE_SIZE, MULTI_SCATTER_SIZE, SKY_VIEW_SIZE of render::sky_targets.
const ATMOSPHERE_TRANSMITTANCE_SIZE: vec2f = vec2f(256.0, 64.0);
const ATMOSPHERE_MULTI_SCATTER_SIZE: vec2f = vec2f(128.0, 32.0);
const ATMOSPHERE_SKY_VIEW_SIZE: vec2f = vec2f(192.0, 128.0);
// Lowest cosine of the sun in the multi-scattering table: nothing below the top of the air is lit from deeper.
const ATMOSPHERE_DARK_COSINE: f32 = -0.25;
// Share of the sky view's columns that stand even round the sun; the rest crowd toward it.
const ATMOSPHERE_EVEN: f32 = 0.35;
// How much a low sun's zenith is lifted, and the sines of 1.5 and 16 degrees: where that is all there, and where it has ended.
const ATMOSPHERE_LIFT: f32 = 0.85;
const ATMOSPHERE_LIFT_SINES: vec2f = vec2f(0.0261769, 0.2756374);

// Distance to the top of the air. in: height in 0..100, cosine. out: km.
// Source: a line and a sphere, in a form that keeps its digits near the ground. Twin: sky::atmosphere::layout::way_to_top_km.
fn atmosphere_way_to_top_km(height: f32, cosine: f32) -> f32 {
    let along = (ATMOSPHERE_GROUND_KM + height) * cosine;
    let above = (ATMOSPHERE_TOP_KM - height) * (2.0 * ATMOSPHERE_GROUND_KM + ATMOSPHERE_TOP_KM + height);
    let root = sqrt(along * along + above);
    // Downward both terms grow, so their difference is taken upward only.
    return select(root - along, above / (root + along), along > 0.0);
}

// Height after a way. in: height, cosine, km. out: km, may be below the ground.
// Source: the law of cosines, in a form that keeps its digits. Twin: sky::atmosphere::layout::height_after_km.
fn atmosphere_height_after_km(height: f32, cosine: f32, way: f32) -> f32 {
    let radius = ATMOSPHERE_GROUND_KM + height;
    let grown = way * (way + 2.0 * radius * cosine);
    return height + grown / (sqrt(max(radius * radius + grown, 0.0)) + radius);
}

// Where a ray stands in the transmittance table. in: height, cosine of a ray that misses the ground. out: uv.
// Source: Bruneton 2017, shrunk to texel centres. Twin: sky::atmosphere::layout::transmittance_uv.
fn atmosphere_transmittance_uv(height: f32, cosine: f32) -> vec2f {
    let tangent = sqrt(max(height * (2.0 * ATMOSPHERE_GROUND_KM + height), 0.0));
    let widest = sqrt(ATMOSPHERE_TOP_KM * (2.0 * ATMOSPHERE_GROUND_KM + ATMOSPHERE_TOP_KM));
    let least = ATMOSPHERE_TOP_KM - height;
    let most = tangent + widest;
    let across = clamp((atmosphere_way_to_top_km(height, cosine) - least) / (most - least), 0.0, 1.0);
    let uv = vec2f(across, tangent / widest);
    return (uv * (ATMOSPHERE_TRANSMITTANCE_SIZE - 1.0) + 0.5) / ATMOSPHERE_TRANSMITTANCE_SIZE;
}

// The inverse. in: uv. out: height, cosine. Source: Bruneton 2017. Twin: sky::atmosphere::layout::transmittance_ray.
fn atmosphere_transmittance_ray(uv: vec2f) -> vec2f {
    let at = clamp((uv * ATMOSPHERE_TRANSMITTANCE_SIZE - 0.5) / (ATMOSPHERE_TRANSMITTANCE_SIZE - 1.0), vec2f(0.0), vec2f(1.0));
    let widest_squared = ATMOSPHERE_TOP_KM * (2.0 * ATMOSPHERE_GROUND_KM + ATMOSPHERE_TOP_KM);
    let widest = sqrt(widest_squared);
    let tangent = widest * at.y;
    let height = tangent * tangent / (sqrt(ATMOSPHERE_GROUND_KM * ATMOSPHERE_GROUND_KM + tangent * tangent) + ATMOSPHERE_GROUND_KM);
    let least = ATMOSPHERE_TOP_KM - height;
    let way = least + at.x * (tangent + widest - least);
    let above = widest_squared - tangent * tangent;
    let cosine = (above - way * way) / (2.0 * max(way, 1e-3) * (ATMOSPHERE_GROUND_KM + height));
    return vec2f(height, clamp(select(cosine, 1.0, way < 1e-3), -1.0, 1.0));
}

// Where a height stands in the multi-scattering table. in: height, cosine of the sun. out: uv.
// Source: Hillaire 2020 with the sun's cosine from -0.25 on, shrunk to texel centres. Twin: sky::atmosphere::layout::multi_scatter_uv.
fn atmosphere_multi_scatter_uv(height: f32, cosine: f32) -> vec2f {
    let lit = (cosine - ATMOSPHERE_DARK_COSINE) / (1.0 - ATMOSPHERE_DARK_COSINE);
    let uv = clamp(vec2f(lit, sqrt(max(height, 0.0) / ATMOSPHERE_TOP_KM)), vec2f(0.0), vec2f(1.0));
    return (uv * (ATMOSPHERE_MULTI_SCATTER_SIZE - 1.0) + 0.5) / ATMOSPHERE_MULTI_SCATTER_SIZE;
}

// The inverse. in: uv. out: height, cosine of the sun. Source: as above. Twin: sky::atmosphere::layout::multi_scatter_ray.
fn atmosphere_multi_scatter_ray(uv: vec2f) -> vec2f {
    let at = clamp((uv * ATMOSPHERE_MULTI_SCATTER_SIZE - 0.5) / (ATMOSPHERE_MULTI_SCATTER_SIZE - 1.0), vec2f(0.0), vec2f(1.0));
    return vec2f(ATMOSPHERE_TOP_KM * at.y * at.y, mix(ATMOSPHERE_DARK_COSINE, 1.0, at.x));
}

// Where a direction stands in the sky view. in: elevation, radians; its level part along and beside the sun's, of any length. out: uv, u
// repeats. Source: Hillaire 2020 with all azimuths; rows crowd toward the horizon, columns toward the sun. The turn from the sun is
// measured on a diamond, without an arc tangent, for each pixel of a sky asks. Twin: sky::atmosphere::layout::sky_view_uv.
fn atmosphere_sky_view_uv(elevation: f32, toward: vec2f) -> vec2f {
    let up = sqrt(clamp(abs(elevation) / (0.5 * ATMOSPHERE_PI), 0.0, 1.0));
    let beside = abs(toward.y) / max(abs(toward.x) + abs(toward.y), 1e-12);
    // Share of half a turn: EVEN s + (1 - EVEN) s^2, solved for s.
    let half = select(1.0 - 0.5 * beside, 0.5 * beside, toward.x >= 0.0);
    let out = 2.0 * half / (ATMOSPHERE_EVEN + sqrt(ATMOSPHERE_EVEN * ATMOSPHERE_EVEN + 4.0 * (1.0 - ATMOSPHERE_EVEN) * half));
    return vec2f(0.5 + 0.5 * sign(toward.y) * out, 0.5 - 0.5 * sign(elevation) * up);
}

// The inverse. in: uv. out: elevation, radians; cosine and sine of the turn from the sun. Source: as above.
// Twin: sky::atmosphere::layout::sky_view_angles.
fn atmosphere_sky_view_angles(uv: vec2f) -> vec3f {
    let up = 1.0 - 2.0 * uv.y;
    let out = 2.0 * uv.x - 1.0;
    let share = abs(out);
    let half = share * (ATMOSPHERE_EVEN + (1.0 - ATMOSPHERE_EVEN) * share);
    let beside = 1.0 - abs(1.0 - 2.0 * half);
    let toward = normalize(vec2f(select(beside - 1.0, 1.0 - beside, half <= 0.5), beside));
    return vec3f(sign(up) * up * up * 0.5 * ATMOSPHERE_PI, toward.x, sign(out) * toward.y);
}

// How dense molecules, aerosol and ozone are. in: height; height in which aerosol falls to 1/e; of the ground over the sea, km.
// out: shares of their densities at the ground, ozone of its densest. Source: Hillaire 2020. Twin: sky::atmosphere::layout::density.
fn atmosphere_density(height: f32, mie_height: f32, ground_over_sea: f32) -> vec3f {
    let above = max(height, 0.0);
    let from_peak = abs(above + ground_over_sea - ATMOSPHERE_OZONE_KM.x) / ATMOSPHERE_OZONE_KM.y;
    return vec3f(exp(-above / ATMOSPHERE_RAYLEIGH_KM), exp(-above / mie_height), max(1.0 - from_peak, 0.0));
}

// Share of the sun's disc above the planet's edge. in: height, cosine of the sun. out: 0..1.
// Source: Bruneton 2017. Twin: sky::atmosphere::layout::share_of_sun.
fn atmosphere_share_of_sun(height: f32, cosine: f32) -> f32 {
    let sine = ATMOSPHERE_GROUND_KM / (ATMOSPHERE_GROUND_KM + max(height, 0.0));
    let edge = -sqrt(max(1.0 - sine * sine, 0.0));
    let soft = sine * ATMOSPHERE_SUN_RADIUS;
    return smoothstep(-soft, soft, cosine - edge);
}

// What the air's light is times for a low sun: 1 at the horizon, most at the zenith for a sun of 1.5 degrees, 1 everywhere from 16 on and
// below the horizon. in: sines of the elevations of the light and of the view. out: a factor.
// Source: between Hosek and Wilkie 2012 and USNO Circular 171, which contradict each other there. Twin: sky::atmosphere::governor::lift.
fn atmosphere_lift(light: f32, view: f32) -> f32 {
    let low = smoothstep(0.0, ATMOSPHERE_LIFT_SINES.x, light) * (1.0 - smoothstep(0.0, ATMOSPHERE_LIFT_SINES.y, light));
    return 1.0 + ATMOSPHERE_LIFT * low * view * view;
}

// Rayleigh's phase function. in: cosine between the ways of light. out: 1/sr. Source: Rayleigh 1871. Twin: sky::atmosphere::phase::rayleigh.
fn atmosphere_rayleigh_phase(cosine: f32) -> f32 {
    return 3.0 / (16.0 * ATMOSPHERE_PI) * (1.0 + cosine * cosine);
}

// Phase function of aerosol. in: cosine between the ways of light, asymmetry. out: 1/sr.
// Source: Cornette and Shanks 1992. Twin: sky::atmosphere::phase::cornette_shanks.
fn atmosphere_mie_phase(cosine: f32, asymmetry: f32) -> f32 {
    let squared = asymmetry * asymmetry;
    let width = 1.0 + squared - 2.0 * asymmetry * cosine;
    let scale = 3.0 * (1.0 - squared) / (8.0 * ATMOSPHERE_PI * (2.0 + squared));
    return scale * (1.0 + cosine * cosine) / (width * sqrt(width));
}
