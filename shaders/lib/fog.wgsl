// Fog, mist, dust and veils of rain: how much of them lies on a way, what passes them, where they send light.

const FOG_PI: f32 = 3.14159265358979;
const FOG_EARTH_RADIUS_M: f32 = 6360000.0;

// 1 - exp(-depth), to its last digits where little is lost. in: optical depth >= 0. out: share of the light that is lost.
// Source: the exponential's series below 0.1. Twin: sky::fog::lost.
fn fog_lost(depth: vec3f) -> vec3f {
    let series = depth * (1.0 - depth / 2.0 * (1.0 - depth / 3.0 * (1.0 - depth / 4.0 * (1.0 - depth / 5.0))));
    return select(1.0 - exp(-depth), series, depth < vec3f(0.1));
}

// Mean density of a layer on a straight way, over that at its floor; below the floor it is even. in: heights of both ends above
// the floor, height in which it falls to 1/e, metres. out: 0..1. Source: integral of exp(-y/H) in closed form. Twin: sky::fog::mean_density.
fn fog_mean_density(from_m: f32, to_m: f32, height_m: f32) -> f32 {
    let low = min(from_m, to_m);
    let high = max(from_m, to_m);
    let bottom = max(low, 0.0);
    let climb = max(high, 0.0) - bottom;
    let rise = high - low;
    let at_bottom = exp(-bottom / height_m);
    if rise < 1e-3 * height_m { return exp(-max(0.5 * (low + high), 0.0) / height_m); }
    let below = min(high, 0.0) - min(low, 0.0);
    return (below + height_m * at_bottom * fog_lost(vec3f(climb / height_m)).x) / rise;
}

// The same of air, which thins out over kilometres: one exponential for ends that lie less than six heights apart. in: heights over its
// floor, under which it is even. Source: e^(-middle/H) sinh(x)/x, its series to x^8 (5e-4 at x = 3). Twin: sky::fog::mean_haze.
fn fog_mean_haze(from_m: f32, to_m: f32, height_m: f32) -> f32 {
    let ends = max(vec2f(from_m, to_m), vec2f(0.0)) / height_m;
    let half = min(0.5 * abs(ends.y - ends.x), 3.0);
    let square = half * half;
    return exp(-0.5 * (ends.x + ends.y)) * (1.0 + square / 6.0 * (1.0 + square / 20.0 * (1.0 + square / 42.0 * (1.0 + square / 72.0))));
}

// Way through a layer to the end of the air, as metres at the density of its floor; downward it ends at the ground.
// in: sine of the elevation, height above the floor, height of 1/e, height of the eye above the ground, metres. out: metres.
// Source: Chapman's integral for H << R with erfcx of Ren and MacKenzie 2007 (within 1 %). Twin: sky::fog::sky_path_m.
fn fog_sky_path_m(sine: f32, above_m: f32, height_m: f32, eye_m: f32) -> f32 {
    let x = max(sine, 0.0) * sqrt(FOG_EARTH_RADIUS_M / (2.0 * height_m));
    let a = 2.911;
    let erfcx = a / ((a - 1.0) * sqrt(FOG_PI) * x + sqrt(FOG_PI * x * x + a * a));
    let up = sqrt(0.5 * FOG_PI * FOG_EARTH_RADIUS_M * height_m) * exp(-max(above_m, 0.0) / height_m) * erfcx;
    // Meets the level way smoothly. No condition: of a uniform's sine lavapipe 22.3 would compile anew for each value.
    let down = eye_m / max(-sine, 1e-9);
    return select(up * down / (up + down), up, sine >= 0.0);
}

// Share of light sent into a direction. in: cosine of the angle to its way before, asymmetry, alpha. out: 1/sr.
// Source: Draine 2003: alpha 0 is Henyey-Greenstein, alpha 1 Cornette-Shanks, and with asymmetry 0 Rayleigh. Twin: sky::fog::phase.
fn fog_phase(cosine: f32, asymmetry: f32, alpha: f32) -> f32 {
    let squared = asymmetry * asymmetry;
    let base = max(1.0 + squared - 2.0 * asymmetry * cosine, 1e-6);
    let lobe = (1.0 - squared) / (base * sqrt(base));
    return lobe * (1.0 + alpha * cosine * cosine) / (4.0 * FOG_PI * (1.0 + alpha * (1.0 + 2.0 * squared) / 3.0));
}

// The same of water droplets. in: cosine, diameter 5..50 micrometres, greatest asymmetry of the narrow lobe. out: 1/sr.
// Source: Jendersie and d'Eon 2023 (HG + Draine). Twin: sky::fog::droplet_phase.
fn fog_droplet_phase(cosine: f32, droplet_um: f32, narrowest: f32) -> f32 {
    let narrow = min(exp(-0.0990567 / (droplet_um - 1.67154)), narrowest);
    let wide = exp(-2.20679 / (droplet_um + 3.91029) - 0.428934);
    let alpha = exp(3.62489 - 8.29288 / (droplet_um + 5.52825));
    let share = exp(-0.599085 / (droplet_um - 0.641583) - 0.665888);
    return mix(fog_phase(cosine, narrow, 0.0), fog_phase(cosine, wide, alpha), share);
}

// Share of light that passes a layer at all, scattered or not. in: optical depth, single-scattering albedo, asymmetry. out: share.
// Source: two-stream, 1 / (1 + 3/4 (1 - g) depth), absorbed as in diffusion, exp(-depth sqrt(3 (1 - a) (1 - a g))). Twin: sky::fog::passed.
fn fog_passed(depth: f32, albedo: vec3f, asymmetry: f32) -> vec3f {
    let rate = sqrt(max(3.0 * (1.0 - albedo) * (1.0 - albedo * asymmetry), vec3f(0.0)));
    return exp(-depth * rate) / (1.0 + 0.75 * (1.0 - asymmetry) * depth);
}
