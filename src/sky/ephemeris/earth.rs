//! Earth's turn and tilt: sidereal time, obliquity, nutation, precession, and the observer on the ellipsoid.
//!
//! In: centuries, a place. Out: angles, rotations, a position. Not here: sun and moon (`sun`, `moon`).
//! Invariant: rotations are orthonormal to rounding; matrices hold rows.

use super::Place;

/// Rows of a matrix.
pub type Rows = [[f64; 3]; 3];

/// Equatorial radius of Earth, km, and its flattening: WGS 84.
const RADIUS_KM: f64 = 6378.137;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// Julian date of J2000.
pub const J2000: f64 = 2_451_545.0;
/// Days of a Julian century.
pub const CENTURY_DAYS: f64 = 36_525.0;
const ARCSECOND: f64 = 1.0 / 3600.0;

/// Julian date, UT, of UTC milliseconds since 1970. UT1 is within 0.9 s of UTC: 0.004 degree of the sky's turn.
pub fn julian_ut(unix_ms: i64) -> f64 {
    unix_ms as f64 / 86_400_000.0 + 2_440_587.5
}

/// Greenwich mean sidereal time, degrees. Source: Meeus 12.4 (IAU 1982). The whole days are taken apart, so that the sky of
/// one millisecond differs from the next one's.
pub fn sidereal_deg(unix_ms: i64) -> f64 {
    let (day, ms) = (unix_ms.div_euclid(86_400_000), unix_ms.rem_euclid(86_400_000));
    // 2000-01-01 12:00 is half a day after day 10957.
    let whole = (day - 10_957) as f64 - 0.5;
    let part = ms as f64 / 86_400_000.0;
    let century = (whole + part) / CENTURY_DAYS;
    let turned = (0.985_647_366_29 * whole).rem_euclid(360.0) + 360.0 * (whole.rem_euclid(1.0));
    let of_day = 360.985_647_366_29 * part;
    (280.460_618_37 + turned + of_day + century * century * (0.000_387_933 - century / 38_710_000.0))
        .rem_euclid(360.0)
}

/// What nutation adds to longitude and to obliquity, degrees. Source: Meeus ch. 22, the four greatest terms (0.5'').
pub fn nutation_deg(century: f64) -> [f64; 2] {
    let node = (125.044_52 - 1_934.136_261 * century).to_radians();
    let sun = (280.466_5 + 36_000.769_8 * century).to_radians();
    let moon = (218.316_5 + 481_267.881_3 * century).to_radians();
    let longitude = -17.20 * libm::sin(node) - 1.32 * libm::sin(2.0 * sun) - 0.23 * libm::sin(2.0 * moon)
        + 0.21 * libm::sin(2.0 * node);
    let obliquity = 9.20 * libm::cos(node) + 0.57 * libm::cos(2.0 * sun) + 0.10 * libm::cos(2.0 * moon)
        - 0.09 * libm::cos(2.0 * node);
    [longitude * ARCSECOND, obliquity * ARCSECOND]
}

/// Mean obliquity of the ecliptic, degrees. Source: Meeus 22.2.
pub fn obliquity_deg(century: f64) -> f64 {
    23.439_291_11 - (46.8150 + (0.000_59 - 0.001_813 * century) * century) * century * ARCSECOND
}

/// From J2000 equatorial axes to those of the mean equator and equinox of date. Source: Meeus 21.2, 21.3 (Lieske 1977).
pub fn date_from_j2000(century: f64) -> Rows {
    let t = century;
    let zeta = (2306.2181 + (0.301_88 + 0.017_998 * t) * t) * t * ARCSECOND;
    let z = (2306.2181 + (1.094_68 + 0.018_203 * t) * t) * t * ARCSECOND;
    let theta = (2004.3109 - (0.426_65 + 0.041_833 * t) * t) * t * ARCSECOND;
    product(&about_z(-z), &product(&about_y(theta), &about_z(-zeta)))
}

/// Rotation of axes by an angle in degrees about Z.
fn about_z(degrees: f64) -> Rows {
    let (sine, cosine) = libm::sincos(degrees.to_radians());
    [[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]]
}

/// The same about Y.
fn about_y(degrees: f64) -> Rows {
    let (sine, cosine) = libm::sincos(degrees.to_radians());
    [[cosine, 0.0, -sine], [0.0, 1.0, 0.0], [sine, 0.0, cosine]]
}

