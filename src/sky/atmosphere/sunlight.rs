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
