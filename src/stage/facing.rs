//! Which way a wall's light goes.
//!
//! In: a wall's panels. Out: whether it is a ceiling. Not here: what that changes (`show::inputs`).
//! Invariant: only the panels decide, so a tilted flat wall and the shape `ceiling` are judged alike.

use glam::DVec3;

use super::{Panel, Stage, Wall};

/// How far below level the mean normal of a ceiling points, as a sine: 30 degrees. A wall that leans over its stage
/// stays a wall, a sloped ceiling a ceiling.
const CEILING_SINE: f64 = 0.5;

impl Stage {
    /// Whether a wall's lit side faces down, on the mean of its panels.
    pub fn faces_down(&self, wall: &Wall) -> bool {
        let sum: DVec3 = self.panels[wall.panels.clone()].iter().map(Panel::normal).sum();
        sum.normalize_or_zero().y < -CEILING_SINE
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demos_ceiling_is_one_and_its_wall_is_not() {
        let stage = crate::show::load::demo(&|_, _| ()).unwrap().show.stage;
        let down: Vec<_> =
            stage.walls.iter().map(|wall| (wall.name.as_str(), stage.faces_down(wall))).collect();
        assert_eq!(down, [("main", false), ("ceiling", true)]);
    }
}
