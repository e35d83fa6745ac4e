//! The text of stage and panel files.
//!
//! In: TOML. Out: a [`Loaded`] stage with the lint's findings, or one [`StageError`] with place and remedy.
//! Not here: what becomes of the text (`stage::build`), the rules (`stage::lint`), opening files (the caller's `read`).
//! Invariant: unknown keys are errors; every value that a message may speak of knows its line.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Stage;
use super::build;
use super::lint::{Finding, Level, Report};
use super::obj::{self, ObjMesh};
use super::panel_type::{self, PanelType};
use super::place::{At, Source, beside};

/// A stage file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageFile {
    /// Version of this format: 1.
    pub version: At<u32>,
    /// Name of the stage.
    pub name: String,
    /// Where the outer frustum is drawn from, metres; default 1.5 m above the mark.
    pub view_origin_m: Option<At<[f64; 3]>>,
    /// Panel types from files: a name for use in this file, and the panel file's path relative to this file.
    #[serde(default)]
    pub panels: BTreeMap<String, At<String>>,
    /// Panel types written out here, by name.
    #[serde(default)]
    pub panel: BTreeMap<String, PanelText>,
    /// Walls.
    #[serde(default)]
    pub wall: Vec<WallText>,
    /// Canvases: what each LED-processor input receives.
    #[serde(default)]
    pub canvas: Vec<CanvasText>,
    /// Outputs: where canvases go.
    #[serde(default)]
    pub output: Vec<OutputText>,
    /// Trackers.
    #[serde(default)]
    pub tracker: Vec<TrackerText>,
}

/// A panel file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelFile {
    /// Version of this format: 1.
    pub version: At<u32>,
    /// Name of the panel type.
    pub name: String,
    /// Width and height, millimetres.
    pub size_mm: At<[f64; 2]>,
    /// LEDs across and down.
    pub pixels: At<[u32; 2]>,
    /// Greatest luminance that it can be set to, nits.
    pub max_nits: At<f64>,
    /// Its gamut.
    pub primaries: At<PrimariesText>,
}

/// A panel type inside a stage file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelText {
    /// Width and height, millimetres.
    pub size_mm: At<[f64; 2]>,
    /// LEDs across and down.
    pub pixels: At<[u32; 2]>,
    /// Greatest luminance that it can be set to, nits.
    pub max_nits: At<f64>,
    /// Its gamut.
    pub primaries: At<PrimariesText>,
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
    /// Name: letters, digits, `-`, `_`, `.`.
    pub name: At<String>,
    /// Shape.
    pub shape: At<ShapeText>,
    /// Panel type, by its name in `[panels]` or `[panel.NAME]`. A mesh may go without when it has primaries.
    pub panel: Option<At<String>>,
    /// Panels across; not of a mesh.
    pub columns: Option<At<u32>>,
    /// Panels down; not of a mesh.
    pub rows: Option<At<u32>>,
    /// Middle of the bottom edge (flat, arc, polyline) or of the surface (ceiling, floor, wild), or where the origin
    /// of a mesh lies, metres. Left out only of a mesh: its own place. With a tracker, relative to the tracked body.
    pub position_m: Option<At<[f64; 3]>>,
    /// Turn about +Y, degrees, left positive; at 0 a flat wall or the middle of an arc is lit toward +Z.
    pub yaw_deg: Option<At<f64>>,
    /// Lean, degrees: the top of an upright wall comes toward its lit side; the edge of a ceiling or floor next to the
    /// wall in front (local -Z) rises.
    pub pitch_deg: Option<At<f64>>,
    /// Turn of an upright wall in its own plane, degrees, clockwise as seen from its lit side. In general about its
    /// local -Z, after pitch.
    pub roll_deg: Option<At<f64>>,
    /// Arc: angle between neighbouring columns, degrees, positive toward the lit side; the radius follows.
    pub angle_per_column_deg: Option<At<f64>>,
    /// Arc: radius on which the vertical edges lie, metres; the angle follows from the panel's width.
    pub radius_m: Option<At<f64>>,
    /// Polyline or arc: the angle at each joint from left to right, degrees, positive toward the lit side; one fewer
    /// than columns.
    pub joint_angles_deg: Option<At<Vec<f64>>>,
    /// Mesh: the OBJ file, relative to this file.
    pub obj: Option<At<String>>,
    /// Mesh: only this object or group of the OBJ file.
    pub object: Option<At<String>>,
    /// Mesh: LEDs across and down of each quad, which becomes a panel. Left out, pixels lie as the texture coordinates
    /// say.
    pub panel_px: Option<At<[u32; 2]>>,
    /// Mesh without `panel_px`: the pixels across and down that texture coordinates 0 to 1 span.
    pub raster_px: Option<At<[u32; 2]>>,
    /// Mesh: metres per unit of the OBJ file; default 1.
    pub scale: Option<At<f64>>,
    /// Mesh: lit on the side from which its faces run clockwise.
    pub flip: Option<At<bool>>,
    /// A tracker whose body carries the wall.
    pub tracker: Option<At<String>>,
    /// What full code emits now, nits.
    pub white_nits: At<f64>,
    /// Gamut now, when the processor is not set to the panel type's.
    pub primaries: Option<At<PrimariesText>>,
}

