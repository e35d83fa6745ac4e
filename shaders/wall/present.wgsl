// A canvas's code values onto the surface of its output window, pixel for pixel. Used by output::window.
// @include scene/fullscreen.wgsl

@group(0) @binding(0) var code_map: texture_2d<f32>;

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let size = vec2i(textureDimensions(code_map));
    let texel = vec2i(at.xy);
    if any(texel >= size) { return vec4f(0.0, 0.0, 0.0, 1.0); }
    return vec4f(textureLoad(code_map, texel, 0).rgb, 1.0);
}
