// Light of the second and all further orders of scattering (Hillaire 2020, 5.5). Pass: render::passes::multi_scatter.
// @include bind/sky_luts.wgsl
// @include scene/fullscreen.wgsl

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return vec4f(vec3f(0.0), 1.0);
}
