// The sky without clouds, discs left out.
// @include bind/sky.wgsl

// in: unit vector in sky axes. out: nits, linear ACEScg.
fn clear_sky_nits(direction: vec3f) -> vec3f {
    let stored = textureSampleLevel(sky_view_map, sky_turn_sampler, vec2f(0.5, 0.5), u32(sky.layers.x), 0.0).rgb;
    return sky_acescg(stored * sky.sky_scale.rgb) * max(sky.to_sun.y + 0.1, 0.0);
}
