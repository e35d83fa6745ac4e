//! `cyclorama stage export`.
//!
//! In: a stage file, or a show file whose stage is meant. Out: JSON (CONTRACT.md 4), Wavefront OBJ, or `.ndisplay`.
//! Not here: what is in them (`stage::export`).
//! Invariant: a stage with errors is refused; an output file is written whole.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{load, print};
use crate::stage::export;

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// A stage, or a show
    file: String,
    /// Print JSON (the default)
    #[arg(long, conflicts_with_all = ["obj", "ndisplay"])]
    json: bool,
    /// Write Wavefront OBJ to this file, over what stands there
    #[arg(long, value_name = "OUT", conflicts_with = "ndisplay")]
    obj: Option<PathBuf>,
    /// Write an nDisplay configuration to this file, over what stands there
    #[arg(long, value_name = "OUT")]
    ndisplay: Option<PathBuf>,
}

pub(super) fn run(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let stage = load::stage(&args.file)?;
    if let Some(path) = &args.obj {
        load::write_whole(path, export::obj(&stage).as_bytes())?;
    } else if let Some(path) = &args.ndisplay {
        let exported = export::ndisplay::text(&stage);
        load::write_whole(path, exported.text.as_bytes())?;
        for sentence in &exported.said {
            eprintln!("{sentence}");
        }
    } else {
        print(&export::json(&stage).to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}
