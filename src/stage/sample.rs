//! A small stage for this room's tests.
//!
//! In: nothing, or a changed text. Out: a loaded stage. Not here: the demo's stage (`calibration/stages`).
//! Invariant: [`CLEAN`] has no finding, so that whatever a test breaks is the only one.

use super::lint::Finding;
use super::schema::{Loaded, StageError, load};

/// Two walls of unlike panels on one canvas, the rest of the arc on a second one; no finding.
pub(super) const CLEAN: &str = r#"version = 1
name = "Sample"

[panels]
file = "../panels/p.toml"

[panel.inline]
size_mm = [200.0, 100.0]
pixels = [4, 2]
max_nits = 800.0
primaries = { red = [0.64, 0.33], green = [0.3, 0.6], blue = [0.15, 0.06], white = [0.3127, 0.329] }

[[wall]]
name = "main"
shape = "arc"
panel = "file"
columns = 4
rows = 2
angle_per_column_deg = 10.0
position_m = [0.0, 0.0, -4.0]
white_nits = 1000.0

[[wall]]
name = "ceiling"
shape = "ceiling"
panel = "inline"
columns = 2
rows = 3
position_m = [0.0, 4.0, -1.0]
white_nits = 800.0

[[canvas]]
name = "main"
width = 64
height = 32
transfer = "pq"
bits = 10

[[canvas.piece]]
wall = "main"
columns = [0, 3]
x = 0
y = 0

[[canvas.piece]]
wall = "ceiling"
x = 30
y = 10
turn = 90

[[canvas]]
name = "side"
width = 16
height = 16
transfer = "srgb"
bits = 8

[[canvas.piece]]
wall = "main"
columns = [3, 4]
x = 0
y = 0
turn = 180

[[tracker]]
name = "main"
port = 40000
signs = { pan = -1 }
stage_from_tracker = { position_m = [1.0, 0.0, 2.0], pan_deg = 90.0 }
"#;

/// The panel file that [`CLEAN`] names.
pub(super) const PANEL: &str = r#"version = 1
name = "Sample panel"
size_mm = [500.0, 500.0]
pixels = [8, 8]
max_nits = 1000.0
[primaries]
red = [0.64, 0.33]
green = [0.3, 0.6]
blue = [0.15, 0.06]
white = [0.3127, 0.329]
"#;

/// Loads a stage text, with a panel text for whatever file it names.
pub(super) fn load_with(text: &str, panel: &str) -> Result<Loaded, StageError> {
    load(text, "stages/s.toml", &|path| match path {
        "../panels/p.toml" => Ok(panel.to_owned()),
        other => Err(format!("no file {other}")),
    })
}

/// [`CLEAN`], loaded.
pub(super) fn clean() -> Loaded {
    load_with(CLEAN, PANEL).unwrap()
}

/// Findings of [`CLEAN`] with one piece of its text replaced.
pub(super) fn findings(from: &str, to: &str) -> Vec<Finding> {
    assert!(CLEAN.contains(from), "{from}");
    load_with(&CLEAN.replacen(from, to, 1), PANEL).unwrap().findings
}
