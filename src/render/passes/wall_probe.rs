//! What each LED shows, as a direction: the proof's twin of `wall_map`.
//!
//! In: world positions of an inner view. Out: per LED, the mean direction from the true pupil.
//! Not here: scoring (`verify::parallax`).
//! Invariant: taps and weights are those of the color, by the shared `wall/inner_window.wgsl`.

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, UNIFORM, texture_unfiltered};
use crate::gpu::texture::Target;
use crate::render::targets::EXACT;

use super::{Layouts, Recorder, cleared};

/// The pipeline.
#[derive(Debug)]
pub struct WallProbe {
    pipeline: wgpu::RenderPipeline,
    /// Layout of its group: inner uniforms, world positions.
    pub layout: wgpu::BindGroupLayout,
}

impl WallProbe {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let bindings = [UNIFORM, texture_unfiltered(wgpu::TextureViewDimension::D2)];
        let layout = gpu.layout("wall_probe/inner", wgpu::ShaderStages::FRAGMENT, &bindings);
        let groups = [&layouts.wall, &layout];
        let pipeline =
            gpu.render_pipeline(&Draw::flat("wall_probe/shown", "wall/wall_probe.wgsl", &groups, EXACT));
        Self { pipeline, layout }
    }

    /// Records one canvas; what is no LED holds w = -1.
    pub fn record(
        &self,
        recorder: &mut Recorder<'_>,
        (wall, inner): (&wgpu::BindGroup, &wgpu::BindGroup),
        run: std::ops::Range<u32>,
        shown: &Target,
    ) {
        let none = wgpu::Color { r: 0.0, g: 0.0, b: 0.0, a: -1.0 };
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("wall_probe/canvas"),
            color_attachments: &[Some(cleared(&shown.view, none))],
            timestamp_writes: recorder.timers.render("wall_probe"),
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, wall, &[]);
        pass.set_bind_group(1, inner, &[]);
        pass.draw(0..6, run);
    }
}
