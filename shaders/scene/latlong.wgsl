// The environment alone as a 2:1 panorama in stage axes: centre -Z, right half +X. Pass: render::passes::latlong.
// @include bind/frame.wgsl
// @include bind/view.wgsl
// @include scene/environment_light.wgsl
// @include scene/fullscreen.wgsl

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    // The pinhole's cx, cy carry half the raster here: uv = at / (2 cx, 2 cy).
    let in_stage = space_direction_from_equirect_uv(at.xy / (2.0 * view.pinhole.zw));
    let direction = (view.world_from_view * vec4f(in_stage, 0.0)).xyz;
    return vec4f(environment_nits(direction) * frame.light.x, 1.0);
}
