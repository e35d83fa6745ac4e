//! The demo's world: a desert road at a low sun, made by formula from fixed seeds.
//!
//! In: the air (color and depth of the haze). Out: a [`Model`] in metres, ground at y = 0 at the stage's mark, the
//! road running toward -Z. Not here: sky and sun (`scenes/desert-road/scene.toml`).
//! Invariant: the same on every machine and run; under 150 000 triangles.

mod land;
mod mesas;
mod noise;
mod pictures;
mod plants;
mod poles;
mod roadside;
mod surfaces;
mod terrain;

use glam::{DMat4, DVec3, Vec3};

use self::pictures::Picture;
use super::gltf::Model;
use super::{
    AlphaMode, Environment, Material, Mesh, Node, Primitive, Scene, SeenBy, Sway, TextureSlot, Wrap,
};
use crate::color::Primaries;

/// Where the demo's LED wall stands: its plane is at z = -4.3 m.
pub const WALL_Z_M: f64 = -4.3;

/// Distances of the five near telegraph poles behind the wall's plane, metres.
pub const POLE_DISTANCES_M: [f64; 5] = [3.0, 6.0, 12.0, 24.0, 48.0];

/// The look, in one place. Colors are linear Rec.709 albedo.
mod look {
    /// Sand in the open.
    pub(super) const SAND: [f32; 3] = [0.47, 0.30, 0.165];
    /// Darker soil between the dunes.
    pub(super) const SOIL: [f32; 3] = [0.33, 0.185, 0.10];
    /// Gravel of the shoulders.
    pub(super) const GRAVEL: [f32; 3] = [0.36, 0.28, 0.20];
    /// Worn, dusty asphalt.
    pub(super) const ASPHALT: [f32; 3] = [0.118, 0.105, 0.094];
    /// Centre line.
    pub(super) const YELLOW: [f32; 3] = [0.62, 0.36, 0.045];
    /// Edge lines.
    pub(super) const WHITE: [f32; 3] = [0.60, 0.56, 0.50];
    /// Red sandstone, pale band, dark band.
    pub(super) const STONE: [[f32; 3]; 3] = [[0.45, 0.20, 0.105], [0.56, 0.36, 0.22], [0.26, 0.105, 0.06]];
    /// Sun-bleached wood.
    pub(super) const WOOD: [f32; 3] = [0.150, 0.118, 0.088];
    /// Dry scrub: straw and sage.
    pub(super) const SCRUB: [[f32; 3]; 2] = [[0.33, 0.245, 0.115], [0.135, 0.128, 0.075]];
    /// Distance at which the air keeps 1/e of the light, metres; 4000 is dusty, 20000 crisp.
    pub(super) const AIR_DEPTH_M: f32 = 9000.0;
}

/// What the air adds: light scattered toward the viewer, growing with distance (Koschmieder 1924).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Air {
    /// Emissive factor (linear Rec.709, times the scene's `emissive_nits`) of an endless depth of air.
    pub veil: [f32; 3],
    /// Distance at which 1/e of the light is left, metres.
    pub depth_m: f32,
}

impl Air {
    /// The air that fits a scene: its veil is the sky just above the horizon straight ahead.
    pub fn of(scene: &Scene) -> Self {
        let ahead = DVec3::new(0.0, 0.02, -1.0).normalize();
        let nits = match &scene.environment {
            Environment::Gradient(_) => scene.environment_nits(ahead),
            // A dome's horizon holds houses and hills; its own ground is haze enough.
            // A live sky brings its own haze.
            Environment::Dome { .. } | Environment::Sky(_) => DVec3::ZERO,
        };
        let veil = Primaries::REC709.from(&Primaries::ACESCG) * nits / scene.emissive_nits;
        let is_live = matches!(scene.environment, Environment::Sky(_));
        let depth_m = if is_live { f32::INFINITY } else { look::AIR_DEPTH_M };
        Self { veil: veil.max(DVec3::ZERO).as_vec3().to_array(), depth_m }
    }

