//! The text of a `[[card]]` of `show.toml`.
//!
//! In: TOML. Out: first values of the parameters of `card/<name>/*`, by the same names.
//! Not here: their ranges (`show::catalog::card`), what they make (`show::cards`).
//! Invariant: what is left out is what a free slot has.

use schemars::JsonSchema;
use serde::Deserialize;

/// A light card or flag.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CardText {
    /// Name, as in `card/NAME/on`: letters, digits, `_`, `-`, not digits alone.
    pub name: String,
    /// Whether it is on at the start.
    pub on: bool,
    /// Whether it adds light or takes it away.
    pub kind: CardKindText,
    /// Its shape as seen from the view origin.
    pub shape: CardShapeText,
    /// Whether it is a direction on the dome or a point of the stage.
    pub anchor: CardAnchorText,
    /// On the dome: degrees to the left of the wall's middle.
    pub azimuth_deg: f64,
    /// On the dome: degrees up.
    pub elevation_deg: f64,
    /// Width on the dome, degrees.
    pub width_deg: f64,
    /// Height on the dome, degrees.
    pub height_deg: f64,
    /// On the stage: where it hangs, metres.
    pub position_m: [f64; 3],
    /// Width on the stage, metres.
    pub width_m: f64,
    /// Height on the stage, metres.
    pub height_m: f64,
    /// Turned clockwise as seen from the view origin, degrees.
    pub roll_deg: f64,
    /// Soft edge to each side of the outline, percent of the smaller half side.
    pub feather_percent: f64,
    /// Which of `nits` and `ev` counts.
    pub level: CardLevelText,
    /// Light of a card, nits.
    pub nits: f64,
    /// Light of a card, stops over an 18 % grey of the world.
    pub ev: f64,
    /// Stops that a flag takes away.
    pub stops: f64,
    /// Which of `cct_k` with `green_magenta` and `color_xy` counts.
    pub color_mode: CardColorText,
    /// Color temperature, kelvin.
    pub cct_k: f64,
    /// Tint, Duv: green positive, magenta negative.
    pub green_magenta: f64,
    /// CIE 1931 x and y.
    pub color_xy: [f64; 2],
    /// Under or over inner frusta.
    pub layer: CardLayerText,
    /// Never in an inner frustum, whatever its layer.
    pub outer_only: bool,
    /// Azimuth and elevation count from the sun.
    pub follow_sun: bool,
}

impl Default for CardText {
    fn default() -> Self {
        Self {
            name: String::new(),
            on: false,
            kind: CardKindText::Card,
            shape: CardShapeText::Rectangle,
            anchor: CardAnchorText::Dome,
            azimuth_deg: 0.0,
            elevation_deg: 30.0,
            width_deg: 30.0,
            height_deg: 30.0,
            position_m: [0.0, 2.0, -2.0],
            width_m: 1.0,
            height_m: 1.0,
            roll_deg: 0.0,
            feather_percent: 30.0,
            level: CardLevelText::Nits,
            nits: 300.0,
            ev: 2.0,
            stops: 2.0,
            color_mode: CardColorText::Cct,
            cct_k: 5600.0,
            green_magenta: 0.0,
            color_xy: [0.3127, 0.3290],
            layer: CardLayerText::Under,
            outer_only: true,
            follow_sun: false,
        }
    }
}

/// What it does.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum CardKindText {
    /// Adds light.
    Card,
    /// Takes the world's light away.
    Flag,
}

/// Its shape; in the order of `scene::card::Shape::ALL`.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum CardShapeText {
    /// Straight edges.
    Rectangle,
    /// Round.
    Disc,
    /// From nothing at the lower edge to all at the upper one.
    Gradient,
}

/// Where it is.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum CardAnchorText {
    /// A direction from the view origin.
    Dome,
    /// A point of the stage.
    Stage,
}

/// How bright it is.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum CardLevelText {
    /// Absolute.
    Nits,
    /// Over the world's grey.
    Ev,
}

/// What says its color.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum CardColorText {
    /// Color temperature and tint.
    Cct,
    /// Chromaticity.
    Xy,
}

/// What it lies over.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum CardLayerText {
    /// The outer frustum only.
    Under,
    /// Inner frusta too, when `outer_only` is off.
    Over,
}
