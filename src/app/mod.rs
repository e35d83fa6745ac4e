//! The running program: jobs that draw files, the proof, the live show, its window.
//!
//! In: a loaded show and what the command line asked for. Out: files, reports, light.
//! Not here: parsing of flags (`cli`), drawing (`render`). Reading order: `stills`, `proof`, `live`, `frame_loop`, `window`.
//! Invariant: threads are named here; the frame thread takes no lock and opens no file.

pub mod align;
pub mod arrival;
pub mod bench;
pub mod buttons;
pub mod clerk;
pub mod demo_tracker;
pub mod drops;
pub mod frame_loop;
pub mod gamepad;
pub mod headless;
pub mod health;
pub mod identify;
pub mod live;
mod loader;
pub mod manifest;
pub mod meter;
pub mod pipes;
pub mod poses;
pub mod positions;
pub mod preview;
pub mod proof;
pub mod reload;
pub mod restart;
pub mod stage_eye;
pub mod stills;
pub mod tour;
pub mod watch;
pub mod watchdog;
pub mod window;
