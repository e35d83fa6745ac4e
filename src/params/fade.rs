//! A value on its way to another.
//!
//! In: where it is and how fast it moves, where it goes, how long it takes. Out: the value at a frame, in closed form.
//! Not here: who asked (`arbiter`).
//! Invariant: value and speed have no jump when a fade is sent elsewhere midway (C1: cubic Hermite, speed 0 at the end);
//! the value of a frame depends on the fade and the frame index alone; the last frame has the target to the bit.

use super::clock::Way;
use super::{Kind, Law};

/// One parameter's fade.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fade {
    /// Frame of which `from` is the value.
    start_frame: i64,
    frames: f64,
    law: Law,
    is_word: bool,
    is_positive: bool,
    /// Coordinates of the law, and the speed at the start in coordinates a frame.
    from: f64,
    to: f64,
    speed: f64,
    target: f64,
    range: [f64; 2],
}

impl Fade {
    /// A fade of a parameter of this kind, from a value that moves by `speed` of the law's coordinates a frame.
    pub fn new(
        (kind, law): (&Kind, Law),
        (from, speed): (f64, f64),
        to: f64,
        (start_frame, frames): (i64, f64),
    ) -> Self {
        let is_positive = matches!(law, Law::Log | Law::Mired) && from > 0.0 && to > 0.0;
        let [min, max] = kind.range();
        let start = law.coordinate(from, is_positive);
        let end = match law {
            Law::ShortestArc => start + Way::Shorter.way(to - from, 360.0),
            Law::Clock(turn) => start + turn.way(to - from, max - min),
            _ => law.coordinate(to, is_positive),
        };
        Self {
            start_frame,
            frames,
            law,
            is_word: matches!(kind, Kind::Choice { .. } | Kind::Date { .. }),
            is_positive,
            from: start,
            to: end,
            speed,
            target: to,
            range: [min, max],
        }
    }

    /// Where it goes.
    pub fn target(&self) -> f64 {
        self.target
    }

    /// Frames that it takes.
    pub fn frames(&self) -> f64 {
        self.frames
    }

    /// Whether it has arrived at a frame.
    pub fn is_over(&self, frame: i64) -> bool {
        self.share(frame) >= 1.0
    }

    /// The value at a frame.
    pub fn value(&self, frame: i64) -> f64 {
        let share = self.share(frame);
        if share >= 1.0 {
            return self.target;
        }
        if self.law == Law::AtOnce {
            return self.target;
        }
        if self.law == Law::Stepped {
            let is_there = if self.is_word { share >= 0.5 } else { self.target != 0.0 };
            return if is_there { self.target } else { self.from };
        }
        let value = self.law.value(self.coordinate(share), self.is_positive);
        let [min, max] = self.range;
        let inside = match self.law {
            Law::ShortestArc => wrapped(value, self.range, 360.0),
            Law::Clock(_) => wrapped(value, self.range, max - min),
            _ => value,
        };
        inside.clamp(min, max)
    }

    /// The speed at a frame, coordinates of the law a frame.
    pub fn speed(&self, frame: i64) -> f64 {
        let share = self.share(frame);
        if share >= 1.0 || matches!(self.law, Law::Stepped | Law::AtOnce) {
            return 0.0;
        }
        let (s, change, start) = (share, self.to - self.from, self.speed * self.frames);
        let by_share = (3.0 * s * s - 4.0 * s + 1.0) * start + (6.0 * s - 6.0 * s * s) * change;
        by_share / self.frames
    }

    /// Whether its coordinates are those that a fade of positive values has.
    pub fn is_positive(&self) -> bool {
        self.is_positive
    }

    /// The same fade, later by so many frames.
    pub fn moved(self, frames: i64) -> Self {
        Self { start_frame: self.start_frame + frames, ..self }
    }

    fn share(&self, frame: i64) -> f64 {
        if self.frames <= 0.0 { 1.0 } else { ((frame - self.start_frame) as f64 / self.frames).max(0.0) }
    }

    fn coordinate(&self, s: f64) -> f64 {
        let (change, start) = (self.to - self.from, self.speed * self.frames);
        self.from + (s * s * s - 2.0 * s * s + s) * start + (3.0 * s * s - 2.0 * s * s * s) * change
    }
}

