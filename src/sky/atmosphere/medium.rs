//! What the air is made of: molecules, aerosol, ozone.
//!
//! In: visibility, dust, altitude. Out: an [`AirPacket`] with nothing lit yet. Not here: mist and fog at the ground, which haze hands over to at 8 km
//! (`sky::fog`).
//! Source: Hillaire 2020 (table 1) for molecules and ozone; Koschmieder 1924 for visibility; Angstrom 1929 for the color of haze.
//! Invariant: smooth in every setting, so a fade of the weather is one of the air.

use crate::sky::SkySettings;
use crate::sky::fog::{self, KOSCHMIEDER};
use crate::sky::packet::AirPacket;

/// Rayleigh scattering at the sea, 680, 550, 440 nm, 1/km.
pub const RAYLEIGH_PER_KM: [f64; 3] = [5.802e-3, 13.558e-3, 33.1e-3];
/// Ozone absorption at 25 km for 300 DU, 1/km.
pub const OZONE_PER_KM: [f64; 3] = [0.650e-3, 1.881e-3, 0.085e-3];
/// Height in which aerosol falls to 1/e, km.
pub const MIE_HEIGHT_KM: f64 = 1.2;
/// Wavelengths of the lanes, micrometres.
pub const LANES_UM: [f64; 3] = [0.680, 0.550, 0.440];
/// Least aerosol, 1/km: nowhere is none.
const LEAST_MIE_PER_KM: f64 = 0.0005;

/// Angstrom exponent of haze and of dust.
const ANGSTROM: [f64; 2] = [1.3, 0.2];
/// Single-scattering albedo of haze; of dust, brown: blue is absorbed most.
const ALBEDO: [[f64; 3]; 2] = [[0.95, 0.95, 0.95], [0.97, 0.92, 0.83]];
/// Asymmetry of haze and of dust.
const ASYMMETRY: [f64; 2] = [0.76, 0.74];

/// The air of these settings, not lit yet. All its coefficients are those at world zero.
pub fn air(settings: &SkySettings) -> AirPacket {
    let altitude_km = settings.altitude_m / 1000.0;
    let thin = libm::exp(-altitude_km / super::layout::RAYLEIGH_KM);
    let haze = 1000.0 * KOSCHMIEDER / fog::haze_visibility_m(settings.visibility_m);
    let rayleigh = RAYLEIGH_PER_KM.map(|lane| lane * thin);
    // What molecules take at 550 nm is part of the visibility; softly so, to the clearest air there is.
    let rest = haze - rayleigh[1];
    let mie = 0.5 * (rest + libm::sqrt(rest * rest + 4.0 * LEAST_MIE_PER_KM * LEAST_MIE_PER_KM));
    let dust = settings.weather.dust.clamp(0.0, 1.0);
    let mixed = |of: [f64; 2]| of[0] + (of[1] - of[0]) * dust;
    let extinction = LANES_UM.map(|um| mie * libm::pow(um / LANES_UM[1], -mixed(ANGSTROM)));
    let scattering: [f64; 3] =
        std::array::from_fn(|lane| extinction[lane] * mixed(ALBEDO.map(|of| of[lane])));
    let narrow = |lanes: [f64; 3]| lanes.map(|lane| lane as f32);
    AirPacket {
        rayleigh_per_km: narrow(rayleigh),
        altitude_km: altitude_km as f32,
        mie_scattering_per_km: narrow(scattering),
        mie_height_km: MIE_HEIGHT_KM as f32,
        mie_absorption_per_km: narrow(std::array::from_fn(|lane| extinction[lane] - scattering[lane])),
        mie_asymmetry: mixed(ASYMMETRY) as f32,
        ozone_per_km: narrow(OZONE_PER_KM),
        twilight_gain: 1.0,
        ground_albedo: settings.ground_albedo.map(|lane| lane as f32),
        night_nits: super::governor::NIGHT_NITS as f32,
        to_sun: [0.0, 1.0, 0.0],
        eye_km: 0.002,
        to_moon: [0.0, 1.0, 0.0],
        moon_gain: 0.0,
        stored_log2: 0.0,
        reserved: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// beta = 3.912 / V - 0.0136 (sky.md 0.1): V 23 km 0.157, 40 km 0.084, 60 km 0.052, 100 km 0.0255.
    #[test]
    fn haze_follows_visibility() {
        for (visibility_km, mie) in [(23.0, 0.157), (40.0, 0.084), (60.0, 0.052), (100.0, 0.0255)] {
            let air = air(&SkySettings { visibility_m: visibility_km * 1000.0, ..Default::default() });
            let got = f64::from(air.mie_scattering_per_km[1] + air.mie_absorption_per_km[1]);
            assert!((got / mie - 1.0).abs() < 0.01, "{visibility_km} km: {got}");
        }
    }

    #[test]
    fn dust_is_brown() {
        let mut settings = SkySettings::default();
        let ratio = |air: &AirPacket| air.mie_absorption_per_km[2] / air.mie_absorption_per_km[0];
        let haze = air(&settings);
        settings.weather.dust = 1.0;
        let dust = air(&settings);
        assert!(ratio(&dust) > 3.0 * ratio(&haze));
        assert!(dust.mie_scattering_per_km[2] < dust.mie_scattering_per_km[0]);
        assert!(haze.mie_scattering_per_km[2] > haze.mie_scattering_per_km[0], "haze is blue");
    }
}
