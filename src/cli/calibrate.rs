//! `cyclorama calibrate stage | sight`: lines a tracker up, here from measured points.
//!
//! In: a file of points, a stage. Out: `stage_from_tracker` with residuals and doubts; on request, the stage file with it.
//! Not here: the solver (`calibration::rigid`), what is suspected (`calibration::suspects`), writing (`show::save`).
//! Invariant: exit 1 when a point is suspected or the fit is loose, and then nothing is written.

mod sight;

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand, ValueEnum};
use glam::DVec3;
use serde_json::json;

use crate::calibration::rigid::{self, Pair, RigidFit};
use crate::calibration::schema;
use crate::calibration::suspects::{self, Suspicion};
use crate::math::Pose;
use crate::show::save::StageChange;
use crate::stage::edit::{self, TrackerEdit};
use crate::stage::{Stage, Tracker};
use crate::tracking::freed::Signs;

use super::load;

/// Line a tracker up with the stage.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    #[command(subcommand)]
    command: CalibrateCommand,
}

#[derive(Debug, Subcommand)]
enum CalibrateCommand {
    /// Find stage_from_tracker from points known in both spaces
    Stage(StageArgs),
    /// Find stage_from_tracker from wall targets that the camera was pointed at
    Sight(sight::SightArgs),
}

#[derive(Debug, Args)]
struct StageArgs {
    /// Points: CSV (name, tracker x, y, z, stage x, y, z in metres) or JSON
    #[arg(long, value_name = "FILE")]
    points: String,
    /// The stage, or a show: its tracker's signs are applied to the points
    #[arg(long, value_name = "STAGE.toml")]
    stage: Option<String>,
    #[command(flatten)]
    common: Common,
    /// Axes of the tracker's numbers: `stage` (as `track decode` prints), `freed` (X right, Y forward, Z up)
    #[arg(long, default_value = "stage")]
    axes: PointAxes,
    /// Leave this point out; may be repeated
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,
}

#[derive(Debug, Args)]
struct Common {
    /// Which [[tracker]] of the stage; needed when it has several
    #[arg(long, value_name = "NAME")]
    tracker: Option<String>,
    /// Fail when the rms residual is greater, millimetres
    #[arg(long, value_name = "MM", default_value_t = 10.0)]
    limit_mm: f64,
    /// Write stage_from_tracker into the stage file, all else kept
    #[arg(long)]
    write: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PointAxes {
    Stage,
    Freed,
}

/// Runs the subcommand.
pub fn run(args: &CalibrateArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        CalibrateCommand::Stage(args) => run_stage(args),
        CalibrateCommand::Sight(args) => sight::run(args),
    }
}

fn run_stage(args: &StageArgs) -> anyhow::Result<ExitCode> {
    require_stage_to_write(&args.common, args.stage.as_deref())?;
    let stage = args.stage.as_deref().map(load::stage).transpose()?;
    let tracker = stage.as_ref().map(|stage| tracker(stage, &args.common)).transpose()?;
    let text = std::fs::read_to_string(&args.points)
        .with_context(|| format!("cannot read points {}", args.points))?;
    let mut pairs = schema::pairs(&text, &args.points)?;
    leave_out(&mut pairs, &args.without, &args.points)?;
    for pair in &mut pairs {
        pair.tracker_m = in_stage_axes(pair.tracker_m, args.axes, tracker);
    }
    let fit = rigid::fit(&pairs).with_context(|| args.points.clone())?;
    let suspicions = suspects::suspicions(&pairs, &fit);
    let passed = suspicions.is_empty() && fit.rms_mm <= args.common.limit_mm;
    let change = match (args.common.write && passed, tracker, args.stage.as_deref()) {
        (true, Some(tracker), Some(stage)) => Some(write(stage, tracker, &fit.stage_from_tracker)?),
        _ => None,
    };
    if args.common.json {
        let report = with_verdict(report_json(&pairs, &fit, &suspicions), passed, change.is_some());
        super::print(&report.to_string())?;
    } else {
        super::print(&report_text(&pairs, &fit, &suspicions, &args.common))?;
        print_change(change.as_deref(), &args.common, passed)?;
    }
    Ok(ExitCode::from(u8::from(!passed)))
}

fn require_stage_to_write(common: &Common, stage: Option<&str>) -> anyhow::Result<()> {
    if stage.is_none() && (common.write || common.tracker.is_some()) {
        bail!("--write and --tracker need --stage STAGE.toml");
    }
    Ok(())
}

/// The tracker named, or the only one.
fn tracker<'a>(stage: &'a Stage, common: &Common) -> anyhow::Result<&'a Tracker> {
    let names = || stage.trackers.iter().map(|tracker| tracker.name.as_str()).collect::<Vec<_>>().join(", ");
    match (&common.tracker, stage.trackers.as_slice()) {
        (Some(name), trackers) => trackers
            .iter()
            .find(|tracker| tracker.name == *name)
            .with_context(|| format!("the stage has no tracker `{name}`; it has: {}", names())),
        (None, [only]) => Ok(only),
        (None, []) => bail!("the stage has no [[tracker]]; add one with a name and a port"),
        (None, _) => bail!("the stage has several trackers: {}; choose one with --tracker", names()),
    }
}

fn leave_out(pairs: &mut Vec<Pair>, without: &[String], file: &str) -> anyhow::Result<()> {
    for name in without {
        let before = pairs.len();
        pairs.retain(|pair| pair.name != *name);
        if pairs.len() == before {
            bail!("{file}: there is no point `{name}` to leave out");
        }
    }
    Ok(())
}

