// What lights clouds: sun or moon through the air, the sky over them.
// @include bind/sky_luts.wgsl
// @include sky/medium.wgsl

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

// Optical depth of the air between two heights, over metres of way.
fn cloud_air_depth(from_m: f32, to_m: f32, way_m: f32) -> vec3f {
    let mie = sky.mie_scattering.rgb + sky.mie_absorption.rgb;
    let molecules = sky.rayleigh.rgb * cloud_mean_exponential(from_m, to_m, 1000.0 * ATMOSPHERE_RAYLEIGH_KM);
    return (molecules + mie * cloud_mean_exponential(from_m, to_m, sky.mie_scattering.w * 1000.0)) * way_m * 0.001;
}

// Mean of e^(-height / scale) between two heights.
fn cloud_mean_exponential(from_m: f32, to_m: f32, scale_m: f32) -> f32 {
    let fall = (to_m - from_m) / scale_m;
    let first = exp(-max(from_m, 0.0) / scale_m);
    if abs(fall) < 0.01 { return first * (1.0 - 0.5 * fall); }
    return first * (1.0 - exp(-fall)) / fall;
}

// Share of light from above the air that reaches a point in the world from a direction.
fn cloud_key_transmittance(in_world: vec3f, to_light: vec3f) -> vec3f {
    // The Earth's roundness: clouds toward a low sun see it higher.
    let aside = dot(in_world.xz - sky.observer.xz, to_light.xz) / CLOUD_EARTH_M;
    return medium_direct(max(in_world.y, 0.0) * 0.001, to_light.y + aside);
}

// The clear sky at or above the horizon, linear Rec.709 nits.
fn cloud_clear_sky(direction: vec3f) -> vec3f {
    let level = length(direction.xz);
    let sun = sky.air_sun.xz;
    let toward = vec2f(dot(direction.xz, sun), sun.x * direction.z - sun.y * direction.x);
    let uv = atmosphere_sky_view_uv(atan2(max(direction.y, 0.0), level), toward);
    return textureSampleLevel(sky_view_lut, lut_sampler, uv, 0.0).rgb * sky.sky_scale.rgb * sky.stored.y;
}
