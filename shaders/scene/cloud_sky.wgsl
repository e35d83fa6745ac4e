// The clouds of two epochs, one fading into the other, and the sunlight under them.
// @include bind/sky.wgsl

// in: unit vector in sky axes. out: rgb nits that the clouds send, a: share of the light behind that they let through.
fn cloud_sky(direction: vec3f) -> vec4f {
    return vec4f(0.0, 0.0, 0.0, 1.0);
}

// in: world position, metres. out: share of the key light that the clouds let through to there.
fn cloud_sunlit(in_world: vec3f) -> f32 {
    return 1.0;
}
