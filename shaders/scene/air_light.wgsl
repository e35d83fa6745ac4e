// What the air does to light on its way to the eye: it takes some and adds some.
// @include bind/sky.wgsl
// @include scene/wall_distance.wgsl

// in: nits that leave the surface; world positions of eye and surface, metres. out: nits at the eye.
fn air_light(nits: vec3f, eye: vec3f, in_world: vec3f) -> vec3f {
    return nits;
}

// The same of the sky: fog from the observer to the end of the air; the air itself is in the clear sky already.
fn air_light_sky(nits: vec3f, direction: vec3f) -> vec3f {
    return nits;
}
