//! Where sun, moon and stars stand.
//!
//! In: an instant, a place. Out: angles, distances. Not here: their light (`atmosphere`).
//! Invariant: `libm` only; azimuth clockwise from north, elevation above the horizon, degrees.

pub mod discs;
pub mod earth;
mod moon;
mod moon_terms;
pub mod places;
pub mod refraction;
pub mod stars;
mod sun;
#[cfg(test)]
mod tests;
pub mod twilight;

pub use twilight::{Day, day};

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
    /// Of the air at the place (not reduced to the sea), for refraction.
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
    /// Azimuth and elevation of the direction from the moon to the sun.
    pub sunward_deg: [f64; 2],
}

/// Both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sky {
    /// Sun.
    pub sun: SunPosition,
    /// Moon.
    pub moon: MoonPosition,
}

/// Dynamical time less universal time, seconds: 69.2 measured in 2024 and hardly moving since; 63.8 in 2000. A wrong second
/// moves the moon by 0.0002 degree, the sun by less.
pub const DELTA_T_SECS: f64 = 69.1;

/// Sun and moon at an instant, UTC, milliseconds since 1970.
pub fn sky_at(unix_ms: i64, place: &Place) -> Sky {
    sky_at_with(unix_ms, DELTA_T_SECS, place)
}

/// The same with another difference of dynamical to universal time.
pub fn sky_at_with(unix_ms: i64, delta_t_secs: f64, place: &Place) -> Sky {
    let (sun, sun_km) = sun::sun_at(unix_ms, delta_t_secs, place);
    Sky { sun, moon: moon::moon_at(unix_ms, delta_t_secs, place, sun_km) }
}

/// Rows of the matrix to J2000 equatorial axes from world axes; world -Z looks `north_deg` clockwise from north.
/// Mean equator: nutation and aberration, 0.01 degree together, are left out.
pub fn equatorial_from_world(unix_ms: i64, place: &Place, north_deg: f64) -> [[f64; 3]; 3] {
    let century = (earth::julian_ut(unix_ms) - earth::J2000) / earth::CENTURY_DAYS;
    let sidereal_deg = earth::sidereal_deg(unix_ms) + place.longitude_deg;
    let of_date = earth::equatorial_from_horizon(sidereal_deg, place.latitude_deg);
    let (sine, cosine) = libm::sincos(north_deg.to_radians());
    // World +X lies `north_deg` south of east.
    let horizon_from_world = [[cosine, 0.0, -sine], [0.0, 1.0, 0.0], [sine, 0.0, cosine]];
    let j2000_from_date = earth::transposed(&earth::date_from_j2000(century));
    earth::product(&j2000_from_date, &earth::product(&of_date, &horizon_from_world))
}
