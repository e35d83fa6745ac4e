//! What control is told at the start.
//!
//! In: plain values from `cli`. Out: plain values. Not here: the show file's `[control]` (`show::ports`), opening ports (`control`).
//! Invariant: nothing here opens anything.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

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
    /// Where pages come from in place of those inside the program.
    pub pages: Option<PageSource>,
}

/// Reads a page by its path under `pages/`: for whoever writes pages and would see them without building the program anew.
#[derive(Clone)]
pub struct PageSource(pub Arc<ReadPage>);

/// The page at a path, or `None`.
pub type ReadPage = dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync;

impl fmt::Debug for PageSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageSource")
    }
}