    /// Share of light lost on the way from the mark, 0..1.
    fn lost(&self, position: Vec3) -> f32 {
        1.0 - (-position.length() / self.depth_m).exp()
    }
}

/// Indices of the materials.
#[derive(Clone, Copy)]
enum Stuff {
    Sand,
    Asphalt,
    YellowLine,
    WhiteLine,
    Stone,
    Rock,
    Wood,
    Scrub,
    Paint,
    Sign,
    Lamp,
}

/// Builds the world. `progress` hears 0..=1.
pub fn build(air: &Air, progress: &dyn Fn(f32)) -> Model {
    let mut model = Model::default();
    let pictures = pictures::all();
    progress(0.6);
    add_materials(&mut model, air, &pictures);
    model.images = pictures.into_iter().map(|(_, image)| image).collect();
    let mut add = |name: &str, parts: Vec<(super::generate::Shape, Stuff)>| {
        let parts = parts.into_iter().map(|(shape, stuff)| part(shape, stuff, air)).collect();
        add_node(&mut model, name, DMat4::IDENTITY, parts);
    };
    add("ground", vec![(terrain::ground(), Stuff::Sand)]);
    add("road", terrain::road());
    progress(0.75);
    add("mesas", vec![(mesas::all(), Stuff::Stone)]);
    add("far poles", vec![(poles::far(), Stuff::Wood), (poles::wires(), Stuff::Paint)]);
    add("rocks", vec![(plants::rocks(), Stuff::Rock)]);
    add("scrub", vec![(plants::scrub(), Stuff::Scrub)]);
    add("roadside", roadside::all());
    add("petrol station", roadside::petrol_station());
    let pole = vec![part(poles::pole(), Stuff::Wood, air)];
    for (index, distance_m) in POLE_DISTANCES_M.iter().enumerate() {
        let place = poles::near_place(*distance_m);
        let name = format!("pole {distance_m} m");
        if index == 0 {
            add_node(&mut model, &name, place, pole.clone());
        } else {
            let mesh = Some(model.meshes.len() - 1);
            model.nodes.push(node(&name, place, mesh));
        }
    }
    progress(1.0);
    model
}

/// A primitive whose vertices carry the air: color dimmed by what is lost, UV set 1 holding what is added.
fn part(mut shape: super::generate::Shape, stuff: Stuff, air: &Air) -> Primitive {
    for vertex in &mut shape.vertices {
        let lost = air.lost(Vec3::from_array(vertex.position));
        for channel in 0..3 {
            vertex.color[channel] *= 1.0 - lost;
        }
        (vertex.uv[2], vertex.uv[3]) = (lost, 0.5);
    }
    shape.into_primitive(stuff as usize)
}

fn node(name: &str, place: DMat4, mesh: Option<usize>) -> Node {
    let name = name.to_owned();
    let sway = if name == "scrub" { Sway::Cards } else { Sway::Stands };
    Node { name, parent: None, parent_from_node: place, visible: true, seen_by: SeenBy::Both, sway, mesh }
}

fn add_node(model: &mut Model, name: &str, place: DMat4, primitives: Vec<Primitive>) {
    model.meshes.push(Mesh { name: name.to_owned(), primitives });
    let mesh = Some(model.meshes.len() - 1);
    model.nodes.push(node(name, place, mesh));
}

