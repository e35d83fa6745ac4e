//! (under construction: the window's helper owns this file)

use crate::show::Show;

/// Runs a show in windows.
pub fn run(_show: Show, _frames: Option<u64>) -> anyhow::Result<()> {
    anyhow::bail!("the window is being built; use --headless")
}
