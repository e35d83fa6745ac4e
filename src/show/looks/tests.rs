use std::sync::Arc;

use crossbeam::queue::ArrayQueue;

use super::*;
use crate::params::{Action, Arbiter, Author, Class, Command};
use crate::show::load;
use crate::sky::{SkySettings, SkyState};

fn sky() -> Show {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
    load::open(path, &|_, _| {}).unwrap().show
}

/// Values after a look, of a show in UTC-7 in June.
fn after(show: &Show, name: &str) -> Values {
    let mut values = show.first.clone();
    apply(show, &mut values, name).unwrap();
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

#[test]
fn a_look_that_is_not_there_is_told_with_those_that_are() {
    let mut show = sky();
    let why = apply(&show, &mut show.first.clone(), "Drizzle").unwrap_err();
    assert!(why.contains("no look `Drizzle`") && why.contains("Golden hour, Blue hour"), "{why}");
    show.ids.sky = None;
    assert!(apply(&show, &mut show.first.clone(), "Rain").unwrap_err().contains("[sky]"));
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

/// A frame on the way from look to look: what is asked for, the layers as they are drawn, the sky's instant.
type Moment = (SkySettings, [Layer; LAYERS], i64);

/// Frames from look to look in so many seconds, through the arbiter as in a running show.
fn played(show: &Show, (from, to): (&Stored, &Stored), fade_secs: f32) -> Vec<Moment> {
    let ids = show.ids.sky.as_ref().unwrap();
    let mut first = show.first.clone();
    for (id, number) in from.values() {
        first.put(*id, *number);
    }
    let events = Arc::new(ArrayQueue::new(1000));
    let mut arbiter = Arbiter::new(&show.registry, first, (0, None), show.rate.period_secs(), events);
    arbiter.watch(ids.clock());
    let mut state = SkyState::start(&ids.settings(arbiter.values()), show.rate);
    let frame = |frame: u64| {
        arbiter.begin(frame);
        if frame == 10 {
            let stored = Arc::new(to.clone());
            let recall = Action::Recall { stored, fade_secs, label: 0 };
            arbiter.obey(&Command { confirmed: true, ..Command::new(Author::WINDOW, 0, recall) });
        }
        state.clouds.fade_frames = ids.weather.fade_frames(|id| arbiter.fade_frames(id));
        let settings = ids.settings(arbiter.values());
        state.step(&settings, show.rate);
        (settings, state.clouds.drawn(&settings.weather.layers), state.unix_ms(&settings))
    };
    (1..=(fade_secs as u64 * 24 + 160)).map(frame).collect()
}

/// The largest second difference of each number, those of clouds weighted by what is seen of them.
fn jerks(moments: &[Moment], is_fade: bool) -> Vec<(&'static str, f64)> {
    let mut worst = Vec::new();
    let mut note = |name: &'static str, of: &dyn Fn(&Moment) -> f64| {
        let jerk = |three: &[Moment]| (of(&three[0]) - 2.0 * of(&three[1]) + of(&three[2])).abs();
        worst.push((name, moments.windows(3).map(jerk).fold(0.0, f64::max)));
    };
    for slot in 0..LAYERS {
        note("cover", &|(_, drawn, _)| drawn[slot].cover);
        note("base", &|(_, drawn, _)| drawn[slot].cover * drawn[slot].base_m / 10_000.0);
        note("thickness", &|(_, drawn, _)| drawn[slot].cover * drawn[slot].thickness_m / 10_000.0);
        note("kind", &|(_, drawn, _)| drawn[slot].cover * f64::from(drawn[slot].kind as u8) / 6.0);
    }
    if is_fade {
        note("visibility", &|(asked, ..)| asked.visibility_m.log2());
        note("rain", &|(asked, ..)| (asked.weather.rain_mm_per_h + 0.1).log2());
        note("snow", &|(asked, ..)| (asked.weather.snow_mm_per_h + 0.1).log2());
        note("wind", &|(asked, ..)| asked.weather.wind_mps);
        // Hours, on a clock without a midnight.
        note("time", &|(.., unix_ms)| (*unix_ms as f64 / 86_400_000.0 * std::f64::consts::TAU).sin());
    }
    worst
}

/// Bounded by what the laws allow: a cubic's 6 x change / frames^2 (visibility: ten octaves; rain: nine; wind: 14 m/s; time: half
/// a turn and the sine's own curve of it), a spring's (6 / 36 frames)^2 x 3 for clouds. A pop of a tenth of the sky is 0.1.
#[test]
fn no_look_pops_into_another() {
    let show = sky();
    let is_smooth = |moments: &[Moment], fade_secs: f32| {
        let frames = f64::from(fade_secs.max(0.1)) * 24.0;
        jerks(moments, fade_secs > 0.0).into_iter().find(|(name, jerk)| {
            let change = match *name {
                "visibility" | "rain" | "snow" => 10.0,
                "wind" => 15.0,
                "time" => 8.0,
                _ => return *jerk > 0.09,
            };
            *jerk > 6.0 * change / (frames * frames)
        })
    };
    let stored = |look: &Look| look.stored(&show.registry, &show.first, -7 * 3600).unwrap();
    let all: Vec<Stored> = LOOKS.iter().map(stored).collect();
    for fade_secs in [0.0_f32, 2.0, 8.0] {
        for (at, from) in all.iter().enumerate() {
            for (other, to) in all.iter().enumerate().skip(at + 1).step_by(2) {
                for (from, to, names) in [(from, to, [at, other]), (to, from, [other, at])] {
                    let found = is_smooth(&played(&show, (from, to), fade_secs), fade_secs);
                    let [one, two] = names.map(|at| LOOKS[at].name);
                    assert_eq!(found, None, "{one} to {two} in {fade_secs} s");
                }
            }
        }
    }
    // What is asked for, drawn as it is, pops.
    let mut moments =
        played(&show, (&stored(find("Fair weather").unwrap()), &stored(find("Storm").unwrap())), 2.0);
    moments.iter_mut().for_each(|(asked, drawn, _)| *drawn = asked.weather.layers);
    assert!(is_smooth(&moments, 2.0).is_some());
}
