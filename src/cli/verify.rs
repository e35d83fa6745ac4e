//! `cyclorama verify`.
//!
//! In: arguments. Out: the report of CONTRACT.md 6. Not here: the job itself (`app::proof`).
//! Invariant: exit 0 when every score is within its limit and every negative control fails, 1 when not.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;
use tracing::warn;

use crate::app::poses::Poses;
use crate::app::proof::Job;
use crate::gpu::Gpu;
use crate::params::Values;
use crate::show::{InnerContent, Show, metar};
use crate::tracking::track_file::TrackOptions;

use super::{Frames, load};

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
    /// Poses of a camera, or with WALL=FILE of the body that carries a wall, from a file; repeatable
    #[arg(long, value_name = "[CAMERA=|WALL=]FILE")]
    pub track: Vec<String>,
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

/// Of these cameras, those that show the world; the others have nothing to hold against it.
fn with_pictures(show: &Show, values: &Values, cameras: Vec<usize>) -> anyhow::Result<Vec<usize>> {
    let inputs = show.inputs(values, 0, &show.rehearsed_poses(0));
    let (shown, left_out): (Vec<usize>, Vec<usize>) = cameras
        .into_iter()
        .partition(|camera| inputs.cameras[*camera].inner.content == InnerContent::Picture);
    for camera in &left_out {
        let name = &show.cameras[*camera].name;
        warn!(camera = name, "its inner frustum is off, in chroma or shows a pattern: nothing to prove");
    }
    if let (true, Some(camera)) = (shown.is_empty(), left_out.first()) {
        let name = &show.cameras[*camera].name;
        bail!(
            "the inner frustum of camera `{name}` is off, in chroma or shows a pattern, so there is nothing to prove; set inner/{name}/on=on, inner/{name}/mode=picture and inner/{name}/pattern=off"
        );
    }
    Ok(shown)
}

/// Runs the subcommand.
pub fn run(args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let show = load::show(Some(&args.show))?;
    let mut values = show.first.clone();
    for setting in &args.set {
        metar::set(&show.registry, &mut values, setting)?;
    }
    let cameras: Vec<usize> = match &args.camera {
        None => (0..show.cameras.len()).collect(),
        Some(name) => {
            let known =
                || show.cameras.iter().map(|camera| camera.name.as_str()).collect::<Vec<_>>().join(", ");
            let index = show.cameras.iter().position(|camera| camera.name == *name);
            vec![index.with_context(|| format!("there is no camera `{name}`; the show has {}", known()))?]
        }
    };
    if cameras.is_empty() {
        bail!("{} has no camera, so there is nothing to prove; add a [[camera]]", args.show);
    }
    let cameras = with_pictures(&show, &values, cameras)?;
    let mut poses = Poses::rehearsed();
    load::tracks(&show, &args.track, &TrackOptions::default(), &mut poses)?;
    let job = Job {
        frames: args.frames.map_or(0..1, Frames::range),
        cameras,
        poses,
        values,
        latency_secs: args.latency.map(|millis| millis * 1e-3),
    };
    let gpu = Gpu::headless()?;
    let progress = load::Progress::new();
    let report = job.run(&gpu, &show, &|what, done| progress.report(what, done));
    progress.finish();
    let report = report?;
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", report.json())?;
    } else {
        writeln!(out, "{}", report.summary())?;
    }
    Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
