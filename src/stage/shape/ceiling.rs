//! A ceiling: a plane lit downward.
//!
//! In: a grid. Out: corners round the origin, lit toward -Y. Not here: placing it.
//! Looking up from the mark toward -Z with the head tilted back, columns run left to right and row 0 is the one
//! farthest back (+Z), above the viewer's forehead.
//! Invariant: the surface lies in the plane y = 0.

use glam::DVec3;

use super::{Corners, Grid};

/// Corners, row by row from the top left.
pub fn corners(grid: &Grid) -> Vec<Corners> {
    let [width, height] = grid.panel_m;
    let point = |column: u32, row: u32| {
        let x = (f64::from(column) - f64::from(grid.columns) / 2.0) * width;
        DVec3::new(x, 0.0, (f64::from(grid.rows) / 2.0 - f64::from(row)) * height)
    };
    let panel = |row: u32, column: u32| {
        [point(column, row), point(column + 1, row), point(column + 1, row + 1), point(column, row + 1)]
    };
    (0..grid.rows).flat_map(|row| (0..grid.columns).map(move |column| panel(row, column))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ceiling_is_lit_downward() {
        for panel in corners(&Grid { columns: 3, rows: 2, panel_m: [0.5, 0.5] }) {
            let normal = (panel[3] - panel[0]).cross(panel[1] - panel[0]).normalize();
            assert_eq!(normal, DVec3::NEG_Y);
        }
    }
}
