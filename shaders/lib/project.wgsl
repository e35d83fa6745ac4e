// Pinholes and cube faces.

// Pixel position of a point in view space (looking along -Z). in: metres, z < 0; fx, fy, cx, cy in pixels. out: pixels.
// Source: CONTRACT.md 3. Twin: math::Pinhole::project.
fn project_pixel(in_view: vec3f, pinhole: vec4f) -> vec2f {
    let depth = max(-in_view.z, 1e-9);
    return vec2f(pinhole.z + pinhole.x * in_view.x / depth, pinhole.w - pinhole.y * in_view.y / depth);
}

// Face 0..5 (+X -X +Y -Y +Z -Z) that a direction falls on. in: any non-zero vector. Twin: render::views::face_of.
fn project_face(direction: vec3f) -> u32 {
    let size = abs(direction);
    if size.x >= size.y && size.x >= size.z { return select(1u, 0u, direction.x > 0.0); }
    if size.y >= size.z { return select(3u, 2u, direction.y > 0.0); }
    return select(5u, 4u, direction.z > 0.0);
}
