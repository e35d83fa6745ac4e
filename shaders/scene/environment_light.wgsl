// Light of the environment from a direction, discs left out.
// @include bind/frame.wgsl
// @include lib/sky.wgsl
// @include scene/live_sky.wgsl
// @include lib/space.wgsl

fn environment_nits(direction: vec3f) -> vec3f {
    if frame.light.w > 1.5 { return live_sky_nits(frame_in_sky(direction)); }
    if frame.light.w > 0.5 {
        let turned = vec3f(
            direction.x * frame.dome.x - direction.z * frame.dome.y,
            direction.y,
            direction.x * frame.dome.y + direction.z * frame.dome.x,
        );
        let uv = space_equirect_uv_from_direction(turned);
        return textureSampleLevel(dome_map, dome_sampler, uv, 0.0).rgb * frame.dome.z;
    }
    return sky_gradient_nits(direction, frame.zenith_nits.rgb, frame.horizon_nits.rgb, frame.ground_nits.rgb,
        frame.glow_nits.rgb, frame.ground_nits.w, frame.to_sun.xyz, frame.light.z);
}
