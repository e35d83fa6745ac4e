//! The three buttons as they are pressed: what a press means, and when it counts.
//!
//! In: presses and releases with their times, whether a take rolls. Out: whether to switch, how far a hold is, what is asked.
//! Not here: where buttons stand (`console::buttons`), what they switch (`app::buttons`), what the walls do (`mux`).
//! Invariant: pure; blackout never comes from a touch, and in a take never from one hold alone.

use super::stall::Take;

/// How long BLACKOUT is held down, seconds: longer than a touch, shorter than an emergency allows to wait.
pub const HOLD_SECS: f64 = 0.7;
/// How long the question of a rolling take waits for its answer, seconds.
pub const ASK_SECS: f64 = 6.0;

/// One of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// HOLD PICTURE.
    Hold,
    /// WORK LIGHT.
    WorkLight,
    /// BLACKOUT.
    Blackout,
}

/// What BLACKOUT looks like now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Press {
    /// Share of the hold that is done, 0..=1.
    pub progress: f32,
    /// Whether a rolling take asks for a second hold.
    pub asks: bool,
}

/// BLACKOUT's presses.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HoldDown {
    /// When it went down; `None` while it is up, or after it counted until it is let go.
    down_secs: Option<f64>,
    /// Whether it is down at all.
    is_down: bool,
    /// It was held for long enough and came up before anybody looked: frames may take longer than a hold.
    is_ripe: bool,
    /// When a rolling take asked.
    asked_secs: Option<f64>,
}

impl HoldDown {
    /// It went down. Key repeats are no presses.
    pub fn press(&mut self, now_secs: f64) {
        if !self.is_down {
            self.is_down = true;
            self.down_secs = Some(now_secs);
        }
    }

    /// It came up.
    pub fn release(&mut self, now_secs: f64) {
        self.is_ripe |= self.is_held(now_secs);
        self.let_go();
    }

    /// It was lost sight of: whether it is still down, nobody knows.
    pub fn let_go(&mut self) {
        self.is_down = false;
        self.down_secs = None;
    }

    fn is_held(&self, now_secs: f64) -> bool {
        self.down_secs.is_some_and(|down| now_secs - down >= HOLD_SECS)
    }

    /// Time passes. True once, at the moment at which the press counts.
    pub fn step(&mut self, now_secs: f64, take: Take) -> bool {
        self.asked_secs = self.asked_secs.filter(|asked| now_secs - asked < ASK_SECS);
        if !self.is_held(now_secs) && !std::mem::take(&mut self.is_ripe) {
            return false;
        }
        self.down_secs = None;
        if take == Take::Rolling && self.asked_secs.is_none() {
            self.asked_secs = Some(now_secs);
            return false;
        }
        self.asked_secs = None;
        true
    }

    /// How it looks.
    pub fn shown(&self, now_secs: f64) -> Press {
        let progress = self.down_secs.map_or(0.0, |down| ((now_secs - down) / HOLD_SECS).clamp(0.0, 1.0));
        Press { progress: progress as f32, asks: self.asked_secs.is_some() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_touch_is_no_blackout_and_a_hold_counts_once() {
        let mut button = HoldDown::default();
        button.press(10.0);
        assert!(!button.step(10.69, Take::Between));
        button.release(10.69);
        assert!(!button.step(11.0, Take::Between), "let go before 0.7 s");
        button.press(20.0);
        assert!((button.shown(20.35).progress - 0.5).abs() < 1e-6);
        assert!(button.step(20.701, Take::Between));
        // A frame that takes longer than the hold does not lose it; a window that lost the keyboard does.
        button.let_go();
        button.press(40.0);
        button.release(40.8);
        assert!(button.step(42.0, Take::Between) && !button.step(42.1, Take::Between));
        button.press(50.0);
        button.let_go();
        assert!(!button.step(52.0, Take::Between));
        button.press(60.0);
        assert!(button.step(60.8, Take::Between));
        // Held on, with the repeats that a keyboard sends.
        button.press(60.9);
        assert!(!button.step(70.0, Take::Between) && button.shown(70.0) == Press::default());
    }

    #[test]
    fn a_rolling_take_asks_again() {
        let mut button = HoldDown::default();
        button.press(0.0);
        assert!(!button.step(0.7, Take::Rolling) && button.shown(0.7).asks);
        assert!(!button.step(3.0, Take::Rolling), "one long hold is one hold");
        button.release(3.1);
        button.press(3.5);
        assert!(button.step(4.2, Take::Rolling) && !button.shown(4.2).asks);
        // An answer that comes too late is a first hold again.
        button.release(4.3);
        button.press(10.0);
        assert!(!button.step(10.75, Take::Rolling));
        button.release(10.8);
        assert!(!button.step(17.0, Take::Rolling) && !button.shown(17.0).asks);
        button.press(17.0);
        assert!(!button.step(17.75, Take::Rolling));
    }
}
