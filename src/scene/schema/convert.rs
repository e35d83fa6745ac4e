//! From scene.toml's values to a [`Scene`].
//!
//! In: the file's values, a reader, a listener. Out: a scene. Not here: parsing.
//! Invariant: node names are unique; models' nodes are named `node/name`; parents come before children.

use std::collections::BTreeMap;

use glam::{DMat4, DQuat, DVec3, Vec2, Vec3};
use toml::Spanned;

use super::types::{
    EnvironmentFile, Light, MaterialFile, NodeFile, Scale, SceneFile, SeenByWord, SkyWord, SunFile, World,
};
use super::{Progress, Read, place_of};
use crate::math::Pose;
use crate::scene::generate::{self, Shape};
use crate::scene::gltf::Model;
use crate::scene::{
    Environment, Gradient, Material, Mesh, Node, Scene, SceneError, SeenBy, Sun, Sway, TextureSlot, desert,
    dome, gltf, sun,
};

const DEFAULT_EMISSIVE_NITS: f64 = 1000.0;
const DEFAULT_DOME_NITS: f64 = 1000.0;
const DEFAULT_SUN_K: f64 = 5600.0;

/// What is needed to turn the file into a scene.
pub(super) struct Loader<'a> {
    pub(super) text: &'a str,
    pub(super) place: &'a str,
    pub(super) read: &'a Read<'a>,
    pub(super) progress: &'a Progress<'a>,
}

