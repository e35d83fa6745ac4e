//! What is wet and what is white on the ground: a state replayed at a fixed step.
//!
//! In: the weather, world frames. Out: wetness, puddles, snow cover. Not here: what they do to surfaces (`shaders/scene/wet.wgsl`),
//! a director's own wetness (`sky::SkySettings::ground`).
//! Source: sky.md 3.5: wet in 60 s at 5 mm/h, dry in 10 to 30 min by temperature, wind and sun; snow melts by degree-days.
//! Invariant: integers of 2^-24, stepped once a second of the world; so it is the same bits however it was reached. How high the
//! sun stands does not count, only how much of the sky is open.

use crate::timing::Rate;

use super::WeatherState;

/// One in the fixed-point numbers of [`WetState`].
pub const ONE: u32 = 1 << 24;
/// Rain that soaks away as fast as it falls, mm/h; more stands in hollows.
const SOAKS_MM_PER_H: f64 = 1.0;
/// Water of the snow that covers the ground whole, mm: about 3 cm as it falls.
const COVER_MM: f64 = 3.0;
/// Melt a degree above freezing, mm of water an hour: 4 mm a day (WMO's degree-day factor of open ground).
const MELT_MM_PER_H_C: f64 = 4.0 / 24.0;

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

/// What a second of a weather does, shares of one second in [`ONE`]ths.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Second {
    wets: u32,
    dries: u32,
    puddles_full: u32,
    puddles_fill: u32,
    puddles_drain: u32,
    snows: u32,
    melts: u32,
}

impl WetState {
    /// As it is once the weather has lasted.
    pub fn settled(weather: &WeatherState) -> Self {
        let second = Second::of(weather);
        let lies = second.snows > second.melts;
        Self {
            wetness: if second.wets > 0 { ONE } else { 0 },
            puddles: second.puddles_full,
            snow: if lies { ONE } else { 0 },
        }
    }

    /// Goes on to a world frame: as many seconds as began since the one before.
    pub fn step(&mut self, weather: &WeatherState, frame: u64, rate: Rate) {
        let secs = |frame: u64| frame * u64::from(rate.den) / u64::from(rate.num);
        let begun = secs(frame) - secs(frame.saturating_sub(1));
        if begun == 0 {
            return;
        }
        let second = Second::of(weather);
        for _ in 0..begun {
            self.second(&second);
        }
    }

    fn second(&mut self, second: &Second) {
        let thaws = self.snow > 0 && second.melts > second.snows;
        if second.wets > 0 || thaws {
            self.wetness += part(ONE - self.wetness, second.wets.max(if thaws { ONE / 120 } else { 0 }));
        } else {
            self.wetness -= part(self.wetness, second.dries);
        }
        if self.puddles < second.puddles_full {
            self.puddles += part(second.puddles_full - self.puddles, second.puddles_fill);
        } else {
            self.puddles -= part(self.puddles - second.puddles_full, second.puddles_drain);
        }
        self.snow = (self.snow + second.snows).saturating_sub(second.melts).min(ONE);
    }
}

/// A share of a number, at least 1 of a number above 0: what goes to a goal gets there.
fn part(whole: u32, share: u32) -> u32 {
    let exact = (u64::from(whole) * u64::from(share)) >> 24;
    if share == 0 { 0 } else { (exact as u32).max(1).min(whole) }
}

