//! The rigid move that best takes one set of points to another.
//!
//! In: points before and after, in pairs, metres. Out: a [`Pose`] `after_from_before`, least squares.
//! Not here: outliers and standard errors of a measured fit (`calibration`).
//! Invariant: the rotation is proper (never a mirror); a set that leaves it open still gives a finite pose.
//!
//! Source: Horn, "Closed-form solution of absolute orientation using unit quaternions", J. Opt. Soc. Am. A 4, 1987.

use glam::{DMat3, DMat4, DQuat, DVec3, DVec4};

use super::Pose;

/// Squarings of Horn's matrix: 2^60 steps of the power method part eigenvalues that differ by one in 1e15.
const SQUARINGS: u32 = 60;

/// The pose that takes `before` to `after`; pairs beyond the shorter set are left out. No pair gives the identity.
pub fn best_rigid(before: &[DVec3], after: &[DVec3]) -> Pose {
    let count = before.len().min(after.len());
    if count == 0 {
        return Pose::IDENTITY;
    }
    let (before, after) = (&before[..count], &after[..count]);
    let (from, to) = (centre(before), centre(after));
    let mut spread = DMat3::ZERO;
    for (point, image) in before.iter().zip(after) {
        let (point, image) = (*point - from, *image - to);
        // Column k is the image's part k: spread[row i][column k] = sum of point_i x image_k.
        spread += DMat3::from_cols(point * image.x, point * image.y, point * image.z);
    }
    let rotation = rotation(&spread);
    Pose::new(to - rotation * from, rotation)
}

/// Mean of some points; zero of none.
pub fn centre(points: &[DVec3]) -> DVec3 {
    points.iter().sum::<DVec3>() / points.len().max(1) as f64
}

/// Horn's matrix N, whose eigenvector of the greatest eigenvalue is the rotation.
fn rotation(spread: &DMat3) -> DQuat {
    let at = |row: usize, column: usize| spread.col(column)[row];
    let [xx, yy, zz] = [at(0, 0), at(1, 1), at(2, 2)];
    let skew = DVec3::new(at(1, 2) - at(2, 1), at(2, 0) - at(0, 2), at(0, 1) - at(1, 0));
    let [xy, yz, zx] = [at(0, 1) + at(1, 0), at(1, 2) + at(2, 1), at(2, 0) + at(0, 2)];
    let n = DMat4::from_cols(
        DVec4::new(xx + yy + zz, skew.x, skew.y, skew.z),
        DVec4::new(skew.x, xx - yy - zz, xy, zx),
        DVec4::new(skew.y, xy, yy - xx - zz, yz),
        DVec4::new(skew.z, zx, yz, zz - xx - yy),
    );
    let size = (0..4).map(|column| n.col(column).abs().max_element()).fold(0.0, f64::max);
    if !(size > 0.0 && size.is_finite()) {
        return DQuat::IDENTITY;
    }
    // Four times the greatest element bounds every eigenvalue, so that the shifted matrix has none below zero.
    let mut power = n * (1.0 / size) + DMat4::IDENTITY * 4.0;
    for _ in 0..SQUARINGS {
        power = power * power;
        let greatest = (0..4).map(|column| power.col(column).abs().max_element()).fold(0.0, f64::max);
        power *= 1.0 / greatest;
    }
    let longest = (0..4)
        .map(|column| power.col(column))
        .max_by(|one, other| one.length_squared().total_cmp(&other.length_squared()));
    let found = longest.unwrap_or(DVec4::X);
    DQuat::from_xyzw(found.y, found.z, found.w, found.x).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORNERS: [DVec3; 4] = [
        DVec3::new(-2.0, 3.0, -4.0),
        DVec3::new(2.0, 3.0, -4.0),
        DVec3::new(2.0, 0.0, -4.0),
        DVec3::new(-2.0, 0.0, -4.0),
    ];

    #[test]
    fn a_known_move_of_a_plane_is_found() {
        for (pan, tilt, roll) in
            [(0.3, -0.2, 0.1), (0.0, 0.0, 0.0), (-3.0, 1.2, -2.0), (std::f64::consts::PI, 0.0, 0.0)]
        {
            let known = Pose::from_pan_tilt_roll(DVec3::new(0.012, -0.5, 7.0), pan, tilt, roll);
            let found = best_rigid(&CORNERS, &CORNERS.map(|corner| known.transform_point(corner)));
            assert!((found.position - known.position).length() < 1e-12, "{found:?} is not {known:?}");
            assert!(found.rotation.dot(known.rotation).abs() > 1.0 - 1e-14);
        }
    }

    #[test]
    fn a_mirror_is_met_by_a_rotation_and_nothing_by_nothing() {
        let mirrored = CORNERS.map(|corner| corner * DVec3::new(-1.0, 1.0, 1.0));
        let found = best_rigid(&CORNERS, &mirrored);
        assert!((DMat3::from_quat(found.rotation).determinant() - 1.0).abs() < 1e-12);
        assert_eq!(best_rigid(&[], &CORNERS), Pose::IDENTITY);
        assert!(best_rigid(&[DVec3::X; 3], &[DVec3::Y; 3]).is_finite());
    }
}
