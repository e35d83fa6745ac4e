//! Where the sun stands: NREL's Solar Position Algorithm (Reda, Andreas 2008).
//!
//! In: an instant, a place. Out: [`SunPosition`], and its place among the stars for the moon's phase. Not here: rise and set
//! (`twilight`).
//! Invariant: an instant outside the algorithm's years (-2000 to 6000) gives a sun below the horizon, no error.

use solar_positioning::time::JulianDate;
use solar_positioning::{Location, SolarPositions};

use super::{Place, SunPosition, earth, refraction};

/// Kilometres of an astronomical unit.
const AU_KM: f64 = 149_597_870.7;

/// The sun, and where it is from Earth's middle: equatorial axes of date, km.
pub(super) fn sun_at(unix_ms: i64, delta_t_secs: f64, place: &Place) -> (SunPosition, [f64; 3]) {
    found(unix_ms, delta_t_secs, place).unwrap_or((
        SunPosition {
            elevation_deg: -90.0,
            apparent_elevation_deg: -90.0,
            distance_au: 1.0,
            ..Default::default()
        },
        [0.0, 0.0, -AU_KM],
    ))
}

fn found(unix_ms: i64, delta_t_secs: f64, place: &Place) -> Option<(SunPosition, [f64; 3])> {
    let julian = JulianDate::new(earth::julian_ut(unix_ms), delta_t_secs).ok()?;
    let prepared = SolarPositions::new().for_time_from_julian(julian).ok()?;
    let location = Location { latitude: place.latitude_deg, longitude: place.longitude_deg };
    let seen = prepared.at(location, place.altitude_m, None).ok()?;
    let elevation_deg = 90.0 - seen.zenith_angle();
    let distance_au = prepared.earth_radius_vector()?;
    let position = SunPosition {
        azimuth_deg: seen.azimuth(),
        elevation_deg,
        apparent_elevation_deg: elevation_deg
            + refraction::lift_deg(elevation_deg, place.pressure_hpa, place.temperature_c),
        distance_au,
    };
    let to = earth::equatorial(prepared.right_ascension(), prepared.declination());
    Some((position, to.map(|lane| lane * distance_au * AU_KM)))
}