/// Shape of a wall.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ShapeText {
    /// One upright plane.
    Flat,
    /// Columns of flat panels, vertical edges on the radius, lit on the inside.
    Arc,
    /// Columns of flat panels with an angle of its own at each joint.
    Polyline,
    /// A plane lit downward; its row 0 is the one behind the mark.
    Ceiling,
    /// A plane lit upward; its row 0 is the one next to the wall in front.
    Floor,
    /// A free-standing plane, placed by its middle.
    Wild,
    /// The faces of an OBJ file.
    Mesh,
}

/// A canvas.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CanvasText {
    /// Name, as in `canvas:NAME`.
    pub name: At<String>,
    /// Width in pixels.
    pub width: At<u32>,
    /// Height in pixels.
    pub height: At<u32>,
    /// Transfer function.
    pub transfer: TransferText,
    /// 8 or 10 bits.
    pub bits: At<u32>,
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
    /// 16 to 235 of 8 bits.
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
    pub wall: At<String>,
    /// First column, and one past the last; default all.
    pub columns: Option<At<[u32; 2]>>,
    /// First row, and one past the last; default all.
    pub rows: Option<At<[u32; 2]>>,
    /// Left edge on the canvas, pixels.
    pub x: At<u32>,
    /// Top edge on the canvas, pixels.
    pub y: At<u32>,
    /// Turn on the canvas, degrees clockwise: 0 (default), 90, 180 or 270.
    pub turn: Option<At<u32>>,
    /// Width and height on the canvas, pixels, only to be checked: a piece is always 1:1.
    pub size: Option<At<[u32; 2]>>,
}

/// Where a canvas goes: exactly one of `rect`, `monitor`, `edid`, `pipe`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputText {
    /// Canvas that it shows.
    pub canvas: At<String>,
    /// Left, top, width and height on the desktop, pixels; as large as the canvas.
    pub rect: Option<At<[i32; 4]>>,
    /// Monitor by the system's name for its connector, as in `DP-2`.
    pub monitor: Option<At<String>>,
    /// Monitor by its identity: `VENDOR-PRODUCT-SERIAL` or the hash that `cyclorama doctor` prints.
    pub edid: Option<At<String>>,
    /// With `edid`: the connector, to tell monitors of one identity apart.
    pub connector: Option<At<String>>,
    /// Raw frames to another program: a path, `-` for standard output, or `cmd:COMMAND`.
    pub pipe: Option<At<String>>,
    /// With `pipe`: `rgba8`, `rgb10` or `rgb48`; default what holds the canvas's bits.
    pub pixels: Option<At<String>>,
}

/// A tracker.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackerText {
    /// Name that cameras refer to.
    pub name: At<String>,
    /// Protocol.
    #[serde(default)]
    pub protocol: ProtocolText,
    /// UDP port that it sends to; 0 takes any free port.
    pub port: At<u16>,
    /// Camera id to accept; default all.
    pub camera_id: Option<u8>,
    /// Which of the sender's axes is X (right), Y (forward), Z (up), for senders that exchange them; default x, y, z.
    pub axes: Option<At<[AxisText; 3]>>,
    /// Which of the sender's angles is pan, tilt, roll, for senders that exchange them; default pan, tilt, roll.
    pub angles: Option<At<[AngleText; 3]>>,
    /// Signs on the axes, after their order, for senders that flip one; each 1 (default) or -1.
    pub signs: Option<At<SignsText>>,
    /// How tracker space stands on the stage; default where the mark is.
    pub stage_from_tracker: Option<At<PoseText>>,
}

/// Protocols of trackers.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ProtocolText {
    /// FreeD D1.
    #[default]
    Freed,
}

/// An axis of a sender.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum AxisText {
    /// Its first.
    X,
    /// Its second.
    Y,
    /// Its third.
    Z,
}

