//! Moonlight.
//!
//! In: where the moon stands and how much of it is lit. Out: its illuminance above the air and at the observer.
//! Source: USNO Circular 171; its reddish color after the lunar albedo, which doubles from 400 to 800 nm (ROLO, Kieffer and Stone 2005).
//! Not here: its disc (`shaders/scene/celestial.wgsl`). Invariant: continuous in phase, distance and elevation.

use crate::sky::ephemeris::MoonPosition;
use crate::sky::packet::AirPacket;

use super::spectrum;
use super::sunlight::direct_lux;
use super::usno::{SUN_LUX, moon_above_air_lux};

/// Distance at which the circular's full moon is, kilometres.
const MEAN_KM: f64 = 384_400.0;

/// Moonlight above the air over sunlight above the air.
pub fn moon_top_gain(moon: &MoonPosition) -> f64 {
    let near = MEAN_KM / moon.distance_km.max(300_000.0);
    // The circular's 1 - 0.005 cos E: a full moon is as much further from the sun than we are.
    let from_sun = 1.0 - 0.005 * libm::cos(moon.elongation_deg.to_radians());
    moon_above_air_lux(moon.elongation_deg) * near * near / from_sun / SUN_LUX
}

/// Lunar albedo over that at 555 nm.
fn tint(um: f64) -> f64 {
    um / 0.555
}

/// Direct normal illuminance of the moon at the observer, lux, linear ACEScg.
pub fn direct_moon_lux(air: &AirPacket, moon: &MoonPosition) -> [f64; 3] {
    let gain = moon_top_gain(moon);
    direct_lux(air, moon.apparent_elevation_deg, |um| gain * tint(um))
}

/// Moonlight above the air over sunlight's, linear Rec.709: its color in the air.
pub fn xy_above_air() -> [f64; 2] {
    let xyz = spectrum::xyz(spectrum::Sunlight::new().lux(|bin| tint(spectrum::wavelength_um(bin))));
    [xyz.x, xyz.y].map(|lane| lane / (xyz.x + xyz.y + xyz.z))
}
