//! `cyclorama sky`.
//!
//! In: a place, an instant, the air. Out: sun, moon, light and the day's events (CONTRACT.md 7).
//! Not here: how they are found (`sky`).
//! Invariant: what does not happen on the local day is null; times are in the zone of the place.

use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use glam::{DVec2, DVec3};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::color::{Primaries, white};
use crate::sky::ephemeris::places::{Cities, City};
use crate::sky::ephemeris::{self, Day, Place, Sky};
use crate::sky::{SkySettings, atmosphere};

/// Chromaticity has no meaning below this light.
const DARK_LUX: f64 = 1e-6;

/// Say where sun and moon stand, how bright they are, and when the day begins and ends.
#[derive(Debug, Args)]
pub struct SkyArgs {
    /// Latitude in degrees, north positive
    #[arg(long, requires = "lon", required_unless_present = "place", allow_negative_numbers = true)]
    lat: Option<f64>,
    /// Longitude in degrees, east positive
    #[arg(long, requires = "lat", allow_negative_numbers = true)]
    lon: Option<f64>,
    /// A city instead, as in "Palm Springs" or "London, CA"
    #[arg(long, conflicts_with_all = ["lat", "lon"])]
    place: Option<String>,
    /// Instant in RFC 3339, as in 2026-06-21T18:30:00-07:00
    #[arg(long)]
    time: String,
    /// Height over the sea, metres
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    elevation_m: f64,
    /// Air pressure at the place, pascals; default: the standard atmosphere's at that height
    #[arg(long)]
    pressure_pa: Option<f64>,
    /// Air temperature, degrees Celsius
    #[arg(long, default_value_t = 12.0, allow_negative_numbers = true)]
    temperature_c: f64,
    /// How far one sees, metres: the aerosol
    #[arg(long, default_value_t = 40_000.0)]
    visibility_m: f64,
    /// Dynamical less universal time, seconds
    #[arg(long, default_value_t = ephemeris::DELTA_T_SECS, allow_negative_numbers = true)]
    delta_t_s: f64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub fn run(args: &SkyArgs) -> anyhow::Result<ExitCode> {
    let place = place(args)?;
    let time: Timestamp = args.time.trim().parse().ok().with_context(|| {
        format!("--time {}: give an instant in RFC 3339, as in 2026-06-21T18:30:00-07:00", args.time)
    })?;
    let unix_ms = time.as_millisecond();
    let sky = ephemeris::sky_at_with(unix_ms, args.delta_t_s, &place);
    let zone = Cities::get().zone_at(place.latitude_deg, place.longitude_deg);
    let day = local_day(time, zone, &place)?;
    let told = json(&sky, &day, zone, args);
    if args.json {
        super::print(&told.to_string())?;
    } else {
        super::print(&table(&told))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The observer, each number in its range.
fn place(args: &SkyArgs) -> anyhow::Result<Place> {
    let (latitude_deg, longitude_deg) = match (&args.place, args.lat, args.lon) {
        (Some(name), ..) => {
            let City { latitude_deg, longitude_deg, .. } = city(name)?;
            (*latitude_deg, *longitude_deg)
        }
        (None, Some(lat), Some(lon)) => (lat, lon),
        _ => bail!("no place: give --lat and --lon, or --place"),
    };
    let standard_hpa = ephemeris::refraction::pressure_at_hpa(1013.25, args.elevation_m);
    let pressure_hpa = args.pressure_pa.map_or(standard_hpa, |pascals| pascals / 100.0);
    for (name, number, least, most) in [
        ("--lat", latitude_deg, -90.0, 90.0),
        ("--lon", longitude_deg, -180.0, 180.0),
        ("--elevation-m", args.elevation_m, -500.0, 9000.0),
        ("--pressure-pa", pressure_hpa * 100.0, 0.0, 120_000.0),
        ("--temperature-c", args.temperature_c, -90.0, 60.0),
        ("--visibility-m", args.visibility_m, 20.0, 200_000.0),
        ("--delta-t-s", args.delta_t_s, -8000.0, 8000.0),
    ] {
        if !(least..=most).contains(&number) {
            bail!("{name} {number}: give {least} to {most}");
        }
    }
    Ok(Place {
        latitude_deg,
        longitude_deg,
        altitude_m: args.elevation_m,
        temperature_c: args.temperature_c,
        pressure_hpa,
    })
}

fn city(name: &str) -> anyhow::Result<&'static City> {
    let cities = Cities::get();
    cities
        .named(name)
        .ok_or_else(|| anyhow!("--place: {}; give one of them, or --lat and --lon", cities.refusal(name)))
}

/// The events of the civil day that holds the instant, in the place's zone.
fn local_day(time: Timestamp, zone: &TimeZone, place: &Place) -> anyhow::Result<Day> {
    let needed = "give a --time between the years 1 and 6000";
    let date = zone.to_datetime(time).date();
    let ms = |date: Date| -> anyhow::Result<i64> {
        Ok(zone.to_timestamp(date.to_datetime(Time::midnight())).context(needed)?.as_millisecond())
    };
    let (start, end) = (ms(date)?, ms(date.tomorrow().context(needed)?)?);
    Ok(ephemeris::day(start, end, place.latitude_deg, place.longitude_deg))
}

fn json(sky: &Sky, day: &Day, zone: &TimeZone, args: &SkyArgs) -> Value {
    let settings = SkySettings {
        altitude_m: args.elevation_m.max(0.0),
        visibility_m: args.visibility_m,
        ..SkySettings::default()
    };
    let air = atmosphere::air(&settings);
    let (sun, moon) = (&sky.sun, &sky.moon);
    let gain = 1.0 / (sun.distance_au * sun.distance_au);
    let sunlight = atmosphere::direct_sun_lux(&air, sun.apparent_elevation_deg, gain);
    let moonlight = luminance(atmosphere::direct_moon_lux(&air, moon));
    let [chromaticity_xy, cct_k] = chromaticity(sunlight);
    let time = |ms: Option<i64>| {
        let stamp = ms.and_then(|ms| Timestamp::from_millisecond((ms + 500).div_euclid(1000) * 1000).ok());
        stamp.map(|stamp| stamp.display_with_offset(zone.to_offset(stamp)).to_string())
    };
    json!({
        "sun": {
            "azimuth_deg": sun.azimuth_deg,
            "elevation_deg": sun.elevation_deg,
            "apparent_elevation_deg": sun.apparent_elevation_deg,
            "distance_au": sun.distance_au,
            "illuminance_lux": luminance(sunlight),
            "chromaticity_xy": chromaticity_xy,
            "cct_k": cct_k,
        },
        "moon": {
            "azimuth_deg": moon.azimuth_deg,
            "elevation_deg": moon.elevation_deg,
            "apparent_elevation_deg": moon.apparent_elevation_deg,
            "illuminated_fraction": moon.illuminated_fraction,
            "phase_deg": moon.phase_deg,
            "elongation_deg": moon.elongation_deg,
            "bright_limb_deg": moon.bright_limb_deg,
            "distance_km": moon.distance_km,
            "illuminance_lux": moonlight,
        },
        "global_horizontal_lux": atmosphere::usno_lux(sun.apparent_elevation_deg) + level_moonlight(sky),
        "sunrise": time(day.sunrise),
        "sunset": time(day.sunset),
        "transit": time(day.transit),
        "civil_dawn": time(day.civil[0]),
        "civil_dusk": time(day.civil[1]),
        "nautical_dawn": time(day.nautical[0]),
        "nautical_dusk": time(day.nautical[1]),
        "astronomical_dawn": time(day.astronomical[0]),
        "astronomical_dusk": time(day.astronomical[1]),
    })
}

/// The moon's part of the horizontal illuminance.
fn level_moonlight(sky: &Sky) -> f64 {
    use atmosphere::usno;
    usno::moon_above_air_lux(sky.moon.elongation_deg) * usno::level_share(sky.moon.apparent_elevation_deg)
}

fn luminance(acescg: [f64; 3]) -> f64 {
    Primaries::ACESCG.luminance().dot(DVec3::from_array(acescg))
}

/// Chromaticity and correlated color temperature, null in the dark.
fn chromaticity(acescg: [f64; 3]) -> [Value; 2] {
    let xyz = Primaries::ACESCG.xyz_from_rgb() * DVec3::from_array(acescg);
    if xyz.y < DARK_LUX {
        return [Value::Null, Value::Null];
    }
    let xy = DVec2::new(xyz.x, xyz.y) / xyz.element_sum();
    [json!([xy.x, xy.y]), json!(white::kelvin_from_xy(xy))]
}

/// One line a value, for people.
fn table(told: &Value) -> String {
    let mut lines = String::new();
    let mut line = |name: &str, value: &Value| {
        let text = match value {
            Value::Null => "-".to_owned(),
            Value::Number(number) => format!("{:.4}", number.as_f64().unwrap_or_default()),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        lines.push_str(&format!("{name:28}{text}\n"));
    };
    for (name, value) in told.as_object().into_iter().flatten() {
        match value.as_object() {
            Some(parts) => parts.iter().for_each(|(part, value)| line(&format!("{name} {part}"), value)),
            None => line(name, value),
        }
    }
    lines
}
