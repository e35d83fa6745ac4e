//! `cyclorama` and `cyclorama run`.
//!
//! In: arguments. Out: a running show. Not here: the show itself (`app`).
//! (The body is being wired.)
//! Invariant: without a show file the embedded demo runs.

use std::process::ExitCode;

use clap::Args;

use super::Frames;

/// Run a show.
#[derive(Debug, Default, Args)]
pub struct RunArgs {
    /// The show file; without one, the embedded demo
    pub show: Option<String>,
    /// No windows; without --frames it runs until Ctrl-C
    #[arg(long)]
    pub headless: bool,
    /// Stop after these frames: A..B, A..=B, or N
    #[arg(long)]
    pub frames: Option<Frames>,
    /// Set a parameter first, as in grade/trim_ev=0.5; repeatable
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

/// Runs the subcommand.
pub fn run(_args: &RunArgs) -> anyhow::Result<ExitCode> {
    anyhow::bail!("not wired yet")
}
