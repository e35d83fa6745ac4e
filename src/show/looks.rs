//! Looks that every show with a live sky has from the start: times of day and weathers in people's words.
//!
//! In: a name, the values as they are. Out: the values of `sky/*`, `weather/*` and the exposure's grey that it goes to.
//! Not here: presets that people save (`output::book`), recalling (`app::clerk`).
//! Invariant: times stand in terms of the sky (the sun 4 degrees high), worked out for the place and date at the recall; a look
//! sets all of the weather, so what came before does not shine through; the grey is fixed by the recall, the wall meters nothing.

use crate::params::{ParameterId, Registry, Stored, Values};
use crate::sky::Mode;
use crate::sky::day::{self, When};
use crate::sky::ephemeris::{self, Place};
use crate::sky::weather::{CloudType, LAYERS, Layer, WeatherState, daylight};

use super::Show;
use super::catalog::weather::WeatherIds;

/// A look that is shipped.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Its name.
    pub name: &'static str,
    /// Time of day; `None` leaves it.
    when: Option<When>,
    weather: WeatherState,
    visibility_m: f64,
}

const fn layer(kind: CloudType, cover: f64, base_m: f64, thickness_m: f64) -> Layer {
    Layer { cover, kind, base_m, thickness_m }
}

const fn layers<const COUNT: usize>(some: [Layer; COUNT]) -> [Layer; LAYERS] {
    let mut all = WeatherState::CLEAR.layers;
    let mut place = 0;
    while place < COUNT {
        all[place] = some[place];
        place += 1;
    }
    all
}

const CLEAR: WeatherState = WeatherState::CLEAR;

const fn look(name: &'static str, when: Option<When>, weather: WeatherState, visibility_m: f64) -> Look {
    Look { name, when, weather, visibility_m }
}

use CloudType::{Altocumulus, Altostratus, Cirrus, Cumulonimbus, Cumulus, Stratocumulus, Stratus};

/// All, in the order of a day and then of what it may bring.
pub const LOOKS: &[Look] = &[
    look("Clear noon", Some(When::Noon), CLEAR, 60_000.0),
    look(
        "Golden hour",
        Some(When::Evening(4.0)),
        WeatherState {
            layers: layers([layer(Altocumulus, 0.15, 4500.0, 400.0), layer(Cirrus, 0.25, 9000.0, 500.0)]),
            ..CLEAR
        },
        25_000.0,
    ),
    look(
        "Blue hour",
        Some(When::Evening(-5.0)),
        WeatherState {
            layers: layers([layer(Altocumulus, 0.15, 4500.0, 400.0)]),
            temperature_c: 12.0,
            ..CLEAR
        },
        40_000.0,
    ),
    look(
        "Moonlit night",
        Some(When::Moonlight),
        WeatherState { layers: layers([layer(Cumulus, 0.2, 1500.0, 600.0)]), temperature_c: 10.0, ..CLEAR },
        50_000.0,
    ),
    look("Starry night", Some(When::Darkest), WeatherState { temperature_c: 8.0, ..CLEAR }, 60_000.0),
    look(
        "Morning mist",
        Some(When::Morning(6.0)),
        WeatherState { wind_mps: 0.5, gustiness: 0.1, temperature_c: 7.0, ..CLEAR },
        1500.0,
    ),
    look(
        "Fair weather",
        None,
        WeatherState {
            layers: layers([layer(Cumulus, 0.35, 1400.0, 900.0), layer(Cirrus, 0.2, 9000.0, 500.0)]),
            wind_mps: 4.0,
            ..CLEAR
        },
        40_000.0,
    ),
    look(
        "Broken clouds",
        None,
        WeatherState {
            layers: layers([layer(Cumulus, 0.45, 1200.0, 1300.0), layer(Altocumulus, 0.5, 3500.0, 500.0)]),
            wind_mps: 6.0,
            gustiness: 0.4,
            ..CLEAR
        },
        30_000.0,
    ),
    look(
        "Overcast",
        None,
        WeatherState {
            layers: layers([layer(Stratocumulus, 1.0, 900.0, 700.0)]),
            wind_mps: 4.0,
            temperature_c: 12.0,
            ..CLEAR
        },
        15_000.0,
    ),
    look(
        "Thick fog",
        None,
        WeatherState {
            layers: layers([layer(Stratus, 1.0, 100.0, 300.0)]),
            wind_mps: 0.5,
            gustiness: 0.1,
            temperature_c: 5.0,
            ..CLEAR
        },
        90.0,
    ),
    look(
        "Rain",
        None,
        WeatherState {
            layers: layers([layer(Stratus, 1.0, 600.0, 2000.0)]),
            rain_mm_per_h: 5.0,
            wind_mps: 6.0,
            gustiness: 0.3,
            temperature_c: 11.0,
            ..CLEAR
        },
        5000.0,
    ),
    look(
        "Storm",
        None,
        WeatherState {
            layers: layers([layer(Stratus, 0.6, 500.0, 500.0), layer(Cumulonimbus, 0.9, 800.0, 8000.0)]),
            rain_mm_per_h: 25.0,
            wind_mps: 14.0,
            gustiness: 0.7,
            lightning_per_min: 8.0,
            temperature_c: 17.0,
            ..CLEAR
        },
        3000.0,
    ),
    look(
        "Snow",
        None,
        WeatherState {
            layers: layers([layer(Stratus, 1.0, 500.0, 1500.0)]),
            snow_mm_per_h: 1.5,
            wind_mps: 3.0,
            gustiness: 0.3,
            temperature_c: -3.0,
            ..CLEAR
        },
        1500.0,
    ),
    look(
        "Dust",
        None,
        WeatherState {
            layers: layers([layer(Altostratus, 0.4, 3500.0, 800.0)]),
            dust: 0.9,
            wind_mps: 15.0,
            gustiness: 0.6,
            temperature_c: 32.0,
            ..CLEAR
        },
        700.0,
    ),
];

