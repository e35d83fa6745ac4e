//! Triangles as the renderer takes them.
//!
//! In: positions, normals, tangents, two UV sets, colors. Out: the same, interleaved.
//! Not here: GPU buffers (`render::scene_buffers`), file formats (`scene::gltf`).
//! Invariant: every index is below the vertex count; normals are unit; tangents are unit with a sign in w.

/// One vertex. The layout is the GPU's vertex buffer layout.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Vertex {
    /// Metres in the node's frame.
    pub position: [f32; 3],
    /// Unit normal.
    pub normal: [f32; 3],
    /// Unit tangent and the bitangent's sign (glTF 2.0, 3.7.2.1).
    pub tangent: [f32; 4],
    /// First and second UV set: u0, v0, u1, v1.
    pub uv: [f32; 4],
    /// Linear color that multiplies the base color.
    pub color: [f32; 4],
}

/// Triangles of one material.
#[derive(Clone, Debug, PartialEq)]
pub struct Primitive {
    /// Vertices.
    pub vertices: Vec<Vertex>,
    /// Three indices a triangle, counter-clockwise from outside.
    pub indices: Vec<u32>,
    /// Index in [`super::Scene::materials`].
    pub material: usize,
}

/// What a node draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Mesh {
    /// Name from the file.
    pub name: String,
    /// Its primitives.
    pub primitives: Vec<Primitive>,
}
