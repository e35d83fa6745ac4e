//! The text of `show.toml`.
//!
//! In: TOML. Out: plain values, still in degrees and names. Not here: resolving names and files (`show::load`).
//! Invariant: unknown keys are errors; every number's unit is in its name.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::calibration::{FlatColor, MarkerShape};

mod card;

pub use card::{
    CardAnchorText, CardColorText, CardKindText, CardLayerText, CardLevelText, CardShapeText, CardText,
};

/// A show file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowFile {
    /// Version of this format: 1.
    pub version: u32,
    /// Name of the show.
    pub name: String,
    /// Stage file, relative to this one.
    pub stage: String,
    /// Scene file, relative to this one.
    pub scene: String,
    /// Frames per second: `24`, `25`, `23.976` or `24000/1001`.
    pub rate: String,
    /// Label of frame 0; `;` before the frames for drop-frame.
    #[serde(default = "default_timecode")]
    pub start_timecode: String,
    /// Exposure of the world on the wall.
    pub exposure: ExposureText,
    /// Where the stage stands in the world.
    #[serde(default)]
    pub world: WorldText,
    /// Outer frustum.
    #[serde(default)]
    pub outer: OuterText,
    /// What cameras in chroma mode show.
    #[serde(default)]
    pub chroma: ChromaText,
    /// Cameras.
    #[serde(default)]
    pub camera: Vec<CameraText>,
    /// Where people control it from.
    #[serde(default)]
    pub control: ControlText,
    /// Named world positions.
    #[serde(default)]
    pub position: Vec<PositionText>,
    /// Light cards and flags; free slots are there beside them.
    #[serde(default)]
    pub card: Vec<CardText>,
    /// Things on the stage, drawn in the previs only.
    #[serde(default)]
    pub set: Vec<SetText>,
    /// First values of parameters, by path.
    #[serde(default)]
    pub values: std::collections::BTreeMap<String, serde_json::Value>,
}

fn default_timecode() -> String {
    "01:00:00:00".to_owned()
}

/// Exposure of the world on the wall.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExposureText {
    /// What an 18 % grey leaves the wall as, nits.
    pub grey18_nits: f64,
    /// Luminance of a horizontal 18 % card at the stage origin under the world's light, nits.
    pub world_grey_nits: f64,
}

/// Where the stage stands in the world.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WorldText {
    /// World position of the mark, metres.
    pub position_m: [f64; 3],
    /// Turn of the stage about the mark, degrees, left positive.
    pub turntable_deg: f64,
}

/// Where people control a show from.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ControlText {
    /// Address and port of the pages; left out, `127.0.0.1:9760`: this machine alone.
    pub web: Option<String>,
    /// Names that this machine goes by in addresses, as in `stage-pc.local`.
    pub names: Vec<String>,
    /// Address and port that OSC comes in at; left out, `127.0.0.1:9750`: this machine alone.
    pub osc: Option<String>,
    /// Port that answers to OSC go to, 9751 when left out.
    pub osc_reply_port: Option<u16>,
    /// Addresses and ports that every change goes to by OSC.
    pub osc_feedback: Vec<String>,
    /// Networks that OSC is taken from, as in `10.0.0.0/24`; needed when `osc` is open to other machines.
    pub osc_allow: Vec<String>,
    /// What senders of OSC may do: `viewer`, `director` or `operator`, which it is when left out.
    pub osc_role: Option<String>,
}

/// A named world position.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionText {
    /// Its name.
    pub name: String,
    /// `world/x_m` there, metres.
    pub x_m: f64,
    /// `world/y_m` there, metres.
    pub y_m: f64,
    /// `world/z_m` there, metres.
    pub z_m: f64,
    /// `world/turntable_deg` there, degrees.
    #[serde(default)]
    pub turntable_deg: f64,
}

/// `positions.json`: what the desk saves beside the show file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionsFile {
    /// Version of this format: 1.
    pub version: u32,
    /// Named world positions.
    pub positions: Vec<PositionText>,
}

/// Outer frustum.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OuterText {
    /// Side of each drawn cube face in texels; left out, it follows the wall's density, at most 2048.
    pub resolution: Option<u32>,
}

/// One camera.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CameraText {
    /// Name, as in `camera:NAME`.
    pub name: String,
    /// Active sensor width and height, millimetres.
    pub sensor_mm: [f64; 2],
    /// Picture width and height in pixels.
    pub resolution: [u32; 2],
    /// Pinhole focal length, millimetres.
    pub focal_length_mm: f64,
    /// Entrance pupil before the sensor point, metres.
    #[serde(default)]
    pub entrance_pupil_m: f64,
    /// Principal point from the sensor's centre, millimetres, x right, y down.
    #[serde(default)]
    pub projection_offset_mm: [f64; 2],
    /// Rest position of the sensor point, stage metres.
    pub position_m: [f64; 3],
    /// Rest pan, degrees, left positive.
    #[serde(default)]
    pub pan_deg: f64,
    /// Rest tilt, degrees, up positive.
    #[serde(default)]
    pub tilt_deg: f64,
    /// Rest roll, degrees, clockwise from behind positive.
    #[serde(default)]
    pub roll_deg: f64,
    /// Name of a tracker of the stage, or `fixed`, or `virtual`.
    #[serde(default = "default_source")]
    pub source: String,
    /// Latency that prediction makes up for, milliseconds.
    #[serde(default)]
    pub latency_ms: f64,
    /// Which inner frustum is on top where two meet: the higher, -100 to 100; of equals the first in the file.
    #[serde(default)]
    pub priority: f64,
    /// Inner frustum.
    #[serde(default)]
    pub inner: InnerText,
    /// How the camera exposes: for the meter only, it never drives the wall.
    #[serde(default)]
    pub exposure: CameraExposureText,
    /// Rehearsed move, used when no tracker sends.
    pub slider: Option<SliderText>,
}

