//! Where the moon stands, how much of it is lit and on which side.
//!
//! In: an instant, a place, where the sun is. Out: [`MoonPosition`], seen from the place and not from Earth's middle: the
//! difference is up to a degree, two widths of its disc. Not here: its light (`atmosphere`).
//! Invariant: within 0.01 degree of JPL DE421 from 2000 to 2050 (tested to 0.1).

use super::moon_terms::{LATITUDE, LONGITUDE_DISTANCE};
use super::{MoonPosition, Place, earth, refraction};

/// Longitude and latitude of the mean ecliptic of date, degrees, and distance, km, from Earth's middle.
struct Ecliptic {
    longitude_deg: f64,
    latitude_deg: f64,
    distance_km: f64,
}

/// Source: Meeus ch. 47. In: centuries of dynamical time since J2000.
fn ecliptic(t: f64) -> Ecliptic {
    let mean = |constant: f64, rate: f64, square: f64, cube: f64, fourth: f64| {
        (constant + (rate + (square + (cube + fourth * t) * t) * t) * t).rem_euclid(360.0).to_radians()
    };
    let of_moon = mean(218.316_447_7, 481_267.881_234_21, -0.001_578_6, 1.0 / 538_841.0, -1.0 / 65_194_000.0);
    let elongation =
        mean(297.850_192_1, 445_267.111_403_4, -0.001_881_9, 1.0 / 545_868.0, -1.0 / 113_065_000.0);
    let of_sun = mean(357.529_109_2, 35_999.050_290_9, -0.000_153_6, 1.0 / 24_490_000.0, 0.0);
    let anomaly = mean(134.963_396_4, 477_198.867_505_5, 0.008_741_4, 1.0 / 69_699.0, -1.0 / 14_712_000.0);
    let node = mean(93.272_095, 483_202.017_523_3, -0.003_653_9, -1.0 / 3_526_000.0, 1.0 / 863_310_000.0);
    let venus = (119.75 + 131.849 * t).to_radians();
    let jupiter = (53.09 + 479_264.29 * t).to_radians();
    let third = (313.45 + 481_266.484 * t).to_radians();
    // Earth's orbit grows rounder: terms with the sun's anomaly shrink.
    let rounder = 1.0 - (0.002_516 + 0.000_007_4 * t) * t;
    let weight = |multiple: i8| match multiple {
        0 => 1.0,
        1 | -1 => rounder,
        _ => rounder * rounder,
    };
    let angle = |[d, m, a, f]: [i8; 4]| {
        f64::from(d) * elongation + f64::from(m) * of_sun + f64::from(a) * anomaly + f64::from(f) * node
    };
    let [mut longitude, mut distance, mut latitude] = [0.0; 3];
    for (multiples, [sine, cosine]) in LONGITUDE_DISTANCE {
        let (sin, cos) = libm::sincos(angle(multiples));
        longitude += weight(multiples[1]) * f64::from(sine) * sin;
        distance += weight(multiples[1]) * f64::from(cosine) * cos;
    }
    for (multiples, sine) in LATITUDE {
        latitude += weight(multiples[1]) * f64::from(sine) * libm::sin(angle(multiples));
    }
    longitude += 3958.0 * libm::sin(venus) + 1962.0 * libm::sin(of_moon - node) + 318.0 * libm::sin(jupiter);
    latitude += -2235.0 * libm::sin(of_moon)
        + 382.0 * libm::sin(third)
        + 175.0 * libm::sin(venus - node)
        + 175.0 * libm::sin(venus + node)
        + 127.0 * libm::sin(of_moon - anomaly)
        - 115.0 * libm::sin(of_moon + anomaly);
    Ecliptic {
        longitude_deg: of_moon.to_degrees() + longitude * 1e-6,
        latitude_deg: latitude * 1e-6,
        distance_km: 385_000.56 + distance * 1e-3,
    }
}

/// From Earth's middle, true equator and equinox of date, km.
fn equatorial_km(century: f64, [in_longitude, in_obliquity]: [f64; 2]) -> [f64; 3] {
    let Ecliptic { longitude_deg, latitude_deg, distance_km } = ecliptic(century);
    let [x, y, z] =
        earth::equatorial(longitude_deg + in_longitude, latitude_deg).map(|lane| lane * distance_km);
    let (sine, cosine) = libm::sincos((earth::obliquity_deg(century) + in_obliquity).to_radians());
    [x, y * cosine - z * sine, y * sine + z * cosine]
}

