//! The text of stage and panel files, and how it becomes a [`Stage`].
//!
//! In: TOML. Out: a [`Loaded`] stage with the lint's findings, or one [`StageError`] with place and remedy.
//! Not here: geometry of shapes (`stage::shape`), the rules (`stage::lint`), opening files (the caller's `read`).
//! Invariant: unknown keys are errors; what becomes a stage has finite sizes above zero and sane counts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Stage;
use super::lint::Finding;

/// A stage file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageFile {
    /// Version of this format: 1.
    pub version: u32,
    /// Name of the stage.
    pub name: String,
    /// Where the outer frustum is drawn from, metres; default 1.5 m above the mark.
    pub view_origin_m: Option<[f64; 3]>,
    /// Panel types: a name for this file, and the panel file relative to it.
    pub panels: BTreeMap<String, String>,
    /// Walls.
    #[serde(default)]
    pub wall: Vec<WallText>,
    /// Canvases.
    #[serde(default)]
    pub canvas: Vec<CanvasText>,
    /// Trackers.
    #[serde(default)]
    pub tracker: Vec<TrackerText>,
}

/// A panel file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelFile {
    /// Version of this format: 1.
    pub version: u32,
    /// Name of the panel type.
    pub name: String,
    /// Width and height, millimetres.
    pub size_mm: [f64; 2],
    /// LEDs across and down.
    pub pixels: [u32; 2],
    /// Greatest luminance that it can be set to, nits.
    pub max_nits: f64,
    /// Its gamut.
    pub primaries: PrimariesText,
}

/// A gamut by CIE 1931 xy.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrimariesText {
    /// Red, xy.
    pub red: [f64; 2],
    /// Green, xy.
    pub green: [f64; 2],
    /// Blue, xy.
    pub blue: [f64; 2],
    /// White, xy.
    pub white: [f64; 2],
}

/// A wall.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WallText {
    /// Name.
    pub name: String,
    /// Shape.
    pub shape: ShapeText,
    /// Panel type, by its name in `[panels]`.
    pub panel: String,
    /// Panels across.
    pub columns: u32,
    /// Panels down.
    pub rows: u32,
    /// Middle of the bottom edge (flat, arc) or of the surface (ceiling), metres.
    pub position_m: [f64; 3],
    /// Turn about +Y, degrees, left positive; 0 faces +Z, toward the mark.
    #[serde(default)]
    pub yaw_deg: f64,
    /// Lean of a ceiling's or flat wall's top toward the mark, degrees.
    #[serde(default)]
    pub pitch_deg: f64,
    /// Arc: angle between neighbouring columns, degrees; the radius follows.
    pub angle_per_column_deg: Option<f64>,
    /// Arc: radius on which the vertical edges lie, metres; the angle follows.
    pub radius_m: Option<f64>,
    /// Arc: the angle at each joint from left to right, degrees; one fewer than columns.
    pub joint_angles_deg: Option<Vec<f64>>,
    /// What full code emits now, nits.
    pub white_nits: f64,
    /// Gamut now, when it is not the panel type's.
    pub primaries: Option<PrimariesText>,
}

/// Shape of a wall.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ShapeText {
    /// One plane.
    Flat,
    /// Columns of flat panels on an arc, lit on the inside.
    Arc,
    /// A plane lit downward.
    Ceiling,
}

/// A canvas.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CanvasText {
    /// Name, as in `canvas:NAME`.
    pub name: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Transfer function.
    pub transfer: TransferText,
    /// 8 or 10 bits.
    pub bits: u32,
    /// Codes in use.
    #[serde(default)]
    pub range: RangeText,
    /// Noise before rounding.
    #[serde(default)]
    pub dither: DitherText,
    /// What is cut from which wall.
    #[serde(default)]
    pub piece: Vec<PieceText>,
}

/// Transfer function of a canvas.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum TransferText {
    /// SMPTE ST 2084.
    Pq,
    /// IEC 61966-2-1.
    Srgb,
    /// Power 2.2.
    #[serde(rename = "gamma2.2")]
    Gamma22,
    /// Power 2.4.
    #[serde(rename = "gamma2.4")]
    Gamma24,
    /// Linear.
    Linear,
}