/// The look of this name.
pub fn find(name: &str) -> Option<&'static Look> {
    LOOKS.iter().find(|look| look.name == name)
}

/// Puts a look over a show's values; else why not, in words.
pub fn apply(show: &Show, values: &mut Values, name: &str) -> Result<(), String> {
    let Some(ids) = &show.ids.sky else {
        return Err(format!("the look `{name}` needs a live sky: give the scene a [sky]"));
    };
    let look = find(name).ok_or_else(|| {
        let names: Vec<&str> = LOOKS.iter().map(|look| look.name).collect();
        format!("there is no look `{name}`; there are {}", names.join(", "))
    })?;
    let settings = ids.settings(values);
    let (.., utc_offset_secs) = ids.local([settings.latitude_deg, settings.longitude_deg], settings.unix_ms);
    for (id, number) in look.stored(&show.registry, values, utc_offset_secs).unwrap_or_default().values() {
        values.put(*id, *number);
    }
    Ok(())
}

/// Whether a show has them.
pub fn has_looks(registry: &Registry) -> bool {
    WeatherIds::find(registry).is_some()
}

impl Look {
    /// Its values over those of now, at a place whose clocks are so far ahead of UTC; `None` for a show without a live sky.
    pub fn stored(&self, registry: &Registry, now: &Values, utc_offset_secs: i32) -> Option<Stored> {
        let weather_ids = WeatherIds::find(registry)?;
        let id = |path: &str| registry.id(path);
        let number = |path: &str| id(path).map(|id| now.number(id));
        let place = Place {
            latitude_deg: number("sky/latitude_deg")?,
            longitude_deg: number("sky/longitude_deg")?,
            altitude_m: number("sky/altitude_m")?,
            temperature_c: self.weather.temperature_c,
            pressure_hpa: weather_ids.state(now).pressure_hpa,
        };
        let midnight_ms = number("sky/date")?.floor() as i64 * 86_400_000 - 1000 * i64::from(utc_offset_secs);
        let mut values: Vec<(ParameterId, f64)> = Vec::new();
        let time_h = match self.when {
            None => number("sky/time_of_day")?,
            Some(when) => {
                let hours = day::hour(when, midnight_ms, &place);
                values.push((id("sky/time_of_day")?, hours));
                let mode = id("sky/mode")?;
                // A sun that a person holds would not go there.
                if Mode::ALL.get(now.choice(mode)) == Some(&Mode::Manual) {
                    values.push((mode, 0.0));
                }
                hours
            }
        };
        let unix_ms = midnight_ms + (time_h * 3_600_000.0).round() as i64;
        let sky = ephemeris::sky_at(unix_ms, &place);
        let darker_ev = daylight::darker_ev(sky.sun.apparent_elevation_deg);
        let grey_nits = daylight::grey_nits(&sky, &self.weather) * darker_ev.exp2();
        let range = registry.parameter(id(super::catalog::grey::PATH)?).kind.range();
        values.push((id(super::catalog::grey::PATH)?, grey_nits.clamp(range[0], range[1])));
        values.push((id("sky/visibility_m")?, self.visibility_m));
        let before = weather_ids.state(now);
        let (wind_from_deg, pressure_hpa) = (before.wind_from_deg, before.pressure_hpa);
        let weather = WeatherState { wind_from_deg, pressure_hpa, ..self.weather };
        values.extend(weather_ids.numbers(&weather));
        Some(Stored::of(values))
    }
}

#[cfg(test)]
mod tests;
