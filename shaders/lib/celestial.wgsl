// Discs and points of light behind the air: pure functions.

const CELESTIAL_PI: f32 = 3.14159265;
// Width of the glow that stands for a softened sun, radians, and the share of the sun's light in it: where a wall exposed for
// the day just clips.
const CELESTIAL_GLOW: f32 = 0.02;
const CELESTIAL_GLOW_SHARE: f32 = 0.003;
// Luminance of the new moon under the full earth, nits above the air: 1e-4 of the full moon's. Source: sky.md 2.3.
const CELESTIAL_EARTHSHINE: vec3f = vec3f(0.40, 0.45, 0.53);

// Elevation of a sine, degrees. in: -1..1. out: -90..90. Not asin: Mesa's is off by 1.6e-4 radians.
// Source: definition. Twin: sky::ephemeris::discs::degrees.
fn celestial_degrees(sine: f32) -> f32 {
    let s = clamp(sine, -1.0, 1.0);
    return atan2(s, sqrt(1.0 - s * s)) * 57.29578;
}

// Air that a ray crosses over that of the zenith. in: sine of the apparent elevation. out: 1..38.
// Source: Kasten and Young 1989. Twin: sky::ephemeris::discs::air_mass.
fn celestial_air_mass(sine: f32) -> f32 {
    let degrees = max(celestial_degrees(sine), 0.0);
    return 1.0 / (max(sine, 0.0) + 0.50572 * pow(degrees + 6.07995, -1.6364));
}

// How much the air flattens a disc. in: sine of its apparent elevation. out: true height over the height seen, 1..1.25.
// Source: the slope of Bennett 1982. Twin: sky::ephemeris::discs::stretch.
fn celestial_stretch(sine: f32) -> f32 {
    let degrees = max(celestial_degrees(sine), -0.3);
    let above = degrees + 4.4;
    let angle = (degrees + 7.31 / above) / 57.29578;
    let s = sin(angle);
    return 1.0 + (1.0 - 7.31 / (above * above)) / (60.0 * 57.29578 * s * s);
}

// The sun's limb darkening, of mean 1 over the disc. in: distance from the middle in radii. out: of the mean luminance.
// Source: Eddington's (2 + 3 mu) / 5. Twin: sky::ephemeris::discs::limb.
fn celestial_limb(radii: f32) -> f32 {
    return (0.4 + 0.6 * sqrt(max(1.0 - radii * radii, 0.0))) / 0.8;
}

// Share of a disc's area above a line. in: height of its middle over the line in radii. out: 0..1.
// Source: area of a circular segment. Twin: sky::ephemeris::discs::share_above.
fn celestial_share_above(height: f32) -> f32 {
    let x = clamp(height, -1.0, 1.0);
    return 0.5 + (atan2(x, sqrt(1.0 - x * x)) + x * sqrt(1.0 - x * x)) / CELESTIAL_PI;
}

// Light of a dusty ball: no darkening to the limb. in: cosines of sun and sight to its normal. out: 0..1.
// Source: Lommel and Seeliger. Twin: sky::ephemeris::discs::lommel_seeliger.
fn celestial_lommel_seeliger(to_sun: f32, to_eye: f32) -> f32 {
    let lit = max(to_sun, 0.0);
    return lit / max(lit + max(to_eye, 0.0), 1e-4);
}

// Light of such a ball's disc over that of the full one. in: cosine of the phase angle. out: 1e-4..1.
// Source: Seeliger 1887: 1 - sin(a/2) tan(a/2) ln cot(a/4). Twin: sky::ephemeris::discs::lit_disc.
fn celestial_lit_disc(cos_phase: f32) -> f32 {
    let c = clamp(cos_phase, -0.99999, 0.99999);
    let half = 0.5 * atan2(sqrt(1.0 - c * c), c);
    return max(1.0 + sin(half) * tan(half) * log(tan(0.5 * half)), 1e-4);
}

// The moon's grey: seas as soft dark rounds at their true places. in: normal, x east, y north, z toward us. out: 0.5..1.15 of
// the mean. Source: positions and sizes of the IAU gazetteer. Twin: sky::ephemeris::discs::moon_albedo.
fn celestial_moon_albedo(normal: vec3f) -> f32 {
    // Their shores are not round.
    let shore = vec3f(sin(9.0 * normal.y + 4.0 * normal.x), sin(8.0 * normal.x - 5.0 * normal.y + 1.0), 0.0);
    let place = normal + 0.05 * shore + 0.025 * sin(21.0 * normal.yxz + 2.0);
    var dark = 0.0;
    for (var index = 0u; index < 11u; index++) {
        let sea = CELESTIAL_SEAS[index];
        dark += smoothstep(mix(1.0, sea.w, 1.6), mix(1.0, sea.w, 0.25), dot(place, sea.xyz));
    }
    return 1.12 - 0.5 * min(dark, 1.0);
}

// Middle and cosine of the radius: Imbrium, Serenitatis, Tranquillitatis, Crisium, Fecunditatis, Nectaris, Humorum, Nubium,
// Procellarum, south of it, Frigoris.
const CELESTIAL_SEAS: array<vec4f, 11> = array<vec4f, 11>(
    vec4f(-0.2312, 0.5446, 0.8062, 0.9455),
    vec4f(0.2581, 0.4695, 0.8444, 0.9781),
    vec4f(0.5100, 0.1392, 0.8488, 0.9703),
    vec4f(0.8197, 0.2924, 0.4925, 0.9877),
    vec4f(0.7696, -0.1392, 0.6232, 0.9781),
    vec4f(0.5540, -0.2588, 0.7912, 0.9936),
    vec4f(-0.5749, -0.4067, 0.7100, 0.9903),
    vec4f(-0.2730, -0.3584, 0.8928, 0.9781),
    vec4f(-0.7881, 0.3420, 0.5118, 0.9397),
    vec4f(-0.7067, -0.0349, 0.7067, 0.9703),
    vec4f(0.0000, 0.8290, 0.5592, 0.9877),
);
