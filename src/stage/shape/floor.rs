//! A floor: a plane lit upward.
//!
//! In: a grid. Out: corners round the origin, lit toward +Y. Not here: placing it (`stage::build`).
//! Its top-left: stand on the mark, face -Z and look down. Right stays +X, so columns run from -X to +X; the top of
//! what you see lies before you, so row 0 is at -Z, next to the wall in front, and the last row is behind you. A picture
//! that runs down the wall in front runs on, upright, from the floor's row 0.
//! Invariant: the surface lies in the plane y = 0.

use glam::DVec3;

use super::{Corners, Grid};

/// Corners, row by row from the top left, metres.
pub fn corners(grid: &Grid) -> Vec<Corners> {
    let [width, height] = grid.panel_m;
    grid.corners(|column, row| {
        let x = (f64::from(column) - f64::from(grid.columns) / 2.0) * width;
        DVec3::new(x, 0.0, (f64::from(row) - f64::from(grid.rows) / 2.0) * height)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_is_lit_upward_and_starts_at_the_wall() {
        let corners = corners(&Grid { columns: 3, rows: 2, panel_m: [0.5, 0.25] });
        for panel in &corners {
            let normal = (panel[3] - panel[0]).cross(panel[1] - panel[0]).normalize();
            assert_eq!(normal, DVec3::Y);
        }
        assert_eq!(corners[0][0], DVec3::new(-0.75, 0.0, -0.25));
        assert_eq!(corners[5][2], DVec3::new(0.75, 0.0, 0.25));
    }

    #[test]
    fn a_floor_is_its_ceiling_in_a_mirror_of_the_horizon() {
        let grid = Grid { columns: 4, rows: 3, panel_m: [0.5, 0.25] };
        let ceiling = super::super::ceiling::corners(&grid);
        for (low, high) in corners(&grid).iter().zip(&ceiling) {
            for (low, high) in low.iter().zip(high) {
                assert_eq!(*low, DVec3::new(high.x, -high.y, -high.z));
            }
        }
    }
}
