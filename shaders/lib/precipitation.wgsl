// Rain and snow as a function of a number and a time: nothing of it is kept from frame to frame.

// Three hashed words of three. in: any; out: even bits. Source: Jarzynski, Olano 2020, Hash functions for GPU rendering (pcg3d).
// Twin: sky::weather::precipitation::hash.
fn precipitation_hash(key: vec3u) -> vec3u {
    var v = key * 1664525u + 1013904223u;
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v ^= v >> vec3u(16u);
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    return v;
}

// in: words; out: [0, 1), exact in f32. Twin: sky::weather::precipitation::unit.
fn precipitation_unit(words: vec3u) -> vec3f {
    return vec3f(words >> vec3u(8u)) * 5.9604645e-8;
}

// How fast drops become fewer with their diameter. in: rain, mm/h, above 0; out: 1/mm. Source: Marshall, Palmer 1948.
// Twin: sky::weather::precipitation::slope_per_mm.
fn precipitation_slope_per_mm(rain_mm_per_h: f32) -> f32 {
    return 4.1 * pow(rain_mm_per_h, -0.21);
}

// Diameter of the drop at a share of all of 0.5 to 6 mm. in: [0, 1), slope 1/mm; out: mm. Source: the inverse of a truncated
// exponential. Twin: sky::weather::precipitation::diameter_mm.
fn precipitation_diameter_mm(share: f32, slope_per_mm: f32) -> f32 {
    return 0.5 - log(1.0 - share * (1.0 - exp(-5.5 * slope_per_mm))) / slope_per_mm;
}

// How fast a drop falls. in: mm, 0.11 to 6; out: m/s. Source: Atlas, Srivastava, Sekhon 1973.
// Twin: sky::weather::precipitation::terminal_mps.
fn precipitation_terminal_mps(diameter_mm: f32) -> f32 {
    return 9.65 - 10.3 * exp(-0.6 * diameter_mm);
}

// Wind at a height over the wind at 10 m, above ground of roughness 0.03 m. in: m; out: ratio. Source: logarithmic profile.
// Twin: sky::weather::precipitation::wind_share.
fn precipitation_wind_share(height_m: f32) -> f32 {
    return log(max(height_m, 0.06) / 0.03) * 0.17214243;
}

// How far a drop lags behind air that goes everywhere as fast as at 10 m, in units of wind over fall: the integral of
// `wind_share` - 1 from there to 10 m. in: m; out: m. Twin: sky::weather::precipitation::wind_lag_m.
fn precipitation_wind_lag_m(height_m: f32) -> f32 {
    let height = max(height_m, 0.06);
    return (height * (log(height / 0.03) - 1.0)) * 0.17214243 - height + 1.7214243;
}

// Gusts over the mean wind. in: seconds within 256; out: x: extra wind, y: how far it has carried, seconds of mean wind; both
// in units of gustiness. Source: sky.md 3.2, incommensurate sines, here with a common period of 256 s.
// Twin: sky::weather::precipitation::gust.
fn precipitation_gust(secs: f32) -> vec2f {
    let turns = vec4f(7.0, 17.0, 31.0, 53.0);
    let strength = vec4f(0.20, 0.16, 0.10, 0.06);
    let start = vec4f(0.3, 1.9, 4.1, 2.7);
    // Whole turns are taken off first: WGSL's sine is only good near zero.
    let phase = fract(turns * (secs / 256.0)) * 6.2831853 + start;
    return vec2f(dot(strength, cos(phase)), dot(strength / turns, sin(phase)) * 40.743665);
}
