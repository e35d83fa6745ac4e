// The clear sky over the observer, sun and moon together. Pass: render::passes::sky_view.
// @include bind/sky_luts.wgsl
// @include scene/fullscreen.wgsl

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return vec4f(vec3f(0.02), 1.0);
}
