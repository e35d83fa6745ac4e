//! The previs tone map: for eyes at a desk, never for a wall.
//!
//! In: linear Rec.709, 1.0 = diffuse white. Out: linear Rec.709 in 0..=1, to be sRGB-encoded.
//! Source: Khronos PBR Neutral tone mapper, specification 1.0. Not here: anything measured.
//! Invariant: below its start the curve only subtracts the Fresnel toe; it never changes hue.

use glam::DVec3;

const START: f64 = 0.8 - 0.04;
const DESATURATION: f64 = 0.15;

/// Khronos PBR Neutral. Twin: `tone_map_neutral`.
pub fn neutral(rgb: DVec3) -> DVec3 {
    let low = rgb.min_element();
    let toe = if low < 0.08 { low - 6.25 * low * low } else { 0.04 };
    let color = rgb - toe;
    let peak = color.max_element();
    if peak < START {
        return color;
    }
    let depth = 1.0 - START;
    let rolled = 1.0 - depth * depth / (peak + depth - START);
    let mix = 1.0 - 1.0 / (DESATURATION * (peak - rolled) + 1.0);
    (color * (rolled / peak)).lerp(DVec3::splat(rolled), mix)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Value quoted in reference/color.md 5 from the Khronos reference code.
    #[test]
    fn neutral_hits_the_published_example() {
        let got = neutral(DVec3::new(0.5, 2.0, 0.1));
        assert!((got - DVec3::new(0.321136, 0.96, 0.150772)).abs().max_element() < 1e-3, "{got}");
    }
}
