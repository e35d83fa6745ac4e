//! Shapes made by formula: box, sphere, cylinder, plane, grid, ball of triangles.
//!
//! In: sizes in metres. Out: a [`Shape`]: vertices with unit normals, tangents and UVs, and triangles.
//! Not here: materials, and what the shapes become (`desert`, `set_piece`, `schema`).
//! Invariant: counter-clockwise from outside; every index is in range; colors are white until painted.

use glam::{Affine3A, Mat3A, Vec2, Vec3, Vec3A};

use super::{Primitive, Vertex};

/// Triangles without a material.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Vertices.
    pub vertices: Vec<Vertex>,
    /// Three indices a triangle.
    pub indices: Vec<u32>,
}

impl Shape {
    /// The shape placed by a transform; normals by its inverse transpose. The transform must not be singular or mirror.
    pub fn moved(mut self, place: Affine3A) -> Self {
        let normal_matrix: Mat3A = place.matrix3.inverse().transpose();
        for vertex in &mut self.vertices {
            vertex.position = place.transform_point3(Vec3::from_array(vertex.position)).to_array();
            vertex.normal = (normal_matrix * Vec3A::from_array(vertex.normal)).normalize().to_array();
            let tangent = place.matrix3 * Vec3A::from_slice(&vertex.tangent[..3]);
            let normal = Vec3A::from_array(vertex.normal);
            let tangent = (tangent - normal * normal.dot(tangent)).normalize();
            vertex.tangent = tangent.extend(vertex.tangent[3]).to_array();
        }
        self
    }

    /// The shape moved without turning.
    pub fn at(self, position: Vec3) -> Self {
        self.moved(Affine3A::from_translation(position))
    }

    /// The shape in one linear Rec.709 color.
    pub fn painted(mut self, color: [f32; 3]) -> Self {
        for vertex in &mut self.vertices {
            vertex.color = [color[0], color[1], color[2], 1.0];
        }
        self
    }

    /// Adds another shape's triangles.
    pub fn join(&mut self, other: &Self) {
        let offset = self.vertices.len() as u32;
        self.vertices.extend_from_slice(&other.vertices);
        self.indices.extend(other.indices.iter().map(|index| index + offset));
    }

    /// A primitive of one material.
    pub fn into_primitive(self, material: usize) -> Primitive {
        Primitive { vertices: self.vertices, indices: self.indices, material }
    }

    /// Adds a vertex and returns its index.
    pub fn push(&mut self, position: Vec3, normal: Vec3, tangent: Vec3, uv: Vec2) -> u32 {
        self.vertices.push(Vertex {
            position: position.to_array(),
            normal: normal.to_array(),
            tangent: tangent.extend(1.0).to_array(),
            uv: [uv.x, uv.y, 0.0, 0.0],
            color: [1.0; 4],
        });
        self.vertices.len() as u32 - 1
    }

    /// Adds a flat quad, corners counter-clockwise from its front, the first at UV (0, 1).
    pub fn push_quad(&mut self, corners: [Vec3; 4]) {
        let tangent = (corners[1] - corners[0]).normalize();
        let normal = tangent.cross(corners[3] - corners[0]).normalize();
        let uvs = [Vec2::new(0.0, 1.0), Vec2::new(1.0, 1.0), Vec2::new(1.0, 0.0), Vec2::new(0.0, 0.0)];
        let first = self.vertices.len() as u32;
        for (corner, uv) in corners.into_iter().zip(uvs) {
            self.push(corner, normal, tangent, uv);
        }
        self.indices.extend([0, 1, 2, 0, 2, 3].map(|index| first + index));
    }

    /// Recomputes smooth normals from the triangles, and tangents along +X where nothing better is known.
    pub fn smooth(&mut self) {
        let mut sums = vec![Vec3::ZERO; self.vertices.len()];
        for triangle in self.indices.chunks_exact(3) {
            let corners = [triangle[0], triangle[1], triangle[2]].map(|index| index as usize);
            let [a, b, c] = corners.map(|corner| Vec3::from_array(self.vertices[corner].position));
            let face = (b - a).cross(c - a);
            corners.iter().for_each(|&corner| sums[corner] += face);
        }
        for (vertex, sum) in self.vertices.iter_mut().zip(sums) {
            let normal = sum.normalize_or(Vec3::Y);
            let along = if normal.x.abs() > 0.95 { Vec3::Z } else { Vec3::X };
            vertex.normal = normal.to_array();
            vertex.tangent = (along - normal * normal.dot(along)).normalize().extend(1.0).to_array();
        }
    }

    /// How many triangles.
    pub fn triangle_count(&self) -> usize {
        self.indices.len() / 3
    }
}

