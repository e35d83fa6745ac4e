//! `cyclorama render`.
//!
//! In: arguments. Out: pictures and `manifest.json` (CONTRACT.md 3). Not here: the job itself (`app::stills`).
//! Invariant: the same arguments give the same bytes on one machine.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use clap::{Args, ValueEnum};

use crate::app::poses::Poses;
use crate::app::stills::{self, Job, Target};
use crate::gpu::Gpu;
use crate::math::axes::Axes;
use crate::show::{looks, metar};
use crate::tracking::track_file::{Placement, TrackOptions};

use super::{Frames, load};

/// Draw frames of a show into files.
#[derive(Debug, Args)]
pub struct RenderArgs {
    /// The show file
    pub show: String,
    /// Which frames: A..B, A..=B, or N for N frames from 0
    #[arg(long)]
    pub frames: Frames,
    /// Folder to write to; made when it is missing
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// canvas:NAME, inner:CAMERA, camera:CAMERA, reference:CAMERA, stage or latlong; repeatable; default all canvases
    #[arg(long, value_name = "TARGET")]
    pub target: Vec<String>,
    /// Kind of file; default PNG for canvases, EXR for everything else
    #[arg(long)]
    pub format: Option<Format>,
    /// Draw cameras and the stage at this fraction of their size, above 0 to 1
    #[arg(long, value_parser = scale)]
    pub scale: Option<f64>,
    /// Begin with a look that every live sky has, as in "Golden hour"
    #[arg(long, value_name = "NAME")]
    pub look: Option<String>,
    /// Set a parameter first, as in grade/trim_ev=0.5; repeatable
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Poses of a camera, or with WALL=FILE of the body that carries a wall, from a file; repeatable
    #[arg(long, value_name = "[CAMERA=|WALL=]FILE")]
    pub track: Vec<String>,
    /// Axes of the track's columns
    #[arg(long, default_value = "stage")]
    pub track_axes: AxesWord,
    /// Take the track's poses as places on the stage, not as offsets from the rest pose
    #[arg(long)]
    pub track_absolute: bool,
}

/// Kind of picture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 8 or 16 bits.
    Png,
    /// 32-bit floats.
    Exr,
}

/// Word of an axis convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AxesWord {
    /// Right-handed, +Y up, camera looks along -Z.
    Stage,
    /// TUM RGB-D: camera looks along +Z, +Y down.
    Tum,
    /// Blender: +Z up.
    Blender,
    /// FreeD: +Z up, camera looks along +Y.
    Freed,
}

impl From<AxesWord> for Axes {
    fn from(word: AxesWord) -> Self {
        match word {
            AxesWord::Stage => Self::Stage,
            AxesWord::Tum => Self::Tum,
            AxesWord::Blender => Self::Blender,
            AxesWord::Freed => Self::Freed,
        }
    }
}

fn scale(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(scale) if scale > 0.0 && scale <= 1.0 => Ok(scale),
        _ => Err("write a number above 0, up to 1".to_owned()),
    }
}

/// Size of the stage view, and the panorama's height, before `--scale`.
const VIEW_PX: [u32; 2] = [1920, 1080];

/// Runs the subcommand.
pub fn run(args: &RenderArgs) -> anyhow::Result<ExitCode> {
    let mut show = load::show(Some(&args.show))?;
    let mut values = show.first.clone();
    if let Some(name) = &args.look {
        looks::apply(&show, &mut values, name).map_err(|why| anyhow::anyhow!(why))?;
    }
    for setting in &args.set {
        metar::set(&show.registry, &mut values, setting)?;
    }
    let targets = if args.target.is_empty() {
        (0..show.stage.canvases.len()).map(Target::Canvas).collect()
    } else {
        args.target.iter().map(|text| Target::parse(text, &show)).collect::<anyhow::Result<_>>()?
    };
    let scaled = |size: [u32; 2]| {
        size.map(|side| ((f64::from(side) * args.scale.unwrap_or(1.0)).round() as u32).max(2))
    };
    for camera in &mut show.cameras {
        camera.lens.resolution_px = scaled(camera.lens.resolution_px);
    }
    let mut poses = Poses::rehearsed();
    let placement = if args.track_absolute { Placement::Absolute } else { Placement::Offset };
    let options = TrackOptions { axes: args.track_axes.into(), placement, ..TrackOptions::default() };
    load::tracks(&show, &args.track, &options, &mut poses)?;
    let job = Job {
        frames: args.frames.range(),
        out: args.out.clone(),
        targets,
        format: args.format.map(|format| match format {
            Format::Png => stills::Format::Png,
            Format::Exr => stills::Format::Exr,
        }),
        poses,
        values,
        view_size: scaled(VIEW_PX),
    };
    let gpu = Gpu::headless()?;
    let stop = load::stop_flag()?;
    let progress = load::Progress::new();
    let manifest = job.run(&gpu, &show, &|what, done| {
        progress.report(what, done);
        !stop.load(Ordering::Relaxed)
    });
    progress.finish();
    tracing::info!("wrote {}", manifest?.display());
    Ok(ExitCode::SUCCESS)
}