impl Second {
    fn of(weather: &WeatherState) -> Self {
        let fixed = |share: f64| libm::round(share.clamp(0.0, 1.0) * f64::from(ONE)) as u32;
        // Share that a time constant leaves in a second.
        let within = |secs: f64| fixed(1.0 - libm::exp(-1.0 / secs));
        let celsius = weather.temperature_c;
        let frozen = (1.5 - celsius).clamp(0.0, 1.0);
        let snow = weather.snow_mm_per_h * frozen;
        let rain = weather.rain_mm_per_h + weather.snow_mm_per_h - snow;
        let open = weather.layers.iter().fold(1.0, |open, layer| open * (1.0 - layer.cover));
        let warm = libm::exp2((celsius - 15.0) / 15.0);
        let speed = warm * (1.0 + weather.wind_mps / 5.0) / 1.6 * (0.6 + 0.8 * open);
        let dry_secs = (1200.0 / speed).clamp(300.0, 7200.0);
        let stands = (rain - SOAKS_MM_PER_H).max(0.0);
        let melt = MELT_MM_PER_H_C * (celsius - 0.5).max(0.0) + 0.0125 * rain * celsius.max(0.0);
        let cover = |mm_per_h: f64| fixed(mm_per_h / 3600.0 / COVER_MM);
        Self {
            wets: if rain > 0.0 { within((300.0 / rain).min(3600.0)) } else { 0 },
            dries: within(dry_secs),
            puddles_full: fixed(stands / (stands + 3.0)),
            puddles_fill: within((1500.0 / (stands + 0.5)).min(3600.0)),
            puddles_drain: within(3.0 * dry_secs),
            snows: cover(snow),
            melts: cover(melt),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weather(rain: f64, snow: f64, celsius: f64) -> WeatherState {
        WeatherState {
            rain_mm_per_h: rain,
            snow_mm_per_h: snow,
            temperature_c: celsius,
            ..WeatherState::CLEAR
        }
    }

    fn after(start: WetState, weather: &WeatherState, secs: u64) -> WetState {
        let mut state = start;
        (1..=secs * 24).for_each(|frame| state.step(weather, frame, Rate::FILM));
        state
    }

    fn share(part: u32) -> f64 {
        f64::from(part) / f64::from(ONE)
    }

    /// The time constants of sky.md 3.5: 1 - 1/e of the way.
    #[test]
    fn rain_wets_in_a_minute_and_the_sun_dries_in_twenty() {
        let wet = after(WetState::default(), &weather(5.0, 0.0, 15.0), 60);
        assert!((share(wet.wetness) - 0.632).abs() < 0.002, "{wet:?}");
        let slower = after(WetState::default(), &weather(1.0, 0.0, 15.0), 60);
        assert!((share(slower.wetness) - (1.0 - (-0.2_f64).exp())).abs() < 0.002, "{slower:?}");
        let soaked = WetState { wetness: ONE, ..WetState::default() };
        // 15 degrees, 3 m/s, open sky: 1200 s / 1.4.
        let drying = after(soaked, &weather(0.0, 0.0, 15.0), 857);
        assert!((share(drying.wetness) - 0.368).abs() < 0.003, "{drying:?}");
        let windy = WeatherState { wind_mps: 12.0, ..weather(0.0, 0.0, 30.0) };
        assert!(
            after(soaked, &windy, 600).wetness < after(soaked, &weather(0.0, 0.0, 15.0), 600).wetness / 2
        );
        assert_eq!(
            after(drying, &weather(0.0, 0.0, 15.0), 40_000),
            WetState::default(),
            "it dries to the end"
        );
    }

    #[test]
    fn snow_lies_when_it_freezes_and_melts_when_it_thaws() {
        // 3 mm of water cover the ground: at 1.5 mm/h in two hours.
        let white = after(WetState::default(), &weather(0.0, 1.5, -5.0), 3600);
        assert!((share(white.snow) - 0.5).abs() < 0.01 && white.wetness == 0, "{white:?}");
        let slush = after(WetState::default(), &weather(0.0, 1.5, 4.0), 3600);
        assert!(slush.snow == 0 && share(slush.wetness) > 0.9, "{slush:?}");
        let thawed = after(white, &weather(0.0, 0.0, 10.0), 3600);
        assert!(thawed.snow < white.snow && thawed.wetness > 0, "{thawed:?}");
    }

    /// Settled is where stepping goes.
    #[test]
    fn settled_weather_stays_as_it_is() {
        for weather in [
            weather(0.0, 0.0, 15.0),
            weather(20.0, 0.0, 15.0),
            weather(0.0, 3.0, -5.0),
            weather(0.3, 0.0, 5.0),
        ] {
            let settled = WetState::settled(&weather);
            assert_eq!(after(settled, &weather, 120), settled, "{weather:?}");
            let far = after(WetState::default(), &weather, 20_000);
            let near = |one: u32, other: u32| one.abs_diff(other) < ONE / 100;
            assert!(
                near(far.wetness, settled.wetness)
                    && near(far.puddles, settled.puddles)
                    && near(far.snow, settled.snow),
                "{far:?} is not {settled:?}"
            );
        }
    }

    /// 29.97 frames a second: a second begins with frames 30, 60, 90 of 1001/30000 s.
    #[test]
    fn seconds_are_counted_in_whole_frames() {
        let rain = weather(5.0, 0.0, 15.0);
        let mut state = WetState::default();
        let rate = Rate { num: 30_000, den: 1001 };
        let mut steps = 0;
        for frame in 1..=30_000 {
            let before = state;
            state.step(&rain, frame, rate);
            steps += u32::from(before != state && frame < 3000);
        }
        assert_eq!(steps, 100);
    }
}
