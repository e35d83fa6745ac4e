//! Sunlight by wavelength, and the color that an eye makes of it.
//!
//! In: transmittance at 48 wavelengths. Out: illuminance in linear ACEScg. Not here: the way through the air (`sunlight`).
//! Source: solar irradiance ASTM E-490 (10 nm bins) and ozone of Serdyuchenko et al. 2014 as tabled by Bruneton 2017; observer CIE 1931 2
//! degrees by the lobes of Wyman, Sloan and Shirley 2013.
//! Invariant: a sum in fixed order.

use glam::{DMat3, DVec3};

use crate::color::Primaries;

/// Wavelengths.
pub const BINS: usize = 48;
/// The first, and the step, micrometres.
const FIRST_UM: f64 = 0.360;
const STEP_UM: f64 = 0.010;
/// Lumens a watt at the eye's peak.
const LUMENS_PER_WATT: f64 = 683.0;

/// Above the air at the mean distance, W/(m2 nm).
#[rustfmt::skip]
const SOLAR: [f64; BINS] = [
    1.11776, 1.14259, 1.01249, 1.14716, 1.72765, 1.73054, 1.6887, 1.61253, 1.91198, 2.03474, 2.02042, 2.02212,
    1.93377, 1.95809, 1.91686, 1.8298, 1.8685, 1.8931, 1.85149, 1.8504, 1.8341, 1.8345, 1.8147, 1.78158,
    1.7533, 1.6965, 1.68194, 1.64654, 1.6048, 1.52143, 1.55622, 1.5113, 1.474, 1.4482, 1.41018, 1.36775,
    1.34188, 1.31429, 1.28303, 1.26758, 1.2367, 1.2082, 1.18737, 1.14683, 1.12362, 1.1058, 1.07124, 1.04992,
];

/// Ozone's cross section, 1e-26 m2.
#[rustfmt::skip]
const OZONE: [f64; BINS] = [
    0.118, 0.02182, 0.02818, 0.06636, 0.1527, 0.2763, 0.552, 0.8451, 1.582, 2.316, 3.669, 4.924,
    7.752, 9.016, 14.8, 16.02, 21.39, 27.55, 30.91, 35.0, 42.66, 46.72, 43.98, 47.01,
    50.19, 43.05, 37.4, 32.15, 26.62, 22.38, 18.52, 14.73, 12.09, 9.423, 7.455, 6.566,
    5.105, 4.15, 4.228, 3.237, 2.451, 2.801, 2.534, 1.624, 1.465, 2.078, 1.383, 0.7105,
];

/// Wavelength of a bin, micrometres.
pub fn wavelength_um(bin: usize) -> f64 {
    FIRST_UM + STEP_UM * bin as f64
}

/// Ozone's absorption over that at 550 nm.
pub fn ozone_share(bin: usize) -> f64 {
    OZONE[bin] / OZONE[19]
}

/// CIE 1931 2 degree observer. Source: Wyman, Sloan and Shirley 2013, equation 4.
pub fn observer(um: f64) -> DVec3 {
    let lobe = |height: f64, peak: f64, below: f64, above: f64| {
        let off = (1000.0 * um - peak) / if 1000.0 * um < peak { below } else { above };
        height * libm::exp(-0.5 * off * off)
    };
    DVec3::new(
        lobe(1.056, 599.8, 37.9, 31.0) + lobe(0.362, 442.0, 16.0, 26.7) + lobe(-0.065, 501.1, 20.4, 26.2),
        lobe(0.821, 568.8, 46.9, 40.5) + lobe(0.286, 530.9, 16.3, 31.1),
        lobe(1.217, 437.0, 11.8, 36.0) + lobe(0.681, 459.0, 26.0, 13.8),
    )
}

/// Tables that do not change: what a bin of sunlight weighs in linear ACEScg, lux.
#[derive(Clone, Debug)]
pub struct Sunlight {
    lux: [DVec3; BINS],
}

impl Sunlight {
    /// Of all bins.
    pub fn new() -> Self {
        let acescg_from_xyz: DMat3 =
            Primaries::ACESCG.from(&Primaries::REC709) * Primaries::REC709.xyz_from_rgb().inverse();
        let watts = |bin: usize| SOLAR[bin] * STEP_UM * 1000.0 * LUMENS_PER_WATT;
        Self { lux: std::array::from_fn(|bin| acescg_from_xyz * (observer(wavelength_um(bin)) * watts(bin))) }
    }

    /// Illuminance of sunlight of which a share passes at each wavelength, lux, linear ACEScg.
    pub fn lux(&self, share: impl Fn(usize) -> f64) -> DVec3 {
        self.lux.iter().enumerate().fold(DVec3::ZERO, |sum, (bin, lux)| sum + *lux * share(bin))
    }
}

impl Default for Sunlight {
    fn default() -> Self {
        Self::new()
    }
}

/// Illuminance of linear ACEScg: its part of Y. The white's adaptation is left out, 0.3 %.
pub fn luminance(acescg: [f64; 3]) -> f64 {
    0.272_228_7 * acescg[0] + 0.674_081_8 * acescg[1] + 0.053_689_5 * acescg[2]
}

/// CIE XYZ of linear ACEScg, white adapted to D65 by Bradford.
pub fn xyz(acescg: DVec3) -> DVec3 {
    Primaries::REC709.xyz_from_rgb() * (Primaries::REC709.from(&Primaries::ACESCG) * acescg)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 133-134 klx above the air; the sun's xy (0.3220, 0.3310) of Bruneton's table within the lobes' error, 0.003.
    #[test]
    fn sunlight_above_the_air() {
        let sun = xyz(Sunlight::new().lux(|_| 1.0));
        let (x, y) = (sun.x / (sun.x + sun.y + sun.z), sun.y / (sun.x + sun.y + sun.z));
        println!("{} lux, xy {x} {y}", sun.y);
        assert!((132_500.0..134_500.0).contains(&sun.y), "{sun}");
        assert!((x - 0.3220).abs() < 0.003 && (y - 0.3310).abs() < 0.003, "{x} {y}");
    }

    /// CIE 018:2019, table 6: the observer at four wavelengths; the paper states 0.01 to 0.02 of error.
    #[test]
    fn the_observer_is_the_standards() {
        let rows = [
            (0.450, [0.3362, 0.0380, 1.7721]),
            (0.500, [0.0049, 0.3230, 0.2720]),
            (0.550, [0.4334, 0.9950, 0.0087]),
            (0.600, [1.0622, 0.6310, 0.0008]),
        ];
        for (um, want) in rows {
            let error = (observer(um) - DVec3::from_array(want)).abs().max_element();
            assert!(error < 0.04, "{um}: {error}");
        }
    }
}
