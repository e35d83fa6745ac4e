//! A flat wall.
//!
//! In: a grid. Out: corners with the bottom edge's middle at the origin, lit toward +Z, top toward +Y.
//! Not here: placing it (`stage::build`).
//! Invariant: the surface lies in the plane z = 0.

use glam::DVec3;

use super::{Corners, Grid};

/// Corners, row by row from the top left, metres.
pub fn corners(grid: &Grid) -> Vec<Corners> {
    let [width, height] = grid.panel_m;
    grid.corners(|column, row| {
        let x = (f64::from(column) - f64::from(grid.columns) / 2.0) * width;
        DVec3::new(x, f64::from(grid.rows - row) * height, 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_wall_stands_on_its_origin() {
        let corners = corners(&Grid { columns: 4, rows: 2, panel_m: [0.5, 0.25] });
        assert_eq!(corners.len(), 8);
        assert_eq!(corners[0][0], DVec3::new(-1.0, 0.5, 0.0));
        assert_eq!(corners[7][2], DVec3::new(1.0, 0.0, 0.0));
        assert_eq!(corners[0][1], corners[1][0]);
        assert_eq!(corners[0][3], corners[4][0]);
    }
}
