//! A fade that can be turned round at any moment without a jump of level or of speed.
//!
//! In: where to go, how long a whole way takes, the step. Out: a position in 0..=1.
//! Not here: what the position means (`mux`).
//! Invariant: never leaves 0..=1, never moves faster than twice the mean speed of a whole way, arrives exactly.
//!
//! Constant acceleration over the first half of the way, the same deceleration over the second: the least acceleration
//! that covers a way in a time from rest to rest. A reversal first brakes as hard as it would have braked at the end, so
//! it always stops before the end that it was heading for, however different the two directions' times are.

/// A position on its way, and its speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glide {
    position: f64,
    /// A second, positive upward.
    speed: f64,
}

/// How long the whole way takes in each direction, seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Way {
    /// From 0 to 1.
    pub up_secs: f64,
    /// From 1 to 0.
    pub down_secs: f64,
}

/// Sums of frame times are short of whole fades by this at most; a fade must not take a frame more for it.
const ROUNDING_SECS: f64 = 1e-9;

/// One piece of a step: how long, and the acceleration during it.
struct Leg {
    secs: f64,
    acceleration: f64,
    arrives: bool,
}

impl Glide {
    /// At rest at a position.
    pub fn at(position: f64) -> Self {
        Self { position: position.clamp(0.0, 1.0), speed: 0.0 }
    }

    /// Where it is.
    pub fn position(&self) -> f64 {
        self.position
    }

    /// Whether it stands at a position.
    pub fn rests_at(&self, position: f64) -> bool {
        self.position == position && self.speed == 0.0
    }

    /// Moves toward `goal` for `secs`. Exact for any step: what two steps reach, one of their sum reaches.
    pub fn step(&mut self, goal: f64, way: Way, secs: f64) {
        let mut left = secs.max(0.0);
        // A step crosses at most four legs: brake, speed up, slow down, arrive.
        for _ in 0..5 {
            if left <= 0.0 || self.rests_at(goal) {
                return;
            }
            let leg = self.leg(goal, way);
            let spent = leg.secs.min(left);
            if leg.arrives && leg.secs <= left + ROUNDING_SECS {
                *self = Self::at(goal);
                return;
            }
            self.position += (self.speed + 0.5 * leg.acceleration * spent) * spent;
            self.speed += leg.acceleration * spent;
            self.position = self.position.clamp(0.0, 1.0);
            if leg.secs <= left && self.speed.abs() < 1e-12 {
                self.speed = 0.0;
            }
            left -= spent;
        }
    }

    fn leg(&self, goal: f64, way: Way) -> Leg {
        // From rest to rest over 1 in T: half the way in half the time at 4 / T^2.
        let rate = |secs: f64| 4.0 / (secs * secs);
        let (up, down) = (rate(way.up_secs), rate(way.down_secs));
        let toward = if goal >= self.position { 1.0 } else { -1.0 };
        let speed = self.speed * toward;
        if speed < 0.0 {
            let brake = if self.speed > 0.0 { up } else { down };
            return Leg { secs: -speed / brake, acceleration: toward * brake, arrives: false };
        }
        let rate = if toward > 0.0 { up } else { down };
        let distance = (goal - self.position).abs();
        let stopping = speed * speed / (2.0 * rate);
        // A rounding error short of the goal still counts as the braking leg.
        if stopping >= distance - 1e-12 {
            let secs = if speed > 0.0 { speed / rate } else { 0.0 };
            return Leg { secs, acceleration: -toward * rate, arrives: true };
        }
        let peak = (rate * distance + speed * speed / 2.0).sqrt();
        Leg { secs: (peak - speed) / rate, acceleration: toward * rate, arrives: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAY: Way = Way { up_secs: 0.5, down_secs: 1.0 };

    #[test]
    fn a_whole_way_takes_its_time_and_follows_the_parabola() {
        let at = |secs: f64| {
            let mut glide = Glide::at(0.0);
            glide.step(1.0, WAY, secs);
            glide.position()
        };
        // s = 2 (t/T)^2 in the first half, 1 - 2 (1 - t/T)^2 in the second.
        for (secs, expected) in
            [(0.0, 0.0), (0.125, 0.125), (0.25, 0.5), (0.375, 0.875), (0.5, 1.0), (9.0, 1.0)]
        {
            assert!((at(secs) - expected).abs() < 1e-12, "{secs} s: {}", at(secs));
        }
        assert!(at(0.499) < 1.0, "it does not arrive early");
        let mut down = Glide::at(1.0);
        down.step(0.0, WAY, 0.999);
        assert!(down.position() > 0.0);
        down.step(0.0, WAY, 0.001 + 1e-9);
        assert!(down.rests_at(0.0));
    }

    #[test]
    fn many_small_steps_are_one_large_one() {
        let mut small = Glide::at(0.0);
        let mut large = Glide::at(0.0);
        for goal in [1.0, 0.0, 1.0, 0.0] {
            for _ in 0..300 {
                small.step(goal, WAY, 1e-3);
            }
            large.step(goal, WAY, 0.3);
            assert!((small.position() - large.position()).abs() < 1e-9, "{small:?} {large:?}");
        }
    }

    /// Turned round at any moment, any number of times: speed changes by at most the acceleration, so level has no jump
    /// and no kink; no overshoot although one direction is twice as quick.
    #[test]
    fn turning_round_never_jumps() {
        let step_secs = 1.0 / 240.0;
        let greatest = 4.0 / (WAY.up_secs * WAY.up_secs) * step_secs;
        for turn in 1..240 {
            let mut glide = Glide::at(0.0);
            let mut before = (0.0, 0.0);
            for frame in 0..960 {
                let goal = if (frame / turn) % 2 == 0 { 1.0 } else { 0.0 };
                glide.step(goal, WAY, step_secs);
                let speed = (glide.position() - before.0) / step_secs;
                assert!((0.0..=1.0).contains(&glide.position()));
                assert!(speed.abs() <= 2.0 / WAY.up_secs + 1e-9, "turn {turn}: speed {speed}");
                // The mean speeds of two neighbouring steps differ by at most the acceleration over one step.
                assert!(
                    (speed - before.1).abs() <= greatest + 1e-6,
                    "turn {turn}: kink {}",
                    speed - before.1
                );
                before = (glide.position(), speed);
            }
        }
    }
}
