//! Triangles of a glTF primitive.
//!
//! In: a JSON primitive. Out: a [`Primitive`] with unit normals and tangents, lists made of strips and fans.
//! Source: glTF 2.0, 3.7.2. Not here: reading numbers (`accessor`), tangents (`mesh_tangents`).
//! Invariant: positions are finite and every index is below the vertex count.

use ::gltf::Semantic;
use ::gltf::json::mesh::{Mode, Primitive as FilePrimitive};
use ::gltf::json::validation::Checked;
use glam::Vec3;

use super::super::tangents::{any_tangent, generate_tangents};
use super::super::{Primitive, SceneError, Vertex};
use super::accessor::{Integers, Values};
use super::container::Document;

/// The primitive, or `None` for points and lines. `normal_uv_set` is the UV set of the material's normal map.
pub(super) fn build(
    document: &Document<'_>,
    primitive: &FilePrimitive,
    inside: &str,
    normal_uv_set: Option<u32>,
) -> Result<Option<Primitive>, SceneError> {
    let Checked::Valid(mode) = primitive.mode else {
        return Err(document.error(inside, "an unknown mode", "use triangles"));
    };
    if !matches!(mode, Mode::Triangles | Mode::TriangleStrip | Mode::TriangleFan) {
        tracing::warn!("{}: {inside} holds points or lines; they are not drawn", document.place);
        return Ok(None);
    }
    if primitive.targets.is_some() {
        tracing::warn!("{}: {inside} has morph targets; its rest shape is drawn", document.place);
    }
    let streams = Streams::read(document, primitive, inside)?;
    let mut vertices = streams.vertices(document, inside)?;
    let mut indices = match primitive.indices {
        Some(accessor) => document.indices(accessor, inside)?,
        None => (0..vertices.len() as u32).collect(),
    };
    if let Some(index) = indices.iter().find(|&&index| index as usize >= vertices.len()) {
        let found = format!("index {index} of {} vertices", vertices.len());
        return Err(document.error(inside, found, "export the model again"));
    }
    indices = triangle_list(mode, indices);
    if streams.normals.is_none() {
        flatten(&mut vertices, &mut indices);
    } else {
        repair_normals(&mut vertices, &indices);
    }
    let file_tangents = streams.normals.is_some() && streams.tangents.is_some();
    match normal_uv_set {
        Some(uv_set) if !file_tangents && streams.uvs[uv_set as usize].is_some() => {
            generate_tangents(&mut vertices, &indices, uv_set);
        }
        _ => vertices.iter_mut().for_each(|vertex| repair_tangent(vertex, file_tangents)),
    }
    Ok(Some(Primitive { vertices, indices, material: 0 }))
}

/// The attributes that are used.
struct Streams {
    positions: Values,
    normals: Option<Values>,
    tangents: Option<Values>,
    uvs: [Option<Values>; 2],
    colors: Option<Values>,
}

impl Streams {
    fn read(document: &Document<'_>, primitive: &FilePrimitive, inside: &str) -> Result<Self, SceneError> {
        let get = |semantic: Semantic, components: std::ops::RangeInclusive<usize>| {
            let what = semantic.to_string();
            let Some(index) = primitive.attributes.get(&Checked::Valid(semantic)) else { return Ok(None) };
            let inside = format!("{inside}.{what}");
            let integers = if what.starts_with("COLOR") { Integers::Fractions } else { Integers::AsMarked };
            let values = document.floats(*index, &inside, integers)?;
            if !components.contains(&values.components) {
                let found = format!("{} numbers an element", values.components);
                return Err(document.error(&inside, found, "export the model again"));
            }
            Ok(Some(values))
        };
        let positions = get(Semantic::Positions, 3..=3)?.ok_or_else(|| {
            document.error(inside, "has no POSITION", "export the model again, uncompressed")
        })?;
        let streams = Self {
            normals: get(Semantic::Normals, 3..=3)?,
            tangents: get(Semantic::Tangents, 4..=4)?,
            uvs: [get(Semantic::TexCoords(0), 2..=2)?, get(Semantic::TexCoords(1), 2..=2)?],
            colors: get(Semantic::Colors(0), 3..=4)?,
            positions,
        };
        let count = streams.positions.count();
        for values in [&streams.normals, &streams.tangents, &streams.uvs[0], &streams.uvs[1], &streams.colors]
        {
            if let Some(values) = values
                && values.count() != count
            {
                let found = format!("{count} positions but {} of another attribute", values.count());
                return Err(document.error(inside, found, "export the model again"));
            }
        }
        Ok(streams)
    }

