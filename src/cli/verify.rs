//! `cyclorama verify`.
//!
//! In: arguments. Out: the report of CONTRACT.md 6. Not here: the scores (`verify`).
//! (The body is being wired.)
//! Invariant: exit 0 when every score is within its limit and every negative control fails, 1 when not.

use std::process::ExitCode;

use clap::Args;

use super::Frames;

/// Prove that the wall is right.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The show file
    pub show: String,
    /// Only this camera
    #[arg(long, value_name = "NAME")]
    pub camera: Option<String>,
    /// Which frames: A..B, A..=B, or N for N frames from 0
    #[arg(long)]
    pub frames: Option<Frames>,
    /// Latency to simulate, milliseconds; needs --track
    #[arg(long, value_name = "MS", requires = "track", value_parser = latency_ms)]
    pub latency: Option<f64>,
    /// Poses of a camera from a file
    #[arg(long, value_name = "[CAMERA=]FILE")]
    pub track: Option<String>,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
    /// Set a parameter first, as in grade/trim_ev=0.5; repeatable
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

fn latency_ms(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(latency) if (0.0..=10_000.0).contains(&latency) => Ok(latency),
        _ => Err("write milliseconds, 0 to 10000".to_owned()),
    }
}

/// Runs the subcommand.
pub fn run(_args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    anyhow::bail!("not wired yet")
}
