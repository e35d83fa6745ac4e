//! `sky/*`: when and where on Earth the world is, what of the sky moves, how far one sees.
//!
//! In: the scene's place. Out: the group's parameters and their places; the [`SkySettings`] that values make.
//! Not here: the weather (`weather`), where the sun is (`sky::ephemeris`).
//! Invariant: paths and units are those of CONTRACT.md 8.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::params::{Class, Clock, Law, Parameter, ParameterId, Values, Way};
use crate::scene::SkyPlace;
use crate::sky::ephemeris::places::{Cities, zone_named};
use crate::sky::lightning::Pace;
use crate::sky::weather::WeatherState;
use crate::sky::{CloudTier, Disc, Mode, SkySettings};

use super::weather::{self, WeatherIds};
use super::{Lookup, number};

/// Places of `sky/*` and `weather/*`.
#[derive(Clone, Debug)]
pub struct SkyIds {
    /// `sky/mode`.
    pub mode: ParameterId,
    /// `sky/date`, days since 1970-01-01.
    pub date: ParameterId,
    /// `sky/time_of_day`.
    pub time_of_day: ParameterId,
    /// `sky/clock`.
    pub clock: ParameterId,
    /// `sky/latitude_deg`.
    pub latitude_deg: ParameterId,
    /// `sky/longitude_deg`.
    pub longitude_deg: ParameterId,
    /// `sky/altitude_m`.
    pub altitude_m: ParameterId,
    /// `sky/north_deg`.
    pub north_deg: ParameterId,
    /// `sky/sun_azimuth_deg`, `sky/sun_elevation_deg`.
    pub manual_sun_deg: [ParameterId; 2],
    /// `sky/sun_rate`.
    pub sun_rate: ParameterId,
    /// `sky/cloud_rate`.
    pub cloud_rate: ParameterId,
    /// `sky/disc`, `sky/outer_disc`.
    pub disc: [ParameterId; 2],
    /// `sky/visibility_m`.
    pub visibility_m: ParameterId,
    /// `sky/stars`.
    pub stars: ParameterId,
    /// `weather/*`.
    pub weather: WeatherIds,
    /// The time zone that the file names, and where it holds: latitude and longitude of the file.
    pub named_zone: Option<(TimeZone, [f64; 2])>,
    /// The zones of everywhere else.
    pub cities: &'static Cities,
    /// Not settable: linear ACEScg.
    pub ground_albedo: [f64; 3],
    /// Not settable: what clouds grow from.
    pub seed: u64,
}

/// Days from 1970-01-01 to the last day of 2100.
const LAST_DAY: f64 = 47_846.0;

pub(super) fn parameters(place: &SkyPlace) -> Vec<Parameter> {
    let number =
        |path: &str, least, most, first, unit, about| number(path, (least, most, first), unit, about);
    vec![
        Parameter::choice("sky/mode", &Mode::WORDS, 0, "what of the sky moves by itself"),
        Parameter::date("sky/date", (0.0, LAST_DAY, days(place.date)), "date at the place"),
        number("sky/time_of_day", 0.0, 24.0, place.time_of_day_h, "h", "local time of day")
            .law(Law::Clock(Way::Shorter))
            .step(0.25),
        Parameter::choice("sky/clock", &Way::WORDS, 0, "which way round a fade sets the time of day"),
        number("sky/latitude_deg", -90.0, 90.0, place.latitude_deg, "deg", "of the place, north positive"),
        number("sky/longitude_deg", -180.0, 180.0, place.longitude_deg, "deg", "of the place, east positive"),
        number("sky/altitude_m", 0.0, 9000.0, place.altitude_m, "m", "of the world's zero over the sea"),
        number(
            "sky/north_deg",
            -360.0,
            360.0,
            place.north_deg,
            "deg",
            "where the world's -Z looks, clockwise from north",
        )
        .law(Law::ShortestArc)
        .class(Class::Stage),
        number("sky/sun_azimuth_deg", 0.0, 360.0, 135.0, "deg", "sun in mode manual, clockwise from north")
            .law(Law::ShortestArc),
        number("sky/sun_elevation_deg", -20.0, 90.0, 30.0, "deg", "sun in mode manual, above the horizon"),
        number("sky/sun_rate", -3600.0, 3600.0, 1.0, "x", "how fast the sun's clock runs, 1 is real time")
            .step(1.0),
        number("sky/cloud_rate", 0.0, 600.0, 1.0, "x", "how fast clouds drift and grow, 1 is real time")
            .step(1.0),
        Parameter::choice("sky/disc", &Disc::WORDS, 0, "the sun's disc in inner frusta"),
        Parameter::choice("sky/outer_disc", &Disc::WORDS, 2, "the sun's disc on the rest of the wall"),
        number("sky/visibility_m", 20.0, 200_000.0, place.visibility_m, "m", "how far one sees")
            .law(Law::Log)
            .step(1000.0),
        number("sky/stars", 0.0, 100.0, 1.0, "x", "brightness of the stars, 1 is true").step(0.5),
    ]
}

