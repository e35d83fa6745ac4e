//! What control is told at the start.
//!
//! In: plain values from `cli`. Out: plain values. Not here: the show file's `[control]` (`show::ports`), opening ports (`control`).
//! Invariant: nothing here opens anything.

use std::net::SocketAddr;
use std::path::PathBuf;

pub use crate::show::ports::OscPorts as OscSettings;

/// What control is told at the start.
#[derive(Clone, Debug, Default)]
pub struct ControlSettings {
    /// Where pages and REST listen; `None` for nowhere.
    pub web: Option<SocketAddr>,
    /// Where OSC listens; `None` for nowhere.
    pub osc: Option<OscSettings>,
    /// Names that this machine goes by beside its addresses, as in `stage-pc.local`.
    pub names: Vec<String>,
    /// Folder of `devices.json` and the audit log; `None` keeps devices while the program runs, and no log.
    pub state_folder: Option<PathBuf>,
    /// What `GET /api/v1/stage` answers.
    pub stage: serde_json::Value,
}
