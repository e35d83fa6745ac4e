//! `cyclorama stage info`.
//!
//! In: a stage file, or a show file whose stage is meant. Out: a summary as text or JSON.
//! Not here: what is in it (`stage::info`).
//! Invariant: a stage with errors is refused.

use std::process::ExitCode;

use clap::Args;

use crate::cli::{load, print};
use crate::stage::info;

#[derive(Debug, Args)]
pub(super) struct InfoArgs {
    /// A stage, or a show
    file: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &InfoArgs) -> anyhow::Result<ExitCode> {
    let stage = load::stage(&args.file)?;
    print(&if args.json { info::json(&stage).to_string() } else { info::text(&stage) })?;
    Ok(ExitCode::SUCCESS)
}
