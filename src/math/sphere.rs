//! Directions on 2:1 panoramas and on unfolded octahedra.
//!
//! In: directions, or positions in 0..=1 from the top left. Out: the other. Not here: pixels (`color::Picture`).
//! Centre -Z, right half +X, top +Y (CONTRACT.md 3). Twin: shaders/lib/space.wgsl.
//! Invariant: each pair of functions is inverse to each other away from the poles.

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

/// Place on an octahedron unfolded to a square: +Y in the middle, -Y in the corners. Twin: `space_octahedral_uv_from_direction`.
pub fn octahedral_uv_from_direction(direction: DVec3) -> DVec2 {
    let flat = DVec2::new(direction.x, direction.z) / direction.abs().element_sum();
    let level = if direction.y < 0.0 { folded(flat) } else { flat };
    level * 0.5 + 0.5
}

/// Unit direction of such a place. Twin: `space_direction_from_octahedral_uv`.
pub fn direction_from_octahedral_uv(uv: DVec2) -> DVec3 {
    let flat = uv * 2.0 - 1.0;
    let height = 1.0 - flat.x.abs() - flat.y.abs();
    let level = if height < 0.0 { folded(flat) } else { flat };
    DVec3::new(level.x, height, level.y).normalize()
}

/// The lower half of the octahedron over the edges of the upper one; its own inverse.
fn folded(flat: DVec2) -> DVec2 {
    let side = |lane: f64| if lane >= 0.0 { 1.0 } else { -1.0 };
    DVec2::new((1.0 - flat.y.abs()) * side(flat.x), (1.0 - flat.x.abs()) * side(flat.y))
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

    #[test]
    fn an_octahedron_unfolds_and_folds_back() {
        assert_eq!(octahedral_uv_from_direction(DVec3::Y), DVec2::splat(0.5));
        assert_eq!(octahedral_uv_from_direction(DVec3::X), DVec2::new(1.0, 0.5));
        assert_eq!(octahedral_uv_from_direction(DVec3::NEG_Y), DVec2::ONE);
        for direction in [DVec3::new(0.3, -0.5, 0.8), DVec3::new(-2.0, 0.1, -0.4), DVec3::NEG_Z] {
            let back = direction_from_octahedral_uv(octahedral_uv_from_direction(direction));
            assert!((back - direction.normalize()).length() < 1e-12, "{direction}");
        }
    }
}
