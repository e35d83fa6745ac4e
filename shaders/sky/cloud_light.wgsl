// What lights clouds: sun or moon through the air, the sky over them, the ground under them.
// @include bind/sky_luts.wgsl

const CLOUD_EARTH_M: f32 = 6.36e6;
const CLOUD_PI: f32 = 3.14159265;
// Illuminance of the sun above the air, lux, linear Rec.709 (sky.md 1.3).
const CLOUD_SUN_LUX: vec3f = vec3f(144810.0, 129444.0, 127099.0);

// Scattering of cloud droplets: sharply forward, and a little back. in: cosine; share of the forwardness that is left. out: 1/sr.
fn cloud_phase(cosine: f32, share: f32) -> f32 {
    return 0.75 * cloud_henyey_greenstein(cosine, 0.82 * share) + 0.25 * cloud_henyey_greenstein(cosine, -0.25 * share);
}

fn cloud_henyey_greenstein(cosine: f32, g: f32) -> f32 {
    let below = 1.0 + g * g - 2.0 * g * cosine;
    return (1.0 - g * g) / (4.0 * CLOUD_PI * below * sqrt(below));
}

// Optical depth of the air between two heights over the sea, over metres of way; linear Rec.709.
fn cloud_air_depth(from_m: f32, to_m: f32, way_m: f32) -> vec3f {
    let mie_height = sky.mie_scattering.w * 1000.0;
    let mie = sky.mie_scattering.rgb + sky.mie_absorption.rgb;
    return (sky.rayleigh.rgb * cloud_mean_exponential(from_m, to_m, 8000.0) + mie * cloud_mean_exponential(from_m, to_m, mie_height)) * way_m * 0.001;
}

// Mean of e^(-height / scale) between two heights.
fn cloud_mean_exponential(from_m: f32, to_m: f32, scale_m: f32) -> f32 {
    let fall = (to_m - from_m) / scale_m;
    let first = exp(-from_m / scale_m);
    if abs(fall) < 0.01 { return first * (1.0 - 0.5 * fall); }
    return first * (1.0 - exp(-fall)) / fall;
}

// Share of light from the top of the air that reaches a height from a direction. in: metres over the sea; sine of the elevation.
fn cloud_key_transmittance(height_m: f32, rise: f32) -> vec3f {
    // Airmass of Kasten and Young 1989, from the height of its own horizon.
    let dip = sqrt(2.0 * max(height_m, 0.0) / CLOUD_EARTH_M);
    let over = rise + dip;
    let degrees = max(asin(clamp(rise, -1.0, 1.0)) * 57.29578, -4.0);
    let mass = 1.0 / (max(rise, -0.04) + 0.50572 * pow(max(degrees + 6.07995, 1.0), -1.6364));
    let mie_height = sky.mie_scattering.w * 1000.0;
    let mie = (sky.mie_scattering.rgb + sky.mie_absorption.rgb) * mie_height * exp(-height_m / mie_height);
    let depth = (sky.rayleigh.rgb * 8000.0 * exp(-height_m / 8000.0) + mie) * 0.001 + sky.ozone.rgb * 15.0;
    return exp(-depth * clamp(mass, 0.0, 60.0)) * smoothstep(-0.005, 0.005, over);
}

// The clear sky, linear Rec.709 nits.
fn cloud_clear_sky(direction: vec3f) -> vec3f {
    let day = clamp(sky.to_sun.y * 3.0 + 0.15, 0.0, 1.0);
    return mix(vec3f(6000.0, 7500.0, 9000.0), vec3f(1500.0, 2600.0, 5200.0), sqrt(clamp(direction.y, 0.0, 1.0))) * day;
}
