//! Tangents from UVs, for meshes that come without them.
//!
//! In: positions, normals, one UV set. Out: unit tangents with the bitangent's sign. Not here: splitting vertices:
//! tangents are summed per vertex, weighted by each corner's angle as MikkTSpace does (Mikkelsen 2008), but a vertex
//! shared by mirrored UVs keeps one sign. glTF 2.0, 3.7.2.1 asks for MikkTSpace; seams of real exports are split.
//! Invariant: every tangent is unit and orthogonal to its normal.

use glam::{Vec2, Vec3};

use super::Vertex;

/// Writes every vertex's tangent from UV set 0 or 1. Bitangent = cross(normal, tangent) x w, v pointing down in the
/// image as glTF has it.
pub fn generate_tangents(vertices: &mut [Vertex], indices: &[u32], uv_set: u32) {
    let first = uv_set as usize * 2;
    let mut sums = vec![(Vec3::ZERO, Vec3::ZERO); vertices.len()];
    for triangle in indices.chunks_exact(3) {
        let corners = [triangle[0], triangle[1], triangle[2]].map(|index| vertices[index as usize]);
        let position = corners.map(|corner| Vec3::from_array(corner.position));
        let uv = corners.map(|corner| Vec2::new(corner.uv[first], corner.uv[first + 1]));
        let (edge, other) = (position[1] - position[0], position[2] - position[0]);
        let (uv_edge, uv_other) = (uv[1] - uv[0], uv[2] - uv[0]);
        let area = uv_edge.perp_dot(uv_other);
        if area.abs() < 1e-20 {
            continue;
        }
        let along_u = (edge * uv_other.y - other * uv_edge.y) * area.signum();
        // glTF's bitangent points up in the image, against v.
        let along_v = (edge * uv_other.x - other * uv_edge.x) * area.signum();
        for corner in 0..3 {
            let (to_next, to_last) = (
                position[(corner + 1) % 3] - position[corner],
                position[(corner + 2) % 3] - position[corner],
            );
            let angle = to_next.normalize_or_zero().dot(to_last.normalize_or_zero()).clamp(-1.0, 1.0).acos();
            let sum = &mut sums[triangle[corner] as usize];
            sum.0 += along_u.normalize_or_zero() * angle;
            sum.1 += along_v.normalize_or_zero() * angle;
        }
    }
    for (vertex, (along_u, along_v)) in vertices.iter_mut().zip(sums) {
        let normal = Vec3::from_array(vertex.normal);
        let tangent = (along_u - normal * normal.dot(along_u)).try_normalize();
        let tangent = tangent.unwrap_or_else(|| any_tangent(normal));
        let sign = if normal.cross(tangent).dot(along_v) < 0.0 { -1.0 } else { 1.0 };
        vertex.tangent = tangent.extend(sign).to_array();
    }
}

/// Some unit vector at right angles to a unit normal.
pub fn any_tangent(normal: Vec3) -> Vec3 {
    normal.any_orthonormal_vector()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quad facing +Z with u to the right and v down: tangent +X, bitangent +Y (glTF 2.0, 3.7.2.1), so w = +1.
    #[test]
    fn a_quad_as_gltf_has_it() {
        let corner = |x: f32, y: f32| Vertex {
            position: [x, y, 0.0],
            normal: [0.0, 0.0, 1.0],
            tangent: [0.0; 4],
            uv: [x, 1.0 - y, 1.0 - x, 1.0 - y],
            color: [1.0; 4],
        };
        let mut vertices = [corner(0.0, 0.0), corner(1.0, 0.0), corner(1.0, 1.0), corner(0.0, 1.0)];
        generate_tangents(&mut vertices, &[0, 1, 2, 0, 2, 3], 0);
        assert!(vertices.iter().all(|vertex| vertex.tangent == [1.0, 0.0, 0.0, 1.0]), "{vertices:?}");
        // Mirrored u: tangent -X, and the bitangent still +Y, so w = -1.
        generate_tangents(&mut vertices, &[0, 1, 2, 0, 2, 3], 1);
        assert!(vertices.iter().all(|vertex| vertex.tangent == [-1.0, 0.0, 0.0, -1.0]), "{vertices:?}");
    }
}
