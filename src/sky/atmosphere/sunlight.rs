//! Sunlight that comes straight through the air, by wavelength.
//!
//! In: an [`AirPacket`], apparent elevation. Out: direct normal illuminance, lux, linear ACEScg. Not here: sunlight within the
//! air, which is RGB (`shaders/sky`): three wavelengths make a low sun far too red (sky.md 0.2).
//! Source: the integral over spherical shells; molecules `lambda^-4`, ozone by cross section, aerosol through its three lanes.
//! Invariant: smooth through rise and set: the share of the disc counts, and the light of the middle of that share.

use std::sync::LazyLock;

use crate::sky::packet::AirPacket;

use super::layout::{density, height_after_km, way_to_top_km};
use super::medium::LANES_UM;
use super::spectrum::{BINS, Sunlight, ozone_share, wavelength_um};

/// Steps of the shell integral: 0.05 % of the exact columns at the horizon.
const STEPS: usize = 48;
/// The sun's mean angular radius, degrees.
const DISC_DEG: f64 = 0.266;

static SUNLIGHT: LazyLock<Sunlight> = LazyLock::new(Sunlight::new);

/// Kilometres of molecules and of aerosol as dense as at the ground, and of ozone at its densest, to the top of the air.
pub fn columns_km(height_km: f64, cosine: f64, mie_height_km: f64, ground_over_sea_km: f64) -> [f64; 3] {
    let way = way_to_top_km(height_km, cosine);
    let mut sums = [0.0; 3];
    for step in 0..STEPS {
        // Cubes from the eye on, where aerosol is densest; two Gauss points a step.
        let edge = |step: usize| {
            let share = step as f64 / STEPS as f64;
            way * share * share * (0.05 + 0.95 * share)
        };
        let (from, to) = (edge(step), edge(step + 1));
        for point in [0.211_324_865_405, 0.788_675_134_595] {
            let there = height_after_km(height_km, cosine, from + (to - from) * point);
            let share = density(there, mie_height_km, ground_over_sea_km);
            for (sum, share) in sums.iter_mut().zip(share) {
                *sum += 0.5 * share * (to - from);
            }
        }
    }
    sums
}

/// Share of a disc above the horizon, and the elevation of the middle of that share, degrees.
pub fn share_of_disc(apparent_elevation_deg: f64) -> (f64, f64) {
    let up = (apparent_elevation_deg / DISC_DEG).clamp(-1.0, 1.0);
    let root = libm::sqrt(1.0 - up * up);
    // A circle's segment: its area over the circle's, and its centroid.
    let share = (libm::acos(-up) + up * root) / std::f64::consts::PI;
    if share <= 1e-9 {
        return (0.0, 0.0);
    }
    let off = 2.0 / 3.0 * root * root * root / (std::f64::consts::PI * share);
    (share, (apparent_elevation_deg + off * DISC_DEG).max(0.0))
}

/// Extinction of aerosol at every wavelength through its values in three lanes: a parabola in logarithms.
fn mie_at(air: &AirPacket, bin: usize) -> f64 {
    let lanes: [f64; 3] = std::array::from_fn(|lane| {
        let both = air.mie_scattering_per_km[lane] + air.mie_absorption_per_km[lane];
        libm::log(f64::from(both).max(1e-9))
    });
    let at = LANES_UM.map(libm::log);
    let here = libm::log(wavelength_um(bin));
    let slope = |a: usize, b: usize| (lanes[b] - lanes[a]) / (at[b] - at[a]);
    let bend = (slope(1, 2) - slope(0, 1)) / (at[2] - at[0]);
    libm::exp(lanes[0] + slope(0, 1) * (here - at[0]) + bend * (here - at[0]) * (here - at[1]))
}

/// Share of sunlight that passes, by wavelength, along columns of [`columns_km`].
pub fn passes(air: &AirPacket, columns: [f64; 3]) -> [f64; BINS] {
    let [rayleigh, ozone] = [air.rayleigh_per_km[1], air.ozone_per_km[1]].map(f64::from);
    std::array::from_fn(|bin| {
        let um = wavelength_um(bin);
        let molecules = rayleigh * libm::pow(um / LANES_UM[1], -4.0);
        let depth =
            molecules * columns[0] + mie_at(air, bin) * columns[1] + ozone * ozone_share(bin) * columns[2];
        libm::exp(-depth)
    })
}

/// Direct normal illuminance of a light with the sun's spectrum times `tint`, at the observer, over its illuminance above the air
/// over the sun's.
pub(super) fn direct_lux(
    air: &AirPacket,
    apparent_elevation_deg: f64,
    tint: impl Fn(f64) -> f64,
) -> [f64; 3] {
    let (share, elevation_deg) = share_of_disc(apparent_elevation_deg);
    if share == 0.0 {
        return [0.0; 3];
    }
    let cosine = libm::sin(elevation_deg.to_radians());
    let [height, over_sea] = [air.mie_height_km, air.altitude_km].map(f64::from);
    let passes = passes(air, columns_km(0.0, cosine, height, over_sea));
    (SUNLIGHT.lux(|bin| passes[bin] * tint(wavelength_um(bin))) * share).to_array()
}

