//! Test patterns in place of a canvas's picture.
//!
//! In: panels and the canvas's pattern. Out: code values. Not here: their names (`calibration`).
//! Invariant: drawn in panel pixels, so a pattern shows wiring and turns as they are.

use crate::gpu::Gpu;
use crate::gpu::pipeline::Draw;
use crate::gpu::texture::Target;

use super::{Layouts, Recorder, cleared};

/// The pipelines.
#[derive(Debug)]
pub struct PatternPass {
    pipelines: [wgpu::RenderPipeline; 2],
}

impl PatternPass {
    /// Compiles the pass for both canvas formats.
    pub fn new(gpu: &Gpu, layouts: &Layouts, formats: [wgpu::TextureFormat; 2]) -> Self {
        let groups = [&layouts.wall];
        let pipelines = formats.map(|format| {
            gpu.render_pipeline(&Draw::flat("pattern/codes", "wall/pattern.wgsl", &groups, format))
        });
        Self { pipelines }
    }

    /// Records a canvas.
    pub fn record(
        &self,
        recorder: &mut Recorder<'_>,
        wall: &wgpu::BindGroup,
        run: std::ops::Range<u32>,
        codes: &Target,
    ) {
        let is_deep = codes.texture.format() == wgpu::TextureFormat::Rgb10a2Unorm;
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("pattern/canvas"),
            color_attachments: &[Some(cleared(&codes.view, wgpu::Color::BLACK))],
            timestamp_writes: recorder.timers.render("pattern"),
            ..Default::default()
        });
        pass.set_pipeline(&self.pipelines[usize::from(is_deep)]);
        pass.set_bind_group(0, wall, &[]);
        pass.draw(0..6, run);
    }
}
