//! What of the sky lasts from frame to frame, in integers.
//!
//! In: settings, one world frame at a time. Out: clock, offsets of the clouds, what is wet. Not here: what they mean
//! (`evaluate`).
//! Invariant: stepping frame by frame and replaying from frame 0 give the same bits for the same settings; all sums are of
//! integers, so their order does not matter.
//!
//! The sky's instant is the one asked for and what the clock has run since. A hold stops the clock, so what is let go goes on
//! from where it stood; another time asked for sets it anew, held or not. Each start is eased over a second: a clock that runs
//! an hour a second does not jerk.

use crate::timing::Rate;

use super::lightning::Schedule;
use super::slots::Slots;
use super::weather::WetState;
use super::{Mode, SkySettings};

/// Seconds in which the clock comes to its speed, and in which the sun goes to or from where a person puts it.
const EASE_SECS: f64 = 1.0;
/// One in [`SkyState::manual`].
const ONE: u32 = 1 << 24;

/// What lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SkyState {
    /// World frame that this is the state of.
    pub frame: u64,
    /// How far the sky's clock has run since the time asked for, microseconds.
    pub clock_us: i64,
    /// The instant asked for when the clock was last set, milliseconds: another one sets it anew.
    pub asked_ms: i64,
    /// Frames since the clock was set or let go.
    running_frames: u32,
    /// Share of the sun's place that is a person's, of 2^24.
    manual: u32,
    /// Time of all that falls and blows, microseconds.
    pub weather_us: i64,
    /// Where layers of clouds stand in the packet, and what comes and goes.
    pub clouds: Slots,
    /// How far clouds have drifted, micrometres toward world +X and +Z, by slot.
    pub cloud_offset_um: [[i64; 2]; 4],
    /// Time of the clouds' own growth, microseconds.
    pub growth_us: i64,
    /// How far the air at 10 m has gone, micrometres toward world +X and +Z.
    pub air_offset_um: [i64; 2],
    /// What is wet, what is white.
    pub wet: WetState,
    /// Strikes under way and to come.
    pub lightning: Schedule,
}

impl SkyState {
    /// Of world frame 0.
    pub fn start(settings: &SkySettings, rate: Rate) -> Self {
        Self {
            asked_ms: settings.unix_ms,
            running_frames: u32::MAX,
            manual: if settings.mode == Mode::Manual { ONE } else { 0 },
            wet: WetState::settled(&settings.weather),
            lightning: Schedule::start(settings, rate),
            clouds: Slots::start(&settings.weather.layers, rate),
            ..Self::default()
        }
    }

    /// Of any world frame, as if these settings had held since frame 0.
    pub fn replayed(settings: &SkySettings, frame: u64, rate: Rate) -> Self {
        let mut state = Self::start(settings, rate);
        for _ in 0..frame {
            state.step(settings, rate);
        }
        state
    }

    /// Goes on by one world frame.
    pub fn step(&mut self, settings: &SkySettings, rate: Rate) {
        self.frame += 1;
        let period_us = 1e6 * rate.period_secs();
        self.step_clock(settings, (rate, period_us));
        self.step_manual(settings.mode, rate);
        // What a person changes comes and goes, held or not.
        self.clouds.step(&settings.weather.layers, rate);
        if !settings.holds_clouds() {
            let layers = self.clouds.drawn(&settings.weather.layers);
            let [across, along] = settings.weather.wind_world_mps(settings.north_deg);
            let run_us = settings.cloud_rate * period_us;
            for (layer, offset) in layers.iter().zip(&mut self.cloud_offset_um) {
                let share = layer.wind_share();
                offset[0] += libm::round(across * share * run_us) as i64;
                offset[1] += libm::round(along * share * run_us) as i64;
            }
            self.growth_us += libm::round(run_us) as i64;
        }
        if !settings.holds_all() {
            let wind = settings.weather.wind_world_mps(settings.north_deg);
            for (offset, mps) in self.air_offset_um.iter_mut().zip(wind) {
                *offset += libm::round(mps * period_us) as i64;
            }
            self.weather_us += libm::round(period_us) as i64;
            self.wet.step(&settings.weather, self.frame, rate);
        }
        self.lightning.step(settings, self.frame, rate);
    }

    fn step_clock(&mut self, settings: &SkySettings, (rate, period_us): (Rate, f64)) {
        if settings.unix_ms != self.asked_ms {
            (self.asked_ms, self.clock_us, self.running_frames) = (settings.unix_ms, 0, 0);
        }
        if settings.holds_sun() {
            self.running_frames = 0;
            return;
        }
        let share = eased(f64::from(self.running_frames) / (EASE_SECS * rate.fps()));
        self.clock_us += libm::round(share * settings.sun_rate * period_us) as i64;
        self.running_frames = self.running_frames.saturating_add(1);
    }

    /// A hold keeps the sun where it is, a person's or not.
    fn step_manual(&mut self, mode: Mode, rate: Rate) {
        let step = libm::round(f64::from(ONE) / (EASE_SECS * rate.fps())) as u32;
        match mode {
            Mode::Manual => self.manual = self.manual.saturating_add(step).min(ONE),
            Mode::Astronomical | Mode::HoldClouds => self.manual = self.manual.saturating_sub(step),
            Mode::HoldSun | Mode::HoldAll => {}
        }
    }

