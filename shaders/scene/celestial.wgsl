// Sun, moon and stars themselves, as they are seen before clouds and fog.
// @include bind/sky.wgsl

// in: unit vector in sky axes; 1 in an inner frustum or CG reference, 0 in the outer. out: nits, linear ACEScg.
fn celestial_nits(direction: vec3f, is_inner: f32) -> vec3f {
    return vec3f(0.0);
}
