//! A flat wall.
//!
//! In: a grid. Out: corners with the bottom edge's middle at the origin, lit toward +Z. Not here: placing it.
//! Invariant: the surface lies in the plane z = 0.

use glam::DVec3;

use super::{Corners, Grid};

/// Corners, row by row from the top left.
pub fn corners(grid: &Grid) -> Vec<Corners> {
    let [width, height] = grid.panel_m;
    let point = |column: u32, row: u32| {
        let x = (f64::from(column) - f64::from(grid.columns) / 2.0) * width;
        DVec3::new(x, f64::from(grid.rows - row) * height, 0.0)
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
    fn a_flat_wall_stands_on_its_origin() {
        let corners = corners(&Grid { columns: 4, rows: 2, panel_m: [0.5, 0.25] });
        assert_eq!(corners[0][0], DVec3::new(-1.0, 0.5, 0.0));
        assert_eq!(corners[7][2], DVec3::new(1.0, 0.0, 0.0));
        assert_eq!(corners[0][1], corners[1][0]);
    }
}
