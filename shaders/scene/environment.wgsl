// Prefilters the environment for one roughness and one cube face. Pass: render::passes::environment.
// @include scene/prefilter.wgsl
// @include scene/fullscreen.wgsl

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return vec4f(prefilter_radiance(prefilter_face_direction(u32(prefilter.job.x), at.xy / prefilter.job.w)), 1.0);
}
