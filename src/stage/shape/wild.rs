//! A wild wall: a free-standing plane that is placed, and moved, by its middle.
//!
//! In: a grid. Out: corners round the origin, lit toward +Z, top toward +Y. Not here: placing it (`stage::build`).
//! Its middle and not its bottom edge is its origin, so that turning it never moves it.
//! Invariant: the surface lies in the plane z = 0 and its middle at the origin.

use glam::DVec3;

use super::{Corners, Grid};

/// Corners, row by row from the top left, metres.
pub fn corners(grid: &Grid) -> Vec<Corners> {
    let [width, height] = grid.panel_m;
    grid.corners(|column, row| {
        let x = (f64::from(column) - f64::from(grid.columns) / 2.0) * width;
        DVec3::new(x, (f64::from(grid.rows) / 2.0 - f64::from(row)) * height, 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wild_wall_lies_round_its_middle() {
        let corners = corners(&Grid { columns: 3, rows: 2, panel_m: [0.5, 0.25] });
        assert_eq!(corners[0][0], DVec3::new(-0.75, 0.25, 0.0));
        assert_eq!(corners[5][2], DVec3::new(0.75, -0.25, 0.0));
        for panel in &corners {
            assert_eq!((panel[3] - panel[0]).cross(panel[1] - panel[0]).normalize(), DVec3::Z);
        }
    }
}
