//! A running show's inputs: trackers, poses, values.
//!
//! In: datagrams through receiver threads, the clock, commands. Out: [`FrameInputs`] for the frame that is due.
//! Not here: drawing (`render`), windows (`app::window`), pacing (`app::frame_loop`).
//! Invariant: `advance` takes no lock, allocates nothing and never fails; a silent tracker holds the picture and says so.

use crate::params::Values;
use crate::show::{FrameInputs, Show};
use crate::timing::Clock;

/// One camera's tracking, for the desk.
#[derive(Clone, Debug, PartialEq)]
pub struct CameraStatus {
    /// `live`, `predicted`, `held`, `stale`, `lost`, `fixed`, `virtual`, `rehearsed`.
    pub state: &'static str,
    /// Age of the newest sample, milliseconds.
    pub sample_age_ms: Option<f64>,
    /// What is wrong, in words: "HELD: no packets from 127.0.0.1 for 0.4 s. Picture kept".
    pub fault: Option<String>,
    /// Samples taken since the start.
    pub samples_taken: u64,
    /// Samples lost since the start.
    pub lost: u64,
}
