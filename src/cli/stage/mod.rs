//! `cyclorama stage info | new | import | export | diff`.
//!
//! In: arguments. Out: the subcommand's result and exit code. Not here: what they do (one file each beside this).
//! Invariant: a stage with errors is refused with exit 2, as by every command but `check`.

mod export;
mod import;
mod info;
mod new;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};

use super::stage_diff;

/// Look at a stage, make one, or hand it to other programs.
#[derive(Debug, Args)]
pub struct StageArgs {
    #[command(subcommand)]
    command: StageCommand,
}

#[derive(Debug, Subcommand)]
enum StageCommand {
    /// Walls, canvases and trackers in a few lines
    Info(info::InfoArgs),
    /// Make a stage: a screen, a flat wall or an arc; without flags it asks
    New(new::NewArgs),
    /// Read another program's stage: nDisplay, MPCDI, OBJ, panel CSV, SGCT
    Import(import::ImportArgs),
    /// Panels and meshes for other programs
    Export(export::ExportArgs),
    /// What differs between two stages or two shows; exit 1 when something does
    Diff(stage_diff::DiffArgs),
}

/// Runs the subcommand.
pub fn run(args: &StageArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        StageCommand::Info(args) => info::run(args),
        StageCommand::New(args) => new::run(args),
        StageCommand::Import(args) => import::run(args),
        StageCommand::Export(args) => export::run(args),
        StageCommand::Diff(args) => stage_diff::run(args),
    }
}

/// Two numbers as `1.2x0.68` or `192,192`.
fn pair<T: std::str::FromStr>(text: &str) -> Result<[T; 2], String> {
    let fault = || format!("`{text}` is not two numbers: write them like 192x192");
    let (first, second) = text.split_once(['x', 'X', ',']).ok_or_else(fault)?;
    let parse = |part: &str| part.trim().parse::<T>().map_err(|_| fault());
    Ok([parse(first)?, parse(second)?])
}

/// Writes several files whole or none: each beside its place first, then all renamed.
fn write_all(files: &[(std::path::PathBuf, Vec<u8>)], is_forced: Overwrite) -> anyhow::Result<()> {
    if is_forced == Overwrite::Refuse
        && let Some((path, _)) = files.iter().find(|(path, _)| path.exists())
    {
        bail!("{} stands there already. Give another name, or --force to write over it", path.display());
    }
    let part = |path: &Path| {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        std::path::PathBuf::from(part)
    };
    let clear = || {
        for (path, _) in files {
            // What is left of a failed write is of no use; that it cannot be removed is not the news.
            let _ = std::fs::remove_file(part(path));
        }
    };
    for (path, bytes) in files {
        if let Err(error) = std::fs::write(part(path), bytes) {
            clear();
            return Err(error).with_context(|| format!("cannot write {}", path.display()));
        }
    }
    for (path, _) in files {
        if let Err(error) = std::fs::rename(part(path), path) {
            clear();
            return Err(error).with_context(|| format!("cannot write {}", path.display()));
        }
    }
    Ok(())
}

/// What to do with a file that stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Overwrite {
    Refuse,
    Replace,
}

impl Overwrite {
    fn of(force: bool) -> Self {
        if force { Self::Replace } else { Self::Refuse }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_in_both_ways_of_writing() {
        assert_eq!(pair::<f64>("1.2x0.68"), Ok([1.2, 0.68]));
        assert_eq!(pair::<u32>("192,192"), Ok([192, 192]));
        assert!(pair::<u32>("192").is_err() && pair::<u32>("1.5x2").is_err());
    }
}
