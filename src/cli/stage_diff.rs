//! `cyclorama stage diff A B`.
//!
//! In: two stages, or two shows. Out: one sentence a subject, or JSON; exit 0 no difference, 1 some, 2 unreadable.
//! Not here: what differs (`stage::diff`, `show::diff`).
//! Invariant: the picture's changes stand first; files with errors are refused, not compared.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use serde_json::json;

use crate::show::diff::shows;
use crate::show::load::{self as files, Files};
use crate::stage::change::{Change, Effect};
use crate::stage::diff::stages;

use super::load;

/// Say what differs between two stages or two shows.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The stage or show as it was
    before: String,
    /// The same as it is
    after: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &DiffArgs) -> anyhow::Result<ExitCode> {
    let changes = match (is_show(&args.before)?, is_show(&args.after)?) {
        (true, true) => shows(&load::show(Some(&args.before))?, &load::show(Some(&args.after))?),
        (false, false) => stages(&load::stage(&args.before)?, &load::stage(&args.after)?),
        _ => {
            bail!("{} and {} are a show and a stage; give two shows, or two stages", args.before, args.after)
        }
    };
    let text = if args.json { json(&changes).to_string() } else { text(&changes) };
    super::print(&text)?;
    Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Whether a file is a show: it names a stage.
fn is_show(path: &str) -> anyhow::Result<bool> {
    let text = Files::Disk.text(path).map_err(|reason| {
        anyhow::anyhow!("{path}: cannot be read: {reason}. Give the path of a stage or a show")
    })?;
    Ok(files::names_a_stage(&text))
}

fn text(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "no difference".to_owned();
    }
    let line = |change: &Change| match change.effect {
        Effect::Names => format!("{change} (only names)\n"),
        Effect::Tracking | Effect::Picture => format!("{change}\n"),
    };
    changes.iter().map(line).collect()
}

fn json(changes: &[Change]) -> serde_json::Value {
    let line = |change: &Change| {
        json!({
            "effect": change.effect.name(),
            "subject": change.subject,
            "acts": change.acts,
            "values": change.values,
            "sentence": change.to_string(),
        })
    };
    let changes: Vec<_> = changes.iter().map(line).collect();
    json!({ "version": 1, "is_same": changes.is_empty(), "changes": changes })
}