/// Direct normal illuminance of the sun at the observer, lux, linear ACEScg.
pub fn direct_sun_lux(air: &AirPacket, apparent_elevation_deg: f64, distance_gain: f64) -> [f64; 3] {
    direct_lux(air, apparent_elevation_deg, |_| distance_gain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sky::SkySettings;
    use crate::sky::atmosphere::{air, luminance, spectrum};
    use glam::DVec3;

    /// Visibility of 40 km: aerosol's optical depth 0.10 at 550 nm.
    fn clear() -> AirPacket {
        air(&SkySettings { visibility_m: 40_000.0, altitude_m: 0.0, ..Default::default() })
    }

    /// sky.md 1.5, klx: another spectral integral at AOD 0.1, spectrl2 (pvlib 0.13), IES.
    const MODELS: [(f64, [f64; 3]); 7] = [
        (90.0, [104.9, 107.7, 103.3]),
        (60.0, [101.2, 104.2, 100.0]),
        (45.0, [95.3, 98.6, 94.7]),
        (30.0, [83.3, 87.1, 83.8]),
        (20.0, [67.6, 71.9, 69.0]),
        (10.0, [36.6, 41.3, 38.0]),
        (5.0, [12.6, 16.3, 11.5]),
    ];

    fn farthest(lux_at: impl Fn(f64) -> f64) -> f64 {
        MODELS.iter().fold(0.0, |worst: f64, (elevation, models)| {
            let klx = lux_at(*elevation) / 1000.0;
            let off = klx * 3.0 / models.iter().sum::<f64>() - 1.0;
            println!("{elevation}: {klx:.1} klx, {:+.1} % of the three models' mean", 100.0 * off);
            worst.max(off.abs())
        })
    }

    #[test]
    fn direct_light_is_that_of_three_models() {
        let air = clear();
        assert!(farthest(|elevation| luminance(direct_sun_lux(&air, elevation, 1.0))) < 0.10);
        let hazy = super::super::air(&SkySettings { visibility_m: 15_000.0, ..Default::default() });
        assert!(
            farthest(|elevation| luminance(direct_sun_lux(&hazy, elevation, 1.0))) > 0.10,
            "negative control"
        );
    }

    /// Correlated color temperatures of sky.md 1.5 within 10 %; ours are the lower ones: -1 % at 90, -9 % at 5 degrees.
    #[test]
    fn direct_light_reddens_as_it_should() {
        let air = clear();
        for (elevation, kelvin) in [(90.0, 5400.0), (30.0, 4950.0), (10.0, 3850.0), (5.0, 3000.0)] {
            let xyz = spectrum::xyz(DVec3::from_array(direct_sun_lux(&air, elevation, 1.0)));
            let sum = xyz.x + xyz.y + xyz.z;
            let got = crate::color::white::kelvin_from_xy(glam::DVec2::new(xyz.x / sum, xyz.y / sum));
            println!("{elevation}: {got:.0} K");
            assert!((got / kelvin - 1.0).abs() < 0.1, "{elevation}: {got} K for {kelvin}");
        }
    }

    /// Exact columns: 8 km, 1.2 km, 15 km straight up; at the horizon Chapman's function, sqrt(pi R / 2 H) (1 + 3 H / 8 R) H.
    #[test]
    fn columns_are_exact() {
        let [rayleigh, mie, ozone] = columns_km(0.0, 1.0, 1.2, 0.0);
        assert!(
            (rayleigh / 8.0 - 1.0).abs() < 1e-4
                && (mie / 1.2 - 1.0).abs() < 1e-5
                && (ozone / 15.0 - 1.0).abs() < 1e-3
        );
        let level = columns_km(0.0, 0.0, 1.2, 0.0);
        for (got, height) in [(level[0], 8.0), (level[1], 1.2)] {
            let want = height
                * libm::sqrt(std::f64::consts::FRAC_PI_2 * 6360.0 / height)
                * (1.0 + 0.375 * height / 6360.0);
            assert!((got / want - 1.0).abs() < 5e-4, "{height}: {got} for {want}");
        }
    }

    #[test]
    fn the_sun_rises_without_a_step() {
        let air = clear();
        let lux = |elevation: f64| luminance(direct_sun_lux(&air, elevation, 1.0));
        assert_eq!(lux(-0.27), 0.0);
        let whole = lux(0.266);
        for step in -30..30 {
            let at = f64::from(step) * 0.01;
            assert!(
                (lux(at + 0.01) - lux(at)).abs() < 0.08 * whole,
                "{at}: {} {} {whole}",
                lux(at),
                lux(at + 0.01)
            );
        }
        // Half a disc, and its middle 4 / (3 pi) of the radius up.
        let (share, middle) = share_of_disc(0.0);
        assert!(
            (share - 0.5).abs() < 1e-12
                && (middle - 0.266 * 4.0 / (3.0 * std::f64::consts::PI)).abs() < 1e-12
        );
    }
}
