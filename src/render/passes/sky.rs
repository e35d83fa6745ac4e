//! The environment behind everything.
//!
//! In: group 0 and 1. Out: a pipeline. Not here: the environment's light on surfaces (`environment`).
//! Invariant: drawn where reversed depth is still 0, after the surfaces.

use crate::gpu::Gpu;
use crate::gpu::pipeline::{DepthWrite, Draw, reversed_depth};
use crate::render::targets::{LIGHT, SAMPLES};

use super::Layouts;

/// The pipeline.
#[derive(Debug)]
pub struct Sky {
    /// Fills what no surface covers.
    pub pipeline: wgpu::RenderPipeline,
}

impl Sky {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let groups = [&layouts.frame, &layouts.view, &layouts.empty, &layouts.sky];
        let pipeline = gpu.render_pipeline(&Draw {
            depth: reversed_depth(DepthWrite::Off),
            samples: SAMPLES,
            ..Draw::flat("sky/environment", "scene/sky.wgsl", &groups, LIGHT)
        });
        Self { pipeline }
    }
}
