//! `pattern/<canvas>`: a test pattern in place of a canvas's picture.
//!
//! In: a canvas's name. Out: its parameter. Not here: the patterns (`calibration`).
//! Invariant: the first word is `off`.

use crate::calibration::Pattern;
use crate::params::{Kind, Parameter};

pub(super) fn path(canvas: &str) -> String {
    format!("pattern/{canvas}")
}

pub(super) fn parameter(canvas: &str) -> Parameter {
    Parameter {
        path: path(canvas),
        kind: Kind::Choice { options: Pattern::NAMES, default: 0 },
        unit: "",
        about: "test pattern in place of the picture",
    }
}
