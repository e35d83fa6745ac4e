//! How bright a sky is, from its packet alone: what a light meter on the mark would read, without drawing anything.
//!
//! In: a [`SkyPacket`]. Out: illuminance on the level, luminance of a grey card. Not here: the picture's own light (`render`).
//! Source: USNO Circular 171 (Janiczek, DeYoung 1987) for the whole day; overcast 0.3 + 21 sin h klx (IES); Kasten, Czeplak 1980
//! for how clouds between clear and overcast count. Invariant: continuous in every number; `libm` only; no allocation.

use super::SkyPacket;

/// Illuminance that the night sky without sun and moon adds, lux (sky.md 1.5).
const NIGHT_LUX: f64 = 5e-4;

/// Illuminance of sun and clear sky on the level at an apparent elevation, lux.
pub fn clear_level_lux(elevation_deg: f64) -> f64 {
    133_775.0 * level_share(elevation_deg) + NIGHT_LUX
}

/// The function M of USNO Circular 171: illuminance on the level over that above the air.
pub fn level_share(elevation_deg: f64) -> f64 {
    let height = elevation_deg.to_radians();
    let sine = libm::sin(height);
    let reach = 753.661_56;
    let side = libm::asin(reach * libm::cos(height) / (reach + 1.0));
    let mass = reach * (libm::cos(side) - sine) + libm::cos(side);
    libm::exp(-0.21 * mass) * sine
        + 0.0289 * libm::exp(-0.042 * mass) * (1.0 + (elevation_deg + 90.0) * sine / 57.295_78)
}

/// A stored 1.0 of the light that is gathered from this sky, nits: the power of two nearest to its mean. So half floats hold moonlight
/// as finely as noon.
pub fn nits_per_unit(packet: &SkyPacket) -> f64 {
    let elevation = |to: [f32; 3]| libm::asin(f64::from(to[1]).clamp(-1.0, 1.0)).to_degrees();
    let moon: f64 = packet.moon.lux.iter().map(|lane| f64::from(*lane)).sum::<f64>() / 3.0;
    let lux = clear_level_lux(elevation(packet.sun.to)) + moon.max(0.0);
    libm::exp2(libm::round(libm::log2(lux / std::f64::consts::PI)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows that sky.md 1.5 gives of the circular, rounded there to three digits.
    #[test]
    fn the_curve_is_that_of_the_circular() {
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
            (-12.0, 0.0044 + NIGHT_LUX),
        ];
        for (elevation_deg, lux) in rows {
            let found = clear_level_lux(elevation_deg);
            assert!((found / lux - 1.0).abs() < 0.011, "{elevation_deg}: {found} is not {lux}");
        }
    }
}
