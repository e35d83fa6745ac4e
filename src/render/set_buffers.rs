//! The set on the GPU: what stands on the stage in the previs, and the floor.
//!
//! In: a show's set. Out: one vertex and one index buffer in stage metres. Not here: the world.
//! Invariant: vertices are already in the stage, so the pass needs no node transforms.

use glam::DVec3;

use crate::gpu::Gpu;
use crate::scene::Vertex;
use crate::scene::set_piece;
use crate::show::Show;
use crate::show::schema::SetPieceKind;

/// The set on the GPU.
#[derive(Debug)]
pub struct SetBuffers {
    /// [`Vertex`], color = albedo.
    pub vertices: wgpu::Buffer,
    /// u32 indices.
    pub indices: wgpu::Buffer,
    /// How many.
    pub count: u32,
}

/// Half the floor's side in metres, and its cells a side: fine enough for the glow of a panel to be seen in it.
const FLOOR_HALF_M: f32 = 9.0;
const FLOOR_CELLS: u32 = 72;

impl SetBuffers {
    /// Uploads a show's set.
    pub fn new(gpu: &Gpu, show: &Show) -> Self {
        let (mut vertices, mut indices) = floor();
        for placement in &show.set {
            let piece = match placement.piece {
                SetPieceKind::Mannequin => set_piece::mannequin(),
                SetPieceKind::Chair => set_piece::director_chair(),
                SetPieceKind::GreyCard => set_piece::grey_card(),
            };
            let base = vertices.len() as u32;
            let pose = &placement.stage_from_piece;
            vertices.extend(piece.vertices.iter().map(|vertex| {
                let place = |value: [f32; 3]| DVec3::from_array(value.map(f64::from));
                Vertex {
                    position: pose.transform_point(place(vertex.position)).as_vec3().to_array(),
                    normal: pose.transform_vector(place(vertex.normal)).as_vec3().to_array(),
                    ..*vertex
                }
            }));
            indices.extend(piece.indices.iter().map(|index| base + index));
        }
        Self {
            vertices: gpu.filled("set/vertices", &vertices, wgpu::BufferUsages::VERTEX),
            indices: gpu.filled("set/indices", &indices, wgpu::BufferUsages::INDEX),
            count: indices.len() as u32,
        }
    }
}

fn floor() -> (Vec<Vertex>, Vec<u32>) {
    let (mut vertices, mut indices) = (Vec::new(), Vec::new());
    let side = FLOOR_CELLS + 1;
    for index in 0..side * side {
        let at = |cell: u32| (cell as f32 / FLOOR_CELLS as f32 * 2.0 - 1.0) * FLOOR_HALF_M;
        vertices.push(Vertex {
            position: [at(index % side), -0.002, at(index / side)],
            normal: [0.0, 1.0, 0.0],
            tangent: [1.0, 0.0, 0.0, 1.0],
            uv: [0.0; 4],
            color: [0.10, 0.10, 0.11, 1.0],
        });
    }
    for cell in 0..FLOOR_CELLS * FLOOR_CELLS {
        let corner = cell / FLOOR_CELLS * side + cell % FLOOR_CELLS;
        indices.extend([corner, corner + side, corner + 1, corner + 1, corner + side, corner + side + 1]);
    }
    (vertices, indices)
}
