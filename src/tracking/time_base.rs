//! Evenly spaced sample times from uneven arrival times.
//!
//! In: arrival times of a sender without clock or counter (FreeD). Out: when each sample was taken, up to a constant delay.
//! Not here: senders that carry their own time (OpenTrackIO), latency settings (`show`).
//! Invariant: total; times it gives are strictly increasing by at least a quarter period; allocates nothing.
//!
//! Source: `reference/tracking.md` 5.2, a phase-locked loop on arrival.

/// Part of an arrival error that moves the phase. Half of it doubles the settling time, double lets twice the jitter through.
const PHASE_GAIN: f64 = 0.05;
/// Arrivals over which the period is averaged.
const WINDOW: usize = 64;
/// Arrivals before the loop closes; until then the arrival is the sample time.
const SETTLED: usize = 8;
/// Late or early samples (over half a period) in a row after which the loop starts again.
const MAX_ASTRAY: u32 = 8;
/// A longer silence, seconds, starts the loop again.
const MAX_SILENCE_SECS: f64 = 1.0;
/// Trackers send at 10 to 250 Hz.
const MIN_PERIOD_SECS: f64 = 0.004;
const MAX_PERIOD_SECS: f64 = 0.1;
/// Assumed until two samples have come.
const FIRST_PERIOD_SECS: f64 = 0.04;

/// The loop of one source.
#[derive(Clone, Debug)]
pub struct TimeBase {
    /// Arrival and its index in sender periods, a ring.
    arrivals: [(f64, f64); WINDOW],
    count: usize,
    last_secs: Option<f64>,
    period_secs: f64,
    astray: u32,
}

impl Default for TimeBase {
    fn default() -> Self {
        Self {
            arrivals: [(0.0, 0.0); WINDOW],
            count: 0,
            last_secs: None,
            period_secs: FIRST_PERIOD_SECS,
            astray: 0,
        }
    }
}

impl TimeBase {
    /// The sender's period as seen so far, seconds.
    pub fn period_secs(&self) -> f64 {
        self.period_secs
    }

    /// Takes the next arrival (not before the one before) and gives the sample's time, seconds.
    pub fn sample_time_secs(&mut self, arrival_secs: f64) -> f64 {
        let Some(last_secs) = self.last_secs else { return self.restart(arrival_secs, arrival_secs) };
        let earliest = last_secs + self.period_secs / 4.0;
        let (last_arrival, last_index) = self.newest();
        let gap_secs = arrival_secs - last_arrival;
        if gap_secs > MAX_SILENCE_SECS || self.astray > MAX_ASTRAY {
            return self.restart(arrival_secs, arrival_secs.max(earliest));
        }
        if self.count == 1 {
            self.period_secs = gap_secs.clamp(MIN_PERIOD_SECS, MAX_PERIOD_SECS);
        }
        let steps = ((arrival_secs - last_secs) / self.period_secs).round().max(1.0);
        self.arrivals[self.count % WINDOW] = (arrival_secs, last_index + steps);
        self.count += 1;
        self.period_secs = self.mean_period_secs();

        let predicted = last_secs + steps * self.period_secs;
        let error = arrival_secs - predicted;
        self.astray = if error.abs() > self.period_secs / 2.0 { self.astray + 1 } else { 0 };
        let cleaned = if self.count < SETTLED { arrival_secs } else { predicted + PHASE_GAIN * error };
        let time_secs = cleaned.max(earliest);
        self.last_secs = Some(time_secs);
        time_secs
    }

    fn restart(&mut self, arrival_secs: f64, time_secs: f64) -> f64 {
        *self =
            Self { period_secs: self.period_secs, last_secs: Some(time_secs), count: 1, ..Self::default() };
        self.arrivals[0] = (arrival_secs, 0.0);
        time_secs
    }

    fn newest(&self) -> (f64, f64) {
        self.arrivals[(self.count + WINDOW - 1) % WINDOW]
    }

    fn mean_period_secs(&self) -> f64 {
        let oldest = self.arrivals[if self.count > WINDOW { self.count % WINDOW } else { 0 }];
        let newest = self.newest();
        let steps = (newest.1 - oldest.1).max(1.0);
        ((newest.0 - oldest.0) / steps).clamp(MIN_PERIOD_SECS, MAX_PERIOD_SECS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: f64 = 0.04;

    /// Uniform in -1..1, the same each run.
    fn jitter(state: &mut u64) -> f64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) as f64 / f64::from(1_u32 << 30) - 1.0
    }

    #[test]
    fn even_arrivals_pass_unchanged() {
        let mut base = TimeBase::default();
        for k in 0..500 {
            let arrival = 7.0 + f64::from(k) * PERIOD;
            assert!((base.sample_time_secs(arrival) - arrival).abs() < 1e-9);
        }
        assert!((base.period_secs() - PERIOD).abs() < 1e-9);
    }

    #[test]
    fn arrival_jitter_is_cut_to_a_third() {
        let (mut base, mut state) = (TimeBase::default(), 1);
        let (mut raw, mut cleaned) = (0.0, 0.0);
        for k in 0..2000 {
            let truth = f64::from(k) * PERIOD;
            let late = 0.005 * jitter(&mut state);
            let error = base.sample_time_secs(truth + late) - truth;
            if k >= 200 {
                raw += late * late;
                cleaned += error * error;
            }
        }
        assert!(cleaned < raw / 9.0, "cleaned {cleaned} against raw {raw}");
    }

    #[test]
    fn lost_samples_advance_by_whole_periods() {
        let mut base = TimeBase::default();
        for k in (0..400).filter(|k| k % 10 != 7 && !(200..206).contains(k)) {
            let arrival = f64::from(k) * PERIOD;
            assert!((base.sample_time_secs(arrival) - arrival).abs() < 1e-6, "sample {k}");
        }
    }

    #[test]
    fn a_new_rate_is_found_and_time_never_runs_back() {
        let (mut base, mut last, mut arrival) = (TimeBase::default(), -1.0, 0.0);
        for k in 0..1000 {
            arrival += if k < 300 { 0.04 } else { 1.0 / 60.0 };
            let time = base.sample_time_secs(arrival);
            assert!(time > last, "sample {k}: {time} after {last}");
            last = time;
        }
        assert!((base.period_secs() - 1.0 / 60.0).abs() < 1e-6, "{}", base.period_secs());
        assert!((last - arrival).abs() < 1e-3, "{last} for {arrival}");
    }

    #[test]
    fn a_burst_stays_in_order() {
        let (mut base, mut last) = (TimeBase::default(), -1.0);
        for k in 0..300 {
            // Every 50 samples, four come together at the time of the fourth.
            let slot = if k % 50 < 4 { k - k % 50 + 3 } else { k };
            let time = base.sample_time_secs(f64::from(slot) * PERIOD);
            assert!(time > last);
            last = time;
        }
        assert!((last - 299.0 * PERIOD).abs() < 0.05, "{last}");
    }
}
