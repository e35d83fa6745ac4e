//! `grade/*`: exposure and color of what is on the walls.
//!
//! In: nothing. Out: the group's parameters and their places. Not here: what they do (`show::inputs`).
//! Invariant: every default leaves the picture as it is.

use crate::params::{Parameter, ParameterId};

use super::{Lookup, number};

/// Places of `grade/*`.
#[derive(Clone, Copy, Debug)]
pub struct GradeIds {
    /// `grade/trim_ev`.
    pub trim_ev: ParameterId,
    /// `grade/outer/trim_ev`.
    pub outer_trim_ev: ParameterId,
}

pub(super) fn parameters() -> Vec<Parameter> {
    vec![
        number("grade/trim_ev", (-10.0, 10.0, 0.0), "EV", "exposure of everything on the walls"),
        number("grade/outer/trim_ev", (-10.0, 10.0, 0.0), "EV", "exposure of the outer frustum"),
    ]
}

pub(super) fn ids(id: &Lookup<'_>) -> GradeIds {
    GradeIds { trim_ev: id.of("grade/trim_ev"), outer_trim_ev: id.of("grade/outer/trim_ev") }
}