/// Materials in the order of [`Stuff`].
fn add_materials(model: &mut Model, air: &Air, pictures: &[(Picture, super::TextureImage)]) {
    let slot = |picture: Picture, uv_set: u32, wrap: Wrap| TextureSlot {
        image: pictures
            .iter()
            .position(|(own, _)| *own == picture)
            .expect("pictures::all makes every picture"),
        uv_set,
        wrap: [wrap; 2],
        transform: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
    };
    let tiled = |picture| Some(slot(picture, 0, Wrap::Repeat));
    let plain = |name: &str, roughness: f32| Material {
        name: name.to_owned(),
        metallic: 0.0,
        roughness,
        emissive: air.veil,
        emissive_image: Some(slot(Picture::Veil, 1, Wrap::Clamp)),
        ..Material::default()
    };
    let surface = |name: &str, color, normal, roughness| Material {
        base_color_image: tiled(color),
        normal_image: tiled(normal),
        metallic_roughness_image: tiled(roughness),
        ..plain(name, 1.0)
    };
    let line = |name: &str, color| Material {
        base_color_image: tiled(color),
        normal_image: tiled(Picture::AsphaltNormal),
        normal_scale: 0.6,
        ..plain(name, 0.7)
    };
    model.materials = vec![
        surface("sand", Picture::Sand, Picture::SandNormal, Picture::SandRoughness),
        surface("asphalt", Picture::Asphalt, Picture::AsphaltNormal, Picture::AsphaltRoughness),
        line("yellow line", Picture::YellowLine),
        line("white line", Picture::WhiteLine),
        Material {
            base_color_image: tiled(Picture::Strata),
            normal_image: tiled(Picture::StrataNormal),
            ..plain("sandstone", 0.95)
        },
        Material { normal_image: tiled(Picture::SandNormal), normal_scale: 1.2, ..plain("rock", 0.92) },
        Material { base_color_image: tiled(Picture::Wood), ..plain("wood", 0.85) },
        Material {
            base_color_image: Some(slot(Picture::Scrub, 0, Wrap::Clamp)),
            alpha: AlphaMode::Mask { cutoff: 0.5 },
            ..plain("scrub", 0.95)
        },
        plain("paint", 0.55),
        Material { base_color_image: Some(slot(Picture::Sign, 0, Wrap::Clamp)), ..plain("sign", 0.45) },
        Material { emissive: [1.6, 1.25, 0.8], emissive_image: None, ..plain("lamp", 0.5) },
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> Model {
        build(&Air { veil: [5.0, 4.0, 3.0], depth_m: 9000.0 }, &|_| {})
    }

    #[test]
    fn world_is_sound_and_small_enough() {
        let model = world();
        crate::scene::gltf::check_model(&model);
        let triangles: usize =
            model.meshes.iter().flat_map(|mesh| &mesh.primitives).map(|part| part.indices.len() / 3).sum();
        for mesh in &model.meshes {
            let own: usize = mesh.primitives.iter().map(|part| part.indices.len() / 3).sum();
            println!("{}: {own} triangles", mesh.name);
        }
        let bytes: usize = model.images.iter().flat_map(|image| &image.mips).map(Vec::len).sum();
        println!("{triangles} triangles, {} images, {bytes} bytes", model.images.len());
        assert!((30_000..150_000).contains(&triangles), "{triangles}");
    }

    #[test]
    fn poles_stand_where_the_show_says() {
        let model = world();
        for distance_m in POLE_DISTANCES_M {
            let name = format!("pole {distance_m} m");
            let pole = model.nodes.iter().find(|node| node.name == name).unwrap();
            assert!((pole.parent_from_node.w_axis.z - (WALL_Z_M - distance_m)).abs() < 1e-9);
        }
    }

    #[test]
    fn it_is_the_same_every_time() {
        assert!(world() == world());
    }

    #[test]
    fn the_mark_is_on_the_ground_and_the_road_is_free() {
        let ground = terrain::ground();
        let inside = ground.vertices.iter().filter(|vertex| {
            let [x, y, z] = vertex.position;
            let across = (x - land::road_x(-z)).abs();
            across < 3.0 && y > land::road_y(-z)
        });
        assert_eq!(inside.count(), 0, "no sand on the lanes");
        assert!(land::road_y(0.0).abs() < 1e-6);
    }

    /// Koschmieder: at one depth 1 - 1/e is lost.
    #[test]
    fn air_dims_with_distance() {
        let air = Air { veil: [1.0; 3], depth_m: 1000.0 };
        assert!((air.lost(Vec3::new(0.0, 0.0, -1000.0)) - 0.632_12).abs() < 1e-4);
        assert_eq!(air.lost(Vec3::ZERO), 0.0);
    }
}