/// Codes in use.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum RangeText {
    /// All.
    #[default]
    Full,
    /// 16 to 235 of 8 bit.
    Legal,
}

/// Noise before rounding.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum DitherText {
    /// The same each frame.
    #[default]
    Static,
    /// New each frame.
    Animated,
    /// None.
    Off,
}

/// A rectangle of panels on a canvas.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PieceText {
    /// Wall that it is cut from.
    pub wall: String,
    /// First column, and one past the last; default all.
    pub columns: Option<[u32; 2]>,
    /// First row, and one past the last; default all.
    pub rows: Option<[u32; 2]>,
    /// Left edge on the canvas, pixels.
    pub x: u32,
    /// Top edge on the canvas, pixels.
    pub y: u32,
    /// Turn on the canvas, degrees clockwise: 0, 90, 180 or 270.
    #[serde(default)]
    pub turn: u32,
    /// Width and height on the canvas, only to be checked: a piece is always 1:1.
    pub size: Option<[u32; 2]>,
}

/// A tracker.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackerText {
    /// Name that cameras refer to.
    pub name: String,
    /// Protocol.
    #[serde(default)]
    pub protocol: ProtocolText,
    /// UDP port that it sends to; 0 takes any free port.
    pub port: u16,
    /// Camera id to accept; default all.
    pub camera_id: Option<u8>,
    /// Signs on the raw axes: x, y, z, pan, tilt, roll; each 1 or -1.
    pub signs: Option<[f64; 6]>,
    /// How tracker space stands in the stage.
    #[serde(default)]
    pub stage_from_tracker: PoseText,
}

/// Protocols of trackers.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ProtocolText {
    /// FreeD D1.
    #[default]
    Freed,
}

/// A pose as a person writes it.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PoseText {
    /// Position, metres.
    pub position_m: [f64; 3],
    /// Pan, degrees, left positive.
    pub pan_deg: f64,
    /// Tilt, degrees, up positive.
    pub tilt_deg: f64,
    /// Roll, degrees, clockwise from behind positive.
    pub roll_deg: f64,
}

/// A stage and what the lint says of it.
#[derive(Debug)]
pub struct Loaded {
    /// The stage.
    pub stage: Stage,
    /// Findings of every level; a stage with errors must not be run.
    pub findings: Vec<Finding>,
}

/// Why a text is not a stage at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {found}. {remedy}")]
pub struct StageError {
    /// `file:line:column`.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub remedy: String,
}

/// Reads the text of a file that a stage names, relative to it.
pub type Read<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// Parses and builds a stage; `place` is the file's name for messages.
pub fn load(text: &str, place: &str, read: Read<'_>) -> Result<Loaded, StageError> {
    let file: StageFile = parse(text, place)?;
    check_version(file.version, text, place)?;
    let mut types = BTreeMap::new();
    for (name, path) in &file.panels {
        let named = super::lint::place_of(text, place, path);
        let panel_text = read(path).map_err(|reason| StageError {
            place: named,
            found: format!("panel file `{path}` cannot be read: {reason}"),
            remedy: "Correct its path, relative to the stage file".into(),
        })?;
        let panel: PanelFile = parse(&panel_text, path)?;
        check_version(panel.version, &panel_text, path)?;
        types.insert(name.clone(), panel);
    }
    super::build::stage(&file, &types, &super::lint::Source { text, place })
}

fn parse<T: serde::de::DeserializeOwned>(text: &str, place: &str) -> Result<T, StageError> {
    toml::from_str(text).map_err(|error: toml::de::Error| StageError {
        place: error
            .span()
            .map_or_else(|| place.to_owned(), |span| super::lint::line_column(text, place, span.start)),
        found: error.message().replace('\n', " "),
        remedy: "Correct this line; docs/schemas lists every key".into(),
    })
}

fn check_version(version: u32, text: &str, place: &str) -> Result<(), StageError> {
    if version == 1 {
        return Ok(());
    }
    Err(StageError {
        place: super::lint::place_of(text, place, "version"),
        found: format!("version is {version}, this program reads version 1"),
        remedy: "Write `version = 1`".into(),
    })
}
