// Optical depths of haze and fog of the live sky.
// @include bind/sky.wgsl
// @include lib/fog.wgsl

// sky::fog::EYE_M, and VEIL_HEIGHT_M.
const FOG_EYE_M: f32 = 1.5;
const FOG_VEIL_HEIGHT_M: f32 = 2000.0;
const HAZE_RAYLEIGH_HEIGHT_M: f32 = 8000.0;

// Whether fog, mist or what falls dims anything: most days it does not, and each pixel asks.
fn fog_is_there() -> bool {
    return sky.rain.w > 0.5;
}

// Optical depth of fog, mist and veil on a straight way. in: world heights of its ends, its length, metres.
fn fog_layers_between(from_m: f32, to_m: f32, length_m: f32) -> vec3f {
    let low = from_m - sky.fog.z;
    let high = to_m - sky.fog.z;
    return length_m * vec3f(
        sky.fog.x * fog_mean_density(low, high, sky.fog.y),
        sky.mist.x * fog_mean_density(low, high, sky.mist.y),
        sky.fog_color.w * fog_mean_density(low, high, FOG_VEIL_HEIGHT_M),
    );
}

// The same from a world height to the end of the air. in: metres, sine of the elevation.
fn fog_layers_to_sky(height_m: f32, sine: f32) -> vec3f {
    let above = height_m - sky.fog.z;
    return vec3f(
        sky.fog.x * fog_sky_path_m(sine, above, sky.fog.y, FOG_EYE_M),
        sky.mist.x * fog_sky_path_m(sine, above, sky.mist.y, FOG_EYE_M),
        sky.fog_color.w * fog_sky_path_m(sine, above, FOG_VEIL_HEIGHT_M, FOG_EYE_M),
    );
}

// Share of the mist in the depth of all three.
fn fog_mist_share(layers: vec3f) -> f32 {
    return layers.y / max(layers.x + layers.y + layers.z, 1e-20);
}

// Optical depth of the clear air on a straight way.
fn haze_depth_between(from_m: f32, to_m: f32, length_m: f32) -> vec3f {
    let mie_height_m = sky.mie_scattering.w * 1000.0;
    let rayleigh = fog_mean_haze(from_m, to_m, HAZE_RAYLEIGH_HEIGHT_M);
    let mie = fog_mean_haze(from_m, to_m, mie_height_m);
    return length_m * 1e-3 * (sky.rayleigh.rgb * rayleigh + (sky.mie_scattering.rgb + sky.mie_absorption.rgb) * mie);
}

// The same from world zero to the end of the air. in: sine of the elevation, > 0.
fn haze_sky_depth(sine: f32) -> vec3f {
    let mie_height_m = sky.mie_scattering.w * 1000.0;
    let rayleigh = fog_sky_path_m(sine, 0.0, HAZE_RAYLEIGH_HEIGHT_M, FOG_EYE_M);
    let mie = fog_sky_path_m(sine, 0.0, mie_height_m, FOG_EYE_M);
    return 1e-3 * (sky.rayleigh.rgb * rayleigh + (sky.mie_scattering.rgb + sky.mie_absorption.rgb) * mie);
}

// A world direction before the sky's turn.
fn air_in_sky(direction: vec3f) -> vec3f {
    return vec3f(direction.x * sky.turn.x - direction.z * sky.turn.y, direction.y, direction.x * sky.turn.y + direction.z * sky.turn.x);
}

// The inverse.
fn air_in_world(direction: vec3f) -> vec3f {
    return vec3f(direction.x * sky.turn.x + direction.z * sky.turn.y, direction.y, direction.z * sky.turn.x - direction.x * sky.turn.y);
}