/// An angle of a sender.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum AngleText {
    /// Its pan.
    Pan,
    /// Its tilt.
    Tilt,
    /// Its roll.
    Roll,
}

/// Signs on a tracker's axes, each 1 or -1.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SignsText {
    /// Sign of x.
    pub x: i32,
    /// Sign of y.
    pub y: i32,
    /// Sign of z.
    pub z: i32,
    /// Sign of pan.
    pub pan: i32,
    /// Sign of tilt.
    pub tilt: i32,
    /// Sign of roll.
    pub roll: i32,
}

impl Default for SignsText {
    fn default() -> Self {
        Self { x: 1, y: 1, z: 1, pan: 1, tilt: 1, roll: 1 }
    }
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
    /// The stage; what has an error is left out of it.
    pub stage: Stage,
    /// Findings of every level, errors first, then by line. A stage with errors must not be run.
    pub findings: Vec<Finding>,
}

impl Loaded {
    /// The stage, or its first error: for every command but `check`.
    pub fn without_errors(&self) -> Result<&Stage, StageError> {
        let mut errors = self.findings.iter().filter(|finding| finding.level == Level::Error);
        let Some(first) = errors.next() else { return Ok(&self.stage) };
        let more = match errors.count() {
            0 => String::new(),
            count => format!(" ({count} more; `cyclorama check` lists all)"),
        };
        Err(StageError {
            place: first.place.clone(),
            found: first.found.clone(),
            remedy: format!("{}{more}", first.remedy),
        })
    }
}

/// Why a text is not a stage or panel at all.
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

/// Reads the text of a file that a stage names, by its path relative to the stage file.
pub type Read<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// Parses, builds and lints a stage; `place` is the file's name for messages.
pub fn load(text: &str, place: &str, read: Read<'_>) -> Result<Loaded, StageError> {
    let source = Source { text, file: place };
    let file: StageFile = parse(&source, "stage")?;
    check_version(&file.version, &source)?;
    let mut report = Report::new(&source);
    let mut named = build::Named::default();
    for (name, path) in &file.panels {
        let panel_text = read(path).map_err(|reason| StageError {
            place: source.place(path.offset()),
            found: format!("panel file `{}` cannot be read: {reason}", path.as_str()),
            remedy: "Correct its path, which is relative to the stage file".into(),
        })?;
        let (panel, findings) = panel(&panel_text, &beside(place, path))?;
        report.findings.extend(findings);
        named.types.insert(name.clone(), panel);
    }
    for (name, text) in &file.panel {
        if file.panels.contains_key(name) {
            let found = format!("panel `{name}` stands in [panels] and in [panel.{name}]");
            report.error(text.size_mm.offset(), found, "Keep one of the two");
        }
        named.types.insert(name.clone(), panel_type::checked(text, name, &mut report));
    }
    for path in file.wall.iter().filter_map(|wall| wall.obj.as_ref()) {
        if !named.meshes.contains_key(path.as_str()) {
            let mesh = mesh(path, place, read, &mut report);
            named.meshes.insert(path.as_str().to_owned(), mesh);
        }
    }
    let stage = build::stage(&file, &named, &mut report);
    Ok(Loaded { stage, findings: report.sorted() })
}

/// Reads the OBJ file that a wall names; `None` when it has an error, which is in the report.
fn mesh(path: &At<String>, place: &str, read: Read<'_>, report: &mut Report<'_>) -> Option<ObjMesh> {
    let text = match read(path) {
        Ok(text) => text,
        Err(reason) => {
            let found = format!("mesh file `{}` cannot be read: {reason}", path.as_str());
            report.error(path.offset(), found, "Correct its path, which is relative to the stage file");
            return None;
        }
    };
    let found = obj::parse(&text);
    found
        .map_err(|error| {
            let file = beside(place, path);
            let at = if error.line == 0 { file } else { format!("{file}:{}", error.line) };
            report.elsewhere(Level::Error, at, error.to_string(), "Correct the OBJ file");
        })
        .ok()
}

/// Parses and lints a panel file; the type is `None` when a finding is an error.
pub fn panel(text: &str, place: &str) -> Result<(Option<PanelType>, Vec<Finding>), StageError> {
    let source = Source { text, file: place };
    let file: PanelFile = parse(&source, "panel")?;
    check_version(&file.version, &source)?;
    let mut report = Report::new(&source);
    let PanelFile { name, size_mm, pixels, max_nits, primaries, .. } = file;
    let text = PanelText { size_mm, pixels, max_nits, primaries };
    let panel = panel_type::checked(&text, &name, &mut report);
    Ok((panel, report.sorted()))
}

