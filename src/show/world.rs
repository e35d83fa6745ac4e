//! Where the stage stands in the world, and how it gets to another place.
//!
//! In: `world/*` values, frames. Out: a [`WorldPlace`] for each frame, eased; nudged places.
//! Not here: what is drawn from there (`render`), who saves named places (`positions`).
//! Invariant: closed form: the place of a frame depends on the move's start, its goal and the frame index alone.

use glam::{DQuat, DVec3};

use crate::math::Pose;
use crate::timing::Rate;

/// Where the stage stands, beside where the show file puts it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WorldPlace {
    /// Of the mark, metres, in the axes of the show file's world position.
    pub position_m: DVec3,
    /// Turn of the stage about the mark, degrees, left positive.
    pub turntable_deg: f64,
    /// Height of the world's ground over the stage's floor, metres: a riser under the set lifts the world with it.
    pub floor_m: f64,
}

/// A place on its way to another: a value that is carried from frame to frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldMove {
    /// Place at the start, and its change a second: a move that is sent elsewhere midway has no jerk.
    from: Numbers,
    speed: Numbers,
    to: Numbers,
    start_frame: u64,
    ease_secs: f64,
}

/// Position, turn and floor of a place.
type Numbers = [f64; 5];

/// What a nudge is relative to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NudgeFrame {
    /// The stage: -Z is toward the wall's middle.
    Stage,
    /// A camera that looks this far to the left of that, radians. Only its pan counts, so that forward stays level.
    Camera(f64),
}

impl WorldPlace {
    /// The world position that this place makes of the show file's.
    pub fn world_from_stage(&self, base: &Pose) -> Pose {
        let lifted = self.position_m - DVec3::new(0.0, self.floor_m, 0.0);
        base.then(&Pose::from_pan_tilt_roll(lifted, self.turntable_deg.to_radians(), 0.0, 0.0))
    }

    /// The place after the stage moved by metres to the right, up and back in a frame.
    pub fn nudged(&self, frame: NudgeFrame, step_m: DVec3) -> Self {
        let pan_rad = match frame {
            NudgeFrame::Stage => 0.0,
            NudgeFrame::Camera(pan_rad) => pan_rad,
        };
        let turn = DQuat::from_rotation_y(self.turntable_deg.to_radians() + pan_rad);
        Self { position_m: self.position_m + turn * step_m, ..*self }
    }

    /// The same turn, as near as may be to another one: whole turns more or less, within a turntable's range.
    pub fn turned_nearest(&self, near_deg: f64) -> Self {
        let turns = ((near_deg - self.turntable_deg) / 360.0).round();
        let nearest = self.turntable_deg + 360.0 * turns;
        let is_within = (-360.0..=360.0).contains(&nearest);
        Self { turntable_deg: if is_within { nearest } else { self.turntable_deg }, ..*self }
    }

    fn numbers(&self) -> Numbers {
        let [x, y, z] = self.position_m.to_array();
        [x, y, z, self.turntable_deg, self.floor_m]
    }

    fn of([x, y, z, turntable_deg, floor_m]: Numbers) -> Self {
        Self { position_m: DVec3::new(x, y, z), turntable_deg, floor_m }
    }
}

impl WorldMove {
    /// Stands still.
    pub fn still(place: &WorldPlace) -> Self {
        let here = place.numbers();
        Self { from: here, speed: [0.0; 5], to: here, start_frame: 0, ease_secs: 0.0 }
    }

    /// Where it is sent.
    pub fn goal(&self) -> WorldPlace {
        WorldPlace::of(self.to)
    }

    /// Goes to a place from here on, over `ease_secs`; nothing when it goes there already.
    pub fn go(&mut self, goal: &WorldPlace, ease_secs: f64, frame: u64, rate: Rate) {
        let to = goal.numbers();
        if to == self.to {
            return;
        }
        let (mut from, speed) = self.state(frame, rate);
        // Whole turns more or less are the same place: the way there is the shorter one.
        from[3] += 360.0 * ((to[3] - from[3]) / 360.0).round();
        *self = Self { from, speed, to, start_frame: frame, ease_secs };
    }

    /// The place of a frame. A cubic of Hermite: from the start's place and speed to the goal at rest, so both are
    /// continuous; from rest it is 3s^2 - 2s^3.
    pub fn at(&self, frame: u64, rate: Rate) -> WorldPlace {
        WorldPlace::of(self.state(frame, rate).0)
    }

