//! The box filter of one LED over a view's texels, on the CPU.
//!
//! In: footprints in texels. Out: taps. Not here: which view (`shaders/wall`). Twin: shaders/lib/filter.wgsl.
//! Invariant: the taps' mean offset is zero, so filtering never moves the picture.

use glam::DVec2;

/// Most taps along a side.
pub const MAX_TAPS: u32 = 4;

/// Taps along a side. Twin: `filter_tap_count`.
pub fn tap_count(along: DVec2, down: DVec2) -> u32 {
    let texels = along.length().max(down.length());
    ((texels - 0.05).ceil().max(0.0) as u32).clamp(1, MAX_TAPS)
}

/// Place of a tap on the LED, -0.5..0.5 on each axis. Twin: `filter_tap_offset`.
pub fn tap_offset(index: u32, count: u32) -> DVec2 {
    let cell = DVec2::new(f64::from(index % count), f64::from(index / count));
    (cell + 0.5) / f64::from(count) - 0.5
}

/// Weight of the inner frustum at a distance inside its raster's edge. Twin: `filter_soft_edge`.
pub fn soft_edge(inside_px: f64, ramp_px: f64) -> f64 {
    let t = (inside_px / ramp_px.max(1e-6)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_are_centred() {
        for count in 1..=MAX_TAPS {
            let sum: DVec2 = (0..count * count).map(|index| tap_offset(index, count)).sum();
            assert!(sum.length() < 1e-12, "{count} taps lean to {sum}");
        }
    }
}
