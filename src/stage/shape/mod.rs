//! Shapes of walls: from counts and angles to the corners of panels.
//!
//! In: a panel's size, columns, rows, the shape's own numbers. Out: corners in the wall's frame.
//! Not here: files (`stage::schema`), canvases. One shape a file.
//! Invariant: neighbours share corners exactly; rows run from the top, columns from the left, as seen from the lit side.

pub mod arc;
pub mod ceiling;
pub mod flat;

use glam::DVec3;

/// Corners of one panel: top-left, top-right, bottom-right, bottom-left from the lit side, metres.
pub type Corners = [DVec3; 4];

/// A grid of panels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Panels across.
    pub columns: u32,
    /// Panels down.
    pub rows: u32,
    /// Width and height of a panel, metres.
    pub panel_m: [f64; 2],
}
