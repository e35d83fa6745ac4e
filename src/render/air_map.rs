//! Where a direction and a distance lie in the map of the air's light, on the CPU.
//!
//! In: unit vectors, metres. Out: places on the map. Not here: its light (`passes::air`). Twin: shaders/lib/air.wgsl.
//! Invariant: each pair of functions is inverse to the other.

use glam::{DVec2, DVec3};

/// Distance of the first slice, metres.
pub const NEAR_M: f64 = 2.0;
/// Ratio of the distances of two slices that follow each other: the 24th lies at 100 km.
pub const STEP: f64 = 1.6007;

/// Azimuth across, its middle toward -Z, elevation upward, finest at the horizon. Twin: `air_uv_from_direction`.
pub fn uv_from_direction(direction: DVec3) -> DVec2 {
    let aside = direction.x / (direction.x.abs() + direction.z.abs()).max(1e-9);
    let quarters = match direction.z <= 0.0 {
        true => aside,
        false => 2.0_f64.copysign(aside) - aside,
    };
    let rise = if direction.y == 0.0 { 0.0 } else { direction.y.abs().sqrt().copysign(direction.y) };
    DVec2::new(0.5 + 0.25 * quarters, 0.5 + 0.5 * rise)
}

/// The inverse. Twin: `air_direction_from_uv`.
pub fn direction_from_uv(uv: DVec2) -> DVec3 {
    let quarters = 4.0 * uv.x - 2.0;
    let aside = if quarters.abs() <= 1.0 { quarters } else { 2.0_f64.copysign(quarters) - quarters };
    let level = DVec2::new(aside, quarters.abs() - 1.0).normalize();
    let across = 2.0 * uv.y - 1.0;
    let rise = across * across.abs();
    let level = level * (1.0 - rise * rise).max(0.0).sqrt();
    DVec3::new(level.x, rise, level.y)
}

/// Metres of a slice. Twin: `air_distance_from_slice`.
pub fn distance_from_slice(slice: f64) -> f64 {
    NEAR_M * STEP.powf(slice)
}

/// The inverse. Twin: `air_slice_from_distance`.
pub fn slice_from_distance(distance_m: f64) -> f64 {
    (distance_m / NEAR_M).log2() / STEP.log2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sky_targets::AIR_SLICES;

    #[test]
    fn both_maps_lead_back() {
        for index in 0..500 {
            let at = f64::from(index);
            let direction = DVec3::new((at * 1.7).sin(), (at * 0.9).sin(), (at * 2.3).cos()).normalize();
            assert!((direction_from_uv(uv_from_direction(direction)) - direction).length() < 1e-9);
            assert!((distance_from_slice(slice_from_distance(at + 0.5)) - at - 0.5).abs() < 1e-9);
        }
    }

    #[test]
    fn the_last_slice_is_as_far_as_air_reaches() {
        let last = distance_from_slice(f64::from(AIR_SLICES - 1));
        assert!((last - 100_000.0).abs() < 500.0, "{last}");
        assert_eq!(uv_from_direction(DVec3::NEG_Z), DVec2::new(0.5, 0.5), "stage -Z in the middle");
        assert_eq!(uv_from_direction(DVec3::Y).y, 1.0);
    }
}
