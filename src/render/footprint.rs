//! Which part of a surface one wall pixel covers, on the CPU.
//!
//! In: a surface point and normal, the angle of a pixel. Out: half axes, and steps of the screen that span them.
//! Not here: sampling. Twin: shaders/lib/footprint.wgsl.
//! Invariant: depends on the stage, never on the view that draws (DESIGN.md invariant 11).

use glam::{DVec2, DVec3};

/// Axes across and along the line of sight, metres. Twin: `footprint_axes`.
pub fn axes(from_eye: DVec3, normal: DVec3, pixel_rad: f64) -> [DVec3; 2] {
    let distance = from_eye.length().max(1e-4);
    let sight = from_eye / distance;
    let facing = sight.dot(normal);
    let flat_sight = sight - normal * facing;
    let slope = flat_sight.length();
    let swapped = DVec3::new(normal.y, normal.z, normal.x);
    let along = if slope > 1e-4 { flat_sight / slope } else { unit(swapped - normal * swapped.dot(normal)) };
    let width = distance * pixel_rad;
    [normal.cross(along) * width, along * (width / facing.abs().max(0.1))]
}

fn unit(vector: DVec3) -> DVec3 {
    vector / vector.length().max(1e-6)
}

/// Taps along the longer axis, and the mip for each. Twin: `footprint_taps`.
pub fn taps(first_texels: f64, second_texels: f64) -> (f64, f64) {
    let major = first_texels.max(second_texels);
    let minor = first_texels.min(second_texels).max((major / 4.0).max(1e-6));
    let count = (major / minor.max(1.0) - 0.05).ceil().clamp(1.0, 4.0);
    (count, minor.log2().max(0.0))
}

/// Coefficients of two steps that make up `goal` by least squares. Twin: `footprint_steps`.
pub fn steps(goal: DVec3, step_x: DVec3, step_y: DVec3) -> DVec2 {
    let (xx, xy, yy) = (step_x.dot(step_x), step_x.dot(step_y), step_y.dot(step_y));
    let determinant = (xx * yy - xy * xy).max(1e-12 * (xx + yy) * (xx + yy) + 1e-30);
    let (gx, gy) = (step_x.dot(goal), step_y.dot(goal));
    (DVec2::new(gx * yy - gy * xy, gy * xx - gx * xy) / determinant)
        .clamp(DVec2::splat(-64.0), DVec2::splat(64.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frontal_surface_has_a_round_footprint() {
        let [across, along] = axes(DVec3::new(0.0, 0.0, -10.0), DVec3::Z, 1e-3);
        assert!((across.length() - 0.01).abs() < 1e-12 && (along.length() - 0.01).abs() < 1e-12);
        assert!(across.dot(along).abs() < 1e-15);
    }

    #[test]
    fn a_slanted_floor_stretches_along_the_sight() {
        let from_eye = DVec3::new(0.0, -1.0, -3.0);
        let [across, along] = axes(from_eye, DVec3::Y, 1e-3);
        let sine = 1.0 / 10.0_f64.sqrt();
        assert!((along.length() / across.length() - 1.0 / sine).abs() < 1e-9);
        assert!(along.normalize().dot(DVec3::NEG_Z) > 0.999_999);
    }

    #[test]
    fn taps_cover_the_longer_axis() {
        assert_eq!(taps(0.3, 0.2), (1.0, 0.0), "magnified: one tap of mip 0");
        assert_eq!(taps(8.0, 2.0), (4.0, 1.0));
        assert_eq!(taps(2.0, 64.0), (4.0, 4.0), "the level rises where four taps are too few");
    }

    #[test]
    fn steps_rebuild_the_goal() {
        let (x, y) = (DVec3::new(0.1, 0.0, 0.02), DVec3::new(0.0, 0.3, 0.1));
        let goal = x * 0.7 - y * 1.3;
        assert!((steps(goal, x, y) - DVec2::new(0.7, -1.3)).length() < 1e-9);
    }
}
