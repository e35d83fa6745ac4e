//! A wall: panels that form one surface.
//!
//! In: a name, light, a run of panels, what carries it. Out: the same, by reference. Not here: its shape (`stage::shape`).
//! Invariant: the panels of a wall are contiguous in `Stage::panels`.

use std::ops::Range;

use glam::DMat3;

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
    /// Rows and columns of panels; one of each when it has a raster.
    pub grid: [usize; 2],
    /// Pixels across and down of a mesh that is drawn as its texture coordinates say; its panels are triangles of
    /// this one raster. `None` for a wall of rectangles.
    pub raster_px: Option<[u32; 2]>,
    /// The tracker whose body carries it, in [`super::Stage::trackers`]; its panels then stand as if that body stood
    /// on the mark, unturned.
    pub tracker: Option<usize>,
}

impl Wall {
    /// Matrix to linear ACEScg, of the light that this wall's own matrix turns back into the same XYZ: what a meter is to
    /// read on the wall, with no adaptation to its white.
    pub fn acescg_from_xyz(&self) -> DMat3 {
        Primaries::ACESCG.from(&self.primaries) * self.primaries.xyz_from_rgb().inverse()
    }
}
