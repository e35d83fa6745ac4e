//! False color: what of the asked light a wall cannot show.
//!
//! In: wall-gamut nits before gamut clip and roll-off, the wall's white. Out: an sRGB-coded color for a desk monitor.
//! Not here: where it is drawn (`render::passes::false_color`). Never on a wall.
//! Invariant: over white wins over out of gamut, which wins over roll-off; what is exact on the wall is grey.

use glam::DVec3;

use super::rolloff::KNEE;

/// A color of the legend and what it means.
pub const LEGEND: [(DVec3, &str); 4] = [
    (OVER_WHITE, "over the wall's white: LEDs would clip"),
    (ROLL_OFF, "rolled off: above 80 % of white"),
    (OUT_OF_GAMUT, "outside the wall's gamut"),
    (DVec3::splat(0.5), "shown as asked"),
];

/// Asked for more than the wall's white.
pub const OVER_WHITE: DVec3 = DVec3::new(0.92, 0.16, 0.12);
/// Between the knee and white.
pub const ROLL_OFF: DVec3 = DVec3::new(1.0, 0.62, 0.10);
/// A channel below zero by more than [`GAMUT_TOLERANCE`].
pub const OUT_OF_GAMUT: DVec3 = DVec3::new(0.62, 0.25, 0.90);

/// Share of the peak that a channel may lie below zero: f16 rounding of a pure primary is a twentieth of it.
pub const GAMUT_TOLERANCE: f64 = 0.01;

/// Display color of light asked of a wall. Ten stops of grey reach from black to the knee. Twin: `false_color`.
pub fn shown(nits: DVec3, white_nits: f64) -> DVec3 {
    let relative = nits / white_nits;
    let (peak, least) = (relative.max_element(), relative.min_element());
    if peak > 1.0 {
        return OVER_WHITE;
    }
    if least < -GAMUT_TOLERANCE * peak.max(0.001) {
        return OUT_OF_GAMUT;
    }
    if peak > KNEE {
        return ROLL_OFF;
    }
    let mean = (relative.max(DVec3::ZERO).element_sum() / 3.0).max(0.0001);
    DVec3::splat((0.9 + (mean / KNEE).log2() * 0.09).clamp(0.0, 0.9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_its_color_and_what_is_exact_is_grey() {
        let white = 1000.0;
        assert_eq!(shown(DVec3::new(1001.0, 5.0, -300.0), white), OVER_WHITE, "clipping is the worse fault");
        assert_eq!(shown(DVec3::new(900.0, 5.0, -300.0), white), OUT_OF_GAMUT);
        assert_eq!(shown(DVec3::new(900.0, 5.0, 3.0), white), ROLL_OFF);
        assert_eq!(shown(DVec3::new(1.0, 5.0, -0.004), white), shown(DVec3::new(1.0, 5.0, 0.0), white));
        // At the knee 0.9, ten stops below it black, by one step a stop.
        assert!((shown(DVec3::splat(800.0), white).x - 0.9).abs() < 1e-12);
        assert!((shown(DVec3::splat(400.0), white).x - 0.81).abs() < 1e-12);
        assert_eq!(shown(DVec3::splat(0.1), white), DVec3::ZERO);
    }
}