/// A box round the origin; every side has UVs 0..1.
pub fn cuboid(size: Vec3) -> Shape {
    let half = size * 0.5;
    let mut shape = Shape::default();
    for (normal, right) in [
        (Vec3::X, Vec3::NEG_Z),
        (Vec3::NEG_X, Vec3::Z),
        (Vec3::Y, Vec3::X),
        (Vec3::NEG_Y, Vec3::X),
        (Vec3::Z, Vec3::X),
        (Vec3::NEG_Z, Vec3::NEG_X),
    ] {
        let up = normal.cross(right);
        let corner = |x: f32, y: f32| (normal + right * x + up * y) * half;
        shape.push_quad([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)]);
    }
    shape
}

/// A plane at y = 0 facing up, `size.x` along X and `size.y` along Z, UVs 0..1 with v toward +Z.
pub fn plane(size: Vec2) -> Shape {
    grid(size, 1, 1)
}

/// A plane at y = 0 in `columns x rows` cells.
pub fn grid(size: Vec2, columns: u32, rows: u32) -> Shape {
    let mut shape = Shape::default();
    for row in 0..=rows {
        for column in 0..=columns {
            let uv = Vec2::new(column as f32 / columns as f32, row as f32 / rows as f32);
            let flat = (uv - 0.5) * size;
            shape.push(Vec3::new(flat.x, 0.0, flat.y), Vec3::Y, Vec3::X, uv);
        }
    }
    push_cells(&mut shape, columns, rows);
    shape
}

/// Triangles of `columns x rows` cells over vertices laid row by row; the front is where column x row turns
/// clockwise (rows toward +Z and columns toward +X face +Y).
pub fn push_cells(shape: &mut Shape, columns: u32, rows: u32) {
    let across = columns + 1;
    let first = shape.vertices.len() as u32 - across * (rows + 1);
    for row in 0..rows {
        for column in 0..columns {
            let a = first + row * across + column;
            shape.indices.extend([a, a + across, a + 1, a + 1, a + across, a + across + 1]);
        }
    }
}

/// A sphere of latitude and longitude round the origin; u goes once round, v from the top.
pub fn sphere(radius: f32, segments: u32, rings: u32) -> Shape {
    let mut shape = Shape::default();
    for ring in 0..=rings {
        let polar = std::f32::consts::PI * ring as f32 / rings as f32;
        for segment in 0..=segments {
            let around = std::f32::consts::TAU * segment as f32 / segments as f32;
            let normal =
                Vec3::new(polar.sin() * around.sin(), polar.cos(), polar.sin() * around.cos()).normalize();
            let tangent = Vec3::new(around.cos(), 0.0, -around.sin());
            let uv = Vec2::new(segment as f32 / segments as f32, ring as f32 / rings as f32);
            shape.push(normal * radius, normal, tangent, uv);
        }
    }
    push_cells(&mut shape, segments, rings);
    shape
}

/// A cone's trunk along +Y from y = 0 to `height`, closed at both ends.
pub fn cylinder(bottom_radius: f32, top_radius: f32, height: f32, segments: u32) -> Shape {
    let mut shape = Shape::default();
    let slope = (bottom_radius - top_radius) / height;
    for ring in 0..2 {
        let (radius, y) = if ring == 0 { (top_radius, height) } else { (bottom_radius, 0.0) };
        for segment in 0..=segments {
            let around = std::f32::consts::TAU * segment as f32 / segments as f32;
            let outward = Vec3::new(around.sin(), 0.0, around.cos());
            let normal = (outward + Vec3::Y * slope).normalize();
            let tangent = Vec3::new(around.cos(), 0.0, -around.sin());
            let uv = Vec2::new(segment as f32 / segments as f32, 1.0 - y / height);
            shape.push(outward * radius + Vec3::Y * y, normal, tangent, uv);
        }
    }
    push_cells(&mut shape, segments, 1);
    for (radius, y, up) in [(top_radius, height, Vec3::Y), (bottom_radius, 0.0, Vec3::NEG_Y)] {
        let centre = shape.push(Vec3::Y * y, up, Vec3::X, Vec2::splat(0.5));
        for segment in 0..segments {
            let around = std::f32::consts::TAU * segment as f32 / segments as f32;
            let outward = Vec3::new(around.sin(), 0.0, around.cos());
            let uv = Vec2::new(0.5 + 0.5 * outward.x, 0.5 + 0.5 * outward.z);
            shape.push(outward * radius + Vec3::Y * y, up, Vec3::X, uv);
        }
        for segment in 0..segments {
            let (a, b) = (centre + 1 + segment, centre + 1 + (segment + 1) % segments);
            shape.indices.extend(if up.y > 0.0 { [centre, a, b] } else { [centre, b, a] });
        }
    }
    shape
}

