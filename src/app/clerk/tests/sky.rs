//! Shipped looks, weather reports and the sky's clock, through the clerk.

use super::*;

fn rig(name: &str) -> Rig {
    let _ = std::fs::remove_dir_all(folder(name));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
    Rig::with(load::open(path, &|_, _| {}).unwrap().show, name)
}

fn cards(state: &State, name: &str) -> Vec<bool> {
    state.book.presets.iter().filter(|card| card.name == name).map(|card| card.is_shipped).collect()
}

#[test]
fn shipped_looks_are_recalled_replaced_and_never_deleted() {
    let mut rig = rig("shipped");
    assert_eq!(cards(&rig.step(), "Rain"), [true]);
    assert!(!rig.step().book.presets.iter().any(|card| card.name == "Drizzle"));
    assert_eq!(rig.ask(false, Asked::RecallPreset { name: "Rain".into(), fade_secs: 1.0 }), Told::Done);
    for _ in 0..24 {
        rig.step();
    }
    assert_eq!([rig.number("weather/rain_mm_per_h"), rig.number("weather/cloud_cover")], [5.0, 1.0]);
    let told = rig.ask(true, Asked::DeletePreset { name: "Rain".into() });
    assert!(words_of(&told).contains("is shipped"), "{told:?}");
    rig.set("weather/rain_mm_per_h", 12.0);
    assert_eq!(rig.ask(false, Asked::SavePreset { name: "Rain".into() }), Told::Done);
    assert_eq!(cards(&rig.step(), "Rain"), [false]);
    rig.set("weather/rain_mm_per_h", 0.0);
    assert_eq!(rig.ask(true, Asked::RecallPreset { name: "Rain".into(), fade_secs: 0.0 }), Told::Done);
    assert_eq!(rig.number("weather/rain_mm_per_h"), 12.0);
    assert_eq!(rig.ask(true, Asked::DeletePreset { name: "Rain".into() }), Told::Done);
    assert_eq!(cards(&rig.step(), "Rain"), [true], "and the shipped one is there again");
}

#[test]
fn a_report_is_one_step_that_is_taken_back() {
    let mut rig = rig("metar");
    let before = rig.live.values().clone();
    let text = "METAR UUEE 150900Z 33005MPS 6000 -SN BKN016 OVC040 M08/M10 Q1009 TEMPO 1500 SN".to_owned();
    assert_eq!(rig.ask(false, Asked::Metar { text, fade_secs: 0.0 }), Told::Done);
    assert_eq!([rig.number("weather/snow_mm_per_h"), rig.number("sky/visibility_m")], [0.5, 6000.0]);
    assert_eq!(rig.step().history.last().unwrap().words, "METAR UUEE 150900Z");
    let undo = Command::new(rig.who, 0, Action::Undo { fade_secs: 0.0 });
    rig.link.send(undo).unwrap();
    rig.step();
    let differ = |id: usize| before.all()[id].number() - rig.live.values().all()[id].number();
    let clock = rig.id("sky/time_of_day").index();
    for id in (0..before.all().len()).filter(|id| *id != clock) {
        assert!(differ(id).abs() < 1e-12, "{}", rig.show.registry.parameters()[id].path);
    }
    let told = rig.ask(false, Asked::Metar { text: "lovely day".into(), fade_secs: 0.0 });
    assert!(words_of(&told).contains("`lovely day` says nothing of the weather"), "{told:?}");
}

/// The clock runs an hour a second: the published time goes on, a fade sets out from it, and a preset keeps what it reads.
#[test]
fn the_clock_is_told_and_set_from_what_it_reads() {
    let mut rig = rig("clock");
    let told = |rig: &mut Rig| rig.step().report.sky.unwrap();
    let first = told(&mut rig).local_time_h;
    assert!((first - 17.5).abs() < 0.01, "{first}");
    rig.set("sky/sun_rate", 3600.0);
    for _ in 0..60 {
        rig.step();
    }
    let before = told(&mut rig);
    assert!(before.local_time_h > 19.0 && before.clock_rate == 3600.0, "{before:?}");
    assert_eq!(rig.number("sky/time_of_day"), 17.5);
    assert_eq!(rig.ask(false, Asked::SavePreset { name: "As it reads".into() }), Told::Done);
    rig.set("sky/sun_rate", 0.0);
    let stood = told(&mut rig).local_time_h;
    let id = rig.id("sky/time_of_day");
    let set = Action::Set { id, number: 18.0, fade_secs: 2.0, gesture: 0 };
    rig.link.send(Command::new(rig.who, 0, set)).unwrap();
    let mut last = stood;
    for _ in 0..48 {
        let now = told(&mut rig).local_time_h;
        assert!((now - last).abs() < 0.15 && now <= last, "{last} to {now}");
        last = now;
    }
    assert!((told(&mut rig).local_time_h - 18.0).abs() < 1e-3);
    // The same number again, after the clock has run on from it, is a change.
    rig.set("sky/sun_rate", 3600.0);
    for _ in 0..48 {
        rig.step();
    }
    rig.set("sky/sun_rate", 0.0);
    assert!(told(&mut rig).local_time_h > 18.5);
    rig.set("sky/time_of_day", 18.0);
    assert!((told(&mut rig).local_time_h - 18.0).abs() < 1e-3);
    assert_eq!(rig.ask(true, Asked::RecallPreset { name: "As it reads".into(), fade_secs: 0.0 }), Told::Done);
    assert!((told(&mut rig).local_time_h - before.local_time_h).abs() < 0.5, "{before:?}");
}

/// BACK TO ONE restores the sky to the bit: the frames after it have the packets of the take's first frames.
#[test]
fn back_to_one_brings_back_the_packets_with_the_clock_running() {
    let mut rig = rig("one");
    rig.set("sky/sun_rate", 600.0);
    for _ in 0..30 {
        rig.step();
    }
    let rolling = rig.id("take/rolling");
    rig.live.edit(Author::WINDOW, |values| values.put(rolling, 1.0));
    let hashes =
        |rig: &mut Rig| -> Vec<u64> { (0..20).map(|_| rig.step().report.sky.unwrap().hash).collect() };
    let first = hashes(&mut rig);
    rig.live.edit(Author::WINDOW, |values| values.put(rolling, 0.0));
    rig.set("weather/rain_mm_per_h", 20.0);
    rig.set("sky/time_of_day", 12.0);
    assert_ne!(hashes(&mut rig), first);
    let back = Command { confirmed: true, ..Command::new(rig.who, 0, Action::Return { label: 0 }) };
    rig.link.send(back).unwrap();
    assert_eq!(hashes(&mut rig), first);
}
