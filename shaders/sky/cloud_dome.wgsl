// Light and transmittance of the clouds over the observer, by direction. Pass: render::passes::cloud_dome.
// @include bind/sky_luts.wgsl
// @include scene/fullscreen.wgsl

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return vec4f(0.0, 0.0, 0.0, 1.0);
}
