//! How light the day and the night are: illuminance of a level surface in the open, sun and moon apart.
//!
//! In: apparent elevation, elongation. Out: lux. Source: Janiczek and DeYoung, USNO Circular 171 (1987).
//! Not here: how the sky is made to follow it (`governor`). Invariant: finite and rising from -90 to 90 degrees.

/// Of the sun at its mean distance, above the air, lux.
pub const SUN_LUX: f64 = 133_775.0;
/// Of the full moon at its mean distance, above the air, lux.
pub const MOON_LUX: f64 = 0.418;
/// Of a moonless night: stars and airglow, lux.
pub const NIGHT_LUX: f64 = 5e-4;

/// Illuminance of a level surface over that of the light above the air.
pub fn level_share(apparent_elevation_deg: f64) -> f64 {
    const SCALE: f64 = 753.661_56;
    let height = apparent_elevation_deg.to_radians();
    let (sine, cosine) = (libm::sin(height), libm::cos(height));
    let lean = libm::asin((SCALE * cosine / (SCALE + 1.0)).clamp(-1.0, 1.0));
    let mass = SCALE * (libm::cos(lean) - sine) + libm::cos(lean);
    let direct = libm::exp(-0.21 * mass) * sine;
    let diffuse =
        0.0289 * libm::exp(-0.042 * mass) * (1.0 + (apparent_elevation_deg + 90.0) * sine / 57.295_78);
    direct + diffuse
}

/// Of sun, stars and airglow together under a clear sky, lux.
pub fn usno_lux(apparent_elevation_deg: f64) -> f64 {
    SUN_LUX * level_share(apparent_elevation_deg) + NIGHT_LUX
}

/// Of the moon alone above the air, lux, at an angle from the sun; at its mean distance.
pub fn moon_above_air_lux(elongation_deg: f64) -> f64 {
    let angle = elongation_deg.clamp(0.01, 180.0).to_radians();
    let half = libm::tan((0.5 * angle).min(1.57));
    let phase = 0.892 * libm::exp(-3.343 / libm::pow(half, 0.632))
        + 0.0344 * (libm::sin(angle) - angle * libm::cos(angle));
    MOON_LUX * phase
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The circular's curve as sky.md 1.5 prints it.
    #[test]
    fn the_suns_curve_is_the_circulars() {
        let rows = [
            (90.0, 123_800.0),
            (50.0, 88_400.0),
            (30.0, 51_300.0),
            (10.0, 11_100.0),
            (5.0, 4085.0),
            (0.0, 757.0),
            (-0.833, 438.0),
            (-4.0, 24.4),
            (-6.0, 2.99),
            (-12.0, 0.0044),
        ];
        for (elevation, lux) in rows {
            let got = SUN_LUX * level_share(elevation);
            assert!((got / lux - 1.0).abs() < 0.012, "{elevation}: {got} for {lux}");
        }
        let mut last = 0.0;
        for step in -90..=90 {
            let lux = usno_lux(f64::from(step));
            assert!(lux.is_finite() && lux >= last && lux >= NIGHT_LUX, "{step}: {lux}");
            last = lux;
        }
    }

    /// Full 0.16 lux at 30 degrees, 0.32 at 60; a quarter 0.011 at 30.
    #[test]
    fn the_moons_light_is_the_circulars() {
        for (elongation, elevation, lux) in [(180.0, 30.0, 0.16), (180.0, 60.0, 0.32), (90.0, 30.0, 0.011)] {
            let distance = 1.0
                - 0.005 * libm::cos(f64::to_radians(elongation))
                - 0.03 * libm::sin(f64::to_radians(elevation));
            let got = moon_above_air_lux(elongation) / distance * level_share(elevation);
            assert!((got / lux - 1.0).abs() < 0.06, "{elongation} {elevation}: {got} for {lux}");
        }
        assert!(moon_above_air_lux(0.0) < 1e-6);
    }
}