pub(super) fn ids(id: &Lookup<'_>, place: &SkyPlace) -> SkyIds {
    SkyIds {
        mode: id.of("sky/mode"),
        date: id.of("sky/date"),
        time_of_day: id.of("sky/time_of_day"),
        clock: id.of("sky/clock"),
        latitude_deg: id.of("sky/latitude_deg"),
        longitude_deg: id.of("sky/longitude_deg"),
        altitude_m: id.of("sky/altitude_m"),
        north_deg: id.of("sky/north_deg"),
        manual_sun_deg: [id.of("sky/sun_azimuth_deg"), id.of("sky/sun_elevation_deg")],
        sun_rate: id.of("sky/sun_rate"),
        cloud_rate: id.of("sky/cloud_rate"),
        disc: [id.of("sky/disc"), id.of("sky/outer_disc")],
        visibility_m: id.of("sky/visibility_m"),
        stars: id.of("sky/stars"),
        weather: weather::ids(id),
        named_zone: named_zone(place),
        cities: Cities::get(),
        ground_albedo: place.ground_albedo,
        seed: place.seed,
    }
}

/// What a place asks of the sky before anybody sets anything.
pub fn first_sky(place: &SkyPlace) -> SkySettings {
    let all = parameters(place).into_iter().chain(weather::parameters()).collect();
    let registry = crate::params::Registry::new(all);
    ids(&Lookup { registry: &registry }, place).settings(&registry.defaults())
}

fn named_zone(place: &SkyPlace) -> Option<(TimeZone, [f64; 2])> {
    let zone = zone_named(place.time_zone.as_deref()?)?;
    Some((zone, [place.latitude_deg, place.longitude_deg]))
}

fn days([year, month, day]: [i32; 3]) -> f64 {
    let date = Date::new(year as i16, month as i8, day as i8).unwrap_or(jiff::civil::date(2026, 6, 21));
    f64::from(date.since(jiff::civil::date(1970, 1, 1)).map_or(0, |span| span.get_days()))
}

impl SkyIds {
    /// Everything that a sky can draw, at once: rain and snow by night, under the stars, through clouds and fog.
    pub fn everything(&self, values: &Values) -> Values {
        let mut values = values.clone();
        let mut weather =
            WeatherState { rain_mm_per_h: 1.0, snow_mm_per_h: 1.0, fog_per_m: 1e-3, ..WeatherState::CLEAR };
        weather.layers[0].cover = 0.5;
        let manual = Mode::ALL.iter().position(|mode| *mode == Mode::Manual).unwrap_or(0);
        let night = [(self.mode, manual as f64), (self.manual_sun_deg[1], -20.0), (self.stars, 1.0)];
        let wet = self
            .weather
            .ground
            .map(|id| (id, 0.5))
            .into_iter()
            .chain([(self.weather.ground_by_weather, 0.0)]);
        let all = night.into_iter().chain(wet).chain(self.weather.numbers(&weather));
        all.for_each(|(id, number)| values.put(id, number));
        values
    }

    /// What values ask of the sky.
    pub fn settings(&self, values: &Values) -> SkySettings {
        let number = |id: ParameterId| values.number(id);
        let disc = self.disc.map(|id| Disc::ALL[values.choice(id)]);
        let on_earth = [number(self.latitude_deg), number(self.longitude_deg)];
        SkySettings {
            mode: Mode::ALL[values.choice(self.mode)],
            is_held: false,
            unix_ms: unix_ms(self.zone(on_earth), number(self.date), number(self.time_of_day)),
            latitude_deg: on_earth[0],
            longitude_deg: on_earth[1],
            altitude_m: number(self.altitude_m),
            north_deg: number(self.north_deg),
            manual_sun_deg: self.manual_sun_deg.map(number),
            sun_rate: number(self.sun_rate),
            cloud_rate: number(self.cloud_rate),
            disc,
            visibility_m: number(self.visibility_m),
            ground_albedo: self.ground_albedo,
            star_gain: number(self.stars),
            weather: self.weather.state(values),
            cloud_tier: CloudTier::ALL[values.choice(self.weather.cloud_tier)],
            ground: self.weather.ground(values),
            seed: self.seed,
            strike: values.is_on(self.weather.strike),
            pace: Pace::Guarded,
        }
    }

    /// The parameters that are the sky's clock.
    pub fn clock(&self) -> Clock {
        Clock { time: self.time_of_day, date: self.date, turn: self.clock }
    }

