//! Highlight roll-off: how light above what a wall can emit is brought down to it.
//!
//! In: wall-gamut linear light relative to the wall's white (1.0 = `white_nits`). Out: the same, at most 1.0.
//! Not here: any look; this is not a filmic curve (DESIGN.md invariant 5).
//! Invariant: exact below the knee, monotone, hue-preserving (channel ratios kept), slope continuous at the knee.

use glam::DVec3;

/// Share of the wall's white below which light passes unchanged. At 0.5 the roll-off reaches into faces; at 0.9
/// highlights clip almost hard.
pub const KNEE: f64 = 0.8;

/// Rolls the largest channel off and scales the other two with it; negatives (out of gamut) become 0 first.
///
/// Above the knee k the peak p becomes `1 - (1-k)^2 / (p + 1 - 2k)`: value and slope agree at k, limit 1.
/// Twin: `rolloff_compress`.
pub fn compress(rgb: DVec3) -> DVec3 {
    let inside = rgb.max(DVec3::ZERO);
    let peak = inside.max_element();
    if peak <= KNEE {
        return inside;
    }
    let rolled = 1.0 - (1.0 - KNEE) * (1.0 - KNEE) / (peak + 1.0 - 2.0 * KNEE);
    inside * (rolled / peak)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_below_the_knee_and_bounded_above() {
        assert_eq!(compress(DVec3::new(0.8, 0.1, 0.0)), DVec3::new(0.8, 0.1, 0.0));
        let hot = compress(DVec3::new(1e6, 1e5, 0.0));
        assert!(hot.max_element() <= 1.0 && hot.max_element() > 0.999);
        assert!((hot.y / hot.x - 0.1).abs() < 1e-12);
        assert_eq!(compress(DVec3::new(0.5, -0.1, 0.2)).y, 0.0);
    }

    #[test]
    fn slope_is_continuous_at_the_knee() {
        let step = 1e-6;
        let above = (compress(DVec3::splat(KNEE + step)).x - KNEE) / step;
        assert!((above - 1.0).abs() < 1e-4, "{above}");
    }
}