fn parse<T: DeserializeOwned>(source: &Source<'_>, schema: &str) -> Result<T, StageError> {
    toml::from_str(source.text).map_err(|error| StageError {
        place: error.span().map_or_else(|| source.file.to_owned(), |span| source.place(span.start)),
        found: error.message().replace('\n', " "),
        remedy: format!("Correct this line; `cyclorama schema {schema}` lists every key"),
    })
}

fn check_version(version: &At<u32>, source: &Source<'_>) -> Result<(), StageError> {
    if **version == 1 {
        return Ok(());
    }
    Err(StageError {
        place: source.place(version.offset()),
        found: format!("version is {}, this program reads version 1", **version),
        remedy: "Write `version = 1`, or use a newer Cyclorama".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::sample::{CLEAN, PANEL, load_with};

    #[track_caller]
    fn error(from: &str, to: &str, panel: &str) -> String {
        assert!(CLEAN.contains(from), "{from}");
        load_with(&CLEAN.replacen(from, to, 1), panel).unwrap_err().to_string()
    }

    #[test]
    fn texts_that_are_no_stage_name_line_and_reason() {
        let cases = [
            ("rows = 2", "rowss = 2", "stages/s.toml:18:1: unknown field `rowss`"),
            ("rows = 2", "rows = -2", "stages/s.toml:18:8: invalid value: integer `-2`"),
            ("rows = 2", "rows = \"two\"", "stages/s.toml:18:8: invalid type: string"),
            ("rows = 2", "rows = ", "stages/s.toml:18:"),
            ("\"pq\"", "\"PQ\"", "stages/s.toml:36:12: unknown variant `PQ`"),
            ("version = 1", "version = 2", "stages/s.toml:1:11: version is 2"),
            ("../panels/p.toml", "gone.toml", "stages/s.toml:5:8: panel file `gone.toml` cannot be read"),
        ];
        for (from, to, want) in cases {
            let found = error(from, to, PANEL);
            assert!(found.starts_with(want), "{found} is not {want}");
            assert!(!found.contains('\n'), "{found}");
        }
        let found = error("rows", "rows", &PANEL.replace("max_nits", "max_nit"));
        assert!(found.starts_with("panels/p.toml:5:1: unknown field `max_nit`"), "{found}");
        assert!(load_with("", "").is_err());
        assert!(load_with("\u{0}\u{feff}\u{1F600} = [", "").is_err());
    }

    #[test]
    fn exchanged_axes_are_read_and_doubled_ones_refused() {
        let with = |line: &str| CLEAN.replace("signs = { pan = -1 }", line);
        let text = with("axes = [\"x\", \"z\", \"y\"]\nangles = [\"tilt\", \"pan\", \"roll\"]");
        assert_eq!(load_with(&text, PANEL).unwrap().stage.trackers[0].order, [0, 2, 1, 4, 3, 5]);
        assert_eq!(load_with(CLEAN, PANEL).unwrap().stage.trackers[0].order, [0, 1, 2, 3, 4, 5]);
        let loaded = load_with(&with("axes = [\"x\", \"z\", \"z\"]"), PANEL).unwrap();
        let error = loaded.without_errors().unwrap_err().to_string();
        assert!(error.contains("tracker `main` names an axis twice"), "{error}");
        assert!(load_with(&with("axes = [\"x\", \"w\", \"z\"]"), PANEL).is_err());
    }

    #[test]
    fn trackers_keep_signs_and_place() {
        let stage = load_with(CLEAN, PANEL).unwrap().stage;
        let [tracker] = stage.trackers.as_slice() else { panic!("{:?}", stage.trackers) };
        assert_eq!((tracker.name.as_str(), tracker.port, tracker.camera_id), ("main", 40000, None));
        assert_eq!(tracker.signs, [1.0, 1.0, 1.0, -1.0, 1.0, 1.0]);
        assert_eq!(tracker.stage_from_tracker.position.to_array(), [1.0, 0.0, 2.0]);
        // Pan by 90 degrees to the left looks along -X.
        assert!((tracker.stage_from_tracker.forward() - glam::DVec3::NEG_X).length() < 1e-12);
    }

    #[test]
    fn schemas_tell_values_not_places() {
        let schema = schemars::schema_for!(StageFile).to_value();
        assert_eq!(schema["properties"]["version"]["type"], "integer");
        assert_eq!(schema["properties"]["name"]["type"], "string");
        assert_eq!(schema["additionalProperties"], false);
        assert!(!schema.to_string().contains("spanned"), "{schema}");
    }
}
