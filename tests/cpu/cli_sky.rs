//! `cyclorama sky` as the built binary prints it.
//!
//! In: places and instants. Out: JSON as CONTRACT.md 7 has it. Not here: the ephemeris's own limits (`sky::ephemeris::tests`).
//! Invariant: numbers are the example of NREL's SPA report, words are the contract's.

use std::process::{Command, Output};

use serde_json::Value;

/// Reda and Andreas, NREL/TP-560-34302, table A5.1: 2003-10-17 12:30:30 -07:00.
const EXAMPLE: [&str; 14] = [
    "--lat",
    "39.742476",
    "--lon",
    "-105.1786",
    "--time",
    "2003-10-17T12:30:30-07:00",
    "--elevation-m",
    "1830.14",
    "--pressure-pa",
    "82000",
    "--temperature-c",
    "11",
    "--delta-t-s",
    "67",
];

fn sky(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cyclorama")).arg("sky").args(arguments).output().expect("cargo built it")
}

fn sky_json(arguments: &[&str]) -> Value {
    let output = sky(&[arguments, &["--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one object")
}

#[test]
fn the_example_of_the_solar_position_algorithm() {
    let told = sky_json(&EXAMPLE);
    let near = |name: &str, expected: f64, within: f64| {
        let found = told["sun"][name].as_f64().unwrap();
        assert!((found - expected).abs() < within, "{name}: {found}");
    };
    near("azimuth_deg", 194.340_24, 5e-5);
    near("apparent_elevation_deg", 90.0 - 50.111_62, 5e-5);
    near("elevation_deg", 39.872_046, 5e-5);
    near("distance_au", 0.996_542_297, 1e-8);
    // The report's sunrise 06:12:43 at -07:00; its sunset 17:20:19 is that of its UT day: of the evening before. It finds them
    // by three points of the day.
    let before = {
        let mut arguments = EXAMPLE;
        arguments[5] = "2003-10-16T12:30:30-07:00";
        sky_json(&arguments)
    };
    for (found, expected) in
        [(&told["sunrise"], "2003-10-17T07:12:43-06:00"), (&before["sunset"], "2003-10-16T18:20:19-06:00")]
    {
        let text = found.as_str().unwrap();
        assert!(text.ends_with("-06:00"), "{text}");
        let time = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
        assert!((time(text) - time(expected)).abs() <= 2, "{text}");
    }
}

#[test]
fn every_word_of_the_contract_is_there() {
    let told = sky_json(&EXAMPLE);
    for name in
        ["azimuth_deg", "elevation_deg", "apparent_elevation_deg", "distance_au", "illuminance_lux", "cct_k"]
    {
        assert!(told["sun"][name].is_f64(), "sun {name}");
    }
    assert_eq!(told["sun"]["chromaticity_xy"].as_array().map(Vec::len), Some(2));
    for name in [
        "azimuth_deg",
        "elevation_deg",
        "illuminated_fraction",
        "phase_deg",
        "distance_km",
        "illuminance_lux",
    ] {
        assert!(told["moon"][name].is_f64(), "moon {name}");
    }
    assert!(told["global_horizontal_lux"].as_f64().unwrap() > 10_000.0);
    for name in ["transit", "civil_dawn", "civil_dusk", "nautical_dawn", "nautical_dusk", "astronomical_dawn"]
    {
        assert!(told[name].is_string(), "{name}");
    }
}

#[test]
fn at_the_midnight_sun_nothing_rises_and_the_zone_is_the_places() {
    let told = sky_json(&["--place", "Longyearbyen", "--time", "2026-06-21T12:00:00Z"]);
    for name in ["sunrise", "sunset", "civil_dawn", "astronomical_dusk"] {
        assert!(told[name].is_null(), "{name}");
    }
    assert!(told["transit"].as_str().unwrap().ends_with("+02:00"));
}

#[test]
fn bad_places_and_times_are_exit_2_with_one_line() {
    for (arguments, named) in [
        (&["--place", "Palm Sprngs", "--time", "2026-06-21T12:00:00Z"][..], "Palm Springs, US"),
        (&["--lat", "91", "--lon", "0", "--time", "2026-06-21T12:00:00Z"], "--lat 91"),
        (&["--lat", "1", "--lon", "0", "--time", "noon"], "RFC 3339"),
        (&["--lat", "1", "--lon", "0", "--time", "2026-06-21T12:00:00"], "RFC 3339"),
        (&["--time", "2026-06-21T12:00:00Z"], "--lat"),
    ] {
        let output = sky(arguments);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(named) && !message.contains("panicked"), "{message}");
    }
}
