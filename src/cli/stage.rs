//! `cyclorama stage info | export`.
//!
//! In: the path of a stage, or of a show that names one. Out: text or JSON on stdout (CONTRACT.md 4), or an OBJ file.
//! Not here: what a stage is (`stage`), every finding of a file (`cli::check`).
//! Invariant: a stage with an error is refused with that error; warnings go to the log.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use crate::show::load::{self, Files};
use crate::stage::lint::Level;
use crate::stage::{Stage, export, info};

/// Stages: what stands where, for people and for programs.
#[derive(Debug, Args)]
pub struct StageArgs {
    #[command(subcommand)]
    command: StageCommand,
}

#[derive(Debug, Subcommand)]
enum StageCommand {
    /// Print sizes, pitches and counts
    Info(InfoArgs),
    /// Print every panel and its pixels, for other programs
    Export(ExportArgs),
}

#[derive(Debug, Args)]
struct InfoArgs {
    /// A stage, or a show that names one
    file: PathBuf,
    /// Print JSON
    #[arg(long = "json")]
    as_json: bool,
}

#[derive(Debug, Args)]
struct ExportArgs {
    /// A stage, or a show that names one
    file: PathBuf,
    /// Print JSON (the default)
    #[arg(long = "json", conflicts_with = "obj")]
    as_json: bool,
    /// Write a Wavefront OBJ instead
    #[arg(long, value_name = "OUT")]
    obj: Option<PathBuf>,
}

/// Runs the subcommand; an error is bad input (exit 2).
pub fn run(args: &StageArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        StageCommand::Info(args) => {
            let stage = stage(&args.file)?;
            let text = if args.as_json { format!("{}\n", info::json(&stage)) } else { info::text(&stage) };
            print(&text)?;
        }
        StageCommand::Export(args) => {
            let stage = stage(&args.file)?;
            match &args.obj {
                Some(out) => std::fs::write(out, export::obj(&stage)).with_context(|| {
                    format!("cannot write {}: give a path in a folder that exists", out.display())
                })?,
                None => print(&format!("{}\n", export::json(&stage)))?,
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Loads a stage file, or the stage of a show file.
fn stage(file: &Path) -> anyhow::Result<Stage> {
    let path = file.to_str().with_context(|| format!("{} is not UTF-8: rename the file", file.display()))?;
    let path = stage_path(path)?;
    let loaded = load::stage(Files::Disk, &path)?;
    loaded.without_errors()?;
    for finding in loaded.findings.iter().filter(|finding| finding.level == Level::Warning) {
        tracing::warn!(place = finding.place, remedy = finding.remedy, "{}", finding.found);
    }
    Ok(loaded.stage)
}

/// The path of the stage: a show has it under the key `stage`. What does not parse is left to the stage's loader,
/// which names the line.
fn stage_path(path: &str) -> anyhow::Result<String> {
    let text = Files::Disk.text(path).map_err(|reason| {
        anyhow::anyhow!("{path}: cannot be read: {reason}. Give the path of a stage or show")
    })?;
    let table: toml::Table = toml::from_str(&text).unwrap_or_default();
    Ok(match table.get("stage").and_then(toml::Value::as_str) {
        Some(stage) => load::beside(path, stage),
        None => path.to_owned(),
    })
}

/// Prints to stdout; a reader that has seen enough is no error.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to stdout"),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        args: StageArgs,
    }

    fn repository(path: &str) -> String {
        format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
    }

    #[test]
    fn a_show_leads_to_its_stage() {
        let by_show = stage(Path::new(&repository("scenes/desert-road/show.toml"))).unwrap();
        let directly = stage(Path::new(&repository("calibration/stages/demo.toml"))).unwrap();
        assert_eq!(export::json(&by_show), export::json(&directly));
        assert_eq!(by_show.panels.len(), 20 * 8 + 12 * 6);
    }

    #[test]
    fn what_is_no_stage_is_one_clear_line() {
        for (path, words) in [
            ("gone.toml", ["gone.toml", "cannot be read"]),
            ("calibration/panels/led-2.6mm.toml", ["led-2.6mm.toml:3:1", "size_mm"]),
        ] {
            let error = format!("{:#}", stage(Path::new(&repository(path))).unwrap_err());
            assert!(words.iter().all(|word| error.contains(word)) && !error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn flags_are_the_contract_s() {
        for line in ["info f.toml", "info f.toml --json", "export f.toml --json", "export f.toml --obj o.obj"]
        {
            let words = std::iter::once("stage").chain(line.split(' '));
            assert!(Line::try_parse_from(words).is_ok(), "{line}");
        }
        assert!(Line::try_parse_from(["stage", "export", "f", "--json", "--obj", "o"]).is_err());
        assert!(Line::try_parse_from(["stage", "info"]).is_err());
    }
}
