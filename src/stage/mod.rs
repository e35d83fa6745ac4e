//! The physical volume: panels, walls, canvases; its file, lint and export.
//!
//! In: stage and panel TOML. Out: a [`Stage`] that cannot be wrong: every panel placed in metres and in canvas pixels.
//! Not here: what the wall shows (`render`), trackers' protocols (`tracking`).
//! Invariant: a panel piece is 1:1 with its canvas: as many canvas pixels as LEDs, turned by quarter turns only.

mod build;
pub mod canvas;
pub mod change;
mod collide;
pub mod connector;
mod cut;
pub mod density;
pub mod diff;
pub mod edit;
pub mod export;
mod facing;
pub mod import;
pub mod info;
pub mod lint;
mod mesh;
mod moving;
pub mod obj;
pub mod output;
pub mod panel;
pub mod panel_type;
pub mod place;
mod ray;
#[cfg(test)]
mod sample;
pub mod schema;
pub mod shape;
pub mod start;
pub mod wall;
pub mod write;

pub use canvas::{Canvas, CanvasSlot, QuarterTurn};
pub use output::{Output, Place};
pub use panel::{Outline, Panel};
pub use ray::RayHit;
pub use wall::Wall;

use glam::DVec3;

use crate::math::Pose;

/// A stage: the walls as they stand and the rasters that feed them.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Name from the file.
    pub name: String,
    /// Walls in file order.
    pub walls: Vec<Wall>,
    /// Every panel of every wall, wall by wall, row by row from the top left as seen from the lit side.
    pub panels: Vec<Panel>,
    /// Processor inputs in file order.
    pub canvases: Vec<Canvas>,
    /// Where canvases go; none for a stage that is only drawn.
    pub outputs: Vec<Output>,
    /// Where the outer frustum is drawn from, stage metres. Default 1.5 m above the mark.
    pub view_origin_m: DVec3,
    /// Trackers and how they stand on this stage.
    pub trackers: Vec<Tracker>,
}

/// A tracking source and its place on the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Tracker {
    /// Name that a show's camera refers to.
    pub name: String,
    /// UDP port it sends to; 0 takes any free port (the embedded demo).
    pub port: u16,
    /// Camera id to accept; `None` takes all.
    pub camera_id: Option<u8>,
    /// Tracker space to stage space.
    pub stage_from_tracker: Pose,
    /// Signs applied to the ordered axes before anything else: x, y, z, pan, tilt, roll; each 1 or -1.
    pub signs: [f64; 6],
    /// Which of the sender's channels x, y, z, pan, tilt, roll (0..6) is ours, in the same order; before the signs.
    pub order: [usize; 6],
}
