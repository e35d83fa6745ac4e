//! A ceiling: a plane lit downward.
//!
//! In: a grid. Out: corners round the origin, lit toward -Y. Not here: placing it (`stage::build`).
//! Its top-left: stand on the mark, face -Z and tilt the head back until you look straight up. Right stays +X, so
//! columns run from -X to +X; the top of what you see lies behind you, so row 0 is at +Z and the last row is the one
//! next to the wall in front. A picture that runs up the wall in front runs on, upright, from the ceiling's last row.
//! Invariant: the surface lies in the plane y = 0.

use glam::DVec3;

use super::{Corners, Grid};

/// Corners, row by row from the top left, metres.
pub fn corners(grid: &Grid) -> Vec<Corners> {
    let [width, height] = grid.panel_m;
    grid.corners(|column, row| {
        let x = (f64::from(column) - f64::from(grid.columns) / 2.0) * width;
        DVec3::new(x, 0.0, (f64::from(grid.rows) / 2.0 - f64::from(row)) * height)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ceiling_is_lit_downward_and_starts_behind_the_mark() {
        let corners = corners(&Grid { columns: 3, rows: 2, panel_m: [0.5, 0.25] });
        for panel in &corners {
            let normal = (panel[3] - panel[0]).cross(panel[1] - panel[0]).normalize();
            assert_eq!(normal, DVec3::NEG_Y);
        }
        assert_eq!(corners[0][0], DVec3::new(-0.75, 0.0, 0.25));
        assert_eq!(corners[5][2], DVec3::new(0.75, 0.0, -0.25));
    }
}
