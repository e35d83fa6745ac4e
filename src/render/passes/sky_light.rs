//! The live sky as light: its panorama, from it nine SH coefficients and a prefiltered cube.
//!
//! In: a dome that is whole. Out: a layer of the cube, nine coefficients. Not here: fading between layers (`shaders/scene/opaque.wgsl`).
//! Source: Ramamoorthi and Hanrahan 2001 (SH), Karis 2013 (split sum). Invariant: a slice of the work a frame; what a frame shows
//! is always whole (`sky_cache`).

use crate::gpu::Gpu;
use crate::gpu::pipeline::Draw;
use crate::render::sky_cache::DomeJob;
use crate::render::sky_targets::SkyTargets;
use crate::render::targets::LIGHT;

use super::{Layouts, Recorder, cleared};

/// The pipelines.
#[derive(Debug)]
pub struct SkyLight {
    panorama: wgpu::RenderPipeline,
}

impl SkyLight {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let groups = [&layouts.empty, &layouts.empty, &layouts.empty, &layouts.sky];
        let draw = Draw::flat("sky_light/panorama", "sky/sky_panorama.wgsl", &groups, LIGHT);
        Self { panorama: gpu.render_pipeline(&draw) }
    }

    /// Records the slices of a dome's light.
    pub(in crate::render) fn record(&self, recorder: &mut Recorder<'_>, sky: &SkyTargets, job: &DomeJob) {
        let onto = sky.panorama.layer(0, 0);
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("sky_light/panorama"),
            color_attachments: &[Some(cleared(&onto, wgpu::Color::BLACK))],
            timestamp_writes: recorder.timers.render("sky_light"),
            ..Default::default()
        });
        pass.set_pipeline(&self.panorama);
        pass.set_bind_group(3, &sky.group, &[sky.dome_offset(job.dome)]);
        pass.draw(0..3, 0..1);
    }
}
