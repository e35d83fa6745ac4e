//! Differences of a stage that have few words: outputs, what carries walls, and whatever has none.
//!
//! In: two stages. Out: [`Change`]s. Not here: walls, canvases, trackers (`stage::diff`).
//! Invariant: nothing that a stage holds can change without a sentence: what is not told by name is told as such.

use glam::DVec3;

use crate::math::Pose;
use crate::stage::change::{Change, Effect};
use crate::stage::panel::Outline;
use crate::stage::{Output, Panel, Stage, Wall};

/// Where canvases go, by canvas; outputs are opened when the program starts.
pub(super) fn outputs(before: &Stage, after: &Stage) -> Vec<Change> {
    let told = |stage: &Stage| -> Vec<(String, String)> {
        let canvas = |output: &Output| stage.canvases.get(output.canvas).map(|canvas| canvas.name.clone());
        stage
            .outputs
            .iter()
            .map(|output| (canvas(output).unwrap_or_default(), output.place.to_string()))
            .collect()
    };
    let (mut old, new) = (told(before), told(after));
    let mut changes = Vec::new();
    for (canvas, place) in new {
        if let Some(same) = old.iter().position(|other| other.0 == canvas && other.1 == place) {
            old.remove(same);
            continue;
        }
        let mut change = Change::of(format!("output of canvas {canvas}"));
        match old.iter().position(|other| other.0 == canvas) {
            Some(moved) => {
                let was = old.remove(moved).1;
                change.became_with(Effect::Picture, "goes to", (was, place), "from the next start on");
            }
            None => change.did(Effect::Picture, format!("added from the next start on ({place})")),
        }
        changes.extend(change.found());
    }
    for (canvas, place) in old {
        let mut change = Change::of(format!("output of canvas {canvas}"));
        change.did(Effect::Picture, format!("removed from the next start on ({place})"));
        changes.extend(change.found());
    }
    changes
}

/// What carries a wall, and how a mesh is drawn.
pub(super) fn wall((before, old): (&Stage, &Wall), (after, new): (&Stage, &Wall), change: &mut Change) {
    let carrier = |stage: &Stage, wall: &Wall| {
        let tracker = wall.tracker.and_then(|index| stage.trackers.get(index));
        tracker.map_or_else(|| "nothing".to_owned(), |tracker| format!("tracker {}", tracker.name))
    };
    change.became(Effect::Picture, "carried by", carrier(before, old), carrier(after, new));
    let raster = |wall: &Wall| match wall.raster_px {
        Some([width, height]) => format!("{width} x {height} px"),
        None => "none".to_owned(),
    };
    change.became(Effect::Picture, "raster", raster(old), raster(new));
    let panels = |stage: &'_ Stage, wall: &Wall| -> Vec<Outline> {
        let panels: &[Panel] = stage.panels.get(wall.panels.clone()).unwrap_or_default();
        panels.iter().map(|panel| panel.outline).collect()
    };
    if old.panels.len() == new.panels.len() && panels(before, old) != panels(after, new) {
        change.did(Effect::Picture, "has other texture coordinates");
    }
}

/// Something that no sentence tells. Places are left out: they are measured, and rounding of a file is no change.
pub(super) fn unnamed(before: &Stage, after: &Stage) -> Option<Change> {
    let bare = |stage: &Stage| {
        let mut stage = stage.clone();
        stage.view_origin_m = DVec3::ZERO;
        for panel in &mut stage.panels {
            panel.corners_m = Default::default();
        }
        for tracker in &mut stage.trackers {
            tracker.stage_from_tracker = Pose::IDENTITY;
        }
        format!("{stage:?}")
    };
    let mut change = Change::of("stage");
    if bare(before) != bare(after) {
        change.did(Effect::Picture, "has another setting that has no words of its own");
    }
    change.found()
}
