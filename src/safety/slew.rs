//! How fast the walls may become brighter while somebody scrubs.
//!
//! In: the mean light that a frame is going to have, whether a drag moves it. Out: a gain of at most 1.
//! Not here: the ramp at the start (`mux`), flashes (`flash_guard`).
//! Invariant: never acts on a cue that was armed as a snap, nor on a fade; darker is never held, since no gain adds light.
//!
//! [`PER_SEC`] is sky.md 4: the whole volume's luminance moves by at most 10 % of white a second unless somebody cuts. At that
//! pace a rise that counts as half a flash takes a second, so no hand on a slider can flash.

/// Of the wall's white a second.
pub const PER_SEC: f64 = 0.1;

/// How the light is being moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hand {
    /// By itself, by fades, by single changes.
    #[default]
    Off,
    /// Somebody drags a control.
    Scrubs,
    /// A cue or preset without a fade, a cut: it is meant.
    Snaps,
}

/// The limit between frames.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Slew {
    /// Light of the frame before; `None` before the first.
    shown_nits: Option<f64>,
    is_holding: bool,
}

impl Slew {
    /// The gain of a frame that comes `secs` after the one before and is going to have this light.
    pub fn step(&mut self, nits: f64, white_nits: f64, secs: f64, hand: Hand) -> f64 {
        let before = self.shown_nits.unwrap_or(nits);
        let most = before + PER_SEC * white_nits * secs;
        let is_limited = match hand {
            Hand::Snaps => false,
            Hand::Scrubs => true,
            // What a drag began is let out at the same pace.
            Hand::Off => self.is_holding,
        };
        self.is_holding = is_limited && nits > most;
        let gain = if self.is_holding { most / nits } else { 1.0 };
        self.shown_nits = Some(nits * gain);
        gain
    }

    /// Whether the last frame was held.
    pub fn is_holding(&self) -> bool {
        self.is_holding
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME_SECS: f64 = 1.0 / 24.0;

    #[test]
    fn a_scrub_rises_by_a_tenth_of_white_a_second_and_a_snap_at_once() {
        let mut slew = Slew::default();
        assert_eq!(slew.step(50.0, 1000.0, FRAME_SECS, Hand::Off), 1.0);
        let mut shown = 50.0;
        for frame in 1..=24 {
            // The hand is off after half a second; what is missing still comes at the same pace.
            let hand = if frame < 12 { Hand::Scrubs } else { Hand::Off };
            let next = 400.0 * slew.step(400.0, 1000.0, FRAME_SECS, hand);
            assert!((next - shown - 100.0 * FRAME_SECS).abs() < 1e-9, "frame {frame}");
            shown = next;
        }
        assert!((shown - 150.0).abs() < 1e-9 && slew.is_holding());
        assert_eq!(slew.step(400.0, 1000.0, FRAME_SECS, Hand::Snaps), 1.0, "a cue that was armed");
        assert_eq!(slew.step(900.0, 1000.0, FRAME_SECS, Hand::Off), 1.0, "nor a fade after it");
        assert_eq!(slew.step(5.0, 1000.0, FRAME_SECS, Hand::Scrubs), 1.0, "darker is at once");
    }
}
