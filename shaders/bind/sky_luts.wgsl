// Group 0 of the passes that make the look-up tables: one packet's sky, and the tables of its medium that are made already.
// @include bind/sky_uniforms.wgsl

// Not a uniform: lavapipe 22.3 compiles a shader anew for each value of a uniform that a branch hangs on, and here many do.
@group(0) @binding(0) var<storage, read> sky: SkyUniforms;
@group(0) @binding(1) var lut_sampler: sampler;
@group(0) @binding(2) var transmittance_lut: texture_2d<f32>;
@group(0) @binding(3) var multi_scatter_lut: texture_2d<f32>;
@group(0) @binding(4) var sky_view_lut: texture_2d<f32>;

// Linear ACEScg of the linear Rec.709 light that the look-up tables hold.
fn sky_acescg(rec709: vec3f) -> vec3f {
    return mat3x3f(sky.acescg_from_rec709[0].xyz, sky.acescg_from_rec709[1].xyz, sky.acescg_from_rec709[2].xyz) * rec709;
}
