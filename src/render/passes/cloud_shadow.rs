//! Sunlight that reaches the ground and the air under the clouds.
//!
//! In: a packet's sky and tables. Out: a slice of one layer of `cloud_shadow`. Not here: which layer and slices (`sky_cache`).
//! Invariant: a texel depends on the packet alone, whichever slice drew it when.

use crate::gpu::Gpu;
use crate::gpu::pipeline::Draw;
use crate::render::sky_cache::DomeJob;
use crate::render::sky_targets::SkyTargets;
use crate::render::targets::LIGHT;

use super::{Layouts, Recorder, slices};

/// The pipeline.
#[derive(Debug)]
pub struct CloudShadow {
    pipeline: wgpu::RenderPipeline,
}

impl CloudShadow {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let groups = [&layouts.luts[3], &layouts.cloud_noise];
        Self {
            pipeline: gpu.render_pipeline(&Draw::flat(
                "cloud_shadow/slice",
                "sky/cloud_shadow.wgsl",
                &groups,
                LIGHT,
            )),
        }
    }

    /// Records the rows of the slices.
    pub(in crate::render) fn record(&self, recorder: &mut Recorder<'_>, sky: &SkyTargets, job: &DomeJob) {
        let wgpu::Extent3d { width, height, .. } = sky.cloud_shadow.texture.size();
        let onto = (&sky.cloud_layers[job.dome][1], [width, height]);
        slices::record(recorder, (&self.pipeline, "cloud_shadow/slice", "cloud_shadow"), (sky, job), onto);
    }
}
