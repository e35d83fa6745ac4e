//! `cyclorama` and `cyclorama run`.
//!
//! In: arguments. Out: a running show; without a display, pictures of it. Not here: the show itself (`app`).
//! Invariant: without a show file the embedded demo runs; a machine without display or GPU is told so, never left waiting.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::{Context as _, bail};
use clap::Args;

use crate::app::clerk::Clerk;
use crate::app::identify::{self, Answer};
use crate::app::pipes::Pipes;
use crate::app::poses::Poses;
use crate::app::reload::Reloads;
use crate::app::restart::{self, Keeper, Kept, LeftAlone};
use crate::app::stills::{Format, Job, Target};
use crate::app::{headless, preview, window};
use crate::gpu::Gpu;
use crate::output::live_state;
use crate::output::placement::{self, PipePlacement, Placement};
use crate::params::{ParameterId, PersonId};
use crate::show::{Show, metar};
use crate::stage::connector::with_connector;
use crate::stage::output::PipeTarget;
use crate::stage::{Output, Place};

use super::control::ControlArgs;
use super::{Frames, load, print};

/// Run a show.
#[derive(Debug, Default, Args)]
pub struct RunArgs {
    /// The show file; without one, the embedded demo
    pub show: Option<String>,
    /// No windows; without --frames it runs until Ctrl-C
    #[arg(long)]
    pub headless: bool,
    /// Stop after these frames: A..B, A..=B, or N
    #[arg(long)]
    pub frames: Option<Frames>,
    /// Show a canvas in a borderless window, pixel for pixel, its top left at X,Y of the desktop, or on a monitor by name, in place of the stage file's outputs of it; repeatable
    #[arg(long, value_name = "CANVAS=X,Y|MONITOR", conflicts_with = "headless")]
    pub output: Vec<Placement>,
    /// Write a canvas's raw frames to a file or named pipe, to standard output (-), or to a command (cmd:COMMAND); repeatable
    #[arg(long, value_name = "CANVAS=PATH|-|cmd:COMMAND")]
    pub pipe: Vec<PipePlacement>,
    /// Without windows too, take the show's files up when they change
    #[arg(long, requires = "headless")]
    pub reload: bool,
    /// Let light leave outputs at once; without it they stay black until somebody arms them
    #[arg(long)]
    pub armed: bool,
    /// Put a big number on each monitor, and ask which is which where two are alike
    #[arg(long, conflicts_with_all = ["headless", "previs", "pipe"])]
    pub identify: bool,
    /// Open no output: the desk's window alone
    #[arg(long, conflicts_with_all = ["output", "pipe"])]
    pub previs: bool,
    /// Set a parameter first, as in grade/trim_ev=0.5; repeatable
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Where people control it from
    #[command(flatten)]
    pub control: ControlArgs,
}

/// Where pictures go on a machine without a display.
const OUT: &str = "cyclorama-out";
/// Pictures of each kind on a machine without a display.
const STILLS: u64 = 24;
/// Size of the stage view before it is reduced, pixels.
const VIEW_PX: [u32; 2] = [1920, 1080];

