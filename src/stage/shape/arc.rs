//! An arc: columns of flat panels, vertical edges on the radius, lit on the inside.
//!
//! In: a grid, the angle at each joint. Out: corners with the middle of the bottom edge at the origin, lit toward +Z.
//! Not here: placing it. Algebra: a chord w under the angle a lies on the radius r = (w / 2) / sin(a / 2).
//! Invariant: every panel keeps its width exactly; neighbours share their edge exactly.

use glam::{DVec2, DVec3};

use super::{Corners, Grid};

/// Radius on which the vertical edges lie when every joint has one angle, metres.
pub fn radius_m(panel_width_m: f64, joint_rad: f64) -> f64 {
    panel_width_m / 2.0 / (joint_rad / 2.0).sin()
}

/// Joint angle of panels on a radius, radians; `None` when a panel is wider than the circle.
pub fn joint_rad(panel_width_m: f64, radius_m: f64) -> Option<f64> {
    let sine = panel_width_m / 2.0 / radius_m;
    (sine > 0.0 && sine < 1.0).then(|| 2.0 * sine.asin())
}

/// Corners, row by row from the top left. `joints_rad` has one angle fewer than there are columns.
pub fn corners(grid: &Grid, joints_rad: &[f64]) -> Vec<Corners> {
    let edges = edges(grid, joints_rad);
    let [_, height] = grid.panel_m;
    let point = |column: u32, row: u32| {
        let at = edges[column as usize];
        DVec3::new(at.x, f64::from(grid.rows - row) * height, at.y)
    };
    let panel = |row: u32, column: u32| {
        [point(column, row), point(column + 1, row), point(column + 1, row + 1), point(column, row + 1)]
    };
    (0..grid.rows).flat_map(|row| (0..grid.columns).map(move |column| panel(row, column))).collect()
}

/// Plan (x, z) of the vertical edges from left to right. The middle of the chain lies at the origin, where the
/// tangent runs along +X; turning grows outward from there, so a symmetric wall is exactly symmetric.
fn edges(grid: &Grid, joints_rad: &[f64]) -> Vec<DVec2> {
    let width = grid.panel_m[0];
    let count = grid.columns as usize;
    let total: f64 = joints_rad.iter().sum();
    let mut heading = total / 2.0;
    let mut points = vec![DVec2::ZERO];
    for column in 0..count {
        // Seen from the lit side the wall runs left to right and bends toward the viewer at both ends.
        let step = DVec2::new(heading.cos(), -heading.sin()) * width;
        points.push(points[column] + step);
        heading -= joints_rad.get(column).copied().unwrap_or(0.0);
    }
    let middle = if count.is_multiple_of(2) {
        points[count / 2]
    } else {
        (points[count / 2] + points[count / 2 + 1]) * 0.5
    };
    points.iter().map(|point| *point - middle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: Grid = Grid { columns: 20, rows: 8, panel_m: [0.5, 0.5] };

    #[test]
    fn edges_lie_on_the_radius_and_panels_keep_their_width() {
        let joint = 5.0_f64.to_radians();
        let corners = corners(&GRID, &[joint; 19]);
        let radius = radius_m(0.5, joint);
        // The middle edge stands at the origin, so the axis stands one radius toward +Z.
        let axis = DVec3::new(0.0, 0.0, radius);
        for panel in &corners {
            let plan = DVec3::new(panel[0].x, 0.0, panel[0].z);
            assert!(((plan - axis).length() - radius).abs() < 1e-9, "{}", (plan - axis).length());
            assert!(((panel[1] - panel[0]).length() - 0.5).abs() < 1e-12);
        }
        assert!((joint_rad(0.5, radius).expect("fits") - joint).abs() < 1e-12);
        let chord = (corners[0][0] - corners[19][1]).length();
        // 2 r sin(20 x 5 / 2): the issue says about 8.8 m.
        assert!(
            (chord - 2.0 * radius * 50.0_f64.to_radians().sin()).abs() < 1e-9 && (chord - 8.78).abs() < 0.01
        );
    }

    #[test]
    fn the_lit_side_is_the_inside() {
        for panel in corners(&GRID, &[5.0_f64.to_radians(); 19]) {
            let normal = (panel[3] - panel[0]).cross(panel[1] - panel[0]).normalize();
            assert!(normal.z > 0.0 && normal.y.abs() < 1e-12, "{normal}");
        }
    }

    #[test]
    fn a_joint_of_zero_is_flat() {
        let flat = super::super::flat::corners(&GRID);
        for (bent, straight) in corners(&GRID, &[0.0; 19]).iter().zip(&flat) {
            assert!((bent[0] - straight[0]).length() < 1e-12);
        }
    }
}
