// The environment behind everything, and the sun's disc. Pass: render::passes::sky.
// @include bind/frame.wgsl
// @include bind/view.wgsl
// @include scene/environment_light.wgsl
// @include scene/celestial.wgsl
// @include scene/fullscreen.wgsl

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let direction = normalize(view_ray_in_world(at.xy));
    if frame.light.w > 1.5 {
        let in_sky = frame_in_sky(direction);
        let live = live_sky(in_sky, celestial_nits(in_sky, view.eye.x), view.eye.x);
        // What f16 cannot hold keeps its color: a low sun is not white.
        let exposed = live * frame.light.x;
        return vec4f(exposed * min(1.0, 60000.0 / max(max(exposed.r, exposed.g), max(exposed.b, 1.0))), 1.0);
    }
    var nits = environment_nits(direction);
    if frame.light.z > 0.5 && frame.light.w < 0.5 {
        let inside = smoothstep(-2e-7, 2e-7, dot(direction, frame.to_sun.xyz) - frame.to_sun.w);
        nits += frame.sun_lux.rgb * frame.sun_lux.w * inside;
    }
    return vec4f(min(nits * frame.light.x, vec3f(60000.0)), 1.0);
}
