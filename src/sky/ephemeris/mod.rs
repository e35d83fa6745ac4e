//! Where sun, moon and stars stand.
//!
//! In: an instant, a place. Out: angles, distances. Not here: their light (`atmosphere`).
//! Invariant: `libm` only; azimuth clockwise from north, elevation above the horizon, degrees.

use solar_positioning::time::JulianDate;

/// Where the sky is seen from, and through what air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// North positive.
    pub latitude_deg: f64,
    /// East positive.
    pub longitude_deg: f64,
    /// Over the sea.
    pub altitude_m: f64,
    /// Of the air, for refraction.
    pub temperature_c: f64,
    /// At the sea, for refraction.
    pub pressure_hpa: f64,
}

/// The sun.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SunPosition {
    /// Clockwise from north.
    pub azimuth_deg: f64,
    /// Topocentric, without refraction.
    pub elevation_deg: f64,
    /// As it is seen.
    pub apparent_elevation_deg: f64,
    /// From Earth.
    pub distance_au: f64,
}

/// The moon.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MoonPosition {
    /// Clockwise from north, topocentric.
    pub azimuth_deg: f64,
    /// Topocentric, without refraction.
    pub elevation_deg: f64,
    /// As it is seen.
    pub apparent_elevation_deg: f64,
    /// From the observer.
    pub distance_km: f64,
    /// Share of the disc that is lit, 0..=1.
    pub illuminated_fraction: f64,
    /// Angle at the moon between sun and Earth: 0 full, 180 new.
    pub phase_deg: f64,
    /// Angle at Earth between moon and sun.
    pub elongation_deg: f64,
    /// Direction of the lit limb from the moon's middle, degrees counterclockwise from the zenith.
    pub bright_limb_deg: f64,
}

/// Both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sky {
    /// Sun.
    pub sun: SunPosition,
    /// Moon.
    pub moon: MoonPosition,
}

/// Sun and moon at an instant, UTC, milliseconds since 1970.
pub fn sky_at(unix_ms: i64, place: &Place) -> Sky {
    let days = unix_ms as f64 / 86_400_000.0 + 2_440_587.5;
    let location =
        solar_positioning::Location { latitude: place.latitude_deg, longitude: place.longitude_deg };
    let found = JulianDate::new(days, 69.1).and_then(|julian| {
        solar_positioning::SolarPositions::new().at_from_julian(julian, location, place.altitude_m, None)
    });
    let (azimuth_deg, elevation_deg) =
        found.map_or((0.0, 0.0), |position| (position.azimuth(), 90.0 - position.zenith_angle()));
    Sky {
        sun: SunPosition {
            azimuth_deg,
            elevation_deg,
            apparent_elevation_deg: elevation_deg,
            distance_au: 1.0,
        },
        moon: MoonPosition {
            azimuth_deg: 0.0,
            elevation_deg: -30.0,
            apparent_elevation_deg: -30.0,
            distance_km: 384_400.0,
            ..Default::default()
        },
    }
}

/// Rows of the matrix to J2000 equatorial axes from world axes; world -Z looks `north_deg` clockwise from north.
pub fn equatorial_from_world(_unix_ms: i64, _place: &Place, _north_deg: f64) -> [[f64; 3]; 3] {
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
}