    /// Local date as days since 1970-01-01, local time of day in hours, and the offset of the zone in seconds, of an instant at
    /// a latitude and longitude.
    pub fn local(&self, on_earth: [f64; 2], unix_ms: i64) -> (f64, f64, i32) {
        let zone = self.zone(on_earth);
        let offset_secs =
            jiff::Timestamp::from_millisecond(unix_ms).map_or(0, |stamp| zone.to_offset(stamp).seconds());
        let local_ms = unix_ms + 1000 * i64::from(offset_secs);
        let (days, ms) = (local_ms.div_euclid(86_400_000), local_ms.rem_euclid(86_400_000));
        (days as f64, ms as f64 / 3_600_000.0, offset_secs)
    }

    /// The zone at a place: the file's where the file puts the world, else the nearest city's.
    fn zone(&self, on_earth: [f64; 2]) -> &TimeZone {
        match &self.named_zone {
            Some((zone, there)) if *there == on_earth => zone,
            _ => self.cities.zone_at(on_earth[0], on_earth[1]),
        }
    }
}

/// The instant of a local date and time of day. A time that a change of clocks leaves out is taken as the one an hour on; one
/// that comes twice as the first.
fn unix_ms(zone: &TimeZone, days: f64, hours: f64) -> i64 {
    let midnight = jiff::civil::date(1970, 1, 1)
        .checked_add(jiff::Span::new().days(days.floor() as i64))
        .unwrap_or_default();
    let ms = ((hours.clamp(0.0, 24.0) * 3_600_000.0).round() as i64).min(86_399_999);
    let start = midnight.to_datetime(Time::midnight());
    let local = start.checked_add(jiff::Span::new().milliseconds(ms)).unwrap_or(start);
    zone.to_timestamp(local).map_or(0, |stamp| stamp.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the IANA database (2026a): Berlin goes to summer time on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00.
    #[test]
    fn a_skipped_hour_is_taken_an_hour_on_and_a_doubled_one_as_the_first() {
        let berlin = zone_named("Europe/Berlin").unwrap();
        let at = |date, hours| unix_ms(&berlin, days(date), hours);
        assert_eq!(at([2026, 3, 29], 2.5), 1_774_747_800_000); // 03:30+02:00 = 01:30Z
        assert_eq!(at([2026, 3, 29], 3.5), at([2026, 3, 29], 2.5));
        assert_eq!(at([2026, 10, 25], 2.5), 1_792_888_200_000); // 02:30+02:00 = 00:30Z
    }

    #[test]
    fn the_zone_follows_the_place_and_the_files_own_holds_where_the_file_is() {
        let place = SkyPlace {
            latitude_deg: 48.86,
            longitude_deg: 2.35,
            time_zone: Some("UTC".to_owned()),
            ..SkyPlace::default()
        };
        let registry = crate::params::Registry::new(
            parameters(&place).into_iter().chain(weather::parameters()).collect(),
        );
        let ids = ids(&Lookup { registry: &registry }, &place);
        let mut values = registry.defaults();
        let hours_at = |values: &Values| {
            let noon = days(place.date) * 86_400_000.0 + place.time_of_day_h * 3_600_000.0;
            (noon - ids.settings(values).unix_ms as f64) / 3_600_000.0
        };
        assert_eq!(hours_at(&values), 0.0);
        for (latitude, longitude, hours) in [(48.8, 2.3, 2.0), (35.68, 139.69, 9.0), (33.83, -116.55, -7.0)] {
            registry.set(&mut values, &format!("sky/latitude_deg={latitude}")).unwrap();
            registry.set(&mut values, &format!("sky/longitude_deg={longitude}")).unwrap();
            assert_eq!(hours_at(&values), hours);
        }
    }

    /// Every hour of a year at a place with summer time, and at one without: local and back is the same instant, but for the
    /// hour that is there twice.
    #[test]
    fn an_instant_survives_its_local_time() {
        for (time_zone, twice) in
            [(Some("America/Los_Angeles".to_owned()), 1), (Some("Asia/Tokyo".to_owned()), 0)]
        {
            let place = SkyPlace { time_zone, ..SkyPlace::default() };
            let registry = crate::params::Registry::new(
                parameters(&place).into_iter().chain(weather::parameters()).collect(),
            );
            let ids = ids(&Lookup { registry: &registry }, &place);
            let on_earth = [place.latitude_deg, place.longitude_deg];
            let mut others = 0;
            for hour in 0..8760_i64 {
                // 2026-01-01 00:00:00.123 UTC.
                let unix_ms = 1_767_225_600_123 + hour * 3_600_000;
                let (days, hours, _) = ids.local(on_earth, unix_ms);
                others += u32::from(super::unix_ms(ids.zone(on_earth), days, hours) != unix_ms);
            }
            assert_eq!(others, twice);
        }
    }
}
