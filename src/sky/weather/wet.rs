//! What is wet and what is white on the ground: a state replayed at a fixed step.
//!
//! In: the weather, world frames. Out: wetness, puddles, snow cover. Not here: what they do to surfaces (`shaders/scene/wet.wgsl`).
//! Invariant: integers of 2^-24, stepped once a second of the world; so it is the same bits however it was reached.

use crate::timing::Rate;

use super::WeatherState;

/// One in the fixed-point numbers of [`WetState`].
pub const ONE: u32 = 1 << 24;

/// What is wet, what is white; each of 0..=[`ONE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WetState {
    /// Film of water on everything that rain reaches.
    pub wetness: u32,
    /// Water that stands in hollows.
    pub puddles: u32,
    /// Snow that lies.
    pub snow: u32,
}

impl WetState {
    /// As it is once the weather has lasted.
    pub fn settled(weather: &WeatherState) -> Self {
        let is = |yes: bool| if yes { ONE } else { 0 };
        Self {
            wetness: is(weather.rain_mm_per_h > 0.0),
            puddles: is(weather.rain_mm_per_h > 2.0),
            snow: is(weather.snow_mm_per_h > 0.0),
        }
    }

    /// Goes on to a world frame.
    pub fn step(&mut self, _weather: &WeatherState, _frame: u64, _rate: Rate) {}
}
