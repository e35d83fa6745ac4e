//! Cuts large primitives into compact pieces, so that views and cascades can skip what they do not see.
//!
//! In: triangles. Out: the same triangles, reordered into runs with their bounds. Not here: who skips (`passes::lit`).
//! Invariant: every triangle comes out once; the order depends on the mesh alone.

use std::ops::Range;

use glam::DVec3;

use crate::scene::Primitive;

/// Triangles a piece: at half, draw calls cost more than they save on lavapipe; at double, culling is coarse.
const TRIANGLES: usize = 1024;

/// A run of triangles and the sphere round them, in the mesh's frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Chunk {
    /// Indices within the primitive's reordered list.
    pub indices: Range<u32>,
    /// Middle of its bounds, in the mesh's frame.
    pub centre: DVec3,
    /// Radius round the middle, in the mesh's units.
    pub radius_m: f64,
}

/// Reordered indices and their chunks.
pub fn cut(primitive: &Primitive) -> (Vec<u32>, Vec<Chunk>) {
    let positions: Vec<DVec3> =
        primitive.vertices.iter().map(|vertex| DVec3::from_array(vertex.position.map(f64::from))).collect();
    let mut triangles: Vec<[u32; 3]> =
        primitive.indices.chunks_exact(3).map(|corners| [corners[0], corners[1], corners[2]]).collect();
    let mut sizes = Vec::new();
    split(&mut triangles, &positions, &mut sizes);
    let mut chunks = Vec::with_capacity(sizes.len());
    let mut first = 0;
    for size in sizes {
        let (centre, radius_m) = sphere(&triangles[first..first + size], &positions);
        let indices = 3 * first as u32..3 * (first + size) as u32;
        chunks.push(Chunk { indices, centre, radius_m });
        first += size;
    }
    (triangles.into_flattened(), chunks)
}

/// Halves at the median along the longest axis until pieces are small.
fn split(triangles: &mut [[u32; 3]], positions: &[DVec3], sizes: &mut Vec<usize>) {
    if triangles.len() <= TRIANGLES {
        if !triangles.is_empty() {
            sizes.push(triangles.len());
        }
        return;
    }
    let middle_of =
        |corners: &[u32; 3]| corners.map(|corner| positions[corner as usize]).into_iter().sum::<DVec3>();
    let (mut low, mut high) = (DVec3::MAX, DVec3::MIN);
    for corners in triangles.iter() {
        low = low.min(middle_of(corners));
        high = high.max(middle_of(corners));
    }
    let size = high - low;
    let axis = if size.x >= size.y && size.x >= size.z {
        0
    } else if size.z >= size.y {
        2
    } else {
        1
    };
    // A stable sort: triangles that tie keep their order, so the cut is the same on every machine.
    triangles.sort_by(|a, b| middle_of(a)[axis].total_cmp(&middle_of(b)[axis]));
    let (near, far) = triangles.split_at_mut(triangles.len() / 2);
    split(near, positions, sizes);
    split(far, positions, sizes);
}

fn sphere(triangles: &[[u32; 3]], positions: &[DVec3]) -> (DVec3, f64) {
    let corners = || triangles.iter().flatten().map(|corner| positions[*corner as usize]);
    let low = corners().fold(DVec3::MAX, DVec3::min);
    let high = corners().fold(DVec3::MIN, DVec3::max);
    let centre = (low + high) * 0.5;
    (centre, corners().map(|corner| corner.distance(centre)).fold(0.0, f64::max))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::generate;

    #[test]
    fn every_triangle_comes_out_once_and_inside_its_sphere() {
        let shape = generate::grid(glam::Vec2::splat(80.0), 100, 100);
        let primitive = Primitive { vertices: shape.vertices, indices: shape.indices, material: 0 };
        let (indices, chunks) = cut(&primitive);
        let sorted = |list: &[u32]| {
            let mut triangles: Vec<Vec<u32>> = list.chunks_exact(3).map(<[u32]>::to_vec).collect();
            triangles.sort();
            triangles
        };
        assert_eq!(sorted(&indices), sorted(&primitive.indices));
        assert!(chunks.len() >= 16 && chunks.iter().all(|chunk| chunk.radius_m < 20.0), "{}", chunks.len());
        assert_eq!(chunks.last().map(|chunk| chunk.indices.end), Some(indices.len() as u32));
    }
}
