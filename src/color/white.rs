//! White points by color temperature and tint, and the balance between them.
//!
//! In: kelvin, Duv. Out: CIE 1931 xy; a matrix on linear ACEScg. Sources: CIE 015:2018 4.1.2 (daylight), Krystek 1985
//! (Planckian locus in CIE 1960 uv), Bradford. Not here: the light of a black body in a scene (`scene::sun`).
//! Invariant: [`NEUTRAL_K`] without tint is the exact identity.

use glam::{DMat3, DVec2};

use super::Primaries;
use super::primaries::bradford;

/// The temperature that changes nothing, kelvin: daylight of a wall's D65 white.
pub const NEUTRAL_K: f64 = 6504.0;
/// Range of temperatures, kelvin: from candle light to where the daylight formula ends.
pub const RANGE_K: [f64; 2] = [1700.0, 25_000.0];

/// Below the first only black bodies, above the second only daylight, a straight mix in uv between: lamps are
/// tungsten, skies are not, and the loci lie 0.003 apart. The daylight formula begins at the first.
const BLEND_K: [f64; 2] = [4000.0, 5000.0];

/// Chromaticity of a temperature, moved `duv` away from the locus in CIE 1960 uv; positive is green, negative magenta.
/// The locus is Planck's to 4000 K, daylight's from 5000 K. Temperatures are clamped to [`RANGE_K`].
pub fn xy(kelvin: f64, duv: f64) -> DVec2 {
    let kelvin = kelvin.clamp(RANGE_K[0], RANGE_K[1]);
    let at = locus_uv(kelvin);
    let step = 0.001 * kelvin;
    let along = locus_uv(kelvin + step) - locus_uv(kelvin - step);
    // Along the locus u falls; its left-hand side, seen toward the hot end, is magenta's.
    let green = DVec2::new(along.y, -along.x).normalize();
    xy_from_uv(at + green * duv)
}

/// Matrix on linear ACEScg under which a neutral leaves a wall of D65 white with the chromaticity of [`xy`], its
/// luminance kept. Von Kries gains of Bradford multiply, so the way from ACEScg's white to the wall's does not matter.
pub fn balance(kelvin: f64, duv: f64) -> DMat3 {
    let (from, to) = (xy(NEUTRAL_K, 0.0), xy(kelvin, duv));
    if from == to {
        return DMat3::IDENTITY;
    }
    let xyz_from_rgb = Primaries::ACESCG.xyz_from_rgb();
    xyz_from_rgb.inverse() * bradford(from, to) * xyz_from_rgb
}

/// Correlated color temperature of a chromaticity near the locus, kelvin. Source: McCamy 1992; within 5 K of daylight
/// and 20 K of black bodies from 2856 to 6500 K.
pub fn kelvin_from_xy(xy: DVec2) -> f64 {
    let n = (xy.x - 0.3320) / (0.1858 - xy.y);
    ((449.0 * n + 3525.0) * n + 6823.3) * n + 5520.33
}

fn locus_uv(kelvin: f64) -> DVec2 {
    let share = ((kelvin - BLEND_K[0]) / (BLEND_K[1] - BLEND_K[0])).clamp(0.0, 1.0);
    match share {
        0.0 => planck_uv(kelvin),
        1.0 => uv_from_xy(daylight_xy(kelvin)),
        share => planck_uv(kelvin).lerp(uv_from_xy(daylight_xy(kelvin)), share),
    }
}

/// Krystek 1985: within 8e-5 in u and 9e-5 in v of the Planckian locus from 1000 to 15 000 K.
fn planck_uv(t: f64) -> DVec2 {
    DVec2::new(
        (0.860_117_757 + 1.541_182_54e-4 * t + 1.286_412_12e-7 * t * t)
            / (1.0 + 8.424_202_35e-4 * t + 7.081_451_63e-7 * t * t),
        (0.317_398_726 + 4.228_062_45e-5 * t + 4.204_816_91e-8 * t * t)
            / (1.0 - 2.897_418_16e-5 * t + 1.614_560_53e-7 * t * t),
    )
}

/// CIE 015:2018, equations 4.1 to 4.3.
fn daylight_xy(t: f64) -> DVec2 {
    let thousands = 1e3 / t;
    let x = if t <= 7000.0 {
        ((-4.6070 * thousands + 2.9678) * thousands + 0.09911) * thousands + 0.244_063
    } else {
        ((-2.0064 * thousands + 1.9018) * thousands + 0.24748) * thousands + 0.237_040
    };
    DVec2::new(x, (-3.0 * x + 2.870) * x - 0.275)
}