/// From east, up, south to equatorial axes of date, for a local sidereal time.
pub fn equatorial_from_horizon(sidereal_deg: f64, latitude_deg: f64) -> Rows {
    let (sin_turn, cos_turn) = libm::sincos(sidereal_deg.to_radians());
    let (sin_lat, cos_lat) = libm::sincos(latitude_deg.to_radians());
    [
        [-sin_turn, cos_lat * cos_turn, sin_lat * cos_turn],
        [cos_turn, cos_lat * sin_turn, sin_lat * sin_turn],
        [0.0, sin_lat, -cos_lat],
    ]
}

/// Where the observer is from Earth's middle, equatorial axes of date, km.
pub fn observer_km(sidereal_deg: f64, place: &Place) -> [f64; 3] {
    let (sin_lat, cos_lat) = libm::sincos(place.latitude_deg.to_radians());
    let (sin_turn, cos_turn) = libm::sincos(sidereal_deg.to_radians());
    let polar = (1.0 - FLATTENING) * (1.0 - FLATTENING);
    let normal_km = RADIUS_KM / libm::sqrt(cos_lat * cos_lat + polar * sin_lat * sin_lat);
    let height_km = place.altitude_m / 1000.0;
    let across = (normal_km + height_km) * cos_lat;
    [across * cos_turn, across * sin_turn, (normal_km * polar + height_km) * sin_lat]
}

/// Matrix times matrix.
pub fn product(left: &Rows, right: &Rows) -> Rows {
    let cell = |row: usize, column: usize| (0..3).map(|k| left[row][k] * right[k][column]).sum();
    [0, 1, 2].map(|row| [0, 1, 2].map(|column| cell(row, column)))
}

/// Columns for rows.
pub fn transposed(rows: &Rows) -> Rows {
    [0, 1, 2].map(|row| [0, 1, 2].map(|column| rows[column][row]))
}

/// Matrix times vector.
pub fn turned(rows: &Rows, vector: [f64; 3]) -> [f64; 3] {
    rows.map(|row| dot(row, vector))
}

/// Inner product.
pub fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Difference.
pub fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// Length.
pub fn length(a: [f64; 3]) -> f64 {
    libm::sqrt(dot(a, a))
}

/// Unit vector of equatorial angles in degrees.
pub fn equatorial(right_ascension_deg: f64, declination_deg: f64) -> [f64; 3] {
    let (sin_ra, cos_ra) = libm::sincos(right_ascension_deg.to_radians());
    let (sin_dec, cos_dec) = libm::sincos(declination_deg.to_radians());
    [cos_dec * cos_ra, cos_dec * sin_ra, sin_dec]
}

/// Azimuth clockwise from north (0..360) and elevation, degrees, of a vector in east, up, south.
pub fn azimuth_elevation_deg(vector: [f64; 3]) -> [f64; 2] {
    let azimuth = libm::atan2(vector[0], -vector[2]).to_degrees().rem_euclid(360.0);
    let level = libm::sqrt(vector[0] * vector[0] + vector[2] * vector[2]);
    [azimuth, libm::atan2(vector[1], level).to_degrees()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Meeus, examples 12.a and 12.b: 1987 April 10, 0h UT 13h10m46.3668s; 19h21m00s UT 8h34m57.0896s.
    #[test]
    fn sidereal_time_of_meeus() {
        for (unix_ms, hours) in [
            (545_011_200_000, 13.0 + 10.0 / 60.0 + 46.3668 / 3600.0),
            (545_080_860_000, 8.0 + 34.0 / 60.0 + 57.0896 / 3600.0),
        ] {
            assert!((sidereal_deg(unix_ms) - hours * 15.0).abs() < 1e-6, "{unix_ms}");
        }
    }

    /// Meeus, example 22.a: 1987 April 10, 0h TD: -3.788'', +9.443'', 23 26 27.407.
    #[test]
    fn nutation_of_meeus() {
        let century = (2_446_895.5 - J2000) / CENTURY_DAYS;
        let [longitude, obliquity] = nutation_deg(century);
        assert!((longitude * 3600.0 + 3.788).abs() < 0.5 && (obliquity * 3600.0 - 9.443).abs() < 0.1);
        assert!((obliquity_deg(century) - (23.0 + 26.0 / 60.0 + 27.407 / 3600.0)).abs() < 1e-6);
    }

    /// Meeus, example 21.b: theta Persei with its motion, 2028 Nov 13.19: 41.547214, 49.348483 degrees.
    #[test]
    fn precession_of_meeus() {
        let century = (2_462_088.69 - J2000) / CENTURY_DAYS;
        let of_date = turned(&date_from_j2000(century), equatorial(41.054_063, 49.227_750));
        let expected = equatorial(41.547_214, 49.348_483);
        assert!(length(minus(of_date, expected)) < 1e-7);
    }
}
