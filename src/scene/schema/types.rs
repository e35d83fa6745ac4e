//! The types of scene.toml.
//!
//! In: TOML. Out: plain values as written. Not here: what they mean (`schema::convert`).
//! Units are in the names: metres, degrees, nits (cd/m2), lux, kelvin.
//! Invariant: unknown keys are refused.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// scene.toml.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "scene")]
pub struct SceneFile {
    /// Version of this format: 1.
    pub version: u32,
    /// Luminance of an emissive value of 1.0, nits. Default 1000.
    pub emissive_nits: Option<f64>,
    /// What surrounds the world. Default: a clear sky.
    pub environment: Option<EnvironmentFile>,
    /// A live sky instead of `environment` and `sun`.
    #[schemars(with = "Option<SkyFile>")]
    pub sky: Option<Spanned<SkyFile>>,
    /// The sun. Without it there is none.
    #[schemars(with = "Option<SunFile>")]
    pub sun: Option<Spanned<SunFile>>,
    /// The nodes, in any order.
    #[serde(default, rename = "node")]
    pub nodes: Vec<NodeFile>,
}

/// A live sky: where on Earth, when, and through what air. Each is the default of a parameter `sky/*`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkyFile {
    /// A city instead of latitude and longitude, as in "Palm Springs" or "London, CA".
    pub place: Option<String>,
    /// North positive, -90..=90.
    pub latitude_deg: Option<f64>,
    /// East positive, -180..=180.
    pub longitude_deg: Option<f64>,
    /// Of the world's zero over the sea, metres, 0..=9000.
    pub altitude_m: Option<f64>,
    /// IANA name, as in Europe/Berlin. Default: the nearest city's.
    pub time_zone: Option<String>,
    /// YYYY-MM-DD.
    pub date: Option<String>,
    /// Local time of day, hours, 0..24.
    pub time_of_day: Option<f64>,
    /// Where the world's -Z looks, degrees clockwise from north.
    pub north_deg: Option<f64>,
    /// Albedo of the ground to the horizon, linear ACEScg, 0..=1.
    pub ground_albedo: Option<[f64; 3]>,
    /// How far one sees, metres, 20..=200000.
    pub visibility_m: Option<f64>,
    /// What the clouds grow from.
    pub seed: Option<u64>,
}

/// A gradient sky, or a dome.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentFile {
    /// A sky to start from; the colors below replace its own.
    pub sky: Option<SkyWord>,
    /// Straight up: nits, or linear ACEScg nits.
    pub zenith_nits: Option<Light>,
    /// Just above the horizon: nits, or linear ACEScg nits.
    pub horizon_nits: Option<Light>,
    /// Below the horizon: nits, or linear ACEScg nits.
    pub ground_nits: Option<Light>,
    /// Added toward the sun: nits, or linear ACEScg nits.
    pub glow_nits: Option<Light>,
    /// How fast the horizon's color gives way to the zenith's: 1 is slow, 8 a thin band.
    pub falloff: Option<f64>,
    /// An equirectangular .hdr, .exr, .png or .jpg, instead of a gradient.
    #[schemars(with = "Option<String>")]
    pub dome: Option<Spanned<String>>,
    /// Luminance of a dome value of 1.0, nits. Default 1000.
    pub nits_per_unit: Option<f64>,
    /// Turns the dome about +Y, left positive.
    pub rotation_deg: Option<f64>,
}

/// Skies that need no numbers.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SkyWord {
    /// Blue, a bright horizon.
    Clear,
    /// Warm horizon, deep zenith.
    Dusk,
    /// Grey and even.
    Overcast,
    /// Hardly any light.
    Night,
    /// None at all: a studio.
    Black,
}

/// Light as one number (neutral) or three (linear ACEScg).
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a number of nits, or three numbers (linear ACEScg nits)")]
pub enum Light {
    /// Neutral.
    Neutral(f64),
    /// Linear ACEScg.
    Color([f64; 3]),
}

