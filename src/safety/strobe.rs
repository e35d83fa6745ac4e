//! "Strobe announced": for a time that an operator says, the guard lets flashes through.
//!
//! In: the minutes asked for, frames of the show. Out: whether it holds, and for how many frames more.
//! Not here: who announced it and why (`show::link`), what the guard does (`flash_guard`).
//! Invariant: it ends at a frame that is known when it begins, to the frame, whatever is drawn meanwhile.

use crate::timing::Rate;

/// Longest announcement, minutes.
pub const MOST_MINUTES: f64 = 30.0;

/// The announcement between frames.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Strobe {
    minutes: f64,
    until_frame: u64,
}

impl Strobe {
    /// Goes on to a frame; another number of minutes than before begins anew from here, 0 revokes.
    pub fn step(&mut self, minutes: f64, frame: u64, rate: Rate) {
        if minutes != self.minutes {
            let frames = (minutes.clamp(0.0, MOST_MINUTES) * 60.0 * rate.fps()).round() as u64;
            *self = Self { minutes, until_frame: frame + frames };
        }
    }

    /// Frames that it still holds, this one counted.
    pub fn frames_left(&self, frame: u64) -> u64 {
        self.until_frame.saturating_sub(frame)
    }

    /// Whether it is over and nobody has taken it back yet.
    pub fn has_expired(&self, frame: u64) -> bool {
        self.minutes > 0.0 && frame >= self.until_frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_to_the_frame_and_is_revoked_at_once() {
        for (num, den, frames) in [(24, 1, 2880), (25, 1, 3000), (60, 1, 7200), (24_000, 1001, 2877)] {
            let rate = Rate { num, den };
            let mut strobe = Strobe::default();
            strobe.step(0.0, 99, rate);
            assert!(strobe.frames_left(99) == 0 && !strobe.has_expired(99));
            strobe.step(2.0, 100, rate);
            assert_eq!(strobe.frames_left(100), frames, "{num}/{den}");
            strobe.step(2.0, 99 + frames, rate);
            assert!(strobe.frames_left(99 + frames) == 1 && !strobe.has_expired(99 + frames));
            strobe.step(2.0, 100 + frames, rate);
            assert!(strobe.frames_left(100 + frames) == 0 && strobe.has_expired(100 + frames));
            strobe.step(0.0, 101 + frames, rate);
            assert!(!strobe.has_expired(101 + frames));
        }
        let mut strobe = Strobe::default();
        strobe.step(5.0, 0, Rate::FILM);
        strobe.step(0.0, 10, Rate::FILM);
        assert_eq!(strobe.frames_left(10), 0);
        strobe.step(1e9, 11, Rate::FILM);
        assert_eq!(strobe.frames_left(11), 30 * 60 * 24, "never longer than half an hour");
    }
}
