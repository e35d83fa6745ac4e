// The live sky as a panorama in world axes, to gather its light from. Pass: render::passes::sky_light.
// @include lib/space.wgsl
// @include scene/live_sky.wgsl
// @include scene/fullscreen.wgsl

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    // PANORAMA_SIZE of render::sky_targets.
    let direction = space_direction_from_equirect_uv(at.xy / vec2f(256.0, 128.0));
    return vec4f(live_sky_nits(direction), 1.0);
}
