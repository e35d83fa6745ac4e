//! `cyclorama bench`.
//!
//! In: arguments. Out: frame times by pass. Not here: measuring (`app::bench`).
//! Invariant: changes nothing; a number is comparable only with one of the same machine, driver and load.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use crate::app::{bench, preview};
use crate::gpu::Gpu;

use super::{Frames, load, print};

/// Measure frame times by pass.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// The show file; default the embedded demo
    pub show: Option<String>,
    /// How many frames
    #[arg(long)]
    pub frames: Option<Frames>,
    /// Divide the wall's pixels, as the window does on a software adapter
    #[arg(long, default_value_t = 1)]
    pub reduce: u32,
    /// Draw the simulated camera, the CG reference and the stage view too
    #[arg(long)]
    pub everything: bool,
    /// Operate the show meanwhile: the worst frame against the steady median
    #[arg(long, conflicts_with = "everything")]
    pub operate: bool,
    /// Change the weather meanwhile, by a fade and at once: the worst frame against the costlier state's median; exit 1 above 1.25
    #[arg(long, conflicts_with_all = ["everything", "operate"])]
    pub weather: bool,
    /// Measure what live control costs the frame thread, without drawing
    #[arg(long, conflicts_with_all = ["everything", "operate"])]
    pub control: bool,
    /// Control it over the network while it is drawn, with so many clients that look on: from touch to drawn, CPU by thread, pictures a second
    #[arg(long, value_name = "CLIENTS", conflicts_with_all = ["everything", "operate", "control", "frames"])]
    pub guests: Option<usize>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Frames of each part of `--operate`: a second.
const OPERATED_FRAMES: u64 = 24;

/// Frames of each load of `--control`: a minute's.
const CONTROLLED_FRAMES: u64 = 1440;

/// Runs the subcommand.
pub fn run(args: &BenchArgs) -> anyhow::Result<ExitCode> {
    let mut show = load::show(args.show.as_deref())?;
    if args.reduce > 1 {
        preview::reduce(&mut show, args.reduce);
    }
    if args.control {
        let times = bench::control::measure(&show, args.frames.map_or(CONTROLLED_FRAMES, Frames::count))?;
        print(&if args.json { times.json().to_string() } else { times.table() })?;
        return Ok(ExitCode::SUCCESS);
    }
    let gpu = Gpu::headless()?;
    let count = args.frames.map_or(8, Frames::count);
    if let Some(clients) = args.guests {
        let times = bench::guests::measure(&gpu, &Arc::new(show), clients)?;
        print(&if args.json { times.json().to_string() } else { times.table() })?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.operate {
        let times = bench::operate::measure(&gpu, &show, args.frames.map_or(OPERATED_FRAMES, Frames::count))?;
        print(&if args.json { times.json().to_string() } else { times.table() })?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.weather {
        let frames = args.frames.map_or(OPERATED_FRAMES, Frames::count);
        let times = bench::weather::measure(&gpu, &show, frames)?;
        print(&if args.json { times.json().to_string() } else { times.table() })?;
        return Ok(if times.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let times = bench::measure(&gpu, &show, count, args.everything.then_some([960, 540]))?;
    print(&if args.json { times.json().to_string() } else { times.table() })?;
    Ok(ExitCode::SUCCESS)
}
