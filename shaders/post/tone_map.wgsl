// A linear target to a picture for a desk monitor: never measured, never on a wall. Pass: render::passes::tone_map.
// @include lib/tone_map.wgsl
// @include lib/transfer.wgsl
// @include scene/fullscreen.wgsl

// Mirror: render::structs::ToneMapUniforms.
struct ToneMapUniforms {
    // x: display linear per target unit; y: source texels a destination pixel; zw: source size.
    scale: vec4f,
    // Columns of linear Rec.709 from the target's space.
    rec709_from_source: array<vec4f, 3>,
}

@group(0) @binding(0) var<uniform> tone: ToneMapUniforms;
@group(0) @binding(1) var source_map: texture_2d<f32>;

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let count = clamp(i32(ceil(tone.scale.y)), 1, 8);
    let first = vec2i(floor((at.xy - 0.5) * tone.scale.y));
    var sum = vec4f(0.0);
    for (var index = 0; index < count * count; index++) {
        let texel = clamp(first + vec2i(index % count, index / count), vec2i(0), vec2i(tone.scale.zw) - 1);
        sum += textureLoad(source_map, texel, 0);
    }
    let mean = sum / f32(count * count);
    let matrix = mat3x3f(tone.rec709_from_source[0].xyz, tone.rec709_from_source[1].xyz, tone.rec709_from_source[2].xyz);
    let linear = max(matrix * mean.rgb * tone.scale.x, vec3f(0.0));
    let mapped = tone_map_neutral(linear);
    return vec4f(transfer_srgb_from_linear(mapped.r), transfer_srgb_from_linear(mapped.g), transfer_srgb_from_linear(mapped.b), 1.0);
}
