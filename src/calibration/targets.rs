//! The numbered targets of the pattern `targets`: which panels carry one, and where its cross is on the stage.
//!
//! In: a stage. Out: targets in the order of their numbers, from 1.
//! Not here: drawing them (`shaders/wall/pattern_targets.wgsl`), solving from them (`sight`).
//! Invariant: number and place are what the pattern shows; at most five columns and three rows of targets a wall.

use glam::{DVec2, DVec3};

use crate::stage::{Panel, Stage};

/// Most columns of targets on a wall: more than a camera position sees are only in the way.
pub const MOST_COLUMNS: u32 = 5;
/// Most rows of targets on a wall.
pub const MOST_ROWS: u32 = 3;

/// A cross on the wall.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// What is written beside it, from 1.
    pub number: u32,
    /// Index of its wall.
    pub wall: usize,
    /// Index of its panel.
    pub panel: usize,
    /// Middle of the cross, stage metres.
    pub point_m: DVec3,
    /// LED pitch there, metres.
    pub pitch_m: f64,
}

/// All targets of a stage.
pub fn targets(stage: &Stage) -> Vec<Target> {
    let firsts = firsts(stage);
    let mut found = Vec::new();
    for (index, panel) in stage.panels.iter().enumerate() {
        let (place, grid) = place(stage, index);
        let number = number(place, grid, firsts[panel.wall]);
        // What no canvas feeds stays dark, but keeps its number: wiring it up later renumbers nothing.
        if number > 0 && panel.slot.is_some() && panel.is_rectangle() {
            let pitch_m = panel.pitch_m().max_element();
            found.push(Target { number, wall: panel.wall, panel: index, point_m: middle(panel), pitch_m });
        }
    }
    found.sort_by_key(|target| target.number);
    found
}

/// Number of each wall's first target.
pub fn firsts(stage: &Stage) -> Vec<u32> {
    let mut next = 1;
    let first = |wall: &crate::stage::Wall| {
        let here = next;
        let [rows, columns] = wall.grid.map(|side| side as u32);
        next += along(columns, MOST_COLUMNS).1 * along(rows, MOST_ROWS).1;
        here
    };
    stage.walls.iter().map(first).collect()
}

/// Number of the target on a panel, 0 for none. `place`: column and row in the wall, `grid`: columns and rows of the
/// wall, `first`: number of the wall's first target. Twin: `target_number`.
pub fn number(place: [u32; 2], grid: [u32; 2], first: u32) -> u32 {
    let (column_step, columns) = along(grid[0], MOST_COLUMNS);
    let (row_step, _) = along(grid[1], MOST_ROWS);
    let is_on = |at: u32, step: u32| at % step == step / 2;
    if !(is_on(place[0], column_step) && is_on(place[1], row_step)) {
        return 0;
    }
    first + place[1] / row_step * columns + place[0] / column_step
}

/// Every how many panels a target stands along a side, and how many there are. Twin: `target_along`.
pub fn along(panels: u32, most: u32) -> (u32, u32) {
    let step = panels.div_ceil(most).max(1);
    let count = (panels + step - 1 - step / 2) / step;
    (step, count)
}

fn place(stage: &Stage, panel: usize) -> ([u32; 2], [u32; 2]) {
    let wall = &stage.walls[stage.panels[panel].wall];
    let [rows, columns] = wall.grid.map(|side| side.max(1));
    let inside = panel - wall.panels.start;
    ([(inside % columns) as u32, (inside / columns) as u32], [columns as u32, rows as u32])
}

/// The cross stands between the middle LEDs: its arms are two LEDs wide where the count is even.
fn middle(panel: &Panel) -> DVec3 {
    panel.point_m(DVec2::new(f64::from(panel.pixels[0]), f64::from(panel.pixels[1])) * 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demos_walls_carry_numbered_targets() {
        let stage = crate::show::load::demo(&|_, _| ()).unwrap().show.stage;
        let targets = targets(&stage);
        let numbers: Vec<u32> = targets.iter().map(|target| target.number).collect();
        // 20 x 8 and 12 x 6 panels: every 4th and 3rd column, every 3rd and 2nd row.
        let want = 5 * 3 + 4 * 3;
        assert_eq!(numbers, (1..=want).collect::<Vec<u32>>());
        let first = &stage.panels[targets[0].panel];
        assert_eq!((first.id.as_str(), targets[0].point_m), ("r1c2", first.centre_m()));
        assert_eq!(stage.panels[targets[5].panel].id, "r4c2");
        assert_eq!(targets[15].wall, 1);
    }

    #[test]
    fn every_count_of_panels_has_its_targets() {
        for panels in 1..=200 {
            for most in [MOST_COLUMNS, MOST_ROWS] {
                let (step, count) = along(panels, most);
                let found = (0..panels).filter(|at| at % step == step / 2).count() as u32;
                assert_eq!(found, count, "{panels} panels");
                assert!((1..=most).contains(&count), "{panels} panels, {count} targets");
            }
        }
        assert_eq!(number([1, 1], [20, 8], 1), 0);
        assert_eq!(number([0, 0], [1, 1], 7), 7);
    }
}
