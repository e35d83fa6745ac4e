//! Shapes of walls: from counts and angles to the corners of panels.
//!
//! In: a panel's size, columns, rows, the shape's own numbers. Out: corners in the wall's own frame.
//! Not here: files (`stage::schema`), placing and counting (`stage::build`). One shape a file.
//! Invariant: neighbours share corners to the bit; rows run from the top, columns from the left, seen from the lit side.

pub mod arc;
pub mod ceiling;
pub mod flat;
pub mod floor;
pub mod wild;

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

impl Grid {
    /// Corners of every panel, row by row from the top left, from the place of each crossing `(column, row)` of edges.
    fn corners(&self, crossing: impl Fn(u32, u32) -> DVec3) -> Vec<Corners> {
        let cells = (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (column, row)));
        cells
            .map(|(column, row)| {
                [
                    crossing(column, row),
                    crossing(column + 1, row),
                    crossing(column + 1, row + 1),
                    crossing(column, row + 1),
                ]
            })
            .collect()
    }
}
