//! The clear sky over the observer, sun and moon together.
//!
//! In: a packet's sky, the tables made before. Out: one layer of `sky_view`. Not here: which layer (`sky_cache`).
//! Invariant: drawn anew only when sun, moon or medium change.

use crate::gpu::Gpu;
use crate::gpu::pipeline::Draw;
use crate::render::sky_targets::SkyTargets;
use crate::render::targets::LIGHT;

use super::{Layouts, Recorder, cleared};

/// The pipeline.
#[derive(Debug)]
pub struct SkyView {
    pipeline: wgpu::RenderPipeline,
}

impl SkyView {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let groups = [&layouts.luts[2]];
        Self {
            pipeline: gpu.render_pipeline(&Draw::flat("sky_view/lut", "sky/sky_view.wgsl", &groups, LIGHT)),
        }
    }

    /// Records one layer.
    pub fn record(&self, recorder: &mut Recorder<'_>, sky: &SkyTargets, layer: usize) {
        let onto = &sky.table_layers[layer][2];
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("sky_view/lut"),
            color_attachments: &[Some(cleared(onto, wgpu::Color::BLACK))],
            timestamp_writes: recorder.timers.render("sky_view"),
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &sky.luts[layer][2], &[sky.lut_offset(layer)]);
        pass.draw(0..3, 0..1);
    }
}
