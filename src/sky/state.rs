//! What of the sky lasts from frame to frame, in integers.
//!
//! In: settings, one world frame at a time. Out: clock, offsets of the clouds, what is wet. Not here: what they mean
//! (`evaluate`).
//! Invariant: stepping frame by frame and replaying from frame 0 give the same bits for the same settings; all sums are of
//! integers, so their order does not matter.

use crate::timing::Rate;

use super::SkySettings;
use super::weather::WetState;

/// What lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SkyState {
    /// World frame that this is the state of.
    pub frame: u64,
    /// How far the sky's clock has run since the time asked for, microseconds.
    pub clock_us: i64,
    /// The instant asked for when the clock was last set, milliseconds: another one sets it anew.
    pub asked_ms: i64,
    /// How far clouds have drifted, micrometres toward world +X and +Z, by layer.
    pub cloud_offset_um: [[i64; 2]; 4],
    /// Time of the clouds' own growth, microseconds.
    pub growth_us: i64,
    /// Time of all that falls, microseconds.
    pub fall_us: i64,
    /// How far the air at 10 m has gone, micrometres toward world +X and +Z.
    pub air_offset_um: [i64; 2],
    /// What is wet, what is white.
    pub wet: WetState,
}

impl SkyState {
    /// Of world frame 0.
    pub fn start(settings: &SkySettings) -> Self {
        Self { asked_ms: settings.unix_ms, wet: WetState::settled(&settings.weather), ..Self::default() }
    }

    /// Of any world frame, as if these settings had held since frame 0.
    pub fn replayed(settings: &SkySettings, frame: u64, rate: Rate) -> Self {
        let mut state = Self::start(settings);
        for _ in 0..frame {
            state.step(settings, rate);
        }
        state
    }

    /// Goes on by one world frame.
    pub fn step(&mut self, settings: &SkySettings, rate: Rate) {
        self.frame += 1;
        if settings.unix_ms != self.asked_ms {
            (self.asked_ms, self.clock_us) = (settings.unix_ms, 0);
        }
        let period_us = 1e6 * rate.period_secs();
        if !settings.mode.holds_sun() {
            self.clock_us += libm::round(settings.sun_rate * period_us) as i64;
        }
        if !settings.mode.holds_clouds() {
            let [across, along] = settings.weather.wind_world_mps(settings.north_deg);
            let run_us = settings.cloud_rate * period_us;
            for (layer, offset) in settings.weather.layers.iter().zip(&mut self.cloud_offset_um) {
                let share = layer.wind_share();
                offset[0] += libm::round(across * share * run_us) as i64;
                offset[1] += libm::round(along * share * run_us) as i64;
            }
            self.growth_us += libm::round(run_us) as i64;
        }
        if settings.mode != super::Mode::HoldAll {
            let wind = settings.weather.wind_world_mps(settings.north_deg);
            for (offset, mps) in self.air_offset_um.iter_mut().zip(wind) {
                *offset += libm::round(mps * period_us) as i64;
            }
            self.fall_us += libm::round(period_us) as i64;
            self.wet.step(&settings.weather, self.frame, rate);
        }
    }
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
        let mut state = SkyState::start(&settings);
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
        settings.mode = super::super::Mode::HoldAll;
        let held = state;
        state.step(&settings, Rate::FILM);
        assert_eq!(state, SkyState { frame: 49, ..held });
        settings.unix_ms += 3_600_000;
        state.step(&settings, Rate::FILM);
        assert_eq!((state.clock_us, state.asked_ms), (0, settings.unix_ms));
    }
}
