//! Walls that a tracked body carries.
//!
//! In: a stage whose walls stand as if their bodies stood on the mark, and where the bodies are. Out: the stage as it
//! stands. Not here: following trackers (`app::live`), the renderer's copy (`render::wall_buffers`).
//! Invariant: a wall without a tracker never moves, whatever is said of it.

use std::borrow::Cow;

use crate::math::Pose;

use super::Stage;

impl Stage {
    /// Whether any wall is carried by a tracked body.
    pub fn has_moving_walls(&self) -> bool {
        self.walls.iter().any(|wall| wall.tracker.is_some())
    }

    /// The stage with its walls where the bodies are, one pose a wall. Still walls are as they were; a stage of still
    /// walls is not copied.
    pub fn carried_by(&self, bodies: &[Pose]) -> Cow<'_, Self> {
        if !self.has_moving_walls() {
            return Cow::Borrowed(self);
        }
        let mut moved = self.clone();
        for (wall, body) in self.walls.iter().zip(bodies).filter(|(wall, _)| wall.tracker.is_some()) {
            for index in wall.panels.clone() {
                moved.panels[index] = self.panels[index].carried_by(body);
            }
        }
        Cow::Owned(moved)
    }
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;
    use crate::stage::sample::{CLEAN, PANEL, clean, load_with};

    #[test]
    fn only_a_tracked_wall_moves_and_all_of_it() {
        let text = CLEAN.replacen("name = \"ceiling\"", "name = \"ceiling\"\ntracker = \"main\"", 1);
        let stage = load_with(&text, PANEL).unwrap().stage;
        assert_eq!(stage.walls[1].tracker, Some(0));
        let body = Pose::from_pan_tilt_roll(DVec3::new(1.0, 2.0, 3.0), std::f64::consts::FRAC_PI_2, 0.0, 0.0);
        let moved = stage.carried_by(&[body, body]);
        assert_eq!(moved.panels[..8], stage.panels[..8]);
        // A quarter turn to the left about +Y takes (x, y, z) to (z, y, -x).
        for (after, before) in moved.panels[8..].iter().zip(&stage.panels[8..]) {
            for (after, before) in after.corners_m.iter().zip(&before.corners_m) {
                let want = DVec3::new(before.z + 1.0, before.y + 2.0, -before.x + 3.0);
                assert!((*after - want).length() < 1e-12);
            }
        }
    }

    #[test]
    fn a_stage_of_still_walls_is_not_copied() {
        let stage = clean().stage;
        assert!(matches!(stage.carried_by(&[Pose::IDENTITY; 2]), Cow::Borrowed(_)));
        let text = CLEAN.replacen("name = \"ceiling\"", "name = \"ceiling\"\ntracker = \"gone\"", 1);
        let error = load_with(&text, PANEL).unwrap().without_errors().unwrap_err().to_string();
        assert!(error.starts_with("stages/s.toml:25:") && error.contains("`gone`"), "{error}");
    }
}
