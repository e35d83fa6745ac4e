//! Cues that flash are told before GO, others are not.

use super::*;
use crate::control::web::wire;
use crate::show::book::CueCard;

fn cue(number: u32, preset: &str, fade_secs: f32, follow_secs: Option<f32>) -> Asked {
    let (number, preset) = (number.to_string(), preset.to_owned());
    Asked::WriteCue(CueCard { number, preset, fade_secs, follow_secs, ..CueCard::default() })
}

impl Rig {
    fn save(&mut self, name: &str) {
        assert_eq!(self.ask(false, Asked::SavePreset { name: name.to_owned() }), Told::Done);
    }

    /// With two looks that lie 8 EV apart.
    fn with_dark_and_bright(name: &str) -> Self {
        let mut rig = Self::new(name);
        rig.save("bright");
        rig.set("grade/trim_ev", -8.0);
        rig.save("dark");
        rig.set("grade/trim_ev", 0.0);
        rig
    }

    /// Numbers of the cues that are warned of, once nothing is left to rehearse.
    fn warned(&mut self) -> Vec<String> {
        let state = until(&self.link, |state| state.book.to_rehearse == 0);
        let mut numbers: Vec<_> = state.book.warnings.iter().map(|warning| warning.number.clone()).collect();
        numbers.sort();
        numbers
    }
}

/// Ten looks, dark and bright in turn, 0.1 s apart: five pairs of changes in a second. The last four are two pairs.
#[test]
fn a_run_of_snaps_that_follow_each_other_is_warned_of() {
    let mut rig = Rig::with_dark_and_bright("flashing-run");
    for number in 1..=10 {
        let preset = if number % 2 == 1 { "dark" } else { "bright" };
        let follow_secs = (number < 10).then_some(0.1);
        assert_eq!(rig.ask(false, cue(number, preset, 0.0, follow_secs)), Told::Done);
    }
    let state = until(&rig.link, |state| state.book.warning("1").is_some());
    let words = state.book.warning("1").unwrap().words.as_str();
    assert!(words.starts_with("Cue 1 would flash the walls 5 times in a second, 3 are allowed"), "{words}");
    assert!(words.contains("the flash guard will hold the walls back"), "{words}");
    assert_eq!(wire::book(&state.book)["cues"][0]["warning"], words);
    assert!(rig.link.state().notes.iter().all(|note| !note.contains("Cue 1 ")), "it does not stand by");
    rig.ask(false, Asked::Standby { number: Some("1".to_owned()) });
    until(&rig.link, |state| state.notes.iter().any(|note| note.contains("Cue 1 would flash")));
    // GO fires all the same, and the warning goes with the cue.
    assert_eq!(rig.ask(true, Asked::Go), Told::Done);
    rig.ask(true, Asked::DeleteCue { number: "1".to_owned() });
    until(&rig.link, |state| state.book.warning("1").is_none());
}

#[test]
fn fades_and_spread_snaps_are_not_warned_of() {
    let mut rig = Rig::with_dark_and_bright("no-flashing-run");
    for number in 1..=8 {
        let preset = if number % 2 == 1 { "dark" } else { "bright" };
        // A snap each 0.4 s: at most three changes in any second.
        let follow_secs = (number < 8).then_some(0.4);
        assert_eq!(rig.ask(false, cue(number, preset, 0.0, follow_secs)), Told::Done);
    }
    assert_eq!(rig.warned(), [""; 0]);
}

/// 600 flashes a minute are ten a second, however the guard thins them.
#[test]
fn a_storm_of_ten_flashes_a_second_is_warned_of_and_a_common_one_is_not() {
    let mut rig = Rig::new("flashing-storm");
    rig.set("weather/lightning_per_min", 20.0);
    rig.save("storm");
    rig.set("weather/lightning_per_min", 600.0);
    rig.save("strobe");
    rig.set("weather/lightning_per_min", 0.0);
    rig.ask(false, cue(1, "storm", 0.0, None));
    rig.ask(false, cue(2, "strobe", 2.0, None));
    let state = until(&rig.link, |state| state.book.warning("2").is_some());
    assert!(
        state.book.warning("2").unwrap().words.contains(" 10 times in a second"),
        "{:?}",
        state.book.warnings
    );
    assert_eq!(rig.warned(), ["2"]);
}
