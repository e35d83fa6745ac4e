//! The stars to magnitude 6.
//!
//! In: stars.bin (d3-celestial, after Hipparcos; SOURCES.md). Out: [`Star`]. Not here: where the sky has turned them to
//! (`ephemeris::equatorial_from_world`), drawing (`render::passes::stars`).
//! Invariant: brightest first.

use glam::{DVec2, DVec3};

use super::earth;
use crate::color::{Primaries, primaries::xyz_from_xy, white};

static RECORDS: &[u8] = include_bytes!("stars.bin");
/// Bytes of a record.
const RECORD: usize = 12;

/// A star.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Star {
    /// Unit vector, J2000 equatorial axes.
    pub toward: [f64; 3],
    /// Visual magnitude.
    pub magnitude: f64,
    /// B - V.
    pub color_index: f64,
}

impl Star {
    /// Illuminance above the air, lux. Source: Allen, Astrophysical Quantities: magnitude 0 is 2.54e-6 lux.
    pub fn lux(&self) -> f64 {
        2.54e-6 * libm::pow(10.0, -0.4 * self.magnitude)
    }

    /// Color temperature, kelvin. Source: Ballesteros 2012.
    pub fn kelvin(&self) -> f64 {
        let b_v = self.color_index.clamp(-0.4, 2.0);
        4600.0 * (1.0 / (0.92 * b_v + 1.7) + 1.0 / (0.92 * b_v + 0.62))
    }

    /// Linear ACEScg of luminance 1. The locus is known to 15 000 K; hotter stars are hardly bluer.
    pub fn acescg(&self) -> [f64; 3] {
        let xy: DVec2 = white::xy(self.kelvin().clamp(1700.0, 15_000.0), 0.0);
        let rgb: DVec3 = Primaries::ACESCG.xyz_from_rgb().inverse() * xyz_from_xy(xy);
        rgb.to_array()
    }
}

/// All of them.
pub fn all() -> impl Iterator<Item = Star> {
    RECORDS.chunks_exact(RECORD).map(|record| {
        let word = |at: usize| [record[at], record[at + 1], record[at + 2], record[at + 3]];
        let half = |at: usize| f64::from(i16::from_le_bytes([record[at], record[at + 1]])) / 1000.0;
        let right_ascension_deg = f64::from(u32::from_le_bytes(word(0))) * (360.0 / 4_294_967_296.0);
        let declination_deg = f64::from(i32::from_le_bytes(word(4))) * (180.0 / 2_147_483_648.0);
        Star {
            toward: earth::equatorial(right_ascension_deg, declination_deg),
            magnitude: half(8),
            color_index: half(10),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Positions of SIMBAD (J2000), magnitudes of the Bright Star Catalogue.
    #[test]
    fn the_brightest_are_where_and_what_they_are() {
        for (name, ascension, declination, magnitude) in [
            ("Sirius", 101.28716, -16.71612, -1.46),
            ("Vega", 279.23473, 38.78369, 0.03),
            ("Betelgeuse", 88.79294, 7.40706, 0.50),
            ("Rigel", 78.63447, -8.20164, 0.13),
            ("Acrux", 186.64956, -63.09909, 0.76),
        ] {
            let toward = earth::equatorial(ascension, declination);
            let near = |star: &Star| earth::length(earth::minus(star.toward, toward));
            let found = all().min_by(|a, b| near(a).total_cmp(&near(b))).unwrap();
            assert!(near(&found).to_degrees() < 0.02, "{name}");
            assert!((found.magnitude - magnitude).abs() < 0.6, "{name}: {}", found.magnitude);
        }
        assert_eq!(all().count(), 5044);
        assert!(all().map(|star| star.magnitude).is_sorted());
    }

    /// Ballesteros 2012 on the sun: B-V 0.65 is 5760 K within 100 K. A red star is red, a hot one blue.
    #[test]
    fn colors_follow_the_color_index() {
        let star = |color_index| Star { toward: [0.0; 3], magnitude: 0.0, color_index };
        assert!((star(0.65).kelvin() - 5760.0).abs() < 100.0);
        let [cool, hot] = [star(1.85).acescg(), star(-0.2).acescg()];
        assert!(cool[0] > 1.3 * cool[2] && hot[2] > hot[0]);
        for rgb in [cool, hot] {
            let luminance = Primaries::ACESCG.luminance().dot(DVec3::from_array(rgb));
            assert!((luminance - 1.0).abs() < 1e-9);
        }
    }
}
