//! An arc: columns of flat panels, vertical edges on the radius, lit on the inside.
//!
//! In: a grid, the angle at each joint. Out: corners with the middle of the bottom edge at the origin, lit toward +Z.
//! Not here: placing it (`stage::build`). Algebra: a chord w under the angle a lies on the radius
//! r = (w / 2) / sin(a / 2), so a = 2 asin(w / 2r).
//! Invariant: every panel keeps its width; neighbours share their edge; equal joints give a mirror image left and right.

use glam::{DVec2, DVec3};

use super::{Corners, Grid};

/// Radius on which the vertical edges lie when every joint has one angle, metres; negative for a wall lit outside.
pub fn radius_m(panel_width_m: f64, joint_rad: f64) -> f64 {
    panel_width_m / 2.0 / (joint_rad / 2.0).sin()
}

/// Joint angle of panels on a radius, radians; `None` when a panel is wider than the circle or the radius not above 0.
pub fn joint_rad(panel_width_m: f64, radius_m: f64) -> Option<f64> {
    let sine = panel_width_m / 2.0 / radius_m;
    (sine > 0.0 && sine < 1.0).then(|| 2.0 * sine.asin())
}

/// Corners, row by row from the top left, metres. `joints_rad` has the angle at each joint from left to right, one
/// fewer than there are columns; positive bends toward the lit side, a missing one is 0.
pub fn corners(grid: &Grid, joints_rad: &[f64]) -> Vec<Corners> {
    let edges = edges(grid, joints_rad);
    let height = grid.panel_m[1];
    grid.corners(|column, row| {
        let at = edges[column as usize];
        DVec3::new(at.x, f64::from(grid.rows - row) * height, at.y)
    })
}

