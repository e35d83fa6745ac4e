// How much light passes from the top of the air to a height, by direction. Pass: render::passes::transmittance.
// @include bind/sky_luts.wgsl
// @include scene/fullscreen.wgsl

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return vec4f(vec3f(1.0), 1.0);
}
