//! Static meshes from glTF 2.0 (.gltf and .glb).
//!
//! In: the file's bytes, and a reader for the files it names. Out: a [`Model`]: nodes, meshes, materials, images.
//! Not here: skins, morph targets, animation, cameras, lights (drawn in the bind pose or left out, with a warning).
//! Invariant: total; any bytes give a model whose indices are all in range, or a [`SceneError`] that says where.

mod accessor;
mod container;
mod images;
mod material;
mod primitive;

use ::gltf::json;
use glam::{DMat4, DQuat, DVec3};

use self::container::Document;
use self::images::ImageJobs;
use super::{Material, Mesh, Node, SceneError, SeenBy, TextureImage};

/// Extensions that a file may require.
pub const SUPPORTED: [&str; 3] =
    ["KHR_texture_transform", "KHR_materials_emissive_strength", "KHR_mesh_quantization"];

/// What a glTF file holds; indices count within the model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Nodes of the file's scene, parents before children.
    pub nodes: Vec<Node>,
    /// Meshes.
    pub meshes: Vec<Mesh>,
    /// Materials; where a primitive had none, glTF's default stands last.
    pub materials: Vec<Material>,
    /// Images that materials use, with mips.
    pub images: Vec<TextureImage>,
}

/// Loads a file. `place` names it in messages, `read` gets the files it refers to (paths relative to it, percent
/// signs decoded), `progress` hears 0..=1.
pub fn load(
    bytes: &[u8],
    place: &str,
    read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
    progress: &dyn Fn(f32),
) -> Result<Model, SceneError> {
    let document = Document::open(bytes, place, read)?;
    progress(0.1);
    let mut jobs = ImageJobs::default();
    let mut materials = Vec::with_capacity(document.root.materials.len());
    for (index, material) in document.root.materials.iter().enumerate() {
        materials.push(material::convert(&document, index, material, &mut jobs)?);
    }
    let meshes = read_meshes(&document, &mut materials)?;
    progress(0.3);
    let images = jobs.decode(&document, read, &|done| progress(0.3 + 0.7 * done))?;
    Ok(Model { nodes: read_nodes(&document)?, meshes, materials, images })
}

/// All meshes. A mesh without triangles stays, empty, so that indices hold.
fn read_meshes(document: &Document<'_>, materials: &mut Vec<Material>) -> Result<Vec<Mesh>, SceneError> {
    let default_material = materials.len();
    let mut meshes = Vec::with_capacity(document.root.meshes.len());
    for (index, mesh) in document.root.meshes.iter().enumerate() {
        let name = mesh.name.clone().unwrap_or_else(|| format!("mesh {index}"));
        let mut primitives = Vec::with_capacity(mesh.primitives.len());
        for (part, primitive) in mesh.primitives.iter().enumerate() {
            let place = format!("meshes[{index}].primitives[{part}]");
            let material = match primitive.material {
                Some(material) => {
                    document.item(material, &place)?;
                    material.value()
                }
                None => {
                    if materials.len() == default_material {
                        materials.push(Material { name: "default".into(), ..Material::default() });
                    }
                    default_material
                }
            };
            let normal_uv_set = materials[material].normal_image.map(|slot| slot.uv_set);
            if let Some(mut built) = primitive::build(document, primitive, &place, normal_uv_set)? {
                built.material = material;
                primitives.push(built);
            }
        }
        meshes.push(Mesh { name, primitives });
    }
    Ok(meshes)
}

/// A node that waits for its place in the list.
struct Pending {
    node: usize,
    parent: Option<usize>,
}

fn read_nodes(document: &Document<'_>) -> Result<Vec<Node>, SceneError> {
    let root = &document.root;
    let mut pending: Vec<Pending> =
        root_nodes(document)?.into_iter().rev().map(|node| Pending { node, parent: None }).collect();
    let mut reached = vec![false; root.nodes.len()];
    let mut nodes = Vec::new();
    while let Some(Pending { node: index, parent }) = pending.pop() {
        let place = format!("nodes[{index}]");
        if std::mem::replace(&mut reached[index], true) {
            return Err(document.error(&place, "is reached twice", "a node has one parent and no cycle"));
        }
        let source = &root.nodes[index];
        if let Some(mesh) = source.mesh {
            document.item(mesh, &place)?;
        }
        // A skinned mesh ignores its node's transform (3.7.3.3); without joints its bind pose stands at the root.
        let skinned = source.skin.is_some();
        nodes.push(Node {
            name: source.name.clone().unwrap_or_else(|| format!("node {index}")),
            parent: if skinned { None } else { parent },
            parent_from_node: if skinned { DMat4::IDENTITY } else { transform(document, source, &place)? },
            visible: true,
            seen_by: SeenBy::Both,
            sway: super::Sway::Stands,
            mesh: source.mesh.map(|mesh| mesh.value()),
        });
        let placed = nodes.len() - 1;
        if skinned {
            tracing::warn!("{}: {place} is skinned; it is drawn in its bind pose", document.place);
        }
        for child in source.children.iter().flatten().rev() {
            document.item(*child, &place)?;
            pending.push(Pending { node: child.value(), parent: Some(placed) });
        }
    }
    Ok(nodes)
}

/// The default scene's nodes; without scenes, all nodes that are nobody's child.
fn root_nodes(document: &Document<'_>) -> Result<Vec<usize>, SceneError> {
    let root = &document.root;
    if let Some(scene) = root.scene {
        document.item(scene, "scene")?;
    }
    if let Some(scene) = root.scenes.get(root.scene.map_or(0, |scene| scene.value())) {
        for node in &scene.nodes {
            document.item(*node, "scenes")?;
        }
        return Ok(scene.nodes.iter().map(|node| node.value()).collect());
    }
    let mut is_child = vec![false; root.nodes.len()];
    for child in root.nodes.iter().flat_map(|node| node.children.iter().flatten()) {
        if let Some(flag) = is_child.get_mut(child.value()) {
            *flag = true;
        }
    }
    Ok((0..root.nodes.len()).filter(|&index| !is_child[index]).collect())
}

fn transform(document: &Document<'_>, node: &json::Node, place: &str) -> Result<DMat4, SceneError> {
    let matrix = match node.matrix {
        Some(matrix) => DMat4::from_cols_array(&matrix.map(f64::from)),
        None => {
            let vector = |value: [f32; 3]| DVec3::from_array(value.map(f64::from));
            let rotation = node.rotation.map_or([0.0, 0.0, 0.0, 1.0], |rotation| rotation.0);
            let rotation = DQuat::from_array(rotation.map(f64::from));
            let length = rotation.length();
            let rotation = if length > 1e-9 { rotation / length } else { DQuat::IDENTITY };
            DMat4::from_scale_rotation_translation(
                vector(node.scale.unwrap_or([1.0; 3])),
                rotation,
                vector(node.translation.unwrap_or([0.0; 3])),
            )
        }
    };
    if !matrix.is_finite() {
        return Err(document.error(place, "its transform is not finite", "export the model again"));
    }
    Ok(matrix)
}

#[cfg(test)]
mod tests;

/// Asserts that a model is sound; other tests of this room use it too.
#[cfg(test)]
pub(super) use tests::check as check_model;
