//! When the sun rises, culminates and sets, and the three twilights.
//!
//! In: a day as two instants, a place. Out: [`Day`]. Not here: the zone that makes the day (`cli`, `show`).
//! Invariant: what does not happen on the day (polar day, polar night, a white night without dusk) is `None`.

use solar_positioning::{Horizon, Location, SolarEvents};

use super::{DELTA_T_SECS, earth};

/// Instants of a day, UTC milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Upper limb at the sea's horizon, 34' of refraction: middle at -0.8333 degree, as almanacs have it.
    pub sunrise: Option<i64>,
    /// The same.
    pub sunset: Option<i64>,
    /// Through the meridian.
    pub transit: Option<i64>,
    /// Middle at -6 degrees, rising and setting.
    pub civil: [Option<i64>; 2],
    /// At -12 degrees.
    pub nautical: [Option<i64>; 2],
    /// At -18 degrees.
    pub astronomical: [Option<i64>; 2],
}

/// What happens from `start_ms` until before `end_ms`, the first of each kind.
pub fn day(start_ms: i64, end_ms: i64, latitude_deg: f64, longitude_deg: f64) -> Day {
    let events = SolarEvents::new();
    let (start, end) = (earth::julian_ut(start_ms), earth::julian_ut(end_ms));
    let location = Location { latitude: latitude_deg, longitude: longitude_deg };
    let at = |found: Option<f64>| {
        found
            .map(|julian| libm::round((julian - 2_440_587.5) * 86_400_000.0) as i64)
            .filter(|ms| *ms < end_ms)
    };
    let rise = |horizon| events.next_rise_from_julian(start, end, location, DELTA_T_SECS, horizon);
    let set = |horizon| events.next_set_from_julian(start, end, location, DELTA_T_SECS, horizon);
    let both = |horizon| [at(rise(horizon).ok().flatten()), at(set(horizon).ok().flatten())];
    let [sunrise, sunset] = both(Horizon::SunriseSunset);
    let transit = events.next_transit_from_julian(start, end, longitude_deg, DELTA_T_SECS);
    Day {
        sunrise,
        sunset,
        transit: at(transit.ok().flatten()),
        civil: both(Horizon::CivilTwilight),
        nautical: both(Horizon::NauticalTwilight),
        astronomical: both(Horizon::AstronomicalTwilight),
    }
}
