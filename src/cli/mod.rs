//! The command line: one file a subcommand, each thin: parse, call the library, print.
//!
//! In: arguments. Out: results on stdout, logs on stderr, an exit code (CONTRACT.md 1).
//! Not here: what the commands do (the rooms below). Shared by subcommands: `frames`, `load`.
//! Invariant: exit 0 good, 1 the check failed, 2 bad usage or input with one line that says what to do.

pub mod bench;
pub mod calibrate;
pub mod check;
pub mod control;
pub mod doctor;
pub mod frames;
pub mod load;
pub mod params;
pub mod render;
pub mod run;
pub mod schema;
pub mod sky;
pub mod stage;
mod stage_diff;
pub mod track;
mod track_listen;
pub mod verify;

pub use frames::Frames;

use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Exit code of bad usage and bad input.
const BAD_INPUT: u8 = 2;

/// Draws 3D worlds onto LED walls for a tracked film camera, and proves that the picture is right.
///
/// Without a command it runs the embedded demo show.
#[derive(Debug, Parser)]
#[command(name = "cyclorama", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a show: windows, tracking, walls
    Run(run::RunArgs),
    /// Draw frames of a show into files
    Render(render::RenderArgs),
    /// Prove that the wall is right
    Verify(verify::VerifyArgs),
    /// Find what is wrong in shows, scenes, stages and panels
    Check(check::CheckArgs),
    /// Look at a stage, or hand it to other programs
    Stage(stage::StageArgs),
    /// Camera tracking: read packets, send recordings
    Track(track::TrackArgs),
    /// Line a tracker up with the stage
    Calibrate(calibrate::CalibrateArgs),
    /// List every parameter of a show
    Params(params::ParamsArgs),
    /// Measure frame times by pass
    Bench(bench::BenchArgs),
    /// Say what this machine can do, and meter a show's world
    Doctor(doctor::DoctorArgs),
    /// Say where sun and moon stand and how bright they are
    Sky(sky::SkyArgs),
    /// Print the JSON schema of a file format
    Schema(schema::SchemaArgs),
}

/// The whole program: parses, logs, runs, answers with an exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,cyclorama=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
    match run_command(&cli) {
        Ok(code) => code,
        // Who read our output has seen enough: `cyclorama stage export X --json | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", one_line(&error));
            ExitCode::from(BAD_INPUT)
        }
    }
}

fn run_command(cli: &Cli) -> anyhow::Result<ExitCode> {
    match &cli.command {
        None => run::run(&run::RunArgs::default()),
        Some(Command::Run(args)) => run::run(args),
        Some(Command::Render(args)) => render::run(args),
        Some(Command::Verify(args)) => verify::run(args),
        Some(Command::Check(args)) => check::run(args),
        Some(Command::Stage(args)) => stage::run(args),
        Some(Command::Track(args)) => track::run(args),
        Some(Command::Calibrate(args)) => calibrate::run(args),
        Some(Command::Params(args)) => params::run(args),
        Some(Command::Bench(args)) => bench::run(args),
        Some(Command::Doctor(args)) => doctor::run(args),
        Some(Command::Sky(args)) => sky::run(args),
        Some(Command::Schema(args)) => schema::run(args),
    }
}

/// The error and its causes on one line.
fn one_line(error: &anyhow::Error) -> String {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    causes.join(": ").replace(['\n', '\r'], " ")
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
    })
}

/// Prints a result; a closed pipe is an error that [`main`] takes as the end.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn contract_lines_parse() {
        for line in [
            "cyclorama",
            "cyclorama run --headless --frames 3 --set grade/trim_ev=1 --set world/x_m=2",
            "cyclorama run show.toml",
            "cyclorama render show.toml --frames 0..1 --out dir --target canvas:main --target camera:A --format exr \
             --scale 0.5 --set grade/trim_ev=-1 --track A=move.csv --track-axes tum --track-absolute",
            "cyclorama verify show.toml --camera A --frames 0..=4 --latency 83.3 --track move.csv --json",
            "cyclorama check a.toml b.toml --json",
            "cyclorama stage info a.toml --json",
            "cyclorama stage export a.toml --obj out.obj",
            "cyclorama stage diff a.toml b.toml --json",
            "cyclorama track decode --protocol freed --hex d1",
            "cyclorama track listen --port 40000 --port 6301 --protocol freed --secs 10 --json",
            "cyclorama params --json",
            "cyclorama calibrate stage --points p.csv --stage s.toml --tracker main --without a --axes freed --write --json",
            "cyclorama calibrate sight --sightings s.jsonl --stage s.toml --pupil-m 0.1 --boresight --without 3 --json",
            "cyclorama doctor show.toml",
            "cyclorama schema panel",
            "cyclorama sky --lat -33.87 --lon 151.21 --time 2026-06-21T12:00:00Z --elevation-m 20 --pressure-pa 101325 \
             --temperature-c -5 --json",
            "cyclorama sky --place London --time 2026-06-21T12:00:00Z",
        ] {
            assert!(Cli::try_parse_from(line.split_whitespace()).is_ok(), "{line}");
        }
        for line in [
            "cyclorama render show.toml --out dir",
            "cyclorama render show.toml --frames 3..1 --out dir",
            "cyclorama render show.toml --frames 1 --out dir --scale 0",
            "cyclorama render show.toml --frames 1 --out dir --format jpg",
            "cyclorama stage export a.toml --json --obj out.obj",
            "cyclorama verify",
            "cyclorama schema lens",
            "cyclorama track listen --secs 0",
            "cyclorama sky --lat 3 --time 2026-06-21T12:00:00Z",
            "cyclorama sky --lat 3 --lon 4",
            "cyclorama fly",
        ] {
            let error = Cli::try_parse_from(line.split_whitespace()).expect_err(line);
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }

    #[test]
    fn errors_are_one_line_with_their_causes() {
        let error = anyhow::anyhow!("no such\nfile").context("cannot read stage");
        assert_eq!(one_line(&error), "cannot read stage: no such file");
    }
}