/// Whole turns more or less, so that it lies in the range where it can.
fn wrapped(angle: f64, [min, max]: [f64; 2], turn: f64) -> f64 {
    if angle < min {
        angle + turn * ((min - angle) / turn).ceil()
    } else if angle > max {
        angle - turn * ((angle - max) / turn).ceil()
    } else {
        angle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TURN: Kind = Kind::Number { min: 0.0, max: 360.0, default: 0.0 };
    const KELVIN: Kind = Kind::Number { min: 1000.0, max: 20_000.0, default: 6500.0 };

    #[test]
    fn an_angle_goes_the_shorter_way() {
        let fade = Fade::new((&TURN, Law::ShortestArc), (350.0, 0.0), 10.0, (0, 10.0));
        assert!((fade.value(5) - 0.0).abs() < 1e-9 || (fade.value(5) - 360.0).abs() < 1e-9);
        assert_eq!(fade.value(10), 10.0);
    }

    const HOURS: Kind = Kind::Number { min: 0.0, max: 24.0, default: 12.0 };

    #[test]
    fn a_clock_is_set_through_midnight_by_the_way_chosen_and_may_be_sent_elsewhere() {
        let law = Law::Clock(Way::Forward);
        let fade = Fade::new((&HOURS, law), (22.0, 0.0), 2.0, (0, 8.0));
        let hours = [0, 4, 8].map(|frame| fade.value(frame));
        assert!(hours[0] == 22.0 && hours[2] == 2.0 && (hours[1] % 24.0).abs() < 1e-9, "{hours:?}");
        // Six eighths: 22 h + 4 h x (3 s^2 - 2 s^3) = 22 + 4 x 0.84375 = 25.375.
        assert!((fade.value(6) - 1.375).abs() < 1e-9);
        let back = Fade::new((&HOURS, Law::Clock(Way::Backward)), (22.0, 0.0), 2.0, (0, 8.0));
        assert!((back.value(4) - 12.0).abs() < 1e-9);
        let (value, speed) = (fade.value(6), fade.speed(6));
        let other = Fade::new((&HOURS, Law::Clock(Way::Shorter)), (value, speed), 23.0, (6, 48.0));
        assert_eq!(other.value(6), value);
        let step = |frame: i64| Way::Shorter.way(other.value(frame + 1) - other.value(frame), 24.0);
        // The first step goes on as fast as before; the last stands.
        assert!((step(6) - speed).abs() < 0.1 * speed && step(53).abs() < 0.02, "{} {}", step(6), step(53));
        assert_eq!(other.value(54), 23.0);
    }

    #[test]
    fn a_rate_comes_from_nothing_and_goes_to_nothing() {
        let rain = Kind::Number { min: 0.0, max: 200.0, default: 0.0 };
        let fade = Fade::new((&rain, Law::LogFromZero), (0.0, 0.0), 9.9, (0, 8.0));
        // ln 0.1 to ln 10: halfway is ln 1, so 0.9.
        assert!(fade.value(0).abs() < 1e-12 && (fade.value(4) - 0.9).abs() < 1e-12);
        let stop = Fade::new((&rain, Law::LogFromZero), (fade.value(4), fade.speed(4)), 0.0, (4, 8.0));
        assert!((stop.speed(4) - fade.speed(4)).abs() < 1e-12, "its speed is kept through zero's neighbour");
        assert_eq!(stop.value(12), 0.0);
    }

    #[test]
    fn temperature_is_even_in_mired() {
        // Half way between 200 and 400 mired is 300.
        let fade = Fade::new((&KELVIN, Law::Mired), (5000.0, 0.0), 2500.0, (0, 10.0));
        assert!((fade.value(5) - 1e6 / 300.0).abs() < 1e-9);
    }

    #[test]
    fn distance_is_even_in_octaves() {
        let kind = Kind::Number { min: 1.0, max: 1e6, default: 1.0 };
        let fade = Fade::new((&kind, Law::Log), (100.0, 0.0), 10_000.0, (0, 8.0));
        assert!((fade.value(4) - 1000.0).abs() < 1e-9);
    }

    #[test]
    fn sent_elsewhere_midway_it_neither_jumps_nor_jerks() {
        let kind = Kind::Number { min: -100.0, max: 100.0, default: 0.0 };
        let first = Fade::new((&kind, Law::Linear), (0.0, 0.0), 10.0, (0, 100.0));
        let (value, speed) = (first.value(40), first.speed(40));
        let second = Fade::new((&kind, Law::Linear), (value, speed), -5.0, (40, 60.0));
        assert_eq!(second.value(40), value);
        assert!((second.speed(40) - speed).abs() < 1e-12);
        // The derivative is what the values do.
        let step = 1e-3;
        let at = |s: f64| second.coordinate(s);
        let slope = (at(0.5 + step) - at(0.5 - step)) / (2.0 * step) / 60.0;
        assert!((slope - second.speed(70)).abs() < 1e-6);
        assert_eq!((second.value(100), second.speed(100)), (-5.0, 0.0));
    }

    #[test]
    fn switches_come_on_first_and_go_off_last() {
        let kind = Kind::Switch { default: false };
        let on = Fade::new((&kind, Law::Stepped), (0.0, 0.0), 1.0, (0, 10.0));
        let off = Fade::new((&kind, Law::Stepped), (1.0, 0.0), 0.0, (0, 10.0));
        assert_eq!([on.value(0), on.value(9), off.value(9), off.value(10)], [1.0, 1.0, 1.0, 0.0]);
        let words = Kind::Choice { options: &["a", "b", "c"], default: 0 };
        let word = Fade::new((&words, Law::Stepped), (1.0, 0.0), 2.0, (0, 10.0));
        assert_eq!([word.value(4), word.value(5)], [1.0, 2.0]);
    }
}
