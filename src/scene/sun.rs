//! The sun as a directional light and a disc.
//!
//! In: a direction and an illuminance. Out: the same, with the disc's luminance. Not here: where the sun is when.
//! Source of the radius: 0.533 degrees across, mean as seen from Earth (IAU 2015 B3 solar radius over 1 au).
//! Invariant: `to_sun` is unit; `color` has luminance 1.

use glam::DVec3;

use crate::color::Primaries;

/// Angular radius of the solar disc, radians.
pub const RADIUS_RAD: f64 = 0.004_65;

/// The sun.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sun {
    /// Unit vector from the world to the sun.
    pub to_sun: DVec3,
    /// Direct normal illuminance, lux.
    pub illuminance_lux: f64,
    /// Color, linear ACEScg with luminance 1.
    pub color: DVec3,
}

/// Unit vector from azimuth (0 is -Z, clockwise seen from above, so +90 degrees is +X) and elevation, radians.
pub fn direction(azimuth_rad: f64, elevation_rad: f64) -> DVec3 {
    let (sin_azimuth, cos_azimuth) = azimuth_rad.sin_cos();
    let (sin_elevation, cos_elevation) = elevation_rad.sin_cos();
    DVec3::new(cos_elevation * sin_azimuth, sin_elevation, -cos_elevation * cos_azimuth)
}

/// Color of a black body in linear ACEScg with luminance 1, 1667 to 25000 K.
/// Source: Kim et al., US patent 7024034 (2006), cubic splines of the Planckian locus.
pub fn black_body(temperature_k: f64) -> DVec3 {
    let t = 1e3 / temperature_k.clamp(1667.0, 25_000.0);
    let x = if t >= 0.25 {
        ((-0.266_123_9 * t - 0.234_358_9) * t + 0.877_695_6) * t + 0.179_910
    } else {
        ((-3.025_846_9 * t + 2.107_037_9) * t + 0.222_634_7) * t + 0.240_390
    };
    let y = if t >= 1e3 / 2222.0 {
        ((-1.106_381_4 * x - 1.348_110_20) * x + 2.185_558_32) * x - 0.202_196_83
    } else if t >= 0.25 {
        ((-0.954_947_6 * x - 1.374_185_93) * x + 2.091_370_15) * x - 0.167_488_67
    } else {
        ((3.081_758 * x - 5.873_386_70) * x + 3.751_129_97) * x - 0.370_014_83
    };
    let xyz = DVec3::new(x / y, 1.0, (1.0 - x - y) / y);
    with_luminance_one(Primaries::ACESCG.xyz_from_rgb().inverse() * xyz)
}

/// The color scaled to luminance 1; negative parts (outside ACEScg) are cut first.
pub fn with_luminance_one(color: DVec3) -> DVec3 {
    let color = color.max(DVec3::ZERO);
    color / color.dot(Primaries::ACESCG.luminance()).max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn azimuth_is_clockwise_from_minus_z() {
        let quarter = std::f64::consts::FRAC_PI_2;
        assert!((direction(0.0, 0.0) - DVec3::NEG_Z).length() < 1e-12);
        assert!((direction(quarter, 0.0) - DVec3::X).length() < 1e-12);
        assert!((direction(-1.0, quarter) - DVec3::Y).length() < 1e-12);
    }

    /// CIE 15: illuminant A (2856 K) is at xy (0.4476, 0.4074).
    #[test]
    fn black_body_of_illuminant_a() {
        let xyz = Primaries::ACESCG.xyz_from_rgb() * black_body(2856.0);
        let sum = xyz.element_sum();
        assert!((xyz.x / sum - 0.4476).abs() < 1e-3 && (xyz.y / sum - 0.4074).abs() < 1e-3, "{xyz}");
        assert!((xyz.y - 1.0).abs() < 1e-9);
    }
}
