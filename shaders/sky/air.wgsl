// Light that the air adds on the way from the stage, one distance a layer. Pass: render::passes::air.
// @include bind/sky_luts.wgsl

@group(1) @binding(0) var cloud_shadow_map: texture_2d_array<f32>;
@group(1) @binding(1) var cloud_shadow_sampler: sampler;

struct Slice {
    @builtin(position) clip: vec4f,
    @location(0) @interpolate(flat) slice: u32,
}

@vertex
fn vs_main(@builtin(vertex_index) index: u32, @builtin(instance_index) slice: u32) -> Slice {
    let corner = vec2f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0);
    return Slice(vec4f(corner, 0.0, 1.0), slice);
}

@fragment
fn fs_main(in: Slice) -> @location(0) vec4f {
    return vec4f(0.0, 0.0, 0.0, 1.0);
}
