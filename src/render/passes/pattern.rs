//! Test patterns in place of a canvas's picture.
//!
//! In: panels and the canvas's pattern. Out: code values. Not here: their names (`calibration`).
//! Invariant: drawn in panel pixels, so a pattern shows wiring and turns as they are.

use crate::gpu::Gpu;
use crate::gpu::pipeline::Draw;
use crate::render::targets::{CanvasTargets, LIGHT};

use super::{Layouts, Recorder, cleared};

/// The pipelines.
#[derive(Debug)]
pub struct PatternPass {
    codes: [wgpu::RenderPipeline; 2],
    light: wgpu::RenderPipeline,
}

impl PatternPass {
    /// Compiles the pass for both canvas formats.
    pub fn new(gpu: &Gpu, layouts: &Layouts, formats: [wgpu::TextureFormat; 2]) -> Self {
        let groups = [&layouts.wall];
        let draw = |format| Draw::flat("pattern/codes", "wall/pattern.wgsl", &groups, format);
        let codes = formats.map(|format| gpu.render_pipeline(&draw(format)));
        let light =
            gpu.render_pipeline(&Draw { label: "pattern/light", fragment: Some("fs_light"), ..draw(LIGHT) });
        Self { codes, light }
    }

    /// Records a canvas: its codes, and in place of the picture's light the pattern's, for the desk.
    pub fn record(
        &self,
        recorder: &mut Recorder<'_>,
        wall: &wgpu::BindGroup,
        run: std::ops::Range<u32>,
        canvas: &CanvasTargets,
    ) {
        let is_deep = canvas.codes.texture.format() == wgpu::TextureFormat::Rgb10a2Unorm;
        for (pipeline, target) in
            [(&self.codes[usize::from(is_deep)], &canvas.codes), (&self.light, &canvas.light)]
        {
            let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("pattern/canvas"),
                color_attachments: &[Some(cleared(&target.view, wgpu::Color::BLACK))],
                timestamp_writes: recorder.timers.render("pattern"),
                ..Default::default()
            });
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, wall, &[]);
            pass.draw(0..6, run.clone());
        }
    }
}