    /// The sky's instant, UTC, milliseconds since 1970.
    pub fn unix_ms(&self, settings: &SkySettings) -> i64 {
        // Asked for since the last step: the clock of before says nothing of it.
        let run_us = if settings.unix_ms == self.asked_ms { self.clock_us } else { 0 };
        settings.unix_ms + run_us / 1000
    }

    /// Share of the sun's place that is a person's, 0..=1.
    pub fn manual_share(&self) -> f64 {
        eased(f64::from(self.manual) / f64::from(ONE))
    }

    /// The instant that the sky is at counts as asked for: its clock goes on from here, at the speed that it has.
    pub fn read_clock(&mut self) {
        let run_ms = self.clock_us / 1000;
        self.asked_ms += run_ms;
        self.clock_us -= 1000 * run_ms;
    }
}

/// From 0 to 1 without a jerk (cubic Hermite).
fn eased(share: f64) -> f64 {
    let share = share.clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn played_and_replayed_are_the_same_bits() {
        let mut settings = SkySettings::default();
        settings.weather.layers[0].cover = 0.5;
        settings.weather.rain_mm_per_h = 8.0;
        let rate = Rate { num: 24_000, den: 1001 };
        let mut state = SkyState::start(&settings, rate);
        for frame in 1..=300 {
            state.step(&settings, rate);
            if frame % 50 == 0 {
                assert_eq!(state, SkyState::replayed(&settings, frame, rate));
            }
        }
        // 300 frames of 1001/24000 s, each rounded to the microsecond: 41708 us.
        assert_eq!(state.clock_us, 300 * 41_708);
    }

    #[test]
    fn another_time_sets_the_clock_anew_and_holds_stop_it() {
        let mut settings = SkySettings::default();
        let mut state = SkyState::replayed(&settings, 48, Rate::FILM);
        assert_eq!(state.clock_us, 48 * 41_667);
        for is_held in [true, false] {
            settings.is_held = is_held;
            settings.mode = if is_held { Mode::Astronomical } else { Mode::HoldAll };
            let held = state;
            state.step(&settings, Rate::FILM);
            assert_eq!(state, SkyState { frame: held.frame + 1, running_frames: 0, ..held });
        }
        settings.unix_ms += 3_600_000;
        state.step(&settings, Rate::FILM);
        assert_eq!((state.clock_us, state.asked_ms), (0, settings.unix_ms));
    }

    #[test]
    fn each_mode_holds_what_its_word_says() {
        let runs = |mode| {
            let settings = SkySettings { mode, ..SkySettings::default() };
            let [before, after] = [24, 25].map(|frame| SkyState::replayed(&settings, frame, Rate::FILM));
            [
                after.clock_us != before.clock_us,
                after.cloud_offset_um != before.cloud_offset_um && after.growth_us != before.growth_us,
                after.weather_us != before.weather_us,
            ]
        };
        assert_eq!(runs(Mode::Astronomical), [true, true, true]);
        assert_eq!(runs(Mode::Manual), [true, true, true]);
        assert_eq!(runs(Mode::HoldSun), [false, true, true]);
        assert_eq!(runs(Mode::HoldClouds), [true, false, true]);
        assert_eq!(runs(Mode::HoldAll), [false, false, false]);
    }

    /// From a running clock into each mode and back: the instant goes on from where it was, never by more than the clock's own step.
    #[test]
    fn no_mode_makes_the_clock_jump() {
        let mut settings = SkySettings { sun_rate: 600.0, ..SkySettings::default() };
        let mut state = SkyState::replayed(&settings, 240, Rate::FILM);
        let most_ms = (600.0 * 1000.0 / 24.0) as i64 + 1;
        let mut speed_ms = most_ms;
        for mode in [Mode::HoldSun, Mode::Astronomical, Mode::HoldAll, Mode::HoldClouds, Mode::Manual] {
            settings.mode = mode;
            for _ in 0..48 {
                let before_ms = state.unix_ms(&settings);
                state.step(&settings, Rate::FILM);
                let step_ms = state.unix_ms(&settings) - before_ms;
                assert!((0..=most_ms).contains(&step_ms), "{mode:?}: {step_ms}");
                // A start is eased: no step is longer than the one before by more than 1.5 / 24 of the speed.
                assert!(step_ms - speed_ms <= most_ms / 16 + 2, "{mode:?}: {speed_ms} to {step_ms}");
                speed_ms = step_ms;
            }
        }
        let run_ms = state.unix_ms(&settings) - settings.unix_ms;
        // 240 frames at 25 s, then 48 - 12.5 frames' worth from each of two starts, and 48 of the manual mode.
        assert!((run_ms - (240 + 2 * 48 + 48 - 25) * 25_000).abs() < 20_000, "{run_ms}");
    }

    #[test]
    fn a_clock_that_is_read_goes_on_as_if_it_were_not() {
        let mut settings = SkySettings { sun_rate: 60.0, ..SkySettings::default() };
        let mut state = SkyState::replayed(&settings, 100, Rate::FILM);
        let mut other = state;
        settings.unix_ms = state.unix_ms(&settings);
        state.read_clock();
        assert_eq!(state.unix_ms(&settings), settings.unix_ms);
        for _ in 0..10 {
            state.step(&settings, Rate::FILM);
            other.step(&SkySettings { unix_ms: other.asked_ms, ..settings }, Rate::FILM);
            let difference_ms = state.unix_ms(&settings) - (other.asked_ms + other.clock_us / 1000);
            assert_eq!(difference_ms, 0);
        }
    }
}
