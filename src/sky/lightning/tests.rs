use proptest::prelude::*;

use super::*;
use crate::sky::SkyState;

fn storm(per_min: f64, pace: Pace) -> SkySettings {
    let mut settings = SkySettings { pace, ..SkySettings::default() };
    settings.weather.lightning_per_min = per_min;
    settings
}

/// Onsets by playing frames.
fn onsets(settings: &SkySettings, frames: u64, rate: Rate) -> Vec<Strike> {
    let mut schedule = Schedule::start(settings, rate);
    let mut all: Vec<Strike> = Vec::new();
    for frame in 1..=frames {
        schedule.step(settings, frame, rate);
        all.extend(schedule.strikes().filter(|strike| strike.frame == frame));
    }
    all
}

#[test]
fn a_free_storm_has_the_rate_that_was_asked_for() {
    // 600 a minute at 24 frames: 0.41667 a frame, 4167 in 10 000 frames; three standard deviations are 148.
    let count = onsets(&storm(600.0, Pace::Free), 10_000, Rate::FILM).len() as f64;
    assert!((count - 4167.0).abs() < 148.0, "{count}");
    let few = onsets(&storm(6.0, Pace::Free), 24_000, Rate::FILM).len() as f64;
    assert!((few - 100.0).abs() < 30.0, "{few}");
    assert!(onsets(&storm(0.0, Pace::Free), 1000, Rate::FILM).is_empty());
}

#[test]
fn played_direct_and_replayed_are_the_same_flashes() {
    let settings = storm(120.0, Pace::Guarded);
    let mut state = SkyState::start(&settings, Rate::FILM);
    for frame in 1..200 {
        state.step(&settings, Rate::FILM);
        if frame % 17 == 0 {
            let direct = SkyState::replayed(&settings, frame, Rate::FILM);
            assert_eq!(state.lightning, direct.lightning, "frame {frame}");
        }
    }
}

#[test]
fn a_strike_is_known_ahead_and_holding_all_stops_what_is_to_come() {
    let mut settings = storm(60.0, Pace::Guarded);
    let mut schedule = Schedule::start(&settings, Rate::FILM);
    let mut known = std::collections::BTreeMap::new();
    for frame in 1..2000 {
        schedule.step(&settings, frame, Rate::FILM);
        for strike in schedule.strikes() {
            known.entry(strike.frame).or_insert(frame);
        }
    }
    assert!(known.len() > 20);
    let late = known.iter().filter(|(onset, first)| **onset > AHEAD && **onset - **first < AHEAD - 1);
    assert_eq!(late.count(), 0);
    settings.mode = crate::sky::Mode::HoldAll;
    schedule.step(&settings, 2000, Rate::FILM);
    assert!(schedule.strikes().all(|strike| strike.frame < 2000));
    (2001..2100).for_each(|frame| schedule.step(&settings, frame, Rate::FILM));
    assert_eq!(schedule.strikes().count(), 0);
}

#[test]
fn the_button_strikes_once_at_its_frame_or_when_the_guard_lets_it() {
    let mut settings = storm(0.0, Pace::Guarded);
    let mut schedule = Schedule::start(&settings, Rate::FILM);
    (1..10).for_each(|frame| schedule.step(&settings, frame, Rate::FILM));
    let mut press = |frames: std::ops::Range<u64>, is_down: bool| {
        settings.strike = is_down;
        frames.for_each(|frame| schedule.step(&settings, frame, Rate::FILM));
        schedule.strikes().map(|strike| strike.frame).collect::<Vec<_>>()
    };
    assert_eq!(press(10..12, true), [10], "held down it is one strike");
    press(12..13, false);
    assert_eq!(press(13..14, true), [10, 19], "nine frames of 24 are 375 ms");
    let strike = schedule.strikes().next().unwrap();
    let place = strike.place(&settings);
    assert!(place.is_bolt && place.at_m[2] < 0.0);
    let km = place.at_m.iter().map(|metres| metres * metres).sum::<f64>().sqrt() / 1000.0;
    assert!((strike.thunder_secs(&settings) / km - 2.9).abs() < 1e-12 && km > 1.5);
}

/// One rise in at most two frames, then never up by more than what it dipped; no dip of 10 % while it re-strikes.
#[test]
fn under_the_guard_a_flash_rises_once() {
    for rate in [Rate::FILM, Rate { num: 25, den: 1 }, Rate { num: 60, den: 1 }] {
        for seed in 0..200_u32 {
            let strike = Strike { frame: 5, seed, share: WHOLE, is_free: false, is_asked: false };
            let levels: Vec<f64> = (4..100).map(|frame| strike.level(frame, rate)).collect();
            assert_eq!((levels[0], levels[1]), (0.0, 0.5));
            let mut lowest = 1.0_f64;
            for level in &levels[2..] {
                assert!(*level <= lowest / (1.0 - 0.1), "seed {seed}: {levels:?}");
                lowest = lowest.min(*level);
            }
            assert!(levels[2] > 0.9 && *levels.last().unwrap() == 0.0);
        }
    }
    // The control: nature's shape does dip.
    let dips = |seed| {
        let natural = Strike { is_free: true, share: WHOLE, seed, ..Strike::default() };
        let levels: Vec<f64> = (0..12).map(|frame| natural.level(frame, Rate { num: 60, den: 1 })).collect();
        levels.windows(2).any(|pair| pair[1] > pair[0] * 1.5)
    };
    assert!((0..20).any(dips));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Rates that change and buttons that are pressed at random, at each rate of frames: never four onsets in a second.
    #[test]
    fn the_guard_never_lets_four_into_a_second(
        seed in any::<u64>(),
        rates in proptest::collection::vec(0.0_f64..600.0, 1..6),
        presses in proptest::collection::vec(1_u64..400, 0..20),
        fps in proptest::sample::select(vec![(24, 1), (25, 1), (30, 1), (60, 1), (24_000, 1001)]),
    ) {
        let rate = Rate { num: fps.0, den: fps.1 };
        let mut settings = SkySettings { seed, ..storm(rates[0], Pace::Guarded) };
        let mut schedule = Schedule::start(&settings, rate);
        let mut onsets = Vec::new();
        for frame in 1..400_u64 {
            settings.weather.lightning_per_min = rates[(frame / 70) as usize % rates.len()];
            settings.strike = presses.contains(&frame);
            schedule.step(&settings, frame, rate);
            onsets.extend(schedule.strikes().filter(|strike| strike.frame == frame).map(|strike| strike.frame));
        }
        for four in onsets.windows(4) {
            prop_assert!(rate.time_secs(four[3] - four[0]) >= 1.0, "{onsets:?}");
        }
        for two in onsets.windows(2) {
            prop_assert!(rate.time_secs(two[1] - two[0]) >= 0.35);
        }
    }
}
