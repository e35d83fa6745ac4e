// Group 3 of scene passes: the live sky of one world. Mirrors: render::sky_structs::{SkyUniforms, CloudRecord, FlashRecord}.
// @include bind/sky_world.wgsl

// Clear sky, one layer a medium and sun: `sky.layers.x`.
@group(3) @binding(1) var sky_view_map: texture_2d_array<f32>;
// Light that the air adds, by direction and distance: AIR_SLICES layers from `sky.layers.y` on.
@group(3) @binding(2) var air_map: texture_3d<f32>;
// Light and transmittance of the clouds, one layer an epoch: `sky.dome.x`, `sky.dome.y`.
@group(3) @binding(3) var cloud_dome_map: texture_2d_array<f32>;
// Sunlight that the clouds let through, the same layers.
@group(3) @binding(4) var cloud_shadow_map: texture_2d_array<f32>;
// The environment prefiltered by roughness, of both epochs together, one a light: `sky.carried.z`. In units of frame.irradiance[0].w.
@group(3) @binding(5) var world_cube: texture_cube_array<f32>;
// By dome: nine SH coefficients of radiance in nits, and a tenth for sh_fourth; what scenes are lit by is in frame.irradiance.
// Their lanes w: nits of a stored 1.0 of the cube; rgb of the ground, nits; rgb of the sky's illuminance on the level, lux; share of the sun that the clouds let through to the ground; light
// on the ground over that of a clear day.
@group(3) @binding(6) var<storage, read> live_irradiance: array<vec4f>;
// Distance from the view's eye to the wall, metres, by direction; one layer a view: `view.eye.y`.
@group(3) @binding(7) var wall_distance_map: texture_2d_array<f32>;
@group(3) @binding(8) var sky_sampler: sampler;
// Repeats across, clamps up and down.
@group(3) @binding(9) var sky_turn_sampler: sampler;

// Linear ACEScg of the linear Rec.709 light that the look-up tables hold.
fn sky_acescg(rec709: vec3f) -> vec3f {
    return mat3x3f(sky.acescg_from_rec709[0].xyz, sky.acescg_from_rec709[1].xyz, sky.acescg_from_rec709[2].xyz) * rec709;
}
