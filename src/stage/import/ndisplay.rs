//! nDisplay's `.ndisplay` (JSON) of Unreal Engine 4.26 to 5.x, read into a [`Config`].
//!
//! In: the text. Out: nodes, viewports and the transform tree, with places; then the stage (`ndisplay_build`).
//! Not here: what a projection policy means (`ndisplay_policy`), the older `.cfg` (`ndisplay_cfg`).
//! Source of the structure: public exports and Epic's configuration reference, listed in ../shared/reference/field.md 4.1.
//! Optional keys may be missing, numbers may be texts, capitals differ between versions.
//! Invariant: a value that is there and cannot be used is refused with line and path, never replaced.

use std::collections::BTreeMap;

use glam::DVec3;

use super::json::{self, Json};
use super::{ImportError, Imported, Options, ndisplay_build};
use crate::stage::place::Source;

/// A configuration, of either syntax.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub(super) format: String,
    pub(super) description: String,
    /// Metres of one unit.
    pub(super) unit_m: f64,
    /// Transforms, cameras and screens by name: one tree.
    pub(super) parts: BTreeMap<String, Part>,
    /// Names of cameras, in file order.
    pub(super) cameras: Vec<String>,
    pub(super) nodes: Vec<Node>,
    /// What the exporter of this program left for its importer, by name.
    pub(super) custom: BTreeMap<String, String>,
}

/// A transform, camera or screen.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) parent: String,
    pub(super) location: DVec3,
    /// Pitch, yaw, roll, degrees (FRotator).
    pub(super) rotation_deg: [f64; 3],
    /// Width and height, of screens.
    pub(super) size: Option<[f64; 2]>,
    pub(super) place: String,
}

/// A machine with one window.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) host: String,
    /// x, y, width, height.
    pub(super) window: [f64; 4],
    pub(super) is_full_screen: bool,
    pub(super) viewports: Vec<Viewport>,
    pub(super) place: String,
}

/// A part of a window.
#[derive(Debug, Default)]
pub(super) struct Viewport {
    pub(super) name: String,
    pub(super) camera: String,
    /// x, y, width, height inside the window.
    pub(super) region: [f64; 4],
    pub(super) buffer_ratio: f64,
    pub(super) has_overscan: bool,
    pub(super) policy: String,
    /// Parameters of the policy, names in small letters.
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) place: String,
}

pub(super) fn import(text: &str, name: &str, options: &Options<'_>) -> Result<Imported, ImportError> {
    ndisplay_build::stage(&parse(text, name)?, name, options)
}

/// A reader that names places.
struct Reader<'a> {
    source: Source<'a>,
}

impl Reader<'_> {
    fn place(&self, at: usize, path: &str) -> String {
        format!("{} {path}", self.source.place(at))
    }

    fn number(&self, json: &Json, path: &str, key: &str, otherwise: f64) -> Result<f64, ImportError> {
        let Some(value) = json.get(key) else { return Ok(otherwise) };
        let number = value.number().filter(|number| number.abs() <= 1e9);
        number.ok_or_else(|| {
            let found = match value.text() {
                Some(text) => format!("`{}` is no usable number", text.chars().take(40).collect::<String>()),
                None => "this is no number".into(),
            };
            ImportError::new(self.place(value.at, &format!("{path}.{key}")), found, "Write a plain number")
        })
    }

    fn numbers<const N: usize>(
        &self,
        json: Option<&Json>,
        path: &str,
        keys: [&str; N],
    ) -> Result<[f64; N], ImportError> {
        let mut numbers = [0.0; N];
        let Some(json) = json else { return Ok(numbers) };
        for (number, key) in numbers.iter_mut().zip(keys) {
            *number = self.number(json, path, key, 0.0)?;
        }
        Ok(numbers)
    }

    fn part(&self, json: &Json, path: &str) -> Result<Part, ImportError> {
        let location = self.numbers(json.get("location"), &format!("{path}.location"), ["x", "y", "z"])?;
        let angles = ["pitch", "yaw", "roll"];
        let rotation_deg = self.numbers(json.get("rotation"), &format!("{path}.rotation"), angles)?;
        Ok(Part {
            parent: text(json, "parentId"),
            location: DVec3::from_array(location),
            rotation_deg,
            size: None,
            place: self.place(json.at, path),
        })
    }

    fn viewport(&self, name: &str, json: &Json, path: &str) -> Result<Viewport, ImportError> {
        let sides = ["x", "y", "w", "h"];
        let region = json.get("region").ok_or_else(|| {
            ImportError::new(
                self.place(json.at, path),
                "this viewport has no region",
                "Write its region in pixels",
            )
        })?;
        let policy = json.get("projectionPolicy");
        let mut parameters = BTreeMap::new();
        for (key, _, value) in
            policy.and_then(|policy| policy.get("parameters")).map_or(&[][..], Json::members)
        {
            // A matrix or frustum may stand as an object: its members are told like `l=-10 r=10`.
            let told = value.text().unwrap_or_else(|| {
                let inner = value
                    .members()
                    .iter()
                    .filter_map(|(key, _, value)| Some(format!("{key}={}", value.text()?)));
                inner.collect::<Vec<_>>().join(" ")
            });
            parameters.insert(key.to_ascii_lowercase(), told);
        }
        let overscan = json.get("overscan");
        Ok(Viewport {
            name: name.to_owned(),
            camera: text(json, "camera"),
            region: self.numbers(Some(region), &format!("{path}.region"), sides)?,
            buffer_ratio: self.number(json, path, "bufferRatio", 1.0)?,
            has_overscan: overscan.and_then(|overscan| overscan.get("bEnabled")?.truth()).unwrap_or(false),
            policy: policy.map(|policy| text(policy, "type")).unwrap_or_default(),
            parameters,
            place: self.place(json.at, path),
        })
    }
}

