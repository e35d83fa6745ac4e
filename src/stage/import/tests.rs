//! Imports as a whole: published configurations on the right metres, round trips, repairs and refusals.
//!
//! In: configurations written here after published numbers. Out: panels of the loaded stage.
//! Not here: the project's sample files (`tests/cpu/import_samples.rs`), single formats' readers (beside this).
//! Invariant: expected positions are computed by hand from Unreal's axes: x = Y, y = Z, z = -X, in metres.

mod lists;
mod mpcdi;
mod ndisplay;
mod obj;

use glam::DVec3;

use super::{Imported, Options, import};
use crate::stage::Stage;
use crate::stage::schema::load;
use crate::stage::write::toml;

/// Options without additions; every named file is missing.
pub(super) fn options() -> Options<'static> {
    Options {
        geometry: &[],
        pitch_mm: None,
        panel_px: None,
        distance_m: None,
        stem: "out",
        read: &|path| Err(format!("no {path}")),
    }
}

/// Imports and loads; the stage must have no error.
#[track_caller]
pub(super) fn loaded(bytes: &[u8], name: &str, options: &Options<'_>) -> (Imported, Stage) {
    let imported = import(bytes, name, options).unwrap_or_else(|error| panic!("{error}"));
    let text = toml(&imported.stage);
    let read = |path: &str| {
        let mesh = imported.meshes.iter().find(|(name, _)| name == path);
        mesh.map(|(_, text)| text.clone()).ok_or_else(|| format!("no {path}"))
    };
    let loaded = load(&text, "out.toml", &read).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let stage = loaded.without_errors().unwrap_or_else(|error| panic!("{error}\n{text}")).clone();
    (imported, stage)
}

/// Outer corners of a wall: top-left, top-right, bottom-right, bottom-left.
pub(super) fn corners(stage: &Stage, wall: &str) -> [DVec3; 4] {
    let wall =
        stage.walls.iter().find(|found| found.name == wall).unwrap_or_else(|| panic!("no wall {wall}"));
    let [rows, columns] = wall.grid;
    let panels = &stage.panels[wall.panels.clone()];
    [
        panels[0].corners_m[0],
        panels[columns - 1].corners_m[1],
        panels[rows * columns - 1].corners_m[2],
        panels[(rows - 1) * columns].corners_m[3],
    ]
}

#[track_caller]
pub(super) fn assert_corners(stage: &Stage, wall: &str, want: [[f64; 3]; 4], slack_m: f64) {
    for (found, want) in corners(stage, wall).iter().zip(want) {
        let want = DVec3::from_array(want);
        assert!((*found - want).length() < slack_m, "{wall}: {found} is not {want}");
    }
}
