//! Draws every kind of picture once before "ready".
//!
//! In: a show, what its frames will want. Out: nothing but compiled pipelines.
//! Not here: making pipelines (`passes`), the frame (`frame`).
//! Invariant: what is drawn here leaves no mark on a later frame: caches are kept by their inputs.
//!
//! Drivers compile a pipeline when it is first drawn with, not when it is made; without this the first pattern of the day
//! is a frame of seconds on lavapipe, and a hitch elsewhere.

use crate::calibration::Pattern;
use crate::gpu::Gpu;
use crate::show::{InnerContent, Show};

use super::{Renderer, Wanted};

impl Renderer {
    /// Draws all weathers, a plain frame, one of patterns and one of chroma, and waits for them.
    pub fn warm(&mut self, gpu: &Gpu, show: &Show, wanted: &Wanted) {
        let poses = show.rehearsed_poses(0);
        if let Some(sky) = &show.ids.sky {
            self.draw(gpu, show, &show.inputs(&sky.everything(&show.first), 0, &poses), wanted);
        }
        let mut inputs = show.inputs(&show.first, 0, &poses);
        self.draw(gpu, show, &inputs, wanted);
        inputs.patterns.fill(Pattern::Grid);
        self.draw(gpu, show, &inputs, wanted);
        inputs.patterns.fill(Pattern::Off);
        inputs.chroma.walls.fill(true);
        inputs.cameras.iter_mut().for_each(|camera| camera.inner.content = InnerContent::Chroma);
        let all = self.groups.previews.also(*wanted, self.groups.previews.all(), wanted.stage);
        self.draw(gpu, show, &inputs, &all);
        gpu.wait();
    }
}
