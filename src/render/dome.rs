//! The sky's hemisphere on a square: the twin of `shaders/lib/dome.wgsl`.
//!
//! In: directions, places on the map. Out: the other. Not here: what the map holds (`passes::cloud_dome`).
//! Invariant: each is the inverse of the other from -`DIP` up to the zenith.

use glam::{DVec2, DVec3};

/// Sine of the elevation at the map's edge is `-DIP`.
pub const DIP: f64 = 0.02;

/// Where a unit direction lies, 0..=1.
pub fn uv_from_direction(direction: DVec3) -> DVec2 {
    let height = ((direction.y + DIP) / (1.0 + DIP)).clamp(0.0, 1.0);
    let flat = DVec2::new(direction.x, direction.z);
    let aside = flat * ((1.0 - height * height).max(0.0).sqrt() / flat.length().max(1e-9));
    let level = aside.x.abs() + aside.y.abs();
    let rise = height / (level + height);
    let diamond = aside * ((1.0 - 2.0 * rise / (1.0 + rise)) / level.max(1e-9));
    DVec2::new(diamond.x + diamond.y, diamond.x - diamond.y) * 0.5 + 0.5
}

/// The unit direction of a place.
pub fn direction_from_uv(uv: DVec2) -> DVec3 {
    let square = uv * 2.0 - 1.0;
    let diamond = DVec2::new(square.x + square.y, square.x - square.y) * 0.5;
    let spread = (1.0 - diamond.x.abs() - diamond.y.abs()).clamp(0.0, 1.0);
    let rise = spread / (2.0 - spread);
    let reach = (1.0 - rise) / (1.0 - spread).max(1e-9);
    let lifted = DVec3::new(diamond.x * reach, rise, diamond.y * reach).normalize();
    let height = lifted.y * (1.0 + DIP) - DIP;
    let flat = DVec2::new(lifted.x, lifted.z);
    let aside = flat * ((1.0 - height * height).max(0.0).sqrt() / flat.length().max(1e-9));
    DVec3::new(aside.x, height, aside.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_direction() {
        for turn in 0..64 {
            for lift in 0..40 {
                let (turn, height) = (f64::from(turn) * 0.1, -DIP + f64::from(lift) * 0.0254);
                let level = (1.0 - height * height).sqrt();
                let direction = DVec3::new(level * turn.cos(), height, level * turn.sin());
                let back = direction_from_uv(uv_from_direction(direction));
                assert!(back.distance(direction) < 1e-9, "{direction} {back}");
            }
        }
        assert_eq!(uv_from_direction(DVec3::Y), DVec2::splat(0.5));
    }

    /// A wall sees the horizon: a degree of elevation there has twice the texels that it has on a plain octahedral map.
    #[test]
    fn the_horizon_is_finer() {
        let at = |degrees: f64| {
            uv_from_direction(DVec3::new(degrees.to_radians().cos(), degrees.to_radians().sin(), 0.0))
        };
        let texels_per_radian = 1024.0 * (at(1.0) - at(0.0)).length() / 1_f64.to_radians();
        assert!((1000.0..1500.0).contains(&texels_per_radian), "{texels_per_radian}");
    }
}
