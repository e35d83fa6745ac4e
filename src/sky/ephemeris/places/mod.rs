//! Cities of the world by name and by position, each with its time zone.
//!
//! In: cities.txt (GeoNames, CC BY 4.0; SOURCES.md), jiff's embedded time zones. Out: [`City`], zones. Not here: what a scene
//! or a command asks for (`scene`, `show`, `cli`).
//! Invariant: [`Cities::get`] reads all, zones included; after it nothing allocates in [`Cities::nearest`] and
//! [`Cities::zone_at`], and no file of the machine is asked (its own time zones differ from the next machine's).

mod fold;

use std::sync::LazyLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::earth;

static TEXT: &str = include_str!("cities.txt");
static CITIES: LazyLock<Cities> = LazyLock::new(Cities::read);

/// A city.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct City {
    /// As GeoNames spells it.
    pub name: &'static str,
    /// ISO 3166 code of its country.
    pub country: &'static str,
    /// North positive.
    pub latitude_deg: f64,
    /// East positive.
    pub longitude_deg: f64,
    zone: usize,
}

/// A city as it is searched for.
#[derive(Debug)]
struct ByLatitude {
    latitude_deg: f64,
    toward: [f64; 3],
    city: usize,
}

/// All of them.
#[derive(Debug)]
pub struct Cities {
    /// Most populous first.
    cities: Vec<City>,
    /// Southernmost first.
    by_latitude: Vec<ByLatitude>,
    zones: Vec<(&'static str, TimeZone)>,
}

/// The time zone of an IANA name, from the embedded database.
pub fn zone_named(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

impl Cities {
    /// The embedded list; reads it the first time.
    pub fn get() -> &'static Self {
        &CITIES
    }

    fn read() -> Self {
        let mut lines = TEXT.lines();
        let zone = |name: &'static str| (name, zone_named(name).unwrap_or(TimeZone::UTC));
        let zones: Vec<_> = lines.next().unwrap_or_default().split('|').map(zone).collect();
        let cities: Vec<City> = lines.filter_map(city).filter(|city| city.zone < zones.len()).collect();
        let entry = |(index, city): (usize, &City)| ByLatitude {
            latitude_deg: city.latitude_deg,
            toward: earth::equatorial(city.longitude_deg, city.latitude_deg),
            city: index,
        };
        let mut by_latitude: Vec<ByLatitude> = cities.iter().enumerate().map(entry).collect();
        by_latitude.sort_by(|a, b| a.latitude_deg.total_cmp(&b.latitude_deg));
        Self { cities, by_latitude, zones }
    }

    /// The city nearest to a position.
    pub fn nearest(&self, latitude_deg: f64, longitude_deg: f64) -> &City {
        let toward = earth::equatorial(longitude_deg, latitude_deg);
        let middle = self.by_latitude.partition_point(|entry| entry.latitude_deg < latitude_deg);
        let (south, north) = self.by_latitude.split_at(middle);
        let mut best = (-2.0, 0);
        // The cosine of the difference in latitude bounds what any city further on can reach.
        let mut look = |entry: &ByLatitude| {
            let reach = libm::cos((entry.latitude_deg - latitude_deg).to_radians());
            let cosine = earth::dot(entry.toward, toward);
            if cosine > best.0 {
                best = (cosine, entry.city);
            }
            reach > best.0
        };
        let _ = north.iter().all(&mut look);
        let _ = south.iter().rev().all(&mut look);
        &self.cities[best.1]
    }

    /// IANA name and time zone of a city.
    pub fn zone_of(&self, city: &City) -> &(&'static str, TimeZone) {
        &self.zones[city.zone]
    }

    /// The time zone of the city nearest to a position.
    pub fn zone_at(&self, latitude_deg: f64, longitude_deg: f64) -> &TimeZone {
        &self.zone_of(self.nearest(latitude_deg, longitude_deg)).1
    }

    /// The most populous city of that name, whatever its case and accents; `Name, CC` asks for one of a country.
    pub fn named(&self, text: &str) -> Option<&City> {
        let (name, country) = split(text);
        self.in_country(country).find(|city| fold::eq(city.name, &name))
    }

    /// Cities that a text may mean: those that begin with it, then those of which words begin with its words, the most
    /// populous first; when there is none, those that take the least edits. At most `most`.
    pub fn search(&self, text: &str, most: usize) -> Vec<&City> {
        let (name, country) = split(text);
        let starts = |city: &&City| fold::begins(city.name, &name);
        let has_words = |city: &&City| !fold::begins(city.name, &name) && fold::has_words(city.name, &name);
        let mut found: Vec<&City> = self.in_country(country).filter(starts).take(most).collect();
        let rest = most - found.len();
        found.extend(self.in_country(country).filter(has_words).take(rest));
        if found.is_empty() {
            let mut all: Vec<(usize, &City)> =
                self.cities.iter().map(|city| (fold::edits(city.name, &name), city)).collect();
            // Stable: of equals the most populous comes first.
            all.sort_by_key(|(edits, _)| *edits);
            found.extend(all.iter().take(most).map(|(_, city)| city));
        }
        found
    }

    /// The refusal of a name: what was found and which names are near.
    pub fn refusal(&self, text: &str) -> String {
        let near: Vec<String> =
            self.search(text, 4).iter().map(|city| format!("{}, {}", city.name, city.country)).collect();
        format!("no city '{text}' in the list; the nearest names are {}", near.join("; "))
    }

    fn in_country(&self, country: Option<&str>) -> impl Iterator<Item = &City> {
        self.cities
            .iter()
            .filter(move |city| country.is_none_or(|code| code.eq_ignore_ascii_case(city.country)))
    }
}

/// Folded name and country of `Name, CC`.
fn split(text: &str) -> (String, Option<&str>) {
    match text.rsplit_once(',') {
        Some((name, country)) if country.trim().len() == 2 => (fold::fold(name), Some(country.trim())),
        _ => (fold::fold(text), None),
    }
}

fn city(line: &'static str) -> Option<City> {
    let mut cells = line.split('|');
    let mut next = || cells.next();
    Some(City {
        name: next()?,
        country: next()?,
        latitude_deg: next()?.parse().ok()?,
        longitude_deg: next()?.parse().ok()?,
        zone: next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_city_and_every_zone_is_known() {
        let cities = Cities::get();
        assert_eq!(cities.cities.len(), TEXT.lines().count() - 1);
        assert!(cities.cities.len() > 10_000 && TEXT.len() <= 350_000);
        assert!(zone_named("Mars/Olympus").is_none());
        for (name, _) in &cities.zones {
            assert!(zone_named(name).is_some(), "{name}");
        }
        let all_ascii = |city: &City| fold::fold(city.name).is_ascii();
        let strange: Vec<_> = cities.cities.iter().filter(|city| !all_ascii(city)).collect();
        assert!(strange.is_empty(), "{strange:?}");
    }

    #[test]
    fn names_are_found_without_accents_and_case() {
        let cities = Cities::get();
        let place =
            |text| cities.named(text).map(|city| (city.country, city.latitude_deg, city.longitude_deg));
        assert_eq!(place("palm springs"), Some(("US", 33.83, -116.55)));
        assert_eq!(place("SAO PAULO"), place("São Paulo"));
        assert_eq!(place("tromso").map(|found| found.0), Some("NO"));
        assert_eq!(place("London").map(|found| found.0), Some("GB"));
        assert_eq!(place("London, ca").map(|found| found.0), Some("CA"));
        assert_eq!(place("Lond"), None);
        let first = |text| cities.search(text, 3).first().map(|city| city.name);
        assert_eq!(first("los ang"), Some("Los Angeles"));
        assert_eq!(first("york new"), Some("New York City"));
        assert_eq!(first("Palm Sprngs"), Some("Palm Springs"));
        assert!(cities.refusal("Reykyavik").contains("Reykjavík, IS"));
    }

    #[test]
    fn the_nearest_city_is_the_one_that_looking_at_all_finds() {
        let cities = Cities::get();
        for step in 0..40 {
            let (latitude, longitude) =
                (f64::from(step * 37 % 181) - 90.0, f64::from(step * 101 % 361) - 180.0);
            let toward = earth::equatorial(longitude, latitude);
            let cosine =
                |city: &City| earth::dot(earth::equatorial(city.longitude_deg, city.latitude_deg), toward);
            let best = cities.cities.iter().map(cosine).fold(-2.0, f64::max);
            assert!(cosine(cities.nearest(latitude, longitude)) >= best - 1e-15, "{latitude} {longitude}");
        }
        let zone = |latitude, longitude| cities.zone_of(cities.nearest(latitude, longitude)).0;
        assert_eq!(zone(33.83, -116.55), "America/Los_Angeles");
        assert_eq!(zone(78.2, 15.6), "Arctic/Longyearbyen");
        assert_eq!(zone(-17.7, 178.0), "Pacific/Fiji");
    }
}
