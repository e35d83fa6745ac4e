//! Light and transmittance of the clouds over the observer, by direction.
//!
//! A dome is seen from one place, the stage's mark, by every view: so nothing of it can differ between inner, outer and reference.
//! That is its limit: from `d` metres beside the mark a cloud with its base at `b` metres should stand `d sin(elevation) / b` radians
//! elsewhere. Ten metres under clouds at 1500 m are 0.4 degrees at the zenith and 0.13 degrees at 20 degrees; a camera that walks
//! further than a wall's width needs the world moved with it, not the camera. Clouds nearer than some 300 m are fog.
//!
//! In: a packet's sky and tables. Out: a slice of one layer of `cloud_dome`. Not here: which layer and slices (`sky_cache`).
//! Invariant: a texel depends on the packet alone, whichever slice drew it when.

use crate::gpu::Gpu;
use crate::gpu::pipeline::Draw;
use crate::render::sky_cache::DomeJob;
use crate::render::sky_targets::SkyTargets;
use crate::render::targets::LIGHT;

use super::{Layouts, Recorder, slices};

/// The pipeline.
#[derive(Debug)]
pub struct CloudDome {
    pipeline: wgpu::RenderPipeline,
}

impl CloudDome {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let groups = [&layouts.luts[3], &layouts.cloud_noise];
        Self {
            pipeline: gpu.render_pipeline(&Draw::flat(
                "cloud_dome/slice",
                "sky/cloud_dome.wgsl",
                &groups,
                LIGHT,
            )),
        }
    }

    /// Records the rows of the slices.
    pub(in crate::render) fn record(&self, recorder: &mut Recorder<'_>, sky: &SkyTargets, job: &DomeJob) {
        let wgpu::Extent3d { width, height, .. } = sky.cloud_dome.texture.size();
        let onto = (&sky.cloud_layers[job.dome][0], [width, height]);
        slices::record(recorder, (&self.pipeline, "cloud_dome/slice", "cloud_dome"), (sky, job), onto);
    }
}
