//! Panel types: what a panel file says, checked.
//!
//! In: size, LEDs, light and gamut as text. Out: a [`PanelType`]. Not here: placed panels (`stage::panel`).
//! Invariant: sizes, counts and light are finite, above zero and bounded; the gamut has an inverse.

use glam::DVec2;

use crate::color::Primaries;

use super::lint::{Problem, Report};
use super::place::At;
use super::schema::{PanelText, PrimariesText};

/// Most LEDs on a side of a panel.
const MAX_PANEL_PX: u32 = 4096;
/// Sides of panels outside this are taken for a wrong unit, millimetres. Cabinets run from 150 to 1200; a television
/// that stands in for a wall may have 2500.
const PANEL_SIDE_MM: std::ops::RangeInclusive<f64> = 20.0..=5000.0;
/// The end of ST 2084's scale, nits.
const MOST_NITS: f64 = 10_000.0;

/// A panel type: LEDs on a rectangle.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelType {
    /// Name of the type.
    pub name: String,
    /// Width and height, metres.
    pub size_m: [f64; 2],
    /// LEDs across and down.
    pub pixels: [u32; 2],
    /// Greatest luminance that it can be set to, nits.
    pub max_nits: f64,
    /// Its gamut.
    pub primaries: Primaries,
}

/// Checks a panel type; `None` when it has an error, which is in the report.
pub(super) fn checked(text: &PanelText, name: &str, report: &mut Report<'_>) -> Option<PanelType> {
    match judged(text, name, report) {
        Ok(panel) => Some(panel),
        Err(problem) => {
            report.problem(problem);
            None
        }
    }
}

fn judged(text: &PanelText, name: &str, report: &mut Report<'_>) -> Result<PanelType, Problem> {
    let size_mm = *text.size_mm;
    if !size_mm.iter().all(|side| PANEL_SIDE_MM.contains(side)) {
        let [width, height] = size_mm;
        let metres =
            size_mm.iter().all(|side| (0.0..PANEL_SIDE_MM.start() * 1e-1).contains(side) && *side > 0.0);
        let remedy = if metres {
            format!("Probably metres: write [{}, {}]", width * 1e3, height * 1e3)
        } else {
            format!("Write millimetres, {} to {} a side", PANEL_SIDE_MM.start(), PANEL_SIDE_MM.end())
        };
        return Err(Problem::at(&text.size_mm, format!("panel `{name}` is {width} x {height} mm"), remedy));
    }
    let pixels = *text.pixels;
    if !pixels.iter().all(|count| (1..=MAX_PANEL_PX).contains(count)) {
        let found = format!("panel `{name}` has {} x {} LEDs", pixels[0], pixels[1]);
        return Err(Problem::at(&text.pixels, found, format!("Write 1 to {MAX_PANEL_PX} a side")));
    }
    let max_nits = nits(&text.max_nits, &format!("panel `{name}` reaches"))?;
    let primaries = primaries(&text.primaries, &format!("panel `{name}`"))?;
    let pitch_mm = [0, 1].map(|axis| size_mm[axis] / f64::from(pixels[axis]));
    if !pitch_mm.iter().all(|pitch| (0.2..=100.0).contains(pitch)) {
        let found = format!("panel `{name}` has a pitch of {:.3} x {:.3} mm", pitch_mm[0], pitch_mm[1]);
        report.warn(text.pixels.offset(), found, "Check size_mm (millimetres) and pixels");
    } else if (pitch_mm[0] / pitch_mm[1] - 1.0).abs() > 0.05 {
        let found = format!(
            "panel `{name}` has LEDs that are not square: {:.3} x {:.3} mm",
            pitch_mm[0], pitch_mm[1]
        );
        report.warn(
            text.pixels.offset(),
            found,
            "Check that width stands before height in size_mm and pixels",
        );
    }
    Ok(PanelType {
        name: name.to_owned(),
        size_m: size_mm.map(|side| side * 1e-3),
        pixels,
        max_nits,
        primaries,
    })
}

/// A luminance that a panel can have.
pub(super) fn nits(text: &At<f64>, what: &str) -> Result<f64, Problem> {
    if **text > 0.0 && **text <= MOST_NITS {
        return Ok(**text);
    }
    Err(Problem::at(
        text,
        format!("{what} {} nits", **text),
        format!("Write above 0 and at most {MOST_NITS}"),
    ))
}

/// A gamut that has a white inside.
pub(super) fn primaries(text: &At<PrimariesText>, what: &str) -> Result<Primaries, Problem> {
    let primaries = Primaries {
        red: DVec2::from_array(text.red),
        green: DVec2::from_array(text.green),
        blue: DVec2::from_array(text.blue),
        white: DVec2::from_array(text.white),
    };
    let points = [primaries.red, primaries.green, primaries.blue, primaries.white];
    // y = 0 has no luminance and x + y > 1 no color; a triangle below 0.01 is a slip (Rec.709 has twice 0.112).
    let is_color = |xy: &DVec2| xy.x >= 0.0 && xy.y > 0.0 && xy.x + xy.y <= 1.0;
    let problem = |found: String, remedy: &str| Err(Problem::at(text, found, remedy));
    if !points.iter().all(is_color) || primaries.area() <= 0.02 {
        let found = format!("{what} has primaries that span no gamut");
        return problem(found, "Write CIE 1931 xy of red, green and blue, each x and y between 0 and 1");
    }
    let weights = primaries.luminance();
    if weights.min_element() <= 0.0 {
        let found = format!("{what} has a white outside its primaries");
        return problem(found, "Write CIE 1931 xy of white; D65 is [0.3127, 0.3290]");
    }
    Ok(primaries)
}
