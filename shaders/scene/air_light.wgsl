// What the air does to light on its way to the eye: it takes some and adds some. L = L0 T + S (1 - T), T for the way itself, S the
// mean source along it from the air that all views share.
// @include bind/sky.wgsl
// @include lib/air.wgsl
// @include scene/fog_depth.wgsl
// @include scene/wall_distance.wgsl

// in: unit vector in sky axes; layer of the map, a fraction between two. out: nits; a: mean density of the aerosol.
fn air_sample(direction: vec3f, layer: f32) -> vec4f {
    let uv = air_uv_from_direction(direction);
    let across = (uv.x * f32(AIR_ACROSS - 1u) + 0.5) / f32(AIR_ACROSS);
    let stored = textureSampleLevel(air_map, sky_sampler, vec3f(across, uv.y, (layer + 0.5) * sky.stored.w), 0.0);
    return vec4f(stored.rgb / sky.mist.w, stored.a);
}

// The same of a way that ends at a distance, metres.
fn air_along(direction: vec3f, distance_m: f32) -> vec4f {
    let slice = clamp(air_slice_from_distance(max(distance_m, AIR_NEAR_M)), 0.0, f32(AIR_COUNT - 1u));
    // In steps that a float holds beside any layer, so that it does not matter which layers an air lies in.
    return air_sample(direction, sky.layers.y + round(slice * 4096.0) / 4096.0);
}

// Optical depth of the clear air on a way of which the mean density of the aerosol is known: that of the molecules falls as much
// slower as their height is greater, to first order.
fn air_haze_depth(aerosol: f32, length_m: f32) -> vec3f {
    let molecules = 1.0 - (1.0 - aerosol) * sky.mie_scattering.w * 1000.0 / HAZE_RAYLEIGH_HEIGHT_M;
    return length_m * 1e-3 * (sky.rayleigh.rgb * molecules + (sky.mie_scattering.rgb + sky.mie_absorption.rgb) * aerosol);
}

// in: nits that leave the surface; world positions of eye and surface, metres; layer of the view's distances to the wall. out: nits
// at the eye. The fog between eye and wall is the stage's own air (wall-plane rule, sky.md 4).
fn air_light(nits: vec3f, eye: vec3f, in_world: vec3f, layer: f32) -> vec3f {
    let away = distance(eye, in_world);
    let seen = in_world - sky.observer.xyz - vec3f(0.0, FOG_EYE_M, 0.0);
    let from_observer = max(length(seen), 1e-3);
    let air = air_along(air_in_sky(seen / from_observer), from_observer);
    var depth = air_haze_depth(air.a, away);
    if fog_is_there() {
        let before_wall = min(wall_distance((in_world - eye) / max(away, 1e-3), layer), away);
        let at_wall = mix(eye.y, in_world.y, before_wall / max(away, 1e-3));
        let fog = fog_layers_between(at_wall, in_world.y, away - before_wall);
        depth += fog.x + fog.y + fog.z;
    }
    let lost = 1.0 - exp(-depth);
    return nits * (1.0 - lost) + air.rgb * lost;
}

// The same of the sky: fog from the observer to the end of the air; the air itself is in the clear sky already. in: nits; unit
// vector in sky axes; whether the way to the wall is left out: to the observer's in every view, so that they agree.
fn air_light_sky(nits: vec3f, direction: vec3f, is_behind_wall: bool) -> vec3f {
    if !fog_is_there() { return nits; }
    var before_wall = 0.0;
    if is_behind_wall { before_wall = wall_distance(air_in_world(direction), 0.0); }
    let eye = sky.observer.y + FOG_EYE_M;
    let nearer = fog_layers_between(eye, eye + before_wall * direction.y, before_wall);
    let fog = max(fog_layers_to_sky(eye, direction.y) - nearer, vec3f(0.0));
    let lost = fog_lost(vec3f(fog.x + fog.y + fog.z)).x;
    return nits * (1.0 - lost) + air_sample(direction, sky.mist.z).rgb * lost;
}

// Share of the key light that fog lets through unscattered to a place. in: world height, metres; sine of the light's elevation.
fn air_key_share(height_m: f32, sine: f32) -> f32 {
    if !fog_is_there() { return 1.0; }
    let fog = fog_layers_to_sky(height_m, sine);
    return exp(-fog.x - fog.y - fog.z);
}
