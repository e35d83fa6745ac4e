//! `pattern/<canvas>`, `wall_pattern/<wall>`, `pattern_nits`: test patterns in place of the picture.
//!
//! In: names of canvases and walls. Out: their parameters. Not here: the patterns (`calibration`), those of inner
//! frusta (`camera`).
//! Invariant: the first word is `off`. A canvas's pattern covers a wall's, a wall's an inner frustum's.

use crate::calibration::Pattern;
use crate::params::{Class, Confirm, Parameter, ParameterId};

use super::{Lookup, number};

/// Places of the patterns of canvases and walls.
#[derive(Clone, Debug)]
pub struct PatternIds {
    /// `pattern/<canvas>`, one a canvas.
    pub canvases: Vec<ParameterId>,
    /// `wall_pattern/<wall>`, one a wall.
    pub walls: Vec<ParameterId>,
    /// `pattern_nits`.
    pub nits: ParameterId,
}

/// What patterns with a level of their own emit before anyone sets it: 18 % of 100 nits, a card in office light.
const DEFAULT_NITS: f64 = 18.0;

fn canvas_path(canvas: &str) -> String {
    format!("pattern/{canvas}")
}

fn wall_path(wall: &str) -> String {
    format!("wall_pattern/{wall}")
}

pub(super) fn parameters(canvases: &[String], walls: &[String]) -> Vec<Parameter> {
    let choice = |path, about| {
        Parameter::choice(path, Pattern::NAMES, 0, about).class(Class::Safety).confirm(Confirm::Leaving)
    };
    let canvas = |name: &String| choice(canvas_path(name), "test pattern in place of this canvas's picture");
    let wall = |name: &String| choice(wall_path(name), "test pattern on this wall");
    let nits = number("pattern_nits", (0.0, 10_000.0, DEFAULT_NITS), "nits", "level of the pattern `grey`")
        .class(Class::Stage);
    canvases.iter().map(canvas).chain(walls.iter().map(wall)).chain([nits]).collect()
}

pub(super) fn ids(id: &Lookup<'_>, canvases: &[String], walls: &[String]) -> PatternIds {
    PatternIds {
        canvases: canvases.iter().map(|name| id.of(&canvas_path(name))).collect(),
        walls: walls.iter().map(|name| id.of(&wall_path(name))).collect(),
        nits: id.of("pattern_nits"),
    }
}