fn text(json: &Json, key: &str) -> String {
    json.get(key).and_then(Json::text).unwrap_or_default()
}

fn parse(text_of_file: &str, name: &str) -> Result<Config, ImportError> {
    let source = Source { text: text_of_file, file: name };
    let reader = Reader { source };
    let document = json::parse(text_of_file).map_err(|error| {
        ImportError::new(source.place(error.at), error.found, "Correct the JSON at this place")
    })?;
    let root = document.get("nDisplay").unwrap_or(&document);
    let cluster = root.get("cluster").ok_or_else(|| {
        let found = "this JSON holds no nDisplay.cluster";
        ImportError::new(
            source.place(root.at),
            found,
            "Export the configuration from Unreal's nDisplay editor",
        )
    })?;
    let version = text(root, "version");
    let is_427 = cluster.get("masterNode").is_some();
    let mut config = Config {
        format: format!("nDisplay {}", if version.is_empty() { "without version" } else { &version }),
        description: text(root, "description"),
        unit_m: 0.01,
        ..Config::default()
    };
    if is_427 {
        config.format += ", masterNode";
    }
    scene(&reader, root.get("scene"), &mut config)?;
    for (node, _, json) in cluster.get("nodes").map_or(&[][..], Json::members) {
        let path = format!("nDisplay.cluster.nodes.{node}");
        let mut viewports = Vec::new();
        for (viewport, _, json) in json.get("viewports").map_or(&[][..], Json::members) {
            viewports.push(reader.viewport(viewport, json, &format!("{path}.viewports.{viewport}"))?);
        }
        config.nodes.push(Node {
            name: node.clone(),
            host: text(json, "host"),
            window: reader.numbers(json.get("window"), &format!("{path}.window"), ["x", "y", "w", "h"])?,
            is_full_screen: json.get("fullScreen").and_then(Json::truth).unwrap_or(false),
            viewports,
            place: reader.place(json.at, &path),
        });
    }
    for (key, _, value) in root.get("customParameters").map_or(&[][..], Json::members) {
        config.custom.insert(key.clone(), value.text().unwrap_or_default());
    }
    Ok(config)
}

fn scene(reader: &Reader<'_>, scene: Option<&Json>, config: &mut Config) -> Result<(), ImportError> {
    let Some(scene) = scene else { return Ok(()) };
    for kind in ["xforms", "cameras", "screens"] {
        for (name, _, json) in scene.get(kind).map_or(&[][..], Json::members) {
            let path = format!("nDisplay.scene.{kind}.{name}");
            let mut part = reader.part(json, &path)?;
            if kind == "screens" {
                let size = reader.numbers(json.get("size"), &format!("{path}.size"), ["width", "height"])?;
                part.size = Some(size);
            }
            if kind == "cameras" {
                config.cameras.push(name.clone());
            }
            config.parts.insert(name.clone(), part);
        }
    }
    Ok(())
}
