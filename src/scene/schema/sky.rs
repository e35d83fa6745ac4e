//! From `[sky]` of scene.toml to a [`SkyPlace`].
//!
//! In: the file's values. Out: a place on Earth and the day's beginning. Not here: the other surroundings (`convert`), the list
//! of cities (`sky::ephemeris::places`).
//! Invariant: every number is in the range of its parameter, the city and the zone are known.

use jiff::civil::Date;
use toml::Spanned;

use super::convert::Loader;
use super::types::SkyFile;
use crate::scene::{SceneError, SkyPlace};
use crate::sky::ephemeris::places;

impl Loader<'_> {
    pub(super) fn sky(&self, item: &Spanned<SkyFile>) -> Result<SkyPlace, SceneError> {
        let (file, first) = (item.get_ref(), SkyPlace::default());
        let date = match &file.date {
            None => first.date,
            Some(text) => {
                let date: Date = text.parse().map_err(|_| {
                    self.at(item, format!("[sky] date = \"{text}\""), "write a date as YYYY-MM-DD")
                })?;
                [i32::from(date.year()), i32::from(date.month()), i32::from(date.day())]
            }
        };
        let [latitude_deg, longitude_deg] = self.on_earth(item, &first)?;
        if let Some(name) = &file.time_zone
            && places::zone_named(name).is_none()
        {
            let remedy = "give an IANA name, as in Europe/Berlin, or leave it out for the nearest city's";
            return Err(self.at(item, format!("[sky] time_zone = \"{name}\""), remedy));
        }
        let place = SkyPlace {
            latitude_deg,
            longitude_deg,
            altitude_m: file.altitude_m.unwrap_or(first.altitude_m),
            time_zone: file.time_zone.clone(),
            date,
            time_of_day_h: file.time_of_day.unwrap_or(first.time_of_day_h),
            north_deg: file.north_deg.unwrap_or(first.north_deg),
            ground_albedo: file.ground_albedo.unwrap_or(first.ground_albedo),
            visibility_m: file.visibility_m.unwrap_or(first.visibility_m),
            seed: file.seed.unwrap_or(first.seed),
        };
        let ranges = [
            ("latitude_deg", place.latitude_deg, -90.0, 90.0),
            ("longitude_deg", place.longitude_deg, -180.0, 180.0),
            ("altitude_m", place.altitude_m, 0.0, 9000.0),
            ("time_of_day", place.time_of_day_h, 0.0, 24.0),
            ("north_deg", place.north_deg, -360.0, 360.0),
            ("visibility_m", place.visibility_m, 20.0, 200_000.0),
            ("ground_albedo", place.ground_albedo[0], 0.0, 1.0),
            ("ground_albedo", place.ground_albedo[1], 0.0, 1.0),
            ("ground_albedo", place.ground_albedo[2], 0.0, 1.0),
        ];
        for (name, number, least, most) in ranges {
            if !(least..=most).contains(&number) {
                return Err(self.at(
                    item,
                    format!("[sky] {name} = {number}"),
                    &format!("give {least} to {most}"),
                ));
            }
        }
        Ok(place)
    }

    /// Latitude and longitude: of a city by name, or as written.
    fn on_earth(&self, item: &Spanned<SkyFile>, first: &SkyPlace) -> Result<[f64; 2], SceneError> {
        let file = item.get_ref();
        let Some(name) = &file.place else {
            return Ok([
                file.latitude_deg.unwrap_or(first.latitude_deg),
                file.longitude_deg.unwrap_or(first.longitude_deg),
            ]);
        };
        if file.latitude_deg.is_some() || file.longitude_deg.is_some() {
            return Err(self.at(
                item,
                "[sky] place beside latitude_deg or longitude_deg",
                "give one or the other",
            ));
        }
        let cities = places::Cities::get();
        let city = cities.named(name).ok_or_else(|| {
            self.at(
                item,
                format!("[sky] {}", cities.refusal(name)),
                "give one of them, or latitude_deg and longitude_deg",
            )
        })?;
        Ok([city.latitude_deg, city.longitude_deg])
    }
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use crate::scene::{Environment, SkyPlace};

    fn sky(keys: &str) -> Result<SkyPlace, String> {
        let text = format!("version = 1\n\n[sky]\n{keys}\n");
        let read = |_: &str| Err("no file".to_owned());
        match load(&text, "scene.toml", &read, &|_, _| ()).map_err(|error| error.to_string())?.environment {
            Environment::Sky(place) => Ok(place),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn a_city_by_name_is_where_it_lies() {
        let place = sky("place = \"palm springs\"\ndate = \"2024-02-29\"").unwrap();
        assert_eq!((place.latitude_deg, place.longitude_deg), (33.83, -116.55));
        assert_eq!((place.date, place.time_zone), ([2024, 2, 29], None));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_remedy() {
        for (keys, named) in [
            ("place = \"Palm Sprngs\"", "Palm Springs, US"),
            ("place = \"London\"\nlatitude_deg = 3.0", "one or the other"),
            ("time_zone = \"Mars/Olympus\"", "Europe/Berlin"),
            ("date = \"2026-02-30\"", "YYYY-MM-DD"),
            ("date = \"26-2-3-4\"", "YYYY-MM-DD"),
            ("visibility_m = 5.0", "20"),
        ] {
            let error = sky(keys).unwrap_err();
            assert!(error.contains(named) && error.contains("scene.toml:3"), "{error}");
        }
    }
}