/// The sun.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SunFile {
    /// Above the horizon, degrees, -90..=90.
    pub elevation_deg: f64,
    /// 0 is toward -Z, positive clockwise seen from above (+90 is +X).
    pub azimuth_deg: f64,
    /// Direct normal illuminance, lux.
    pub illuminance_lux: f64,
    /// Color as a black body, kelvin, 1667..=25000. Default 5600.
    pub temperature_k: Option<f64>,
    /// Color, linear ACEScg, any scale; instead of `temperature_k`.
    pub color_acescg: Option<[f64; 3]>,
}

/// One node. At most one of `gltf`, `generate`, `box`, `sphere`, `plane`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeFile {
    /// Unique name.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// Name of the parent node. Default: the world.
    pub parent: Option<String>,
    /// Place in the parent, metres.
    pub position_m: Option<[f64; 3]>,
    /// Turn in the parent.
    pub rotation_deg: Option<Turn>,
    /// Turn in the parent as a quaternion w, x, y, z; instead of `rotation_deg`.
    pub rotation_wxyz: Option<[f64; 4]>,
    /// Scale: one number, or one an axis.
    pub scale: Option<Scale>,
    /// Whether it and everything below it is drawn. Default true.
    pub visible: Option<bool>,
    /// Which frusta draw it: both (default), inner, outer.
    pub seen_by: Option<SeenByWord>,
    /// Whether the wind of a live sky bends it like a plant that grows from the node's origin. Default false.
    pub sways: Option<bool>,
    /// A glTF file (.gltf or .glb), relative to the scene.
    #[schemars(with = "Option<String>")]
    pub gltf: Option<Spanned<String>>,
    /// A world made by the program.
    pub generate: Option<World>,
    /// A box.
    #[serde(rename = "box")]
    pub cuboid: Option<BoxFile>,
    /// A sphere.
    pub sphere: Option<SphereFile>,
    /// A plane facing +Y.
    pub plane: Option<PlaneFile>,
    /// Material of a box, sphere or plane.
    pub material: Option<MaterialFile>,
}

/// A turn, degrees: first yaw about +Y (left positive), then pitch about +X (up), then roll about -Z (clockwise from
/// behind), each about the axes left by the one before.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Turn {
    /// About +Y, left positive.
    pub yaw: f64,
    /// About +X, up positive.
    pub pitch: f64,
    /// About -Z, clockwise seen from behind.
    pub roll: f64,
}

/// A scale.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a number or three numbers")]
pub enum Scale {
    /// The same on all axes.
    Even(f64),
    /// One an axis.
    Axes([f64; 3]),
}

/// Which frusta draw a node.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SeenByWord {
    /// Inner and outer.
    Both,
    /// Only the inner frusta.
    Inner,
    /// Only the outer frustum.
    Outer,
}

/// Worlds made by the program.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum World {
    /// The desert road of the demo.
    Desert,
}

/// A box round the node's origin.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoxFile {
    /// Width, height, depth, metres.
    pub size_m: [f64; 3],
}

/// A sphere round the node's origin.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SphereFile {
    /// Radius, metres.
    pub radius_m: f64,
}

/// A plane through the node's origin, facing +Y.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaneFile {
    /// Width (X) and depth (Z), metres.
    pub size_m: [f64; 2],
}

/// A material without images.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialFile {
    /// Base color, linear Rec.709. Default 0.18 grey.
    pub base_color: Option<[f32; 3]>,
    /// Metalness, 0..=1. Default 0.
    pub metallic: Option<f32>,
    /// Perceptual roughness, 0..=1. Default 0.6.
    pub roughness: Option<f32>,
    /// Emission, linear Rec.709; 1.0 emits `emissive_nits`.
    pub emissive: Option<[f32; 3]>,
    /// Drawn from both sides. Default false.
    pub double_sided: Option<bool>,
}
