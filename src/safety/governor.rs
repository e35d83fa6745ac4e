//! Everything that may take light from the walls, as one gain for all of them.
//!
//! In: the mean light that a frame is going to have, what people ask of safety. Out: the gain, and why it is not 1.
//! Not here: parameters (`show::catalog::safety`), sentences (`show::notes`), the light itself (`wall/wall_encode.wgsl`).
//! Invariant: carried from frame to frame as a value, so the same inputs at the same frames give the same light.

use super::average::{Average, When};
use super::flash_guard::{FlashGuard, Force, WallLight};
use super::slew::{Hand, Slew};
use super::strobe::Strobe;

/// What a frame asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// Mean light that it is going to have.
    pub light: WallLight,
    /// White of the brightest wall, nits.
    pub white_nits: f64,
    /// Seconds since the frame before.
    pub secs: f64,
    /// Whether an engineer left the flash guard on.
    pub is_guarded: bool,
    /// Whether a strobe is announced.
    pub is_announced: bool,
    /// How the light is moved.
    pub hand: Hand,
    /// When the average may change the light.
    pub when: When,
    /// Mean level that the stage allows, nits.
    pub average_nits: f64,
}

/// What it did, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Intervention {
    /// Tenths of the light that are left, 1..=10; 0 for all of it. Whole tenths, so that a sentence does not change each frame.
    pub tenths: u8,
    /// The flash guard holds, or the light comes back after it did.
    pub is_flash: bool,
    /// A scrub is slowed.
    pub is_slew: bool,
    /// The average is being lowered.
    pub is_average: bool,
    /// More is asked for than the stage allows on average.
    pub is_over: bool,
    /// Flashes of the last second where the guard lets more than three through.
    pub let_through: u8,
    /// An engineer turned the flash guard off.
    pub is_off: bool,
}

/// How soon after the last one somebody goes back to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// At leisure, or for the first time.
    Late,
    /// So soon that it may be a strobe.
    Soon,
}

/// The state between frames.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Governor {
    /// What was announced.
    pub strobe: Strobe,
    /// How people move the light in the next frame.
    pub hand: Hand,
    guard: FlashGuard,
    slew: Slew,
    average: Average,
}

/// More flashes in a second than this are too many.
pub const MOST_FLASHES: u32 = 3;

impl Governor {
    /// The gain of a frame, and what it did.
    pub fn step(&mut self, asked: &Asked) -> (f64, Intervention) {
        let level = self.average.step(asked.light.nits, asked.average_nits, asked.secs, asked.when);
        let lowered = asked.light.times(level);
        let slowed = self.slew.step(lowered.nits, asked.white_nits, asked.secs, asked.hand);
        let is_free = asked.is_announced || !asked.is_guarded;
        let force = if is_free { Force::Counts } else { Force::Holds };
        let guarded = self.guard.step(lowered.times(slowed), asked.white_nits, asked.secs, force);
        let gain = level * slowed * guarded;
        let rises = self.guard.rises();
        let through = if is_free && rises > MOST_FLASHES { rises.min(99) as u8 } else { 0 };
        let did = Intervention {
            tenths: if gain < 1.0 { (gain * 10.0).ceil().clamp(1.0, 10.0) as u8 } else { 0 },
            is_flash: guarded < 1.0,
            is_slew: self.slew.is_holding(),
            is_average: level < 1.0,
            is_over: self.average.is_over(),
            let_through: through,
            is_off: !asked.is_guarded,
        };
        (gain, did)
    }

    /// BACK TO ONE: what was known then, so that the same frames follow. Within a second of the last time, or where the walls have
    /// flashed as often as they may, what they did since stays known, for somebody may press the button many times; then only the
    /// average's gain goes back. What is announced stays.
    pub fn go_back(&mut self, then: &Self, again: Again) {
        if again == Again::Soon || self.guard.rises() >= MOST_FLASHES {
            self.average.go_back(then.average.gain());
        } else {
            *self = Self { strobe: self.strobe, ..*then };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(nits: f64) -> Asked {
        Asked {
            light: WallLight::grey(nits, 1000.0),
            white_nits: 1000.0,
            secs: 1.0 / 24.0,
            is_guarded: true,
            is_announced: false,
            hand: Hand::Off,
            when: When::Rolling,
            average_nits: 1e4,
        }
    }

    /// Blackout toggled at every second frame, 12 Hz.
    #[test]
    fn an_announced_strobe_goes_through_and_is_told() {
        let run = |is_announced: bool, is_guarded: bool| {
            let mut governor = Governor::default();
            let steps = (0..48).map(|frame| {
                let nits = if frame % 2 == 0 { 0.0 } else { 100.0 };
                governor.step(&Asked { is_announced, is_guarded, ..asked(nits) })
            });
            steps.collect::<Vec<_>>()
        };
        let guarded = run(false, true);
        assert!(guarded.iter().any(|(gain, did)| *gain < 0.3 && did.is_flash && did.tenths <= 3));
        for (is_announced, is_guarded) in [(true, true), (false, false)] {
            let through = run(is_announced, is_guarded);
            assert!(through.iter().all(|(gain, _)| *gain == 1.0));
            assert!(through[47].1.let_through > 3 && through[47].1.is_off != is_guarded);
        }
    }

    /// A look, another look, and back: the frames after it are the first ones. Who goes back too often is still guarded.
    #[test]
    fn going_back_knows_what_was_known_then_unless_the_walls_flash() {
        let mut governor = Governor::default();
        let run = |governor: &mut Governor, nits: f64| {
            (0..30).map(|_| governor.step(&asked(nits))).collect::<Vec<_>>()
        };
        run(&mut governor, 100.0);
        let then = governor;
        let first = run(&mut governor, 120.0);
        run(&mut governor, 10.0);
        governor.go_back(&then, Again::Late);
        assert_eq!(run(&mut governor, 120.0), first);
        let mut gains = Vec::new();
        for frame in 0..48 {
            if frame % 4 == 0 {
                governor.go_back(&then, if frame > 0 { Again::Soon } else { Again::Late });
            }
            gains.push(governor.step(&asked(if frame % 4 < 2 { 0.0 } else { 100.0 })).0);
        }
        assert!(gains.iter().any(|gain| *gain < 0.3), "{gains:?}");
    }

    #[test]
    fn a_steady_picture_is_left_alone() {
        let mut governor = Governor::default();
        for _ in 0..100 {
            assert_eq!(governor.step(&asked(250.0)), (1.0, Intervention::default()));
        }
    }
}