fn uv_from_xy(xy: DVec2) -> DVec2 {
    DVec2::new(4.0 * xy.x, 6.0 * xy.y) / (-2.0 * xy.x + 12.0 * xy.y + 3.0)
}

fn xy_from_uv(uv: DVec2) -> DVec2 {
    DVec2::new(3.0 * uv.x, 2.0 * uv.y) / (2.0 * uv.x - 8.0 * uv.y + 4.0)
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;

    /// Integrated black bodies and CIE D of colour-science 0.4.7: tests/golden/derive_grade.py.
    #[test]
    fn the_locus_is_colour_sciences() {
        let black_bodies = [
            (2000.0, 0.526_676_804, 0.413_299_44),
            (2856.0, 0.447_536_61, 0.407_430_306),
            (3200.0, 0.423_361_264, 0.398_953_701),
            (4000.0, 0.380_441_241, 0.376_748_941),
        ];
        for (kelvin, x, y) in black_bodies {
            assert!((xy(kelvin, 0.0) - DVec2::new(x, y)).length() < 5e-4, "{kelvin}: {}", xy(kelvin, 0.0));
        }
        let daylights = [
            (5000.0, 0.345_741, 0.358_666_153),
            (5600.0, 0.330_164_321, 0.345_546_165),
            (6504.0, 0.312_714_057, 0.329_119_099),
            (7500.0, 0.299_091_2, 0.315_025_106),
            (10_000.0, 0.278_799_6, 0.291_967_201),
        ];
        for (kelvin, x, y) in daylights {
            assert!((xy(kelvin, 0.0) - DVec2::new(x, y)).length() < 1e-7, "{kelvin}: {}", xy(kelvin, 0.0));
        }
    }

    /// A step of Duv is a step in CIE 1960 uv square to the locus, and green has more y.
    #[test]
    fn tint_is_square_to_the_locus_and_positive_is_green() {
        for kelvin in [2500.0, 4500.0, 6504.0, 12_000.0] {
            let (plain, green) = (uv_from_xy(xy(kelvin, 0.0)), uv_from_xy(xy(kelvin, 0.01)));
            assert!(((green - plain).length() - 0.01).abs() < 1e-9);
            let along = uv_from_xy(xy(kelvin * 1.001, 0.0)) - uv_from_xy(xy(kelvin * 0.999, 0.0));
            assert!((green - plain).dot(along.normalize()).abs() < 1e-5, "{kelvin}");
            assert!(green.y > plain.y, "{kelvin}");
        }
    }

    #[test]
    fn the_locus_has_no_step() {
        let mut before = locus_uv(RANGE_K[0]);
        for step in 1..2330 {
            let here = locus_uv(RANGE_K[0] + 10.0 * f64::from(step));
            assert!((here - before).length() < 1.6e-3, "at {}", RANGE_K[0] + 10.0 * f64::from(step));
            before = here;
        }
    }

    #[test]
    fn a_balanced_grey_has_the_white_asked_for_and_its_luminance() {
        assert_eq!(balance(NEUTRAL_K, 0.0), DMat3::IDENTITY);
        for (kelvin, duv) in [(3200.0, 0.0), (5600.0, 0.01), (12_000.0, -0.02)] {
            let grey = balance(kelvin, duv) * DVec3::splat(0.18);
            let wall = Primaries::REC709.from(&Primaries::ACESCG) * grey;
            let xyz = Primaries::REC709.xyz_from_rgb() * wall;
            let got = DVec2::new(xyz.x, xyz.y) / xyz.element_sum();
            // D65 is rounded to four digits, the formula's daylight is not: 1e-4 apart.
            assert!((got - xy(kelvin, duv)).length() < 3e-4, "{kelvin}: {got} for {}", xy(kelvin, duv));
            assert!((xyz.y - 0.18).abs() < 1e-4, "{kelvin}: {}", xyz.y);
        }
    }

    #[test]
    fn a_temperature_is_found_again() {
        for kelvin in [2856.0, 3200.0, 5000.0, 5600.0, 6504.0] {
            let found = kelvin_from_xy(xy(kelvin, 0.0));
            assert!((found - kelvin).abs() < 25.0, "{kelvin} is read as {found}");
        }
    }
}
