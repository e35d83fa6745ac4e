// The sky without clouds, discs left out.
// @include bind/sky.wgsl
// @include lib/atmosphere.wgsl

// in: unit vector in sky axes. out: nits, linear ACEScg; a: share of them that the ground sends, 0 above the horizon.
fn clear_sky_and_ground(direction: vec3f) -> vec4f {
    let level = length(direction.xz);
    let sun = sky.air_sun.xz;
    let toward = vec2f(dot(direction.xz, sun), sun.x * direction.z - sun.y * direction.x);
    let uv = atmosphere_sky_view_uv(atan2(direction.y, level), toward);
    let stored = textureSampleLevel(sky_view_map, sky_turn_sampler, uv, u32(sky.layers.x), 0.0);
    return vec4f(sky_acescg(stored.rgb * sky.sky_scale.rgb * sky.stored.y), stored.a);
}

// in: unit vector in sky axes. out: nits, linear ACEScg.
fn clear_sky_nits(direction: vec3f) -> vec3f {
    return clear_sky_and_ground(direction).rgb;
}
