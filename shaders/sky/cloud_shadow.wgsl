// Sunlight that reaches the ground and the air under the clouds. Pass: render::passes::cloud_shadow.
// @include bind/sky_luts.wgsl
// @include scene/fullscreen.wgsl

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return vec4f(1.0);
}
