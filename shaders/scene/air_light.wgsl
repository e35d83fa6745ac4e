// What the air does to light on its way to the eye: it takes some and adds some. L = L0 T + S (1 - T), T exact for the way, S the
// mean source along it from the air that all views share.
// @include bind/sky.wgsl
// @include lib/air.wgsl
// @include scene/fog_depth.wgsl

// A world direction before the sky's turn.
fn air_in_sky(direction: vec3f) -> vec3f {
    return vec3f(direction.x * sky.turn.x - direction.z * sky.turn.y, direction.y, direction.x * sky.turn.y + direction.z * sky.turn.x);
}

fn air_source(direction: vec3f, distance_m: f32) -> vec3f {
    let uv = air_uv_from_direction(direction);
    let slice = clamp(air_slice_from_distance(max(distance_m, AIR_NEAR_M)), 0.0, 23.0);
    let before = floor(slice);
    let layer = u32(sky.layers.y + before);
    let near = textureSampleLevel(air_map, sky_turn_sampler, uv, layer, 0.0).rgb;
    let far = textureSampleLevel(air_map, sky_turn_sampler, uv, layer + select(0u, 1u, before < 23.0), 0.0).rgb;
    return mix(near, far, slice - before) / sky.mist.w;
}

// in: nits that leave the surface; world positions of eye and surface, metres. out: nits at the eye.
fn air_light(nits: vec3f, eye: vec3f, in_world: vec3f) -> vec3f {
    let fog = fog_layers_between(eye.y, in_world.y, distance(eye, in_world));
    let depth = haze_depth_between(eye.y, in_world.y, distance(eye, in_world)) + fog.x + fog.y + fog.z;
    let seen = in_world - sky.observer.xyz - vec3f(0.0, FOG_EYE_M, 0.0);
    let away = max(length(seen), 1e-3);
    let lost = fog_lost(depth);
    return nits * (1.0 - lost) + air_source(air_in_sky(seen / away), away) * lost;
}

// The same of the sky: fog from the observer to the end of the air; the air itself is in the clear sky already.
fn air_light_sky(nits: vec3f, direction: vec3f) -> vec3f {
    let fog = fog_layers_to_sky(sky.observer.y + FOG_EYE_M, direction.y);
    let lost = fog_lost(vec3f(fog.x + fog.y + fog.z)).x;
    let uv = air_uv_from_direction(direction);
    let source = textureSampleLevel(air_map, sky_turn_sampler, uv, u32(sky.mist.z), 0.0).rgb / sky.mist.w;
    return nits * (1.0 - lost) + source * lost;
}

// Share of the key light that fog lets through unscattered to a place. in: world height, metres; sine of the light's elevation.
fn air_key_share(height_m: f32, sine: f32) -> f32 {
    let fog = fog_layers_to_sky(height_m, sine);
    return exp(-fog.x - fog.y - fog.z);
}
