// Light of the frame's flashes.
// @include bind/sky.wgsl

// What flashes add to the sky in a direction. in: unit vector in sky axes; transmittance of the clouds there; 1 in an inner
// frustum or CG reference. out: nits, linear ACEScg.
fn lightning_sky_nits(direction: vec3f, cloud_transmittance: f32, is_inner: f32) -> vec3f {
    return vec3f(0.0);
}

// Irradiance that flashes send to a surface. in: world position, unit normal. out: lux, linear ACEScg.
fn lightning_lux(in_world: vec3f, normal: vec3f) -> vec3f {
    return vec3f(0.0);
}