    /// Place and speed of a frame.
    fn state(&self, frame: u64, rate: Rate) -> (Numbers, Numbers) {
        let secs = rate.time_secs(frame.saturating_sub(self.start_frame));
        if secs >= self.ease_secs {
            return (self.to, [0.0; 5]);
        }
        let s = secs / self.ease_secs;
        let (square, cube) = (s * s, s * s * s);
        let (leave, arrive) = (2.0 * cube - 3.0 * square + 1.0, 3.0 * square - 2.0 * cube);
        let drift = (cube - 2.0 * square + s) * self.ease_secs;
        let (swing, fade) = (6.0 * (s - square) / self.ease_secs, 3.0 * square - 4.0 * s + 1.0);
        let each = |value: &dyn Fn(usize) -> f64| std::array::from_fn(value);
        let place =
            each(&|index| leave * self.from[index] + drift * self.speed[index] + arrive * self.to[index]);
        let speed = each(&|index| swing * (self.to[index] - self.from[index]) + fade * self.speed[index]);
        (place, speed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate::FILM;

    fn place(x: f64, turntable_deg: f64) -> WorldPlace {
        WorldPlace { position_m: DVec3::new(x, 0.5, -3.0), turntable_deg, floor_m: 0.2 }
    }

    /// Two seconds at 24 frames: s = n / 48, and x = 10 (3 s^2 - 2 s^3).
    #[test]
    fn a_move_from_rest_is_at_its_closed_form_each_frame() {
        let mut going = WorldMove::still(&place(0.0, 0.0));
        going.go(&place(10.0, 90.0), 2.0, 100, RATE);
        for frame in 100..=160 {
            // Asked for every frame, as a running show does.
            going.go(&place(10.0, 90.0), 2.0, frame, RATE);
            let s = (frame as f64 - 100.0).min(48.0) / 48.0;
            let share = s * s * (3.0 - 2.0 * s);
            let here = going.at(frame, RATE);
            assert!((here.position_m.x - 10.0 * share).abs() < 1e-12, "frame {frame}");
            assert!((here.turntable_deg - 90.0 * share).abs() < 1e-11, "frame {frame}");
            assert!((here.position_m.z + 3.0).abs() < 1e-12 && (here.floor_m - 0.2).abs() < 1e-12);
        }
        assert_eq!(going.at(148, RATE), place(10.0, 90.0), "the goal is met to the bit");
        assert_eq!(going.at(50, RATE).position_m.x, 0.0, "before it began");
    }

    #[test]
    fn a_turn_takes_the_shorter_way() {
        let mut going = WorldMove::still(&place(0.0, -170.0));
        going.go(&place(0.0, 170.0), 2.0, 0, RATE);
        // From 190 to 170 degrees; half way is 180.
        assert!((going.at(24, RATE).turntable_deg - 180.0).abs() < 1e-12);
        assert_eq!(going.at(48, RATE).turntable_deg, 170.0);
    }

    #[test]
    fn without_ease_it_is_there_at_once() {
        let mut going = WorldMove::still(&place(0.0, 0.0));
        going.go(&place(1.0, -20.0), 0.0, 7, RATE);
        assert_eq!(going.at(7, RATE), place(1.0, -20.0));
        assert_eq!(going.goal(), place(1.0, -20.0));
    }

    /// The bound: speed changes by at most the cubic's greatest acceleration, 6 d / T^2 + 4 v / T, in a frame.
    #[test]
    fn sent_elsewhere_midway_it_neither_jumps_nor_jerks() {
        let mut going = WorldMove::still(&place(0.0, 0.0));
        going.go(&place(10.0, 0.0), 2.0, 0, RATE);
        let (mut before, mut speed) = (0.0, 0.0);
        let mut fastest_change = 0.0_f64;
        for frame in 1..=120 {
            if frame == 20 {
                going.go(&place(-4.0, 0.0), 3.0, 20, RATE);
            }
            let here = going.at(frame, RATE).position_m.x;
            let now = (here - before) * 24.0;
            fastest_change = fastest_change.max((now - speed).abs());
            (before, speed) = (here, now);
        }
        assert!((before + 4.0).abs() < 1e-12, "{before}");
        assert!(
            fastest_change < (6.0 * 10.0 / 4.0 + 4.0 * 7.5 / 3.0) / 24.0,
            "{fastest_change} m/s in a frame"
        );
    }

    #[test]
    fn the_turntable_turns_about_the_mark() {
        let base = Pose::from_pan_tilt_roll(DVec3::new(100.0, 2.0, -50.0), 0.7, 0.0, 0.0);
        let still = place(3.0, 0.0).world_from_stage(&base);
        let turned = place(3.0, 90.0).world_from_stage(&base);
        assert!((still.position - turned.position).length() < 1e-12);
        let quarter = Pose::from_pan_tilt_roll(DVec3::ZERO, std::f64::consts::FRAC_PI_2, 0.0, 0.0);
        assert!((turned.forward() - still.rotation * quarter.forward()).length() < 1e-12);
        // A floor that is raised by 0.2 m lowers the stage's zero in the world by as much.
        let flat = WorldPlace { floor_m: 0.0, ..place(3.0, 0.0) }.world_from_stage(&base);
        assert!((flat.position - still.position - DVec3::new(0.0, 0.2, 0.0)).length() < 1e-12);
    }

    /// A stage turned left by 90 degrees looks along -X: forward is -X. A camera panned right by 90 sees along -Z again.
    #[test]
    fn a_nudge_follows_the_stage_or_the_camera() {
        let here = place(0.0, 90.0);
        let forward = DVec3::new(0.0, 0.0, -0.1);
        let by_stage = here.nudged(NudgeFrame::Stage, forward).position_m - here.position_m;
        assert!((by_stage - DVec3::new(-0.1, 0.0, 0.0)).length() < 1e-12, "{by_stage}");
        let panned = NudgeFrame::Camera(-std::f64::consts::FRAC_PI_2);
        let by_camera = here.nudged(panned, forward).position_m - here.position_m;
        assert!((by_camera - forward).length() < 1e-12, "{by_camera}");
        // In the world the stage moved by just that step of its own axes.
        let base = Pose::from_pan_tilt_roll(DVec3::ONE, 0.4, 0.0, 0.0);
        let (before, after) =
            (here.world_from_stage(&base), here.nudged(NudgeFrame::Stage, forward).world_from_stage(&base));
        assert!((before.inverse().transform_point(after.position) - forward).length() < 1e-12);
    }

    #[test]
    fn a_place_is_turned_to_by_the_short_way() {
        assert_eq!(place(0.0, 10.0).turned_nearest(350.0).turntable_deg, 10.0, "370 is out of range");
        assert_eq!(place(0.0, -170.0).turned_nearest(170.0).turntable_deg, 190.0);
        assert_eq!(place(0.0, 20.0).turned_nearest(-350.0).turntable_deg, -340.0);
    }
}
