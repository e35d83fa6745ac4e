//! The files of the demo show, inside the program.
//!
//! In: paths as they stand in the repository. Out: their text. Not here: reading (`show::load`).
//! Invariant: the same bytes as the files in `scenes/` and `calibration/`, so the demo and `run FILE` are one show.

/// The demo's show file.
pub const DEMO: &str = "scenes/desert-road/show.toml";

const FILES: &[(&str, &str)] = &[
    (DEMO, include_str!("../../scenes/desert-road/show.toml")),
    ("scenes/desert-road/scene.toml", include_str!("../../scenes/desert-road/scene.toml")),
    ("calibration/stages/demo.toml", include_str!("../../calibration/stages/demo.toml")),
    ("calibration/panels/led-2.6mm.toml", include_str!("../../calibration/panels/led-2.6mm.toml")),
    ("calibration/panels/led-5.2mm.toml", include_str!("../../calibration/panels/led-5.2mm.toml")),
];

/// Text of an embedded file.
pub fn text(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
}
