//! `chroma/*`: what cameras in chroma mode, and walls in full chroma, show.
//!
//! In: the show's `[chroma]`, the stage's walls. Out: parameters and their places.
//! Not here: which cameras are in chroma mode (`inner/<camera>/mode`), what is drawn (`shaders/wall/chroma.wgsl`).
//! Invariant: defaults are what the show file says.

use crate::calibration::{FlatColor, MarkerShape};
use crate::params::{Class, Parameter, ParameterId, Values};
use crate::show::schema::{ChromaText, FlatColorText};

use super::{Lookup, number, switch};

/// Least y of a chromaticity: below it luminance says nothing of the light.
const LEAST_Y: f64 = 0.02;

/// Places of `chroma/*`.
#[derive(Clone, Debug)]
pub struct ChromaIds {
    /// `chroma/nits`, `chroma/x`, `chroma/y`.
    pub key: ColorIds,
    /// `chroma/markers`.
    pub markers: ParameterId,
    /// `chroma/marker_spacing_mm`.
    pub marker_spacing_mm: ParameterId,
    /// `chroma/marker_size_mm`.
    pub marker_size_mm: ParameterId,
    /// `chroma/marker_nits`, `chroma/marker_x`, `chroma/marker_y`.
    pub marker: ColorIds,
    /// `chroma/overlap`.
    pub overlap: ParameterId,
    /// `chroma/overlap_nits`, `chroma/overlap_x`, `chroma/overlap_y`.
    pub overlap_color: ColorIds,
    /// `chroma/<wall>/on`, one a wall.
    pub walls: Vec<ParameterId>,
}

/// Places of a color in nits and xy.
#[derive(Clone, Copy, Debug)]
pub struct ColorIds {
    nits: ParameterId,
    x: ParameterId,
    y: ParameterId,
}

impl ColorIds {
    /// The color now.
    pub fn color(&self, values: &Values) -> FlatColor {
        let number = |id| values.number(id);
        FlatColor { nits: number(self.nits), xy: glam::DVec2::new(number(self.x), number(self.y)) }
    }
}

pub(super) fn parameters(chroma: &ChromaText, walls: &[String]) -> Vec<Parameter> {
    let shape = MarkerShape::ALL.iter().position(|shape| *shape == chroma.markers.into()).unwrap_or(0);
    let mut parameters = vec![
        Parameter::choice(
            "chroma/markers",
            MarkerShape::NAMES,
            shape,
            "tracking markers on the key, fixed on the wall",
        ),
        number(
            "chroma/marker_spacing_mm",
            (20.0, 20_000.0, chroma.marker_spacing_mm),
            "mm",
            "from marker to marker; the nearest that keeps them clear of seams",
        ),
        number("chroma/marker_size_mm", (2.0, 2000.0, chroma.marker_size_mm), "mm", "width of a marker"),
        switch("chroma/overlap", chroma.overlap, "show where a keyed frustum meets another in its own color"),
    ];
    parameters.extend(color("chroma/", chroma.key, "the key"));
    parameters.extend(color("chroma/marker_", chroma.marker, "markers"));
    parameters.extend(color("chroma/overlap_", chroma.overlap_color, "overlaps"));
    let wall = |name: &String| switch(format!("chroma/{name}/on"), false, "this whole wall shows the key");
    parameters.extend(walls.iter().map(wall));
    parameters.into_iter().map(|parameter| parameter.class(Class::Stage)).collect()
}

/// The three parameters of a color.
pub(super) fn color(stem: &str, color: FlatColorText, of: &str) -> [Parameter; 3] {
    // `about` is one of a few fixed lines: the registry keeps no text of its own.
    let [nits, x, y] = match of {
        "markers" => ["luminance of markers", "CIE x of markers", "CIE y of markers"],
        "overlaps" => ["luminance of overlaps", "CIE x of overlaps", "CIE y of overlaps"],
        _ => ["luminance of the key, as a meter reads it", "CIE x of the key", "CIE y of the key"],
    };
    [
        number(format!("{stem}nits"), (0.0, 10_000.0, color.nits), "nits", nits),
        number(format!("{stem}x"), (0.0, 0.8, color.xy[0]), "", x).step(0.001),
        number(format!("{stem}y"), (LEAST_Y, 0.9, color.xy[1]), "", y).step(0.001),
    ]
}

pub(super) fn ids(id: &Lookup<'_>, walls: &[String]) -> ChromaIds {
    ChromaIds {
        key: color_ids(id, "chroma/"),
        markers: id.of("chroma/markers"),
        marker_spacing_mm: id.of("chroma/marker_spacing_mm"),
        marker_size_mm: id.of("chroma/marker_size_mm"),
        marker: color_ids(id, "chroma/marker_"),
        overlap: id.of("chroma/overlap"),
        overlap_color: color_ids(id, "chroma/overlap_"),
        walls: walls.iter().map(|wall| id.of(&format!("chroma/{wall}/on"))).collect(),
    }
}

pub(super) fn color_ids(id: &Lookup<'_>, stem: &str) -> ColorIds {
    let of = |what: &str| id.of(&format!("{stem}{what}"));
    ColorIds { nits: of("nits"), x: of("x"), y: of("y") }
}
