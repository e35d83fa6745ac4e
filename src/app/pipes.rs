//! The pipes of a run.
//!
//! In: the outputs that are pipes, each drawn frame. Out: frames to other programs, an alarm, a closing line each.
//! Not here: a pipe (`output::tap`), which outputs a run has (`output::placement`).
//! Invariant: a pipe that closes is an alarm and never the end of the show.

use anyhow::Context as _;

use crate::gpu::Gpu;
use crate::output::tap::Tap;
use crate::render::targets::Targets;
use crate::stage::{Output, Place, Stage};
use crate::timing::Rate;

/// Open pipes, each with the index of its canvas.
#[derive(Debug, Default)]
pub struct Pipes {
    taps: Vec<(usize, Tap)>,
}

impl Pipes {
    /// Opens every output that is a pipe, and tells its reader on stderr what comes.
    pub fn open(gpu: &Gpu, (stage, rate): (&Stage, Rate), outputs: &[Output]) -> anyhow::Result<Self> {
        let mut taps = Vec::new();
        for output in outputs {
            let Place::Pipe(pipe) = &output.place else { continue };
            let canvas = &stage.canvases[output.canvas];
            let tap = Tap::open(gpu, canvas, pipe, rate)
                .with_context(|| format!("output {}: no thread for the pipe", canvas.name))?;
            eprintln!("{}", tap.words());
            taps.push((output.canvas, tap));
        }
        Ok(Self { taps })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.taps.is_empty()
    }

    /// Takes the canvases of a frame that was just drawn.
    pub fn take(&mut self, gpu: &Gpu, targets: &Targets) {
        for (canvas, tap) in &mut self.taps {
            if let Some(canvas) = targets.canvases.get(*canvas) {
                tap.take(gpu, &canvas.codes);
            }
        }
    }

    /// What is wrong with the first pipe that is closed.
    pub fn alarm(&self) -> Option<&str> {
        self.taps.iter().find_map(|(_, tap)| tap.fault())
    }

    /// Frames that pipes missed.
    pub fn dropped(&self) -> u64 {
        self.taps.iter().map(|(_, tap)| tap.dropped()).sum()
    }

    /// Ends every pipe and says on stderr what came of it.
    pub fn finish(self, gpu: &Gpu) {
        for (_, tap) in self.taps {
            eprintln!("{}", tap.finish(gpu));
        }
    }
}
