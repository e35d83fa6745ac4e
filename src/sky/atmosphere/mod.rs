//! The air: what it is made of and what it does to sunlight, on the CPU.
//!
//! In: visibility, dust, altitude, elevations. Out: coefficients, illuminances. Not here: the sky's picture (`render`).
//! Invariant: `libm` only; finite for every elevation.

use super::SkySettings;
use super::ephemeris::MoonPosition;
use super::packet::AirPacket;

/// The air of these settings. Source of the coefficients: Hillaire 2020, table 1; Mie from visibility (Koschmieder 1924).
pub fn air(settings: &SkySettings) -> AirPacket {
    let mie_per_km = (3912.0 / super::fog::haze_visibility_m(settings.visibility_m) - 0.0136).max(0.0005);
    let (scattering, absorption) = ((mie_per_km * 0.93) as f32, (mie_per_km * 0.07) as f32);
    AirPacket {
        rayleigh_per_km: [5.802e-3, 13.558e-3, 33.1e-3],
        altitude_km: (settings.altitude_m / 1000.0) as f32,
        mie_scattering_per_km: [scattering; 3],
        mie_height_km: 1.2,
        mie_absorption_per_km: [absorption; 3],
        mie_asymmetry: 0.76,
        ozone_per_km: [0.650e-3, 1.881e-3, 0.085e-3],
        twilight_gain: 1.0,
        ground_albedo: settings.ground_albedo.map(|lane| lane as f32),
        night_nits: 2e-4,
    }
}

/// Direct normal illuminance of the sun at the observer, lux, linear ACEScg.
pub fn direct_sun_lux(_air: &AirPacket, elevation_deg: f64, distance_gain: f64) -> [f64; 3] {
    let height = libm::sin(elevation_deg.to_radians());
    let lux = if height <= 0.0 { 0.0 } else { 127_500.0 * distance_gain * libm::exp(-0.21 / height) };
    [lux; 3]
}

/// The same of the moon.
pub fn direct_moon_lux(_air: &AirPacket, _moon: &MoonPosition) -> [f64; 3] {
    [0.0; 3]
}

/// Moonlight above the air over sunlight above the air.
pub fn moon_top_gain(_moon: &MoonPosition) -> f64 {
    0.0
}

/// What twilight's light is scaled by.
pub fn twilight_gain(_apparent_elevation_deg: f64) -> f64 {
    1.0
}
