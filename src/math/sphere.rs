//! Directions on 2:1 panoramas.
//!
//! In: directions, or positions in 0..=1 from the top left. Out: the other. Not here: pixels (`color::Picture`).
//! Centre -Z, right half +X, top +Y (CONTRACT.md 3). Twin: shaders/lib/space.wgsl.
//! Invariant: the two functions are inverse to each other away from the poles.

use std::f64::consts::PI;

use glam::{DVec2, DVec3};

/// Panorama position of a direction. Twin: `space_equirect_uv_from_direction`.
pub fn equirect_uv_from_direction(direction: DVec3) -> DVec2 {
    let unit = direction.normalize_or(DVec3::NEG_Z);
    let turn = unit.x.atan2(-unit.z);
    DVec2::new(turn / (2.0 * PI) + 0.5, unit.y.clamp(-1.0, 1.0).acos() / PI)
}

/// Unit direction of a panorama position. Twin: `space_direction_from_equirect_uv`.
pub fn direction_from_equirect_uv(uv: DVec2) -> DVec3 {
    let (turn, fall) = ((uv.x - 0.5) * 2.0 * PI, uv.y * PI);
    DVec3::new(turn.sin() * fall.sin(), fall.cos(), -turn.cos() * fall.sin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn centre_is_ahead_and_right_is_right() {
        assert!((direction_from_equirect_uv(DVec2::splat(0.5)) - DVec3::NEG_Z).length() < 1e-12);
        assert!((direction_from_equirect_uv(DVec2::new(0.75, 0.5)) - DVec3::X).length() < 1e-12);
        let direction = DVec3::new(0.3, -0.5, 0.8).normalize();
        let back = direction_from_equirect_uv(equirect_uv_from_direction(direction));
        assert!((back - direction).length() < 1e-12);
    }
}
