//! `cyclorama stage info | export | diff`.
//!
//! In: a stage file, or a show file whose stage is meant. Out: a summary, JSON (CONTRACT.md 4), or Wavefront OBJ.
//! Not here: what is in them (`stage::export`, `stage::info`).
//! Invariant: a stage with errors is refused with exit 2, as by every command but `check`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::stage::{export, info};

use super::{load, stage_diff};

/// Look at a stage, or hand it to other programs.
#[derive(Debug, Args)]
pub struct StageArgs {
    #[command(subcommand)]
    command: StageCommand,
}

#[derive(Debug, Subcommand)]
enum StageCommand {
    /// Walls, canvases and trackers in a few lines
    Info(InfoArgs),
    /// Panels and meshes for other programs
    Export(ExportArgs),
    /// What differs between two stages or two shows; exit 1 when something does
    Diff(stage_diff::DiffArgs),
}

#[derive(Debug, Args)]
struct InfoArgs {
    /// A stage, or a show
    file: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct ExportArgs {
    /// A stage, or a show
    file: String,
    /// Print JSON (the default)
    #[arg(long, conflicts_with = "obj")]
    json: bool,
    /// Write Wavefront OBJ to this file, over what stands there
    #[arg(long, value_name = "OUT")]
    obj: Option<PathBuf>,
}

/// Runs the subcommand.
pub fn run(args: &StageArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        StageCommand::Info(args) => {
            let stage = load::stage(&args.file)?;
            if args.json {
                super::print(&info::json(&stage).to_string())?;
            } else {
                super::print(&info::text(&stage))?;
            }
        }
        StageCommand::Export(args) => {
            let stage = load::stage(&args.file)?;
            match &args.obj {
                Some(path) => load::write_whole(path, export::obj(&stage).as_bytes())?,
                None => super::print(&export::json(&stage).to_string())?,
            }
        }
        StageCommand::Diff(args) => return stage_diff::run(args),
    }
    Ok(ExitCode::SUCCESS)
}
