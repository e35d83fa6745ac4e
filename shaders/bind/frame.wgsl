// Group 0: what holds for every view of a frame. Mirror: render::structs::FrameUniforms.

struct FrameUniforms {
    // x: exposed units (1.0 = 100 wall nits) per world nit; y: nits of an emissive value of 1.0;
    // z: 1 when there is a sun; w: 1 when the environment is a dome texture, 0 when it is the gradient.
    light: vec4f,
    // xyz: unit vector to the sun in the world; w: cosine of the disc's angular radius.
    to_sun: vec4f,
    // rgb: illuminance in lux, linear ACEScg; w: disc luminance over illuminance, 1/sr.
    sun_lux: vec4f,
    // rgb; w: cosine and, below, sine of the sky's turn about +Y since its light was gathered.
    zenith_nits: vec4f,
    horizon_nits: vec4f,
    // rgb: ground; w: falloff.
    ground_nits: vec4f,
    glow_nits: vec4f,
    // x, y: cosine and sine of the dome's rotation; z: nits of a texture value of 1.0; w: mips of the prefiltered cube less one.
    dome: vec4f,
    // xyz: the stage's origin in the world; w: the angle of a wall pixel there, radians.
    stage_origin: vec4f,
    // xyz: radii of the shadow cascades round the stage origin, metres; w: shadow map size in texels.
    cascade_radii_m: vec4f,
    cascade_clip_from_world: array<mat4x4f, 3>,
    // Nine SH coefficients of the environment's radiance, nits, and a tenth for sh_fourth; of a live sky those of both epochs together,
    // with lanes w as in bind/sky.wgsl.
    irradiance: array<vec4f, 10>,
    // Columns of linear ACEScg from linear Rec.709.
    acescg_from_rec709: array<vec4f, 3>,
}

@group(0) @binding(0) var<uniform> frame: FrameUniforms;
@group(0) @binding(1) var shadow_map: texture_depth_2d_array;
@group(0) @binding(2) var shadow_sampler: sampler_comparison;
@group(0) @binding(3) var dome_map: texture_2d<f32>;
@group(0) @binding(4) var dome_sampler: sampler;
@group(0) @binding(5) var prefiltered: texture_cube<f32>;
@group(0) @binding(6) var split_sum: texture_2d<f32>;
@group(0) @binding(7) var clamp_sampler: sampler;

// A direction of the world, as the light of the environment was gathered: before the sky turned.
fn frame_in_sky(direction: vec3f) -> vec3f {
    let cosine = frame.zenith_nits.w;
    let sine = frame.horizon_nits.w;
    return vec3f(direction.x * cosine - direction.z * sine, direction.y, direction.x * sine + direction.z * cosine);
}

fn frame_acescg(rec709: vec3f) -> vec3f {
    return mat3x3f(frame.acescg_from_rec709[0].xyz, frame.acescg_from_rec709[1].xyz, frame.acescg_from_rec709[2].xyz) * rec709;
}
