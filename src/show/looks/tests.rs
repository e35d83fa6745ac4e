use super::*;
use crate::params::Class;
use crate::show::{Show, load};

fn sky() -> Show {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
    load::open(path, &|_, _| {}).unwrap().show
}

/// Values after a look, of a show in UTC-7 in June.
fn after(show: &Show, name: &str) -> Values {
    let mut values = show.first.clone();
    let stored = find(name).unwrap().stored(&show.registry, &values, -7 * 3600).unwrap();
    for (id, number) in stored.values() {
        values.put(*id, *number);
    }
    values
}

#[test]
fn every_look_is_a_part_of_the_sky_in_range() {
    let show = sky();
    assert!(LOOKS.len() >= 12);
    for (at, look) in LOOKS.iter().enumerate() {
        assert!(LOOKS[..at].iter().all(|other| other.name != look.name), "{} twice", look.name);
        let stored = look.stored(&show.registry, &show.first, -7 * 3600).unwrap();
        let mut ids: Vec<usize> = stored.values().iter().map(|(id, _)| id.index()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), stored.values().len(), "{}: each once", look.name);
        for (id, number) in stored.values() {
            let parameter = show.registry.parameter(*id);
            let [min, max] = parameter.kind.range();
            assert!((min..=max).contains(number), "{}: {} {number}", look.name, parameter.path);
            assert_eq!(parameter.class, Class::Look);
            let group = parameter.path.split('/').next().unwrap();
            assert!(matches!(group, "sky" | "weather" | "exposure"), "{}", parameter.path);
        }
    }
}

#[test]
fn times_stand_where_their_words_say_at_the_place() {
    let show = sky();
    let ids = show.ids.sky.as_ref().unwrap();
    let sun_deg = |name: &str| {
        let settings = ids.settings(&after(&show, name));
        let weather = settings.weather;
        let place = Place {
            latitude_deg: settings.latitude_deg,
            longitude_deg: settings.longitude_deg,
            altitude_m: settings.altitude_m,
            temperature_c: weather.temperature_c,
            pressure_hpa: weather.pressure_hpa,
        };
        ephemeris::sky_at(settings.unix_ms, &place).sun
    };
    assert!((sun_deg("Golden hour").apparent_elevation_deg - 4.0).abs() < 0.02);
    assert!((sun_deg("Blue hour").apparent_elevation_deg + 5.0).abs() < 0.02);
    assert!((sun_deg("Morning mist").apparent_elevation_deg - 6.0).abs() < 0.02);
    // At 33.83 N on the solstice: 90 - 33.83 + 23.44, due south.
    let noon = sun_deg("Clear noon");
    assert!((noon.elevation_deg - 79.61).abs() < 0.1 && (noon.azimuth_deg - 180.0).abs() < 5.0, "{noon:?}");
    assert!(sun_deg("Starry night").elevation_deg < -30.0);
    assert!(sun_deg("Moonlit night").elevation_deg < -12.0);
    // A weather leaves the time as it is.
    let time = |values: &Values| values.number(ids.time_of_day);
    assert_eq!(time(&after(&show, "Rain")), time(&show.first));
}

/// The exposure's grey follows the light: a sunlit card at noon has 18 % of about 120 klx over pi, one by night some 1e7 less.
#[test]
fn each_look_carries_its_grey() {
    let show = sky();
    let grey = |name: &str| after(&show, name).number(show.ids.world_grey_nits);
    assert!((5500.0..7500.0).contains(&grey("Clear noon")), "{}", grey("Clear noon"));
    assert!((1e-5..1.0).contains(&grey("Moonlit night")), "{}", grey("Moonlit night"));
    assert!(grey("Overcast") < 0.5 * grey("Fair weather") && grey("Storm") < grey("Overcast"));
    // And the wall follows it in stops.
    let ev = |name: &str| show.inputs(&after(&show, name), 0, &show.rehearsed_poses(0)).world.exposure_ev;
    let stops = (grey("Clear noon") / grey("Blue hour")).log2();
    assert!((ev("Blue hour") - ev("Clear noon") - stops).abs() < 1e-9 && stops > 8.0);
}

#[test]
fn a_sun_by_hand_is_let_go_by_a_time_alone() {
    let mut show = sky();
    let id = show.registry.set(&mut show.first, "sky/mode=manual").unwrap();
    assert_eq!(after(&show, "Golden hour").choice(id), 0);
    assert_eq!(after(&show, "Rain").choice(id), 1);
    show.registry.set(&mut show.first, "sky/mode=hold_sun").unwrap();
    assert_eq!(Mode::ALL[after(&show, "Golden hour").choice(id)], Mode::HoldSun, "and then it holds");
}