fn default_source() -> String {
    "fixed".to_owned()
}

/// Inner frustum of a camera.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InnerText {
    /// Whether it is drawn.
    pub on: bool,
    /// What it shows.
    pub mode: InnerModeText,
    /// Its own key color; left out, that of `[chroma]`.
    pub chroma: Option<FlatColorText>,
    /// Added on each side, percent of the width and of the height.
    pub overscan_percent: f64,
    /// Soft edge, percent of the width, inside the overscan.
    pub soft_edge_percent: f64,
    /// Width and height in pixels without overscan; left out, from the wall's density (p95).
    pub resolution: Option<[u32; 2]>,
}

impl Default for InnerText {
    fn default() -> Self {
        Self {
            on: true,
            mode: InnerModeText::Picture,
            chroma: None,
            overscan_percent: 10.0,
            soft_edge_percent: 2.0,
            resolution: None,
        }
    }
}

/// What an inner frustum shows; in the order of [`super::InnerMode::ALL`].
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum InnerModeText {
    /// The world.
    Picture,
    /// The key color.
    Chroma,
    /// Nothing: the outer frustum goes on.
    Off,
}

/// A color by luminance and chromaticity.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlatColorText {
    /// Luminance, nits.
    pub nits: f64,
    /// CIE 1931 x and y.
    pub xy: [f64; 2],
}

/// What cameras in chroma mode show.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChromaText {
    /// The key color.
    pub key: FlatColorText,
    /// Tracking markers, fixed on the wall.
    pub markers: MarkersText,
    /// From marker to marker, millimetres; the nearest that keeps them clear of seams.
    pub marker_spacing_mm: f64,
    /// Width of a marker, millimetres.
    pub marker_size_mm: f64,
    /// Color of markers.
    pub marker: FlatColorText,
    /// Whether a keyed frustum that meets another shows it.
    pub overlap: bool,
    /// Color of overlaps.
    pub overlap_color: FlatColorText,
}

impl Default for ChromaText {
    fn default() -> Self {
        let of = |nits, xy: [f64; 2]| FlatColorText { nits, xy };
        let green = FlatColor::GREEN.xy.to_array();
        Self {
            key: of(FlatColor::GREEN.nits, green),
            markers: MarkersText::Cross,
            marker_spacing_mm: 500.0,
            marker_size_mm: 120.0,
            // The key's hue at a third of its light: it keys with the rest, and a point tracker still finds it.
            marker: of(FlatColor::GREEN.nits / 3.0, green),
            overlap: false,
            // The blue of BT.709: apart from the key in hue, in reach of any LED wall.
            overlap_color: of(15.0, [0.15, 0.06]),
        }
    }
}

/// Shapes of tracking markers.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum MarkersText {
    /// None.
    Off,
    /// An upright cross.
    Cross,
    /// A disc.
    Dot,
    /// The corners of a square.
    Corner,
}

impl From<MarkersText> for MarkerShape {
    fn from(text: MarkersText) -> Self {
        match text {
            MarkersText::Off => Self::Off,
            MarkersText::Cross => Self::Cross,
            MarkersText::Dot => Self::Dot,
            MarkersText::Corner => Self::Corner,
        }
    }
}

/// How a camera exposes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CameraExposureText {
    /// Exposure index.
    pub iso: f64,
    /// T-stop of the lens.
    pub t_stop: f64,
    /// Shutter angle, degrees; 180 when neither is given.
    pub shutter_deg: Option<f64>,
    /// In place of the angle: how long a frame is exposed, seconds.
    pub shutter_secs: Option<f64>,
    /// Neutral density, stops.
    pub nd_stops: Option<f64>,
    /// In place of stops: the filter's density, 0.3 a stop.
    pub nd_density: Option<f64>,
    /// White balance, kelvin.
    pub white_balance_k: f64,
}

impl Default for CameraExposureText {
    fn default() -> Self {
        Self {
            iso: 800.0,
            t_stop: 2.8,
            shutter_deg: None,
            shutter_secs: None,
            nd_stops: None,
            nd_density: None,
            white_balance_k: 5600.0,
        }
    }
}

/// A rehearsed slider move.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SliderText {
    /// Length of the rail, metres.
    pub length_m: f64,
    /// Greatest speed, metres a second.
    pub speed_mps: f64,
    /// Pan over the whole rail, degrees.
    pub pan_deg: f64,
}

/// A thing on the stage.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetText {
    /// Which.
    pub piece: SetPieceKind,
    /// Where it stands, stage metres.
    pub position_m: [f64; 3],
    /// Turn about +Y, degrees, left positive.
    #[serde(default)]
    pub turn_deg: f64,
}

/// Things that can stand on a stage.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum SetPieceKind {
    /// A standing figure, 1.78 m.
    Mannequin,
    /// A folding chair.
    Chair,
    /// An 18 % grey card on a stand.
    GreyCard,
}
