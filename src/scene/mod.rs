//! The world as data: nodes, meshes, materials, images, environment, sun.
//!
//! In: scene TOML, glTF and HDRI bytes, generators. Out: a [`Scene`] ready for upload.
//! Not here: files (`show::load`), the GPU (`render`).
//! Invariant: indices between nodes, meshes, materials and images are always in range; parents come before children.

pub mod card;
pub mod desert;
pub mod dome;
pub mod error;
pub mod generate;
pub mod gltf;
pub mod gradient;
pub mod material;
pub mod mesh;
pub mod mips;
pub mod schema;
pub mod set_piece;
pub mod sky_place;
pub mod sun;
pub mod tangents;

pub use card::Card;
pub use error::SceneError;
pub use gradient::Gradient;
pub use material::{AlphaMode, Coding, Material, TextureImage, TextureSlot, Wrap};
pub use mesh::{Mesh, Primitive, Vertex};
pub use sky_place::SkyPlace;
pub use sun::Sun;

use glam::{DMat4, DVec3};

use crate::color::Picture;

/// Everything of the world that is drawn.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Nodes, parents before children.
    pub nodes: Vec<Node>,
    /// Meshes that nodes refer to.
    pub meshes: Vec<Mesh>,
    /// Materials that primitives refer to.
    pub materials: Vec<Material>,
    /// Images that materials refer to.
    pub images: Vec<TextureImage>,
    /// What surrounds everything.
    pub environment: Environment,
    /// The sun, when there is one.
    pub sun: Option<Sun>,
    /// Emitted light of an emissive value of 1.0, nits.
    pub emissive_nits: f64,
}

/// One node of the scene graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Name from the file; unique in a scene.
    pub name: String,
    /// Index of the parent; always below this node's own index.
    pub parent: Option<usize>,
    /// Transform into the parent's frame (or the world), metres.
    pub parent_from_node: DMat4,
    /// Whether this node and everything below it is drawn.
    pub visible: bool,
    /// Which views draw this node itself.
    pub seen_by: SeenBy,
    /// Whether the wind moves it.
    pub sway: Sway,
    /// Its mesh.
    pub mesh: Option<usize>,
}

/// Which frusta draw a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SeenBy {
    /// Inner and outer frusta.
    #[default]
    Both,
    /// Only inner frusta (and CG references).
    Inner,
    /// Only the outer frustum: light on the set that no camera sees.
    Outer,
}

/// What the wind does to a node under a live sky. Numbers are those of shaders/scene/sway.wgsl.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sway {
    /// Nothing.
    #[default]
    Stands = 0,
    /// It bends like a plant that grows from the node's origin.
    Plant = 1,
    /// Its upright cards bend, each about the foot of its picture.
    Cards = 2,
}

/// What surrounds the world.
#[derive(Clone, Debug)]
pub enum Environment {
    /// A computed sky.
    Gradient(Gradient),
    /// A live sky: sun, moon, stars, clouds and weather (`sky`).
    Sky(SkyPlace),
    /// An equirectangular HDRI at infinity.
    Dome {
        /// Linear ACEScg, file units; row 0 is up, the middle column is world -Z, right half is +X.
        picture: Picture,
        /// Luminance of a file value of 1.0.
        nits_per_unit: f64,
        /// Turn about +Y, radians, left positive.
        rotation_rad: f64,
    },
}

impl Scene {
    /// World transforms of all nodes, and whether each is drawn after its parents' visibility.
    pub fn world_from_nodes(&self) -> Vec<(DMat4, bool)> {
        let mut placed: Vec<(DMat4, bool)> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let (parent, visible) = node.parent.map_or((DMat4::IDENTITY, true), |index| placed[index]);
            placed.push((parent * node.parent_from_node, visible && node.visible));
        }
        placed
    }

    /// Luminance in nits (linear ACEScg) that the environment sends from a world direction, sun disc left out;
    /// none of a live sky, which only a frame knows.
    pub fn environment_nits(&self, direction: DVec3) -> DVec3 {
        match &self.environment {
            Environment::Gradient(gradient) => gradient.nits(direction, self.sun.as_ref()),
            Environment::Sky(_) => DVec3::ZERO,
            Environment::Dome { picture, nits_per_unit, rotation_rad } => {
                dome::sample(picture, *rotation_rad, direction) * *nits_per_unit
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    /// Bytes of a file under ../shared/data; `None` (with a note) where that folder does not stand, a failure in CI.
    pub(super) fn shared_data(name: &str) -> Option<Vec<u8>> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
        match std::fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                assert!(std::env::var_os("CI").is_none(), "{}: {error}", path.display());
                eprintln!("skipped: {} is not there", path.display());
                None
            }
        }
    }
}
