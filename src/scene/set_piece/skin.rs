//! A skin of triangles round a distance field.
//!
//! In: a distance function (negative inside) and a box. Out: a smooth closed shape.
//! Source: naive surface nets (Gibson, MERL TR-99-24, 1999): a vertex in each cell that the surface crosses.
//! Not here: the field (`figure`).
//! Invariant: closed as long as the surface stays inside the box; counter-clockwise from outside.

use glam::{UVec3, Vec2, Vec3};

use crate::scene::generate::Shape;

const NONE: u32 = u32::MAX;

/// The skin of `distance` in the box from `low` to `high`, in cells of `cell_m`.
pub(super) fn wrap(low: Vec3, high: Vec3, cell_m: f32, distance: &dyn Fn(Vec3) -> f32) -> Shape {
    let count = ((high - low) / cell_m).ceil().as_uvec3() + UVec3::ONE;
    let place = |at: UVec3| low + at.as_vec3() * cell_m;
    let index = |at: UVec3| ((at.z * count.y + at.y) * count.x + at.x) as usize;
    let mut field = vec![0.0_f32; (count.x * count.y * count.z) as usize];
    for_each(count, |at| field[index(at)] = distance(place(at)));
    let mut shape = Shape::default();
    let mut of_cell = vec![NONE; field.len()];
    for_each(count - UVec3::ONE, |at| {
        if let Some(offset) = crossing(|corner| field[index(at + corner)]) {
            let position = place(at) + offset * cell_m;
            let normal = gradient(position, cell_m * 0.5, distance);
            let tangent = crate::scene::tangents::any_tangent(normal);
            of_cell[index(at)] = shape.push(position, normal, tangent, Vec2::ZERO);
        }
    });
    let axes =
        [(UVec3::X, UVec3::Y, UVec3::Z), (UVec3::Y, UVec3::Z, UVec3::X), (UVec3::Z, UVec3::X, UVec3::Y)];
    for_each(count - UVec3::ONE, |at| {
        for (along, first, second) in axes {
            if at.dot(first) == 0 || at.dot(second) == 0 {
                continue;
            }
            let (here, there) = (field[index(at)], field[index(at + along)]);
            if (here < 0.0) == (there < 0.0) {
                continue;
            }
            let around = [at, at - first, at - first - second, at - second].map(|cell| of_cell[index(cell)]);
            if around.contains(&NONE) {
                continue;
            }
            let [a, b, c, d] = around;
            shape.indices.extend(if here < 0.0 { [a, b, c, a, c, d] } else { [a, c, b, a, d, c] });
        }
    });
    shape
}

fn for_each(count: UVec3, mut visit: impl FnMut(UVec3)) {
    for z in 0..count.z {
        for y in 0..count.y {
            for x in 0..count.x {
                visit(UVec3::new(x, y, z));
            }
        }
    }
}

/// Mean of the points where the cell's edges cross the surface, 0..1 in the cell.
fn crossing(field: impl Fn(UVec3) -> f32) -> Option<Vec3> {
    let (mut sum, mut crossings) = (Vec3::ZERO, 0);
    for corner in 0..8_u32 {
        let from = UVec3::new(corner & 1, corner >> 1 & 1, corner >> 2 & 1);
        for axis in [UVec3::X, UVec3::Y, UVec3::Z] {
            if from.dot(axis) == 1 {
                continue;
            }
            let (here, there) = (field(from), field(from + axis));
            if (here < 0.0) != (there < 0.0) {
                sum += from.as_vec3() + axis.as_vec3() * (here / (here - there));
                crossings += 1;
            }
        }
    }
    (crossings > 0).then(|| sum / crossings as f32)
}

fn gradient(at: Vec3, step: f32, distance: &dyn Fn(Vec3) -> f32) -> Vec3 {
    let along = |axis: Vec3| distance(at + axis * step) - distance(at - axis * step);
    Vec3::new(along(Vec3::X), along(Vec3::Y), along(Vec3::Z)).normalize_or(Vec3::Y)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ball of radius 1 has the volume 4/3 pi, and normals that point away from its centre.
    #[test]
    fn a_ball_is_a_ball() {
        let shape = wrap(Vec3::splat(-1.2), Vec3::splat(1.2), 0.1, &|at| at.length() - 1.0);
        let at = |index: u32| Vec3::from_array(shape.vertices[index as usize].position);
        let volume: f32 = shape
            .indices
            .chunks_exact(3)
            .map(|three| at(three[0]).cross(at(three[1])).dot(at(three[2])) / 6.0)
            .sum();
        assert!((volume - 4.188_79).abs() < 0.08, "{volume}");
        for vertex in &shape.vertices {
            let outward = Vec3::from_array(vertex.position).normalize();
            assert!(outward.dot(Vec3::from_array(vertex.normal)) > 0.999);
        }
    }
}
