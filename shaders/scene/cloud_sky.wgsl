// The clouds of two epochs, one fading into the other, and the sunlight under them.
// @include bind/sky.wgsl
// @include lib/dome.wgsl

// Below this sine of elevation there are no clouds; they fade out up to the second.
const CLOUD_EDGE: vec2f = vec2f(-0.02, -0.004);

// in: unit vector in sky axes. out: rgb nits that the clouds send, a: share of the light behind that they let through.
fn cloud_sky(direction: vec3f) -> vec4f {
    if sky.domes[0].place.w + sky.domes[1].place.w < 0.5 || direction.y < CLOUD_EDGE.x { return vec4f(0.0, 0.0, 0.0, 1.0); }
    let clouds = mix(cloud_sky_of(direction, 0u, sky.drift.xy), cloud_sky_of(direction, 1u, sky.drift.zw), sky.dome.z);
    return mix(vec4f(0.0, 0.0, 0.0, 1.0), clouds, smoothstep(CLOUD_EDGE.x, CLOUD_EDGE.y, direction.y));
}

// Of one dome, whose clouds have drifted since it was drawn.
fn cloud_sky_of(direction: vec3f, epoch: u32, drift: vec2f) -> vec4f {
    let dome = sky.domes[epoch];
    // Way to the clouds' mean height over a round Earth.
    let height = max(dome.extra.y - sky.observer.y, 200.0);
    let slope = 6.36e6 * max(direction.y, 0.0);
    let over = height * (2.0 * 6.36e6 + height);
    let way = over / (slope + sqrt(slope * slope + over));
    let moved = normalize(direction * way - vec3f(drift.x, 0.0, drift.y));
    let stored = textureSampleLevel(cloud_dome_map, sky_sampler, dome_uv_from_direction(moved), u32(sky.dome[epoch]), 0.0);
    return vec4f(stored.rgb * dome.light.w, stored.a);
}

// in: world position, metres. out: share of the key light that the clouds let through to there.
fn cloud_sunlit(in_world: vec3f) -> f32 {
    if sky.domes[0].place.w + sky.domes[1].place.w < 0.5 { return 1.0; }
    let before = cloud_sunlit_of(in_world, 0u, sky.drift.xy);
    return mix(before, cloud_sunlit_of(in_world, 1u, sky.drift.zw), sky.dome.z);
}

fn cloud_sunlit_of(in_world: vec3f, epoch: u32, drift: vec2f) -> f32 {
    let dome = sky.domes[epoch];
    let down = (in_world.y - sky.observer.y) / max(dome.light.y, 0.05);
    let on_ground = in_world.xz - dome.light.xz * down - drift;
    // SHADOW_SPAN_M of render::sky_structs.
    let uv = (on_ground - dome.place.xy) / 32768.0 + 0.5;
    let stored = textureSampleLevel(cloud_shadow_map, sky_sampler, uv, u32(sky.dome[epoch]), 0.0).r;
    let edge = max(abs(uv.x - 0.5), abs(uv.y - 0.5));
    return mix(stored, dome.place.z, smoothstep(0.4, 0.49, edge));
}
