//! `cyclorama calibrate sight`: lines a tracker up from numbered wall targets that the camera was pointed at.
//!
//! In: a file of sightings, a stage with the targets. Out: `stage_from_tracker`, the pupil offset, residuals and doubts.
//! Not here: the solver (`calibration::sight`), the panel that gathers sightings (`app::align`).
//! Invariant: exit 1 when a sighting is doubted or the fit is loose, and then nothing is written.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;

use super::{Common, pose_json, print_change, signs_of, tracker, write};
use crate::calibration::sight::doubt::{Doubt, doubts};
use crate::calibration::sight::{self, Boresight, SightFit, SightSettings, Sighting};
use crate::calibration::{schema, targets};
use crate::cli::load;
use crate::stage::edit;

#[derive(Debug, Args)]
pub(super) struct SightArgs {
    /// Sightings, one JSON object a line: target, position_m, rotation_wxyz as `track decode` prints, picture_tan
    #[arg(long, value_name = "FILE")]
    sightings: String,
    /// The stage, or a show, that carries the targets and the tracker
    #[arg(long, value_name = "STAGE.toml")]
    stage: String,
    #[command(flatten)]
    common: Common,
    /// Entrance pupil before the sensor point, metres: kept when the sightings cannot tell it
    #[arg(long, value_name = "M", default_value_t = 0.0, allow_negative_numbers = true)]
    pupil_m: f64,
    /// Solve a small pan and tilt between the optical axis and the tracked one too
    #[arg(long)]
    boresight: bool,
    /// Leave this sighting out, counted from 1; may be repeated
    #[arg(long, value_name = "N")]
    without: Vec<usize>,
}

pub(super) fn run(args: &SightArgs) -> anyhow::Result<ExitCode> {
    let stage = load::stage(&args.stage)?;
    let tracker = tracker(&stage, &args.common)?;
    let all = targets::targets(&stage);
    let text = std::fs::read_to_string(&args.sightings)
        .with_context(|| format!("cannot read sightings {}", args.sightings))?;
    let signs = signs_of(Some(tracker)).unwrap_or_default();
    let mut sightings = schema::sightings(&text, &args.sightings, &all, &|pose| signs.pose(&pose))?;
    leave_out(&mut sightings, &args.without, &args.sightings)?;
    let boresight = if args.boresight { Boresight::Solve } else { Boresight::None };
    let settings = SightSettings { pupil_m: args.pupil_m, boresight };
    let fit = sight::solve(&sightings, &settings).with_context(|| args.sightings.clone())?;
    let doubts = doubts(&sightings, &fit, &settings, &all);
    let passed = doubts.is_empty() && fit.rms_mm <= args.common.limit_mm;
    let change = if args.common.write && passed {
        Some(write(&args.stage, tracker, &fit.stage_from_tracker)?)
    } else {
        None
    };
    if args.common.json {
        let report = report_json(&sightings, &fit, &doubts);
        let report = super::with_verdict(report, passed, change.is_some());
        crate::cli::print(&report.to_string())?;
    } else {
        crate::cli::print(&report_text(&sightings, &fit, &doubts, args.common.limit_mm))?;
        print_change(change.as_deref(), &args.common, passed)?;
    }
    Ok(ExitCode::from(u8::from(!passed)))
}

fn leave_out(sightings: &mut Vec<Sighting>, without: &[usize], file: &str) -> anyhow::Result<()> {
    let count = sightings.len();
    if let Some(bad) = without.iter().find(|number| !(1..=count).contains(*number)) {
        anyhow::bail!("{file}: there is no sighting {bad} to leave out; it has {count}");
    }
    let mut number = 0;
    sightings.retain(|_| {
        number += 1;
        !without.contains(&number)
    });
    Ok(())
}

fn report_text(sightings: &[Sighting], fit: &SightFit, doubts: &[Doubt], limit_mm: f64) -> String {
    let mut text = String::new();
    let worst = fit.worst();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{} sightings, rms {:.2} mm ({:.2} wall px), worst {} (target {}) {:.2} mm",
        sightings.len(),
        fit.rms_mm,
        fit.rms_px,
        worst + 1,
        sightings[worst].target,
        fit.residuals_mm[worst]
    );
    for (index, sighting) in sightings.iter().enumerate() {
        let (mm, px) = (fit.residuals_mm[index], fit.residuals_px[index]);
        let _ = writeln!(text, "  {mm:9.2} mm {px:8.2} px  {} (target {})", index + 1, sighting.target);
    }
    let _ = writeln!(text, "stage_from_tracker = {}", edit::pose_words(&fit.stage_from_tracker));
    let _ = writeln!(
        text,
        "one standard error: {:.2} mm at the mark, {:.4} degree; condition {:.0}",
        fit.mark_mm, fit.rotation_deg, fit.condition
    );
    match (fit.pupil_untold, fit.pupil_error_mm) {
        (None, Some(error_mm)) => {
            let _ =
                writeln!(text, "entrance_pupil_m = {:.4} (one standard error {error_mm:.1} mm)", fit.pupil_m);
        }
        (untold, _) => {
            let why = untold.map_or_else(String::new, |cause| cause.to_string());
            let _ = writeln!(text, "entrance_pupil_m stays {:.4}: {why}", fit.pupil_m);
        }
    }
    let [pan, tilt] = fit.boresight_rad.map(f64::to_degrees);
    if [pan, tilt] != [0.0; 2] {
        let _ = writeln!(
            text,
            "the optical axis leans by pan {pan:.3}, tilt {tilt:.3} degree against the tracked one"
        );
    }
    for doubt in doubts {
        let _ = writeln!(text, "REFUSED: {doubt}, or leave it out with --without {}", doubt.sighting + 1);
    }
    if doubts.is_empty() && fit.rms_mm > limit_mm {
        let _ = writeln!(
            text,
            "REFUSED: rms {:.1} mm is over {limit_mm} mm, and no single sighting explains it: do the axis check, sight \
             again, or set --limit-mm",
            fit.rms_mm
        );
    }
    text
}

fn report_json(sightings: &[Sighting], fit: &SightFit, doubts: &[Doubt]) -> serde_json::Value {
    let each = |(index, sighting): (usize, &Sighting)| {
        json!({
            "target": sighting.target, "residual_mm": fit.residuals_mm[index],
            "residual_px": fit.residuals_px[index],
        })
    };
    let doubt = |doubt: &Doubt| {
        json!({
            "sighting": doubt.sighting + 1, "target": doubt.target, "off_mm": doubt.off_mm,
            "is_really": doubt.is_really, "words": doubt.to_string(),
        })
    };
    json!({
        "stage_from_tracker": pose_json(&fit.stage_from_tracker),
        "rms_mm": fit.rms_mm, "rms_px": fit.rms_px,
        "worst": fit.worst() + 1,
        "sightings": sightings.iter().enumerate().map(each).collect::<Vec<_>>(),
        "entrance_pupil_m": fit.pupil_m,
        "pupil_untold": fit.pupil_untold.map(|cause| cause.to_string()),
        "boresight_deg": fit.boresight_rad.map(f64::to_degrees),
        "standard_error": {
            "mark_mm": fit.mark_mm, "rotation_deg": fit.rotation_deg, "pupil_mm": fit.pupil_error_mm,
        },
        "condition": fit.condition,
        "doubts": doubts.iter().map(doubt).collect::<Vec<_>>(),
    })
}
