// What water and snow do to surfaces.
// @include bind/sky.wgsl

struct WetSurface {
    albedo: vec3f,
    roughness: f32,
    metallic: f32,
    normal: vec3f,
}

// in: linear ACEScg albedo, roughness, metallic, shading normal, normal of the surface itself, world position. out: the same, wet.
fn wet_surface(albedo: vec3f, roughness: f32, metallic: f32, normal: vec3f, surface_normal: vec3f, in_world: vec3f) -> WetSurface {
    return WetSurface(albedo, roughness, metallic, normal);
}
