//! The walls' level over seconds: what heats panels and eyes.
//!
//! In: the mean light that frames are going to have, the level that is allowed, whether a take rolls, whether panels are hot.
//! Out: a gain of at most 1. Not here: single flashes (`flash_guard`), the cap on every LED (`cap`).
//! Invariant: while a take rolls the gain stands, whatever the level, unless somebody says that panels are too hot.

/// Time over which light is averaged, seconds.
const MEAN_SECS: f64 = 5.0;
/// How fast the gain moves, a second (sky.md 4: light on a face follows by at most 2 % a second).
pub const MOVES_PER_SEC: f64 = 0.02;

/// When the gain may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// No take rolls.
    Between,
    /// One rolls: it only warns.
    Rolling,
    /// Panels are too hot: it moves whether or not a take rolls.
    Hot,
}

/// The level between frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Average {
    /// Of what is asked for, nits; `None` before the first frame.
    mean_nits: Option<f64>,
    gain: f64,
    is_over: bool,
}

impl Default for Average {
    fn default() -> Self {
        Self { mean_nits: None, gain: 1.0, is_over: false }
    }
}

impl Average {
    /// The gain of a frame that comes `secs` after the one before.
    pub fn step(&mut self, nits: f64, most_nits: f64, secs: f64, when: When) -> f64 {
        let before = self.mean_nits.unwrap_or(nits);
        let mean = before + (nits - before) * (secs / MEAN_SECS).min(1.0);
        self.mean_nits = Some(mean);
        self.is_over = mean > most_nits;
        if when != When::Rolling {
            let wanted = if self.is_over { most_nits / mean } else { 1.0 };
            let step = MOVES_PER_SEC * secs;
            self.gain += (wanted - self.gain).clamp(-step, step);
        }
        self.gain
    }

    /// The gain of the last frame.
    pub fn gain(&self) -> f64 {
        self.gain
    }

    /// Takes back a gain of before: BACK TO ONE has the light of then.
    pub fn go_back(&mut self, gain: f64) {
        self.gain = gain;
    }

    /// Whether what is asked for is more than is allowed.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// What is asked for, over the last seconds, nits.
    pub fn mean_nits(&self) -> f64 {
        self.mean_nits.unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_warns_in_a_take_and_moves_between_takes() {
        let mut average = Average::default();
        let mut run = |nits, when, frames| {
            let mut gains = Vec::new();
            for _ in 0..frames {
                gains.push(average.step(nits, 200.0, 0.1, when));
            }
            (gains, average.is_over())
        };
        assert!(!run(100.0, When::Rolling, 10).1);
        let (gains, is_over) = run(400.0, When::Rolling, 300);
        assert!(is_over && gains.iter().all(|gain| *gain == 1.0), "a take keeps its light");
        run(400.0, When::Rolling, 600);
        let (gains, _) = run(400.0, When::Between, 300);
        let steps = gains.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f64::max);
        assert!(steps <= 0.002 + 1e-12 && (gains[299] - 0.5).abs() < 1e-6, "{steps} {}", gains[299]);
        assert_eq!(run(100.0, When::Rolling, 200).0[199], gains[299], "nor does it come back in a take");
        let (gains, is_over) = run(100.0, When::Between, 300);
        assert!(!is_over && gains[299] == 1.0);
        assert!(run(400.0, When::Hot, 100).0[99] < 1.0, "hot panels do not wait for CUT");
    }
}