/// Runs the subcommand.
pub fn run(args: &RunArgs) -> anyhow::Result<ExitCode> {
    let mut show = load::show(args.show.as_deref())?;
    // Drawn from the first frame on, and in the undo list.
    let mut settings = Vec::new();
    for setting in &args.set {
        for id in metar::set(&show.registry, &mut show.first, setting)? {
            settings.retain(|(other, _)| *other != id);
            settings.push((id, show.file_first.number(id)));
        }
    }
    if args.armed {
        show.first.put(show.ids.wall.armed, 1.0);
    }
    // A run of counted frames is a test or a rehearsal: it begins as it is told and leaves nothing behind.
    let path = args.show.as_deref().filter(|_| args.frames.is_none());
    let mut placed = args.output.clone();
    placed.extend(args.pipe.iter().map(|PipePlacement(placement)| placement.clone()));
    let wanted = match args.previs {
        true => Vec::new(),
        false => placement::outputs(&show.stage, &placed)?,
    };
    if args.identify {
        return identify(args.show.as_deref(), &show, &wanted);
    }
    if args.headless {
        let kept = path.and_then(|path| keep(path, &mut show));
        run_headless(show, args, (kept, settings), &wanted)?;
    } else if has_display() {
        let kept = path.and_then(|path| keep(path, &mut show));
        let (_clerk, mut end, link) = Clerk::start(&show).context("no thread for the clerk")?;
        end.settings = still_set(settings, kept.as_ref());
        let control = args.control.start(&show, link, args.frames.is_some())?;
        window::run(show, args.frames.map(Frames::count), wanted, (kept, end, control))?;
    } else {
        write_stills(show, args.frames)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Numbers the monitors, and writes confirmed connectors into the stage file.
fn identify(path: Option<&str>, show: &Show, wanted: &[Output]) -> anyhow::Result<ExitCode> {
    let answers = identify::run(&show.stage, wanted)?;
    let (Some(path), false) = (path, answers.is_empty()) else { return Ok(ExitCode::SUCCESS) };
    let place = load::stage_path(path)?;
    let mut text = std::fs::read_to_string(&place).with_context(|| format!("{place}: cannot be read"))?;
    for Answer { canvas, edid, connector } in &answers {
        text = with_connector(&text, canvas, edid, connector)?;
        eprintln!("{place}: canvas {canvas} is on {connector}");
    }
    // Beside it first: a stage file that is cut off halfway is no stage.
    let beside = format!("{place}.new");
    std::fs::write(&beside, text).with_context(|| format!("{beside}: cannot be written"))?;
    std::fs::rename(&beside, &place).with_context(|| format!("{place}: cannot be written"))?;
    Ok(ExitCode::SUCCESS)
}

/// Whether windows can be opened: on Linux, when a Wayland or X server is named.
fn has_display() -> bool {
    let is_named = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_named("WAYLAND_DISPLAY") || is_named("DISPLAY")
}

/// Puts what an earlier run left into `show.first`, if that run was cut off, and begins to keep this one's state.
/// A state that cannot be kept is no reason not to run.
fn keep(path: &str, show: &mut Show) -> Option<Kept> {
    let place = live_state::place(Path::new(path), |name| std::env::var(name).ok())?;
    let stage = load::stage_path(path).unwrap_or_default();
    let files = vec![PathBuf::from(path), PathBuf::from(stage)];
    let frame = match restart::restore(&place, &live_state::fingerprint(&files), show) {
        Ok(None) => 0,
        Ok(Some(restored)) => {
            tracing::warn!("the last run was cut off: going on at frame {}. {restored}", restored.frame);
            restored.frame
        }
        Err(reason) => {
            tracing::warn!("{reason}");
            if matches!(reason, LeftAlone::Running(_)) {
                return None;
            }
            0
        }
    };
    match Keeper::start(place, files, show) {
        Ok(keeper) => Some(Kept { keeper, frame }),
        Err(error) => {
            tracing::warn!(
                "no thread to keep the live state: {error}. A crash would begin from the show file"
            );
            None
        }
    }
}

/// What came back from a run that was cut off was changed after the command line; it is not set once more.
fn still_set(settings: Vec<(ParameterId, f64)>, kept: Option<&Kept>) -> Vec<(ParameterId, f64)> {
    if kept.is_some_and(|kept| kept.frame > 0) { Vec::new() } else { settings }
}

fn run_headless(
    show: Show,
    args: &RunArgs,
    (kept, settings): (Option<Kept>, Vec<(ParameterId, f64)>),
    wanted: &[Output],
) -> anyhow::Result<()> {
    let stop = load::stop_flag()?;
    headless::try_ports(&show)?;
    let show = Arc::new(show);
    let gpu = Arc::new(Gpu::headless()?);
    let reloads = if args.reload {
        if show.files.is_empty() {
            bail!("--reload has no file to watch: the embedded demo is inside the program; give a show file");
        }
        let started = Reloads::start(Arc::clone(&gpu), headless::settings(&gpu, true), &show);
        Some(started.context("no thread to watch the show's files")?)
    } else {
        None
    };
    if gpu.is_software() {
        tracing::info!(
            "software adapter ({}): frames that it cannot draw in time are dropped",
            gpu.names().0
        );
    }
    let bar = load::Progress::new();
    let progress = |what: &str, done: f32| match what {
        headless::READY => bar.finish(),
        _ => bar.report(what, done),
    };
    let first = kept.as_ref().map_or(0, |kept| kept.frame);
    let settings = still_set(settings, kept.as_ref());
    let frames = args.frames.map_or(first..u64::MAX, Frames::range);
    let keeper = kept.map(|kept| kept.keeper);
    let pipes = Pipes::open(&gpu, (&show.stage, show.rate), wanted)?;
    let (_clerk, mut end, link) = Clerk::start(&show).context("no thread for the clerk")?;
    end.settings = settings;
    // Nobody sits at a window.
    link.leave(PersonId::WINDOW);
    let _control = args.control.start(&show, link, args.frames.is_some())?;
    let summary = headless::run(&gpu, &show, frames, &progress, &stop, (keeper, reloads, pipes, Some(end)));
    bar.finish();
    let is_piped =
        |output: &Output| matches!(&output.place, Place::Pipe(pipe) if pipe.target == PipeTarget::Stdout);
    // Words among frames would be a broken frame.
    if wanted.iter().any(is_piped) {
        eprintln!("{}", summary?);
        return Ok(());
    }
    print(&summary?.to_string())
}

/// Without a display: says so, and shows what can be shown.
fn write_stills(mut show: Show, frames: Option<Frames>) -> anyhow::Result<()> {
    let stop = load::stop_flag()?;
    let gpu = Gpu::headless()?;
    eprintln!(
        "no display (neither WAYLAND_DISPLAY nor DISPLAY is set): pictures go to ./{OUT}; \
         `run --headless` runs the show without windows"
    );
    let mut divisor = 1;
    if gpu.is_software() {
        let wanted = preview::divisor_for_software(&show);
        divisor = preview::reduce(&mut show, wanted);
        eprintln!("{}", preview::notice(&gpu.names().0, divisor));
    }
    let canvases = (0..show.stage.canvases.len()).map(Target::Canvas);
    let cameras = (0..show.cameras.len()).map(Target::Camera);
    let job = Job {
        frames: frames.map_or(0..STILLS, Frames::range),
        out: PathBuf::from(OUT),
        targets: canvases.chain(cameras).chain([Target::Stage]).collect(),
        format: Some(Format::Png),
        poses: Poses::rehearsed(),
        values: show.first.clone(),
        view_size: VIEW_PX.map(|side| side / divisor),
    };
    let bar = load::Progress::new();
    let manifest = job.run(&gpu, &show, &|what, done| {
        bar.report(what, done);
        !stop.load(Ordering::Relaxed)
    });
    bar.finish();
    manifest?;
    print(&paths(&job, &show))
}

/// Every file that a job has written, one a line.
fn paths(job: &Job, show: &Show) -> String {
    let file = |target: &Target, frame: u64| {
        Path::new(OUT).join(format!("{}.{frame:06}.png", target.name(show).replace(':', "-")))
    };
    let files =
        job.frames.clone().flat_map(|frame| job.targets.iter().map(move |target| file(target, frame)));
    files.map(|path| format!("{}\n", path.display())).collect()
}
