// Group 1: one rendered view, and where nodes stand. Mirrors: render::structs::{ViewUniforms, NodeTransform}.

struct ViewUniforms {
    clip_from_world: mat4x4f,
    world_from_view: mat4x4f,
    // fx, fy, cx, cy in pixels.
    pinhole: vec4f,
    // x: 1 for an inner frustum or a CG reference, 0 for the outer; y: layer of its distances to the wall; z: shutter of its
    // camera, seconds; w: 0.
    eye: vec4f,
}

struct NodeTransform {
    world_from_node: mat4x4f,
    // Inverse transpose of the upper 3x3, padded; x of the last column: how it sways (scene::Sway).
    normal_from_node: mat4x4f,
}

@group(1) @binding(0) var<uniform> view: ViewUniforms;
@group(1) @binding(1) var<storage, read> nodes: array<NodeTransform>;

// Direction in the world of a raster position; not unit.
fn view_ray_in_world(pixel: vec2f) -> vec3f {
    let in_view = vec3f((pixel.x - view.pinhole.z) / view.pinhole.x, (view.pinhole.w - pixel.y) / view.pinhole.y, -1.0);
    return (view.world_from_view * vec4f(in_view, 0.0)).xyz;
}
