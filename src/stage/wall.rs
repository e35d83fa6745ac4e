//! A wall: panels that form one surface.
//!
//! In: a name, light, a run of panels. Out: the same, by reference. Not here: its shape (`stage::shape`).
//! Invariant: the panels of a wall are contiguous in `Stage::panels`.

use std::ops::Range;

use crate::color::Primaries;

/// One wall.
#[derive(Clone, Debug, PartialEq)]
pub struct Wall {
    /// Name from the file.
    pub name: String,
    /// What full code emits now, nits.
    pub white_nits: f64,
    /// Its panels' primaries and white.
    pub primaries: Primaries,
    /// Its panels in [`super::Stage::panels`].
    pub panels: Range<usize>,
    /// Rows and columns of panels.
    pub grid: [usize; 2],
}