/// The moon at an instant; `sun_km` is the sun from Earth's middle, equatorial axes of date.
pub(super) fn moon_at(unix_ms: i64, delta_t_secs: f64, place: &Place, sun_km: [f64; 3]) -> MoonPosition {
    let days = earth::julian_ut(unix_ms) + delta_t_secs / 86_400.0 - earth::J2000;
    let century = days / earth::CENTURY_DAYS;
    let nutation = earth::nutation_deg(century);
    let obliquity = earth::obliquity_deg(century).to_radians();
    let sidereal_deg =
        earth::sidereal_deg(unix_ms) + nutation[0] * libm::cos(obliquity) + place.longitude_deg;
    let observer_km = earth::observer_km(sidereal_deg, place);
    let horizon = earth::transposed(&earth::equatorial_from_horizon(sidereal_deg, place.latitude_deg));
    let seen = |km: [f64; 3]| earth::turned(&horizon, earth::minus(km, observer_km));
    let (moon, sun) = (seen(equatorial_km(century, nutation)), seen(sun_km));
    position(moon, sun, place)
}

/// From moon and sun as vectors from the observer in east, up, south, km.
fn position(moon: [f64; 3], sun: [f64; 3], place: &Place) -> MoonPosition {
    let sunward = earth::minus(sun, moon);
    let [azimuth_deg, elevation_deg] = earth::azimuth_elevation_deg(moon);
    let [sunward_azimuth_deg, sunward_elevation_deg] = earth::azimuth_elevation_deg(sunward);
    let cos_phase = -earth::dot(moon, sunward) / (earth::length(moon) * earth::length(sunward));
    let cos_elongation = earth::dot(moon, sun) / (earth::length(moon) * earth::length(sun));
    MoonPosition {
        azimuth_deg,
        elevation_deg,
        apparent_elevation_deg: elevation_deg
            + refraction::lift_deg(elevation_deg, place.pressure_hpa, place.temperature_c),
        distance_km: earth::length(moon),
        illuminated_fraction: (1.0 + cos_phase) / 2.0,
        phase_deg: libm::acos(cos_phase.clamp(-1.0, 1.0)).to_degrees(),
        elongation_deg: libm::acos(cos_elongation.clamp(-1.0, 1.0)).to_degrees(),
        bright_limb_deg: tilt_deg(moon, sunward),
        sunward_deg: [sunward_azimuth_deg, sunward_elevation_deg],
    }
}

/// The angle counterclockwise from the zenith, as seen, in which a direction leaves the line of sight; -180..=180.
fn tilt_deg(sight: [f64; 3], toward: [f64; 3]) -> f64 {
    let [x, y, z] = sight.map(|lane| lane / earth::length(sight));
    let up = [-y * x, 1.0 - y * y, -y * z];
    // The level direction to the left of who looks along `sight`.
    let left = [z, 0.0, -x];
    libm::atan2(earth::dot(toward, left), earth::dot(toward, up)).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Meeus, example 47.a: 1992 April 12, 0h TD: longitude 133.162655, latitude -3.229126 degrees, 368409.7 km.
    #[test]
    fn the_moon_of_meeus() {
        let moon = ecliptic((2_448_724.5 - earth::J2000) / earth::CENTURY_DAYS);
        assert!((moon.longitude_deg.rem_euclid(360.0) - 133.162_655).abs() < 2e-6, "{}", moon.longitude_deg);
        assert!((moon.latitude_deg + 3.229_126).abs() < 2e-6, "{}", moon.latitude_deg);
        assert!((moon.distance_km - 368_409.7).abs() < 0.1, "{}", moon.distance_km);
    }

    /// Looking north (-Z): a sun to the left lights the left limb, +90 degrees; above, 0; to the right, -90.
    #[test]
    fn the_lit_side_is_where_the_sun_is() {
        let north = [0.0, 0.0, -1.0];
        for (toward, deg) in [([-1.0, 0.0, 0.0], 90.0), ([0.0, 1.0, 0.0], 0.0), ([1.0, 0.0, 0.3], -90.0)] {
            assert!((tilt_deg(north, toward) - deg).abs() < 1e-9);
        }
    }
}
