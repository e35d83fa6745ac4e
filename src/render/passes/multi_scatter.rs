//! Light of the second and all further orders of scattering (Hillaire 2020, 5.5).
//!
//! In: a packet's sky, the tables made before. Out: one layer of `multi_scatter`. Not here: which layer (`sky_cache`).
//! Invariant: drawn anew only when sun, moon or medium change.

use crate::gpu::Gpu;
use crate::gpu::pipeline::Draw;
use crate::render::sky_targets::SkyTargets;
use crate::render::targets::LIGHT;

use super::{Layouts, Recorder, cleared};

/// The pipeline.
#[derive(Debug)]
pub struct MultiScatter {
    pipeline: wgpu::RenderPipeline,
}

impl MultiScatter {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let groups = [&layouts.luts[1]];
        Self {
            pipeline: gpu.render_pipeline(&Draw::flat(
                "multi_scatter/lut",
                "sky/multi_scatter.wgsl",
                &groups,
                LIGHT,
            )),
        }
    }

    /// Records one layer.
    pub fn record(&self, recorder: &mut Recorder<'_>, sky: &SkyTargets, layer: usize) {
        let onto = &sky.table_layers[layer][1];
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("multi_scatter/lut"),
            color_attachments: &[Some(cleared(onto, wgpu::Color::BLACK))],
            timestamp_writes: recorder.timers.render("multi_scatter"),
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &sky.luts[layer][1], &[sky.lut_offset(layer)]);
        pass.draw(0..3, 0..1);
    }
}