/// A trunk of a cone between two points.
pub fn rod(from: Vec3, to: Vec3, from_radius: f32, to_radius: f32, segments: u32) -> Shape {
    let along = to - from;
    let turn = glam::Quat::from_rotation_arc(Vec3::Y, along.normalize_or(Vec3::Y));
    cylinder(from_radius, to_radius, along.length().max(1e-6), segments)
        .moved(Affine3A::from_rotation_translation(turn, from))
}

/// A ball of triangles round the origin: an icosahedron, each face cut in four `cuts` times. Shared vertices.
pub fn ball(radius: f32, cuts: u32) -> Shape {
    let golden = f32::midpoint(1.0, 5.0_f32.sqrt());
    let mut points: Vec<Vec3> = Vec::new();
    for (a, b) in [(1.0, golden), (-1.0, golden), (1.0, -golden), (-1.0, -golden)] {
        points.extend([Vec3::new(0.0, a, b), Vec3::new(a, b, 0.0), Vec3::new(b, 0.0, a)]);
    }
    let mut triangles: Vec<[u32; 3]> = Vec::new();
    let close = |a: usize, b: usize| (points[a] - points[b]).length() < 2.1;
    for a in 0..12 {
        for b in a + 1..12 {
            for c in b + 1..12 {
                if close(a, b) && close(b, c) && close(a, c) {
                    let outward = (points[b] - points[a]).cross(points[c] - points[a]).dot(points[a]) > 0.0;
                    let [b, c] = if outward { [b, c] } else { [c, b] };
                    triangles.push([a as u32, b as u32, c as u32]);
                }
            }
        }
    }
    for _ in 0..cuts {
        triangles = cut_in_four(&mut points, &triangles);
    }
    let mut shape = Shape { indices: triangles.concat(), ..Shape::default() };
    for point in points {
        let normal = point.normalize();
        let tangent = super::tangents::any_tangent(normal);
        let uv = Vec2::new(0.5 + normal.x * 0.5, 0.5 - normal.y * 0.5);
        shape.push(normal * radius, normal, tangent, uv);
    }
    shape
}

fn cut_in_four(points: &mut Vec<Vec3>, triangles: &[[u32; 3]]) -> Vec<[u32; 3]> {
    let mut middles = std::collections::BTreeMap::new();
    let mut middle = |a: u32, b: u32| {
        *middles.entry((a.min(b), a.max(b))).or_insert_with(|| {
            let sum = points[a as usize].normalize() + points[b as usize].normalize();
            points.push(sum.normalize());
            points.len() as u32 - 1
        })
    };
    let mut out = Vec::with_capacity(triangles.len() * 4);
    for &[a, b, c] in triangles {
        let (ab, bc, ca) = (middle(a, b), middle(b, c), middle(c, a));
        out.extend([[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signed volume by the divergence theorem: positive only when all triangles face outward.
    fn volume(shape: &Shape) -> f64 {
        let at = |index: u32| Vec3::from_array(shape.vertices[index as usize].position).as_dvec3();
        shape
            .indices
            .chunks_exact(3)
            .map(|three| at(three[0]).cross(at(three[1])).dot(at(three[2])) / 6.0)
            .sum()
    }

    fn assert_sound(shape: &Shape) {
        assert!(shape.indices.iter().all(|&index| (index as usize) < shape.vertices.len()));
        for vertex in &shape.vertices {
            let (normal, tangent) = (Vec3::from_array(vertex.normal), Vec3::from_slice(&vertex.tangent));
            assert!((normal.length() - 1.0).abs() < 1e-4 && (tangent.length() - 1.0).abs() < 1e-4);
            assert!(normal.dot(tangent).abs() < 1e-3, "{normal} {tangent}");
        }
    }

    #[test]
    fn volumes_are_those_of_the_formulas() {
        let pi = std::f64::consts::PI;
        for (shape, want, within) in [
            (cuboid(Vec3::new(1.0, 2.0, 3.0)), 6.0, 1e-6),
            (cylinder(1.0, 1.0, 2.0, 64), 2.0 * pi, 0.02),
            (rod(Vec3::X, Vec3::new(1.0, 2.0, 2.0), 1.0, 1.0, 64), 8.0_f64.sqrt() * pi, 0.03),
            (sphere(1.0, 64, 32), 4.0 / 3.0 * pi, 0.03),
            (ball(1.0, 3), 4.0 / 3.0 * pi, 0.07),
        ] {
            assert_sound(&shape);
            let got = volume(&shape);
            assert!((got - want).abs() < within, "{got} is not {want}");
        }
        assert_eq!(ball(1.0, 2).triangle_count(), 320);
    }

    #[test]
    fn planes_face_up() {
        let mut shape = grid(Vec2::new(4.0, 2.0), 3, 2);
        assert_sound(&shape);
        assert_eq!(shape.triangle_count(), 12);
        shape.smooth();
        assert!(shape.vertices.iter().all(|vertex| vertex.normal == [0.0, 1.0, 0.0]));
    }
}
