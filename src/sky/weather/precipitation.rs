//! Rain and snow in closed form: how many drops, how large, how fast, where the wind takes them.
//!
//! In: millimetres an hour, diameters, heights, seconds. Out: numbers. Not here: drawing (`render::passes::precipitation`).
//! Twin: shaders/lib/precipitation.wgsl. Sources stand there. Invariant: no state.

use std::f64::consts::TAU;

/// Time after which everything that falls is where it was, seconds.
pub const PERIOD_SECS: f64 = 256.0;
/// Drops a cubic metre and millimetre of diameter at no diameter: Marshall and Palmer's N0.
pub const DROPS_PER_M3_MM: f64 = 8000.0;
/// 1 / ln(10 m / 0.03 m).
const PROFILE: f64 = 0.172_142_431_623_281_9;

/// Three hashed words of three. Twin: `precipitation_hash`.
pub fn hash(key: [u32; 3]) -> [u32; 3] {
    let [mut x, mut y, mut z] = key.map(|word| word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    x = x.wrapping_add(y.wrapping_mul(z));
    y = y.wrapping_add(z.wrapping_mul(x));
    z = z.wrapping_add(x.wrapping_mul(y));
    (x, y, z) = (x ^ (x >> 16), y ^ (y >> 16), z ^ (z >> 16));
    x = x.wrapping_add(y.wrapping_mul(z));
    y = y.wrapping_add(z.wrapping_mul(x));
    z = z.wrapping_add(x.wrapping_mul(y));
    [x, y, z]
}

/// A word as a number in [0, 1). Twin: `precipitation_unit`.
pub fn unit(word: u32) -> f64 {
    f64::from(word >> 8) / f64::from(1 << 24)
}

/// How fast drops become fewer with their diameter, 1/mm. Twin: `precipitation_slope_per_mm`.
pub fn slope_per_mm(rain_mm_per_h: f64) -> f64 {
    4.1 * libm::pow(rain_mm_per_h, -0.21)
}

/// Diameter of the drop at a share of all of 0.5 to 6 mm. Twin: `precipitation_diameter_mm`.
pub fn diameter_mm(share: f64, slope_per_mm: f64) -> f64 {
    0.5 - libm::log(1.0 - share * (1.0 - libm::exp(-5.5 * slope_per_mm))) / slope_per_mm
}

/// How fast a drop falls, m/s. Twin: `precipitation_terminal_mps`.
pub fn terminal_mps(diameter_mm: f64) -> f64 {
    9.65 - 10.3 * libm::exp(-0.6 * diameter_mm)
}

/// Drops of half a millimetre and more in a cubic metre.
pub fn drops_per_m3(rain_mm_per_h: f64) -> f64 {
    if rain_mm_per_h <= 0.0 {
        return 0.0;
    }
    let slope = slope_per_mm(rain_mm_per_h);
    DROPS_PER_M3_MM / slope * libm::exp(-0.5 * slope)
}

/// Wind at a height over the wind at 10 m. Twin: `precipitation_wind_share`.
pub fn wind_share(height_m: f64) -> f64 {
    libm::log(height_m.max(0.06) / 0.03) * PROFILE
}

/// How far a drop lags behind the air of 10 m, in units of wind over fall. Twin: `precipitation_wind_lag_m`.
pub fn wind_lag_m(height_m: f64) -> f64 {
    let height = height_m.max(0.06);
    height * (libm::log(height / 0.03) - 1.0) * PROFILE - height + 10.0 * PROFILE
}

/// Extra wind and how far it has carried, in units of gustiness. Twin: `precipitation_gust`.
pub fn gust(secs: f64) -> [f64; 2] {
    let waves = [(7.0, 0.20, 0.3), (17.0, 0.16, 1.9), (31.0, 0.10, 4.1), (53.0, 0.06, 2.7)];
    waves.iter().fold([0.0, 0.0], |[wind, carried], (turns, strength, start)| {
        let phase = turns * secs / PERIOD_SECS * TAU + start;
        let per_turn = strength / turns * PERIOD_SECS / TAU;
        [wind + strength * libm::cos(phase), carried + per_turn * libm::sin(phase)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, share: f64) {
        assert!((found / expected - 1.0).abs() < share, "{found} is not {expected}");
    }

    /// Rows of sky.md 3.2.
    #[test]
    fn drops_are_as_many_and_as_fast_as_published() {
        for (rain, drops) in [(1.0, 251.0), (10.0, 894.0), (50.0, 1801.0)] {
            near(drops_per_m3(rain), drops, 0.002);
        }
        for (diameter, speed) in [(0.5, 2.02), (1.0, 4.00), (2.0, 6.55), (3.0, 7.95), (5.0, 9.14)] {
            near(terminal_mps(diameter), speed, 0.003);
        }
        assert_eq!(drops_per_m3(0.0), 0.0);
    }

    /// Even shares give Marshall and Palmer's share of drops above any diameter.
    #[test]
    fn diameters_follow_the_truncated_law() {
        let slope = slope_per_mm(10.0);
        let count = 20_000;
        let above = |least: f64| {
            let larger = (0..count)
                .filter(|index| diameter_mm((f64::from(*index) + 0.5) / f64::from(count), slope) > least);
            larger.count() as f64 / f64::from(count)
        };
        let tail = |diameter: f64| libm::exp(-slope * diameter) - libm::exp(-6.0 * slope);
        for least in [0.7, 1.0, 2.0] {
            near(above(least), tail(least) / tail(0.5), 0.02);
        }
        assert_eq!(above(6.0), 0.0);
        assert!((diameter_mm(0.0, slope) - 0.5).abs() < 1e-12);
    }

    /// The lag is the integral of the profile's difference from 1, zero at 10 m; a gust carries what it blows.
    #[test]
    fn wind_carries_drops_as_it_blows() {
        let step = 1e-4;
        for height in [0.5, 2.0, 10.0, 30.0] {
            let slope = (wind_lag_m(height + step) - wind_lag_m(height - step)) / (2.0 * step);
            assert!((slope - (wind_share(height) - 1.0)).abs() < 1e-6, "{height}");
            let [wind, _] = gust(height);
            let carried = (gust(height + step)[1] - gust(height - step)[1]) / (2.0 * step);
            assert!((carried - wind).abs() < 1e-6, "{height}");
        }
        near(wind_share(10.0), 1.0, 1e-6);
        near(gust(0.0)[0], gust(PERIOD_SECS)[0], 1e-9);
    }

    /// Words of pcg3d computed by its authors' listing in Python's integers.
    #[test]
    fn the_hash_is_pcg3d() {
        assert_eq!(hash([0, 0, 0]), PCG3D_OF_ZERO);
        assert_eq!(hash([1, 2, 3]), PCG3D_OF_123);
        assert!(unit(u32::MAX) < 1.0);
    }

    const PCG3D_OF_ZERO: [u32; 3] = [2611992518, 2833812075, 1058359340];
    const PCG3D_OF_123: [u32; 3] = [4204755366, 1223881804, 1500469937];
}