/// Plan (x, z) of the vertical edges from left to right. The middle of the chain lies at the origin and its tangent
/// there runs along +X (at a middle joint, half the angle falls to each side). The chain grows outward from there, so
/// that rounding is the same on both sides.
fn edges(grid: &Grid, joints_rad: &[f64]) -> Vec<DVec2> {
    let width = grid.panel_m[0];
    let count = grid.columns as usize;
    let middle = count / 2;
    let joint = |index: usize| joints_rad.get(index).copied().unwrap_or(0.0);
    // Seen from the lit side the wall runs left to right and bends toward the viewer at both ends.
    let step = |heading: f64| DVec2::new(heading.cos(), -heading.sin()) * width;
    let (start, first_heading) = if count.is_multiple_of(2) {
        (DVec2::ZERO, if middle > 0 { -joint(middle - 1) / 2.0 } else { 0.0 })
    } else {
        (DVec2::new(-width / 2.0, 0.0), 0.0)
    };
    let mut edges = vec![start; count + 1];
    let mut heading = first_heading;
    for column in middle..count {
        edges[column + 1] = edges[column] + step(heading);
        heading -= joint(column);
    }
    heading = first_heading;
    for column in (0..middle).rev() {
        heading += joint(column);
        edges[column] = edges[column + 1] - step(heading);
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(columns: u32) -> Grid {
        Grid { columns, rows: 2, panel_m: [0.5, 0.5] }
    }

    fn normal(panel: &Corners) -> DVec3 {
        (panel[3] - panel[0]).cross(panel[1] - panel[0]).normalize()
    }

    #[test]
    fn edges_lie_on_the_radius_and_panels_keep_their_width() {
        for (columns, degrees) in [(20_u32, 5.0_f64), (21, 5.0), (54, 5.0), (1, 5.0), (2, 90.0), (12, -3.0)] {
            let joint = degrees.to_radians();
            let corners = corners(&grid(columns), &vec![joint; columns as usize - 1]);
            let radius = radius_m(0.5, joint);
            // The middle of the chain is at the origin: an edge (r from the axis) or a panel's middle (r cos(a/2)).
            let apothem = if columns.is_multiple_of(2) { radius } else { radius * (joint / 2.0).cos() };
            let axis = DVec3::new(0.0, 0.0, apothem);
            for panel in &corners {
                for edge in [panel[0], panel[1]] {
                    let plan = DVec3::new(edge.x, 0.0, edge.z);
                    assert!(((plan - axis).length() - radius.abs()).abs() < 1e-12, "{columns} {degrees}");
                }
                assert!(((panel[1] - panel[0]).length() - 0.5).abs() < 1e-12);
            }
            let chord = (corners[0][0] - corners[columns as usize - 1][1]).length();
            let want = 2.0 * radius * (f64::from(columns) * joint / 2.0).sin();
            assert!((chord - want.abs()).abs() < 1e-12, "{chord} is not {want}");
        }
    }

    #[test]
    fn the_demo_wall_is_about_8_8_m_wide() {
        let corners = corners(&grid(20), &[5.0_f64.to_radians(); 19]);
        let chord = (corners[0][0] - corners[19][1]).length();
        assert!((chord - 8.8).abs() < 0.05, "{chord}");
    }

    #[test]
    fn radius_and_angle_are_inverse() {
        for degrees in [0.1_f64, 5.0, 60.0, 179.0] {
            let joint = degrees.to_radians();
            assert!((joint_rad(0.5, radius_m(0.5, joint)).unwrap() - joint).abs() < 1e-12);
        }
        // Six panels of one radius close a hexagon.
        assert!((joint_rad(1.0, 1.0).unwrap() - std::f64::consts::FRAC_PI_3).abs() < 1e-12);
        for radius in [0.25, 0.1, 0.0, -1.0, f64::NAN] {
            assert_eq!(joint_rad(0.5, radius), None);
        }
    }

    #[test]
    fn neighbours_share_edges_and_the_ring_closes() {
        let columns = 72_usize;
        let corners = corners(&grid(72), &[5.0_f64.to_radians(); 71]);
        for column in 1..columns {
            assert_eq!(corners[column - 1][1], corners[column][0]);
            assert_eq!(corners[column - 1][2], corners[columns + column][0]);
        }
        assert!((corners[0][0] - corners[71][1]).length() < 1e-12);
    }

    #[test]
    fn panels_face_the_axis() {
        let joint = 5.0_f64.to_radians();
        for columns in [54_u32, 53] {
            let apothem = radius_m(0.5, joint) * (joint / 2.0).cos();
            let axis_z = if columns == 54 { radius_m(0.5, joint) } else { apothem };
            for panel in corners(&grid(columns), &vec![joint; columns as usize - 1]) {
                let middle = (panel[0] + panel[1]) * 0.5;
                let toward = DVec3::new(-middle.x, 0.0, axis_z - middle.z);
                assert!((toward.length() - apothem).abs() < 1e-12);
                assert!((normal(&panel) - toward.normalize()).length() < 1e-12);
            }
        }
    }

    #[test]
    fn equal_joints_are_a_mirror_image() {
        let corners = corners(&grid(20), &[0.3; 19]);
        for column in 0..20 {
            let (left, right) = (corners[column][0], corners[19 - column][1]);
            assert_eq!(left, DVec3::new(-right.x, right.y, right.z));
        }
    }

    #[test]
    fn each_joint_turns_by_its_own_angle() {
        let joints = [0.0, 0.2, -0.1, 0.5];
        let corners = corners(&grid(5), &joints);
        for (column, joint) in joints.iter().enumerate() {
            let (left, right) = (normal(&corners[column]), normal(&corners[column + 1]));
            // Positive joints turn the right neighbour toward the left one: about -Y, seen from above.
            let turn = right.cross(left).y.atan2(left.dot(right));
            assert!((turn - joint).abs() < 1e-12, "joint {column}: {turn}");
        }
        assert_eq!(normal(&corners[2]), DVec3::Z);
    }

    #[test]
    fn joints_of_zero_are_a_flat_wall() {
        for columns in [1, 4, 5] {
            let flat = super::super::flat::corners(&grid(columns));
            for (bent, straight) in corners(&grid(columns), &[]).iter().zip(&flat) {
                for (bent, straight) in bent.iter().zip(straight) {
                    assert!((*bent - *straight).length() < 1e-12);
                }
            }
        }
    }
}