/// A point as the tracker tells it, after the tracker's signs, in stage axes.
fn in_stage_axes(point: DVec3, axes: PointAxes, tracker: Option<&Tracker>) -> DVec3 {
    let z_up = match axes {
        PointAxes::Freed => point,
        PointAxes::Stage => DVec3::new(point.x, -point.z, point.y),
    };
    let sent = signs_of(tracker).map_or(z_up, |signs| signs.position(z_up));
    crate::math::axes::stage_from_z_up(sent)
}

fn signs_of(tracker: Option<&Tracker>) -> Option<Signs> {
    let tracker = tracker?;
    Signs::new(tracker.signs.map(|sign| sign as i8)).and_then(|signs| signs.ordered(tracker.order)).ok()
}

/// Writes the file; returns what changed.
fn write(stage: &str, tracker: &Tracker, pose: &Pose) -> anyhow::Result<Vec<String>> {
    let edit = TrackerEdit { stage_from_tracker: Some(*pose), ..TrackerEdit::default() };
    let change = StageChange::of_tracker(&load::stage_path(stage)?, &tracker.name, &edit)?;
    let mut lines = vec![change.path().display().to_string()];
    lines.extend(change.lines());
    for line in &lines {
        eprintln!("{line}");
    }
    change.write()?;
    Ok(lines)
}

fn print_change(change: Option<&[String]>, common: &Common, passed: bool) -> anyhow::Result<()> {
    match change {
        Some([path]) => super::print(&format!("{path} says so already"))?,
        Some([path, ..]) => super::print(&format!("written to {path}"))?,
        _ if common.write && !passed => super::print("nothing is written")?,
        _ => {}
    }
    Ok(())
}

fn report_text(pairs: &[Pair], fit: &RigidFit, suspicions: &[Suspicion], common: &Common) -> String {
    let mut text = String::new();
    let worst = fit.worst();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{} points, rms {:.2} mm, worst `{}` {:.2} mm",
        pairs.len(),
        fit.rms_mm,
        pairs[worst].name,
        fit.residuals_mm[worst]
    );
    for (pair, residual) in pairs.iter().zip(&fit.residuals_mm) {
        let _ = writeln!(text, "  {residual:9.2} mm  {}", pair.name);
    }
    let _ = writeln!(text, "stage_from_tracker = {}", edit::pose_words(&fit.stage_from_tracker));
    let error = &fit.standard_error;
    let _ = writeln!(
        text,
        "one standard error: {:.2} mm at the points' middle, {:.2} mm at the mark, {:.4} degree",
        error.middle_mm, error.mark_mm, error.rotation_deg
    );
    if fit.is_flat {
        let _ = writeln!(
            text,
            "note: the points lie in a plane, so a mirrored axis could not be told: measure one a metre off it"
        );
    }
    if pairs.len() < suspects::MIN_TO_JUDGE {
        let _ =
            writeln!(text, "note: three points fit themselves, a wrong one cannot be told: measure a fourth");
    }
    for suspicion in suspicions {
        let _ = writeln!(text, "REFUSED: {suspicion}");
    }
    if suspicions.is_empty() && fit.rms_mm > common.limit_mm {
        let _ = writeln!(
            text,
            "REFUSED: rms {:.1} mm is over {} mm, and no single point explains it: measure again, or set --limit-mm",
            fit.rms_mm, common.limit_mm
        );
    }
    text
}

fn pose_json(pose: &Pose) -> serde_json::Value {
    let (pan, tilt, roll) = pose.pan_tilt_roll();
    let rotation = if pose.rotation.w < 0.0 { -pose.rotation } else { pose.rotation };
    json!({
        "position_m": pose.position.to_array(),
        "pan_deg": pan.to_degrees(), "tilt_deg": tilt.to_degrees(), "roll_deg": roll.to_degrees(),
        "rotation_wxyz": [rotation.w, rotation.x, rotation.y, rotation.z],
    })
}

/// A report with its version and what came of it.
fn with_verdict(mut report: serde_json::Value, passed: bool, is_written: bool) -> serde_json::Value {
    report["version"] = 1.into();
    report["passed"] = passed.into();
    report["written"] = is_written.into();
    report
}

fn report_json(pairs: &[Pair], fit: &RigidFit, suspicions: &[Suspicion]) -> serde_json::Value {
    let worst = fit.worst();
    let points = pairs.iter().zip(&fit.residuals_mm);
    json!({
        "stage_from_tracker": pose_json(&fit.stage_from_tracker),
        "rms_mm": fit.rms_mm,
        "worst": {"name": pairs[worst].name, "residual_mm": fit.residuals_mm[worst]},
        "points": points
            .map(|(pair, residual)| json!({"name": pair.name, "residual_mm": residual}))
            .collect::<Vec<_>>(),
        "standard_error": {
            "middle_mm": fit.standard_error.middle_mm, "mark_mm": fit.standard_error.mark_mm,
            "rotation_deg": fit.standard_error.rotation_deg,
        },
        "scale": fit.scale,
        "is_flat": fit.is_flat,
        "suspicions": suspicions.iter().map(suspicion_json).collect::<Vec<_>>(),
    })
}

fn suspicion_json(suspicion: &Suspicion) -> serde_json::Value {
    let (kind, names) = match suspicion {
        Suspicion::WrongPoint { name, .. } => ("wrong_point", vec![name.as_str()]),
        Suspicion::Swapped { names, .. } => ("swapped", names.iter().map(String::as_str).collect()),
        Suspicion::Mirrored { .. } => ("mirrored", Vec::new()),
        Suspicion::Scale { .. } => ("scale", Vec::new()),
    };
    json!({"kind": kind, "names": names, "words": suspicion.to_string()})
}