impl Loader<'_> {
    /// The scene.
    pub(super) fn scene(&self, file: &SceneFile) -> Result<Scene, SceneError> {
        if file.version != 1 {
            let found = format!("scene version {}", file.version);
            return Err(SceneError::new(self.place, found, "this program reads version 1"));
        }
        let emissive_nits = file.emissive_nits.unwrap_or(DEFAULT_EMISSIVE_NITS);
        if !(emissive_nits > 0.0 && emissive_nits.is_finite()) {
            let found = format!("emissive_nits = {emissive_nits}");
            return Err(SceneError::new(self.place, found, "give a positive number"));
        }
        let mut scene = Scene {
            nodes: Vec::new(),
            meshes: Vec::new(),
            materials: Vec::new(),
            images: Vec::new(),
            environment: self.surroundings(file)?,
            sun: file.sun.as_ref().map(|sun| self.sun(sun)).transpose()?,
            emissive_nits,
        };
        let order = self.order(&file.nodes)?;
        let mut placed = BTreeMap::new();
        for (done, &index) in order.iter().enumerate() {
            let node = &file.nodes[index];
            let from = done as f32 / order.len() as f32;
            let share = 1.0 / order.len() as f32;
            let name = node.name.get_ref();
            (self.progress)(name, from);
            let parent = node.parent.as_ref().map(|parent| placed[parent]);
            placed.insert(name.clone(), scene.nodes.len());
            self.add(&mut scene, node, parent, &|part| (self.progress)(name, from + share * part))?;
        }
        (self.progress)("scene", 1.0);
        Ok(scene)
    }

    pub(super) fn at<T>(&self, item: &Spanned<T>, found: impl Into<String>, remedy: &str) -> SceneError {
        SceneError::new(place_of(self.text, self.place, item.span().start), found, remedy)
    }

    /// Indices of the nodes, parents first, otherwise as written.
    fn order(&self, nodes: &[NodeFile]) -> Result<Vec<usize>, SceneError> {
        let mut by_name = BTreeMap::new();
        for (index, node) in nodes.iter().enumerate() {
            let name = node.name.get_ref();
            if name.is_empty() || name.contains('/') {
                return Err(self.at(&node.name, format!("the name '{name}'"), "give a name without '/'"));
            }
            if by_name.insert(name.as_str(), index).is_some() {
                return Err(self.at(&node.name, format!("a second node '{name}'"), "give it another name"));
            }
        }
        let mut order = Vec::with_capacity(nodes.len());
        let mut done = vec![false; nodes.len()];
        for start in 0..nodes.len() {
            let mut chain = vec![];
            let mut next = Some(start);
            while let Some(index) = next.filter(|&index| !done[index]) {
                if chain.contains(&index) {
                    let found = format!("'{}' is its own ancestor", nodes[index].name.get_ref());
                    return Err(self.at(&nodes[index].name, found, "break the loop of parents"));
                }
                chain.push(index);
                next = match &nodes[index].parent {
                    None => None,
                    Some(parent) => Some(*by_name.get(parent.as_str()).ok_or_else(|| {
                        let names: Vec<&str> = by_name.keys().copied().collect();
                        let found = format!("no node is called '{parent}'");
                        self.at(&nodes[index].name, found, &format!("parents may be: {}", names.join(", ")))
                    })?),
                };
            }
            for index in chain.into_iter().rev() {
                done[index] = true;
                order.push(index);
            }
        }
        Ok(order)
    }

    fn add(
        &self,
        scene: &mut Scene,
        node: &NodeFile,
        parent: Option<usize>,
        progress: &dyn Fn(f32),
    ) -> Result<(), SceneError> {
        let seen_by = match node.seen_by {
            None | Some(SeenByWord::Both) => SeenBy::Both,
            Some(SeenByWord::Inner) => SeenBy::Inner,
            Some(SeenByWord::Outer) => SeenBy::Outer,
        };
        let shape = self.shape(node)?;
        let contents = [node.gltf.is_some(), node.generate.is_some(), shape.is_some()];
        if contents.iter().filter(|&&given| given).count() > 1 {
            let remedy = "give one of gltf, generate, box, sphere, plane; use child nodes for more";
            return Err(self.at(&node.name, "a node with several contents", remedy));
        }
        if node.material.is_some() && shape.is_none() {
            let remedy = "a material belongs to a box, sphere or plane; a model has its own";
            return Err(self.at(&node.name, "a material without a shape", remedy));
        }
        let own = scene.nodes.len();
        scene.nodes.push(Node {
            name: node.name.get_ref().clone(),
            parent,
            parent_from_node: self.transform(node)?,
            visible: node.visible.unwrap_or(true),
            seen_by,
            sway: if node.sways == Some(true) { Sway::Plant } else { Sway::Stands },
            mesh: None,
        });
        if let Some(shape) = shape {
            scene.materials.push(self.material(node)?);
            let primitive = shape.into_primitive(scene.materials.len() - 1);
            scene.meshes.push(Mesh { name: node.name.get_ref().clone(), primitives: vec![primitive] });
            scene.nodes[own].mesh = Some(scene.meshes.len() - 1);
        } else if let Some(path) = &node.gltf {
            append(scene, own, self.model(path, progress)?);
        } else if let Some(World::Desert) = node.generate {
            let model = desert::build(&desert::Air::of(scene), progress);
            append(scene, own, model);
        }
        Ok(())
    }

    fn model(&self, path: &Spanned<String>, progress: &dyn Fn(f32)) -> Result<Model, SceneError> {
        let name = path.get_ref();
        let bytes = (self.read)(name).map_err(|error| {
            self.at(
                path,
                format!("'{name}' cannot be read: {error}"),
                "check the path, relative to the scene",
            )
        })?;
        let folder = name.rfind('/').map_or("", |slash| &name[..=slash]);
        gltf::load(&bytes, name, &|beside| (self.read)(&format!("{folder}{beside}")), progress)
    }

    fn shape(&self, node: &NodeFile) -> Result<Option<Shape>, SceneError> {
        let check = |sizes: &[f64]| {
            if sizes.iter().all(|&size| size > 0.0 && size < 1e6) {
                return Ok(());
            }
            Err(self.at(
                &node.name,
                format!("a size of {sizes:?} m"),
                "give metres above 0 and below 1000000",
            ))
        };
        let shapes = [node.cuboid.is_some(), node.sphere.is_some(), node.plane.is_some()];
        if shapes.iter().filter(|&&given| given).count() > 1 {
            return Err(self.at(&node.name, "a node with several shapes", "use child nodes"));
        }
        if let Some(cuboid) = node.cuboid {
            check(&cuboid.size_m)?;
            return Ok(Some(generate::cuboid(DVec3::from_array(cuboid.size_m).as_vec3())));
        }
        if let Some(sphere) = node.sphere {
            check(&[sphere.radius_m])?;
            return Ok(Some(generate::sphere(sphere.radius_m as f32, 64, 32)));
        }
        if let Some(plane) = node.plane {
            check(&plane.size_m)?;
            return Ok(Some(generate::plane(Vec2::new(plane.size_m[0] as f32, plane.size_m[1] as f32))));
        }
        Ok(None)
    }

    fn material(&self, node: &NodeFile) -> Result<Material, SceneError> {
        let none = MaterialFile {
            base_color: None,
            metallic: None,
            roughness: None,
            emissive: None,
            double_sided: None,
        };
        let file = node.material.unwrap_or(none);
        let base = file.base_color.unwrap_or([0.18; 3]);
        let (metallic, roughness) = (file.metallic.unwrap_or(0.0), file.roughness.unwrap_or(0.6));
        let emissive = file.emissive.unwrap_or([0.0; 3]);
        let factors = base.iter().chain([&metallic, &roughness]);
        if !factors.copied().all(|factor| (0.0..=1.0).contains(&factor)) {
            return Err(self.at(&node.name, "a material factor outside 0..1", "give 0 to 1"));
        }
        if !emissive.iter().all(|&value| value >= 0.0 && value.is_finite()) {
            return Err(self.at(&node.name, format!("emissive = {emissive:?}"), "give numbers from 0"));
        }
        Ok(Material {
            name: node.name.get_ref().clone(),
            base_color: Vec3::from_array(base).extend(1.0).to_array(),
            metallic,
            roughness,
            emissive,
            double_sided: file.double_sided.unwrap_or(false),
            ..Material::default()
        })
    }

    fn transform(&self, node: &NodeFile) -> Result<DMat4, SceneError> {
        let rotation = match (node.rotation_deg, node.rotation_wxyz) {
            (Some(_), Some(_)) => {
                return Err(self.at(&node.name, "rotation_deg and rotation_wxyz", "give one of them"));
            }
            (Some(turn), None) => {
                let [yaw, pitch, roll] = [turn.yaw, turn.pitch, turn.roll].map(f64::to_radians);
                Pose::from_pan_tilt_roll(DVec3::ZERO, yaw, pitch, roll).rotation
            }
            (None, Some([w, x, y, z])) => {
                let rotation = DQuat::from_xyzw(x, y, z, w);
                if (rotation.length() - 1.0).abs() > 0.01 {
                    let found = format!("a quaternion of length {}", rotation.length());
                    return Err(self.at(&node.name, found, "give a unit quaternion w, x, y, z"));
                }
                rotation.normalize()
            }
            (None, None) => DQuat::IDENTITY,
        };
        let scale = match node.scale {
            None => DVec3::ONE,
            Some(Scale::Even(scale)) => DVec3::splat(scale),
            Some(Scale::Axes(scale)) => DVec3::from_array(scale),
        };
        let position = DVec3::from_array(node.position_m.unwrap_or_default());
        if !scale.abs().cmpgt(DVec3::splat(1e-9)).all() {
            return Err(self.at(&node.name, format!("a scale of {scale}"), "no axis may be 0"));
        }
        let matrix = DMat4::from_scale_rotation_translation(scale, rotation, position);
        if !matrix.is_finite() {
            return Err(self.at(&node.name, "a transform that is not finite", "give finite numbers"));
        }
        Ok(matrix)
    }

    fn surroundings(&self, file: &SceneFile) -> Result<Environment, SceneError> {
        let Some(sky) = &file.sky else {
            return self.environment(file.environment.as_ref().unwrap_or(&EnvironmentFile::default()));
        };
        if file.environment.is_some() || file.sun.is_some() {
            let remedy = "a live sky has its own sun and light: remove [environment] and [sun]";
            return Err(self.at(sky, "[sky] beside [environment] or [sun]", remedy));
        }
        Ok(Environment::Sky(self.sky(sky)?))
    }

    fn environment(&self, file: &EnvironmentFile) -> Result<Environment, SceneError> {
        let has_gradient = file.sky.is_some()
            || file.falloff.is_some()
            || [file.zenith_nits, file.horizon_nits, file.ground_nits, file.glow_nits]
                .iter()
                .any(Option::is_some);
        let Some(path) = &file.dome else {
            if file.nits_per_unit.is_some() || file.rotation_deg.is_some() {
                let remedy = "nits_per_unit and rotation_deg belong to a dome: add dome = \"file.hdr\"";
                return Err(SceneError::new(self.place, "[environment] without a dome", remedy));
            }
            return Ok(Environment::Gradient(self.gradient(file)?));
        };
        if has_gradient {
            return Err(self.at(path, "a dome and a gradient", "keep one of them in [environment]"));
        }
        let nits_per_unit = file.nits_per_unit.unwrap_or(DEFAULT_DOME_NITS);
        let rotation_rad = file.rotation_deg.unwrap_or(0.0).to_radians();
        if !(nits_per_unit > 0.0 && nits_per_unit.is_finite() && rotation_rad.is_finite()) {
            let found = format!("nits_per_unit = {nits_per_unit}");
            return Err(self.at(path, found, "give a positive number of nits and a finite rotation"));
        }
        let name = path.get_ref();
        (self.progress)(name, 0.0);
        let bytes = (self.read)(name).map_err(|error| {
            self.at(
                path,
                format!("'{name}' cannot be read: {error}"),
                "check the path, relative to the scene",
            )
        })?;
        Ok(Environment::Dome { picture: dome::decode(&bytes, name)?, nits_per_unit, rotation_rad })
    }

    fn gradient(&self, file: &EnvironmentFile) -> Result<Gradient, SceneError> {
        let sky = word(file.sky.unwrap_or(SkyWord::Clear));
        let light = |light: Option<Light>, default: DVec3| match light {
            None => default,
            Some(Light::Neutral(nits)) => DVec3::splat(nits),
            Some(Light::Color(nits)) => DVec3::from_array(nits),
        };
        let gradient = Gradient {
            zenith: light(file.zenith_nits, sky.zenith),
            horizon: light(file.horizon_nits, sky.horizon),
            ground: light(file.ground_nits, sky.ground),
            glow: light(file.glow_nits, sky.glow),
            falloff: file.falloff.unwrap_or(sky.falloff),
        };
        let lights = [gradient.zenith, gradient.horizon, gradient.ground, gradient.glow];
        if !lights.iter().all(|light| light.is_finite() && light.min_element() >= 0.0) {
            return Err(SceneError::new(self.place, "[environment] with negative light", "give nits from 0"));
        }
        if !(0.1..=100.0).contains(&gradient.falloff) {
            let found = format!("[environment] falloff = {}", gradient.falloff);
            return Err(SceneError::new(self.place, found, "give 0.1 to 100"));
        }
        Ok(gradient)
    }

    fn sun(&self, item: &Spanned<SunFile>) -> Result<Sun, SceneError> {
        let file = item.get_ref();
        if !(-90.0..=90.0).contains(&file.elevation_deg) || !file.azimuth_deg.is_finite() {
            let found = format!("a sun at elevation {} azimuth {}", file.elevation_deg, file.azimuth_deg);
            return Err(self.at(item, found, "elevation is -90 to 90 degrees"));
        }
        if !(file.illuminance_lux >= 0.0 && file.illuminance_lux.is_finite()) {
            let found = format!("illuminance_lux = {}", file.illuminance_lux);
            return Err(self.at(item, found, "give lux from 0 (noon is about 100000)"));
        }
        let color = match (file.temperature_k, file.color_acescg) {
            (Some(_), Some(_)) => {
                return Err(self.at(item, "temperature_k and color_acescg", "give one of them"));
            }
            (None, Some(color)) => {
                let color = DVec3::from_array(color);
                if !(color.is_finite() && color.max_element() > 0.0) {
                    return Err(self.at(item, format!("color_acescg = {color}"), "give a color above black"));
                }
                sun::with_luminance_one(color)
            }
            (temperature, None) => {
                let temperature = temperature.unwrap_or(DEFAULT_SUN_K);
                if !(1667.0..=25_000.0).contains(&temperature) {
                    let found = format!("temperature_k = {temperature}");
                    return Err(self.at(item, found, "give 1667 to 25000"));
                }
                sun::black_body(temperature)
            }
        };
        let to_sun = sun::direction(file.azimuth_deg.to_radians(), file.elevation_deg.to_radians());
        Ok(Sun { to_sun, illuminance_lux: file.illuminance_lux, color })
    }
}