    fn vertices(&self, document: &Document<'_>, inside: &str) -> Result<Vec<Vertex>, SceneError> {
        let element = |values: &Option<Values>, index: usize, rest: [f32; 4]| {
            values.as_ref().map_or(rest, |values| values.element(index, rest))
        };
        let mut vertices = Vec::with_capacity(self.positions.count());
        for index in 0..self.positions.count() {
            let uv = [0, 1].map(|set| element(&self.uvs[set], index, [0.0; 4]));
            let vertex = Vertex {
                position: self.positions.element(index, [0.0; 3]),
                normal: self.normals.as_ref().map_or([0.0; 3], |values| values.element(index, [0.0; 3])),
                tangent: element(&self.tangents, index, [0.0; 4]),
                uv: [uv[0][0], uv[0][1], uv[1][0], uv[1][1]],
                color: element(&self.colors, index, [1.0; 4]),
            };
            let numbers: &[f32] = bytemuck::cast_slice(std::slice::from_ref(&vertex));
            if !numbers.iter().copied().all(f32::is_finite) {
                let found = format!("vertex {index} holds a number that is not finite");
                return Err(document.error(inside, found, "clean the mesh and export it again"));
            }
            vertices.push(vertex);
        }
        Ok(vertices)
    }
}

/// Three indices a triangle; what does not make a whole triangle is dropped (3.7.2.1).
fn triangle_list(mode: Mode, indices: Vec<u32>) -> Vec<u32> {
    match mode {
        Mode::TriangleStrip => indices
            .windows(3)
            .enumerate()
            .flat_map(|(at, three)| {
                if at % 2 == 0 { [three[0], three[1], three[2]] } else { [three[0], three[2], three[1]] }
            })
            .collect(),
        Mode::TriangleFan => indices
            .get(1..)
            .unwrap_or_default()
            .windows(2)
            .flat_map(|pair| [pair[0], pair[1], indices[0]])
            .collect(),
        _ => {
            let mut indices = indices;
            indices.truncate(indices.len() / 3 * 3);
            indices
        }
    }
}

/// Gives every triangle its own three vertices and its face's normal (3.7.2.1: flat normals when none are given).
fn flatten(vertices: &mut Vec<Vertex>, indices: &mut [u32]) {
    let mut flat = Vec::with_capacity(indices.len());
    for triangle in indices.chunks_exact(3) {
        let corners = [triangle[0], triangle[1], triangle[2]].map(|index| vertices[index as usize]);
        let normal = face_normal(corners).normalize_or(Vec3::Y).to_array();
        flat.extend(corners.map(|corner| Vertex { normal, ..corner }));
    }
    *vertices = flat;
    for (at, index) in indices.iter_mut().enumerate() {
        *index = at as u32;
    }
}

fn face_normal(corners: [Vertex; 3]) -> Vec3 {
    let [a, b, c] = corners.map(|corner| Vec3::from_array(corner.position));
    (b - a).cross(c - a)
}

/// Makes normals unit; one without length takes the mean of its faces.
fn repair_normals(vertices: &mut [Vertex], indices: &[u32]) {
    let mut means: Option<Vec<Vec3>> = None;
    for at in 0..vertices.len() {
        let normal = Vec3::from_array(vertices[at].normal).try_normalize();
        let normal = normal.unwrap_or_else(|| {
            let means = means.get_or_insert_with(|| {
                let mut means = vec![Vec3::ZERO; vertices.len()];
                for triangle in indices.chunks_exact(3) {
                    let corners = [triangle[0], triangle[1], triangle[2]];
                    let face = face_normal(corners.map(|index| vertices[index as usize]));
                    corners.iter().for_each(|&index| means[index as usize] += face);
                }
                means
            });
            means[at].normalize_or(Vec3::Y)
        });
        vertices[at].normal = normal.to_array();
    }
}

/// Makes the file's tangent unit with a sign of 1 or -1, or takes any tangent where there is none.
fn repair_tangent(vertex: &mut Vertex, from_file: bool) {
    let [x, y, z, sign] = vertex.tangent;
    let unit = if from_file { Vec3::new(x, y, z).try_normalize() } else { None };
    let unit = unit.unwrap_or_else(|| any_tangent(Vec3::from_array(vertex.normal)));
    vertex.tangent = unit.extend(if from_file && sign < 0.0 { -1.0 } else { 1.0 }).to_array();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// glTF 2.0, 3.7.2.1: p_i = {v_i, v_(i+1+i%2), v_(i+2-i%2)} and {v_(i+1), v_(i+2), v_0}.
    #[test]
    fn strips_and_fans() {
        assert_eq!(triangle_list(Mode::TriangleStrip, vec![0, 1, 2, 3]), [0, 1, 2, 1, 3, 2]);
        assert_eq!(triangle_list(Mode::TriangleFan, vec![0, 1, 2, 3]), [1, 2, 0, 2, 3, 0]);
        assert_eq!(triangle_list(Mode::Triangles, vec![0, 1, 2, 3]), [0, 1, 2]);
        assert!(triangle_list(Mode::TriangleFan, vec![]).is_empty());
    }
}
