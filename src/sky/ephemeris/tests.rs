//! The ephemeris against pvlib (NREL SPA) and skyfield (JPL DE421).
//!
//! In: tests/data/ephemeris/*.csv, made by rows.py beside them (pvlib 0.16.1, skyfield 1.55, skyfield-data 7.0.0).
//! Out: verdicts. Not here: single formulas (their own files).
//! Invariant: limits are those of the issue; every table has a negative control.

use super::{MoonPosition, Place, day, earth, equatorial_from_world, refraction, sky_at};

const SUN: &str = include_str!("../../../tests/data/ephemeris/sun.csv");
const MOON: &str = include_str!("../../../tests/data/ephemeris/moon.csv");
const DAYS: &str = include_str!("../../../tests/data/ephemeris/days.csv");
const STARS: &str = include_str!("../../../tests/data/ephemeris/stars.csv");

/// Numbers of the rows; text and empty cells are NaN.
fn rows(table: &str) -> Vec<Vec<f64>> {
    let line = |line: &str| line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect();
    let rows: Vec<Vec<f64>> = table.lines().skip(1).map(line).collect();
    assert!(rows.len() >= 30);
    rows
}

fn place(row: &[f64]) -> Place {
    Place {
        latitude_deg: row[1],
        longitude_deg: row[2],
        altitude_m: row[3],
        temperature_c: 15.0,
        pressure_hpa: 1013.25,
    }
}

/// Angle between two directions given by azimuth and elevation.
fn apart_deg(a: [f64; 2], b: [f64; 2]) -> f64 {
    let unit = |[azimuth, elevation]: [f64; 2]| earth::equatorial(azimuth, elevation);
    2.0 * (earth::length(earth::minus(unit(a), unit(b))) / 2.0).asin().to_degrees()
}

fn greatest(errors: impl Iterator<Item = f64>) -> f64 {
    errors.fold(0.0, f64::max)
}

#[test]
fn the_sun_is_where_nrel_spa_has_it() {
    let error = |row: &Vec<f64>, later_ms: i64| {
        let sun = sky_at(row[0] as i64 + later_ms, &place(row)).sun;
        apart_deg([sun.azimuth_deg, sun.elevation_deg], [row[4], row[5]])
    };
    let rows = rows(SUN);
    let worst = greatest(rows.iter().map(|row| error(row, 0)));
    assert!(worst < 0.003, "{worst} degree");
    // Two seconds of the day are 0.008 degree.
    assert!(greatest(rows.iter().map(|row| error(row, 2000))) > 0.003);
    for row in &rows {
        let sun = sky_at(row[0] as i64, &place(row)).sun;
        assert!((sun.distance_au - row[7]).abs() < 1e-5);
        if row[5] > -0.8 {
            assert!((sun.apparent_elevation_deg - row[6]).abs() < 0.003, "{row:?}");
        }
    }
}

fn moon(row: &[f64]) -> MoonPosition {
    sky_at(row[0] as i64, &place(row)).moon
}

#[test]
fn the_moon_is_where_jpl_has_it_and_lit_as_there() {
    let rows = rows(MOON);
    let place_error = |row: &Vec<f64>| {
        let found = moon(row);
        apart_deg([found.azimuth_deg, found.elevation_deg], [row[4], row[5]])
    };
    let worst = greatest(rows.iter().map(place_error));
    assert!(worst < 0.1, "{worst} degree");
    let share = greatest(rows.iter().map(|row| (moon(row).illuminated_fraction - row[7]).abs()));
    assert!(share < 0.005, "{share}");
    let elongation = greatest(rows.iter().map(|row| (moon(row).elongation_deg - row[8]).abs()));
    assert!(elongation < 0.1, "{elongation}");
    let distance = greatest(rows.iter().map(|row| (moon(row).distance_km - row[6]).abs()));
    assert!(distance < 100.0, "{distance} km");
    let tilt =
        |row: &Vec<f64>| ((moon(row).bright_limb_deg - row[9] + 540.0).rem_euclid(360.0) - 180.0).abs();
    // A full and a new moon have no bright side.
    let sided = rows.iter().filter(|row| row[7] > 0.002 && row[7] < 0.998);
    assert!(greatest(sided.map(tilt)) < 2.0);
    // Control: from Earth's middle the moon is up to a degree elsewhere.
    let low = rows.iter().filter(|row| row[5].abs() < 30.0).map(|row| {
        let far = Place { altitude_m: -6_370_000.0, ..place(row) };
        let found = sky_at(row[0] as i64, &far).moon;
        apart_deg([found.azimuth_deg, found.elevation_deg], [row[4], row[5]])
    });
    assert!(greatest(low) > 0.8);
    println!("moon {worst} degree, {share} lit, {elongation} elongation, {distance} km");
}

#[test]
fn days_begin_and_end_when_jpl_says_and_not_at_all_near_the_poles() {
    let (mut worst, mut worst_north, mut none) = (0.0_f64, 0.0_f64, 0);
    for row in rows(DAYS) {
        let start = row[0] as i64;
        let found = day(start, start + 86_400_000, row[1], row[2]);
        let [civil, nautical, astronomical] = [found.civil, found.nautical, found.astronomical];
        let events = [
            found.sunrise,
            found.sunset,
            found.transit,
            civil[0],
            civil[1],
            nautical[0],
            nautical[1],
            astronomical[0],
            astronomical[1],
        ];
        for (event, expected) in events.iter().zip(&row[3..]) {
            let Some(event) = event else {
                assert!(expected.is_nan(), "{row:?}: {events:?}");
                none += 1;
                continue;
            };
            assert!(!expected.is_nan(), "{row:?}: {events:?}");
            let secs = (*event as f64 - expected).abs() / 1000.0;
            if row[1].abs() > 65.0 {
                worst_north = worst_north.max(secs);
            } else {
                worst = worst.max(secs);
            }
        }
    }
    println!("events within {worst} s, above 65 degrees {worst_north} s; {none} do not happen");
    assert!(worst < 60.0 && worst_north < 90.0, "{worst} {worst_north}");
    assert!(none > 50);
}

#[test]
fn stars_stand_where_jpl_has_them() {
    let error = |row: &Vec<f64>, century_deg: f64| {
        let place = Place { altitude_m: 0.0, ..place(row) };
        let north_deg = 70.0;
        let rows = equatorial_from_world(row[0] as i64, &place, north_deg);
        let star = earth::equatorial(row[4] + century_deg, row[5]);
        let world = earth::turned(&earth::transposed(&rows), star);
        let [azimuth, elevation] = earth::azimuth_elevation_deg(world);
        apart_deg([azimuth + north_deg, elevation], [row[6], row[7]])
    };
    let rows = rows(STARS);
    let worst = greatest(rows.iter().map(|row| error(row, 0.0)));
    println!("stars within {worst} degree");
    assert!(worst < 0.05, "{worst}");
    assert!(greatest(rows.iter().map(|row| error(row, 0.1))) > 0.05);
}

/// Bennett 1982: what is seen at the horizon is lifted by 34.5'.
#[test]
fn refraction_at_the_horizon_is_that_of_almanacs() {
    // At 1010 hPa and 10 degrees C, true elevation -34.5'.
    let lift = refraction::lift_deg(-0.575, 1010.0, 10.0);
    assert!((lift * 60.0 - 34.0).abs() < 1.0, "{lift}");
}