/// Skies by their names, nits in linear ACEScg.
fn word(sky: SkyWord) -> Gradient {
    let (zenith, horizon, ground, glow, falloff) = match sky {
        SkyWord::Clear => ([1400.0, 2300.0, 4600.0], [6500.0, 7200.0, 8200.0], 1800.0, 9000.0, 3.0),
        SkyWord::Dusk => ([70.0, 100.0, 210.0], [900.0, 520.0, 330.0], 60.0, 2500.0, 4.0),
        SkyWord::Overcast => ([3600.0; 3], [1900.0; 3], 500.0, 0.0, 1.0),
        SkyWord::Night => ([0.0006, 0.0008, 0.0014], [0.0015, 0.0016, 0.002], 0.0004, 0.0, 3.0),
        SkyWord::Black => ([0.0; 3], [0.0; 3], 0.0, 0.0, 1.0),
    };
    Gradient {
        zenith: DVec3::from_array(zenith),
        horizon: DVec3::from_array(horizon),
        ground: DVec3::splat(ground),
        glow: DVec3::splat(glow),
        falloff,
    }
}

/// Puts a model below node `own`; its names become `own/name`, repeated ones `own/name 2`.
fn append(scene: &mut Scene, own: usize, model: Model) {
    let (nodes, meshes) = (scene.nodes.len(), scene.meshes.len());
    let (materials, images) = (scene.materials.len(), scene.images.len());
    let Node { seen_by, sway: own_sway, .. } = scene.nodes[own];
    let prefix = scene.nodes[own].name.clone();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for node in model.nodes {
        let count = counts.entry(node.name.clone()).or_default();
        *count += 1;
        let name = match *count {
            1 => format!("{prefix}/{}", node.name),
            count => format!("{prefix}/{} {count}", node.name),
        };
        let parent = Some(node.parent.map_or(own, |parent| parent + nodes));
        let mesh = node.mesh.map(|mesh| mesh + meshes);
        let sway = if own_sway == Sway::Stands { node.sway } else { own_sway };
        scene.nodes.push(Node { name, parent, mesh, seen_by, sway, ..node });
    }
    for mut mesh in model.meshes {
        mesh.primitives.iter_mut().for_each(|primitive| primitive.material += materials);
        scene.meshes.push(mesh);
    }
    let moved =
        |slot: Option<TextureSlot>| slot.map(|slot| TextureSlot { image: slot.image + images, ..slot });
    for material in model.materials {
        scene.materials.push(Material {
            base_color_image: moved(material.base_color_image),
            metallic_roughness_image: moved(material.metallic_roughness_image),
            normal_image: moved(material.normal_image),
            occlusion_image: moved(material.occlusion_image),
            emissive_image: moved(material.emissive_image),
            ..material
        });
    }
    scene.images.extend(model.images);
}
