//! Cyclorama draws 3D worlds onto LED walls so that a tracked film camera sees them in true perspective,
//! and proves that the picture is right.
//!
//! The code map, in reading order. A module imports only from modules above it in this list's levels
//! (DESIGN.md 4; `tests/cpu/imports.rs` holds it):
//!
//! - level 0: [`units`], [`math`]
//! - level 1: [`color`], [`lens`], [`stage`], [`timing`], [`params`]
//! - level 2: [`scene`], [`sky`], [`tracking`], [`calibration`], [`safety`]
//! - level 3: [`gpu`], [`show`]
//! - level 4: [`render`], whose `frame` is the frame
//! - level 5: [`output`], [`verify`]
//! - level 6: [`console`], [`control`]
//! - level 7: [`app`]
//! - level 8: [`cli`]

pub mod app;
pub mod calibration;
pub mod cli;
pub mod color;
pub mod console;
pub mod control;
pub mod gpu;
pub mod lens;
pub mod math;
pub mod output;
pub mod params;
pub mod render;
pub mod safety;
pub mod scene;
pub mod show;
pub mod sky;
pub mod stage;
pub mod timing;
pub mod tracking;
pub mod units;
pub mod verify;
