//! Flying the virtual camera: keys held down and sticks to a pose.
//!
//! In: keys as they go down and up, drags, a gamepad's sticks, time. Out: the next pose of the camera.
//! Not here: who sets the keys (`app::window`), what the pose does (`app::live`).
//! Invariant: level: flying never rolls, and no key held means no move.

use glam::DVec3;
use winit::keyboard::KeyCode;

use crate::app::gamepad::Sticks;
use crate::math::Pose;

/// Speed along the floor and up, metres a second: a brisk walk.
const SPEED_MPS: f64 = 1.2;
/// Speed of the arrow keys, radians a second.
const TURN_RADPS: f64 = 0.5;
/// Turn of a drag over one point, radians.
const RAD_PER_POINT: f64 = 0.002;
/// Longest step, seconds: a stalled window does not throw the camera away.
const MAX_STEP_SECS: f64 = 0.25;

const KEYS: [KeyCode; 10] = [
    KeyCode::KeyD,
    KeyCode::KeyA,
    KeyCode::KeyE,
    KeyCode::KeyQ,
    KeyCode::KeyS,
    KeyCode::KeyW,
    KeyCode::ArrowLeft,
    KeyCode::ArrowRight,
    KeyCode::ArrowUp,
    KeyCode::ArrowDown,
];

/// Which flying keys are down, and where the camera is while it flies.
#[derive(Clone, Debug, Default)]
pub(super) struct Flight {
    down: [bool; KEYS.len()],
    drag: [f64; 2],
    pose: Option<Pose>,
}

impl Flight {
    /// Takes a key that went down; true when it is a flying key.
    pub(super) fn press(&mut self, key: KeyCode) -> bool {
        self.hold(key, |down| *down = true)
    }

    /// Takes a key that went up.
    pub(super) fn release(&mut self, key: KeyCode) {
        self.hold(key, |down| *down = false);
    }

    fn hold(&mut self, key: KeyCode, change: impl FnOnce(&mut bool)) -> bool {
        let index = KEYS.iter().position(|other| *other == key);
        index.map(|index| change(&mut self.down[index])).is_some()
    }

    /// Takes a drag over the picture, points to the right and down.
    pub(super) fn look(&mut self, right: f64, down: f64) {
        self.drag = [self.drag[0] + right, self.drag[1] + down];
    }

    /// Lands: the next flight starts from where the camera is then.
    pub(super) fn land(&mut self) {
        *self = Self::default();
    }

    /// Drops keys whose release was not seen, as when the window lost the keyboard.
    pub(super) fn let_go(&mut self) {
        self.down = Default::default();
    }

    /// The pose after `secs` more, from `now` when the flight has just begun; `None` while nobody flies.
    pub(super) fn advance(&mut self, now: Pose, sticks: Sticks, secs: f64) -> Option<Pose> {
        let drag = std::mem::take(&mut self.drag);
        let moves = self.down.contains(&true) || drag != [0.0; 2] || !sticks.is_at_rest();
        if !moves {
            return self.pose;
        }
        let secs = secs.clamp(0.0, MAX_STEP_SECS);
        // Both at once are no faster than one.
        let along = |plus: usize, stick: f64| {
            let keys = f64::from(u8::from(self.down[plus])) - f64::from(u8::from(self.down[plus + 1]));
            (keys + stick).clamp(-1.0, 1.0)
        };
        let pose = self.pose.unwrap_or(now);
        let (pan, tilt, _) = pose.pan_tilt_roll();
        let pan = pan + along(6, sticks.pan_left) * TURN_RADPS * secs + drag[0] * RAD_PER_POINT;
        let tilt =
            (tilt + along(8, sticks.tilt_up) * TURN_RADPS * secs + drag[1] * RAD_PER_POINT).clamp(-1.4, 1.4);
        let level = Pose::from_pan_tilt_roll(DVec3::ZERO, pan, 0.0, 0.0);
        let step =
            DVec3::new(along(0, sticks.right), along(2, sticks.up), along(4, sticks.back)) * SPEED_MPS * secs;
        let mut position = pose.position + level.transform_vector(step);
        position.y = position.y.max(0.05);
        self.pose = Some(Pose::from_pan_tilt_roll(position, pan, tilt, 0.0));
        self.pose
    }
}

/// Where the keys of the number pad nudge the stage: to the right, up and back.
pub(super) fn nudge_steps(key: KeyCode) -> Option<DVec3> {
    match key {
        KeyCode::Numpad4 => Some(DVec3::NEG_X),
        KeyCode::Numpad6 => Some(DVec3::X),
        KeyCode::Numpad8 => Some(DVec3::NEG_Z),
        KeyCode::Numpad2 => Some(DVec3::Z),
        KeyCode::Numpad9 => Some(DVec3::Y),
        KeyCode::Numpad3 => Some(DVec3::NEG_Y),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w_walks_forward_and_left_turns_left() {
        let start = Pose::at(DVec3::new(0.0, 1.6, 2.0));
        let mut flight = Flight::default();
        assert_eq!(flight.advance(start, Sticks::default(), 0.1), None);
        assert!(flight.press(KeyCode::KeyW) && !flight.press(KeyCode::KeyP));
        let pose = flight.advance(start, Sticks::default(), 0.1).unwrap();
        assert!((pose.position - DVec3::new(0.0, 1.6, 2.0 - 0.12)).length() < 1e-12);
        flight.release(KeyCode::KeyW);
        assert!(flight.press(KeyCode::ArrowLeft));
        let turned = flight.advance(start, Sticks::default(), 0.1).unwrap();
        assert!((turned.pan_tilt_roll().0 - 0.05).abs() < 1e-12 && turned.position == pose.position);
        flight.let_go();
        assert_eq!(
            flight.advance(start, Sticks::default(), 0.1),
            Some(turned),
            "the camera stays where it was flown"
        );
        flight.land();
        assert_eq!(flight.advance(start, Sticks::default(), 0.1), None);
    }

    #[test]
    fn a_stalled_window_does_not_throw_the_camera() {
        let mut flight = Flight::default();
        flight.press(KeyCode::KeyQ);
        let pose = flight.advance(Pose::at(DVec3::Y), Sticks::default(), 100.0).unwrap();
        assert!(pose.position.y > 0.5);
    }

    #[test]
    fn a_stick_pushed_forward_walks_as_w_does() {
        let start = Pose::at(DVec3::new(0.0, 1.6, 2.0));
        let mut flight = Flight::default();
        assert_eq!(flight.advance(start, Sticks::default(), 0.1), None);
        let forward = Sticks { back: -1.0, ..Sticks::default() };
        let pose = flight.advance(start, forward, 0.1).unwrap();
        assert!((pose.position - DVec3::new(0.0, 1.6, 2.0 - 0.12)).length() < 1e-12);
        flight.press(KeyCode::KeyW);
        let both = flight.advance(start, forward, 0.1).unwrap();
        assert!((both.position.z - (pose.position.z - 0.12)).abs() < 1e-12, "no faster than one");
    }
}
