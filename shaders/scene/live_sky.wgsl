// The live sky from a direction: what shines behind, clear sky, clouds, flashes, fog.
// @include bind/sky.wgsl
// @include scene/clear_sky.wgsl
// @include scene/cloud_sky.wgsl
// @include scene/lightning.wgsl
// @include scene/air_light.wgsl

// The clear sky, and the ground under it in the light that is left under the clouds. in: unit vector in sky axes. out: nits.
fn live_clear_nits(direction: vec3f) -> vec3f {
    let clear = clear_sky_and_ground(direction);
    if clear.a <= 0.0 { return clear.rgb; }
    let lit = mix(live_irradiance[10u * u32(sky.dome.x) + 8u].w, live_irradiance[10u * u32(sky.dome.y) + 8u].w, sky.dome.z);
    return clear.rgb * mix(1.0, lit, clear.a);
}

// in: unit vector in sky axes (before the sky's turn); nits of what shines behind everything; 1 in an inner frustum or CG
// reference. out: nits, linear ACEScg.
fn live_sky(direction: vec3f, behind: vec3f, is_inner: f32) -> vec3f {
    let clouds = cloud_sky(direction);
    let lit = lightning_sky_nits(direction, clouds.a, is_inner);
    return air_light_sky((live_clear_nits(direction) + behind) * clouds.a + clouds.rgb + lit, direction, true);
}

// The environment alone, as it lights: discs, stars and flashes left out, fog from the observer on.
fn live_sky_nits(direction: vec3f) -> vec3f {
    let clouds = cloud_sky(direction);
    return air_light_sky(live_clear_nits(direction) * clouds.a + clouds.rgb, direction, false);
}
