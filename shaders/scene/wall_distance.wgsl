// How far the wall is from the view's eye: nothing that falls or hangs in the air is drawn nearer (sky.md 4, wall-plane rule).
// @include bind/sky.wgsl
// @include lib/space.wgsl

// in: unit vector in world axes; layer of the view (`view.eye.y`). out: metres; 0 without a wall.
fn wall_distance(direction: vec3f, layer: f32) -> f32 {
    // The outermost texels lie on the edge of the octahedron itself, so that no filter reaches over it.
    let side = f32(textureDimensions(wall_distance_map).x);
    let uv = (space_octahedral_uv_from_direction(direction) * (side - 1.0) + 0.5) / side;
    return textureSampleLevel(wall_distance_map, sky_sampler, uv, u32(layer), 0.0).x;
}
