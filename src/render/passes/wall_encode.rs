//! Hop 8b: light on the wall to code values on its canvas.
//!
//! In: the linear raster. Out: code / greatest code; or wall-gamut nits for a canvas EXR. Not here: calibration.
//! Invariant: gamut, nits, roll-off, mix, inverse EOTF, dither, quantise, in that order (DESIGN.md invariant 5).

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, texture_unfiltered};
use crate::gpu::texture::Target;
use crate::render::targets::EXACT;

use super::{Layouts, Recorder, cleared};

/// The pipelines.
#[derive(Debug)]
pub struct WallEncode {
    codes: [wgpu::RenderPipeline; 2],
    nits: wgpu::RenderPipeline,
    /// Layout of its group: the linear raster, and that of a picture that fades out.
    pub layout: wgpu::BindGroupLayout,
}

impl WallEncode {
    /// Compiles the pass for both canvas formats.
    pub fn new(gpu: &Gpu, layouts: &Layouts, formats: [wgpu::TextureFormat; 2]) -> Self {
        let bindings = [texture_unfiltered(wgpu::TextureViewDimension::D2); 2];
        let layout = gpu.layout("wall_encode/light", wgpu::ShaderStages::FRAGMENT, &bindings);
        let groups = [&layouts.wall, &layout];
        let draw = |format| Draw::flat("wall_encode/codes", "wall/wall_encode.wgsl", &groups, format);
        let codes = formats.map(|format| gpu.render_pipeline(&draw(format)));
        let nits = gpu.render_pipeline(&Draw {
            label: "wall_encode/nits",
            fragment: Some("fs_nits"),
            ..draw(EXACT)
        });
        Self { codes, nits, layout }
    }

    /// Records a canvas's codes.
    pub fn record(
        &self,
        recorder: &mut Recorder<'_>,
        groups: (&wgpu::BindGroup, &wgpu::BindGroup),
        run: std::ops::Range<u32>,
        codes: &Target,
    ) {
        let pipeline = match codes.texture.format() {
            wgpu::TextureFormat::Rgb10a2Unorm => &self.codes[1],
            _ => &self.codes[0],
        };
        draw(recorder, "wall_encode", pipeline, groups, run, codes);
    }

    /// Records a canvas's nits.
    pub fn record_nits(
        &self,
        recorder: &mut Recorder<'_>,
        groups: (&wgpu::BindGroup, &wgpu::BindGroup),
        run: std::ops::Range<u32>,
        nits: &Target,
    ) {
        draw(recorder, "wall_encode_nits", &self.nits, groups, run, nits);
    }
}

fn draw(
    recorder: &mut Recorder<'_>,
    name: &'static str,
    pipeline: &wgpu::RenderPipeline,
    (wall, light): (&wgpu::BindGroup, &wgpu::BindGroup),
    run: std::ops::Range<u32>,
    target: &Target,
) {
    let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some(name),
        color_attachments: &[Some(cleared(&target.view, wgpu::Color::TRANSPARENT))],
        timestamp_writes: recorder.timers.render(name),
        ..Default::default()
    });
    pass.set_pipeline(pipeline);
    pass.set_bind_group(0, wall, &[]);
    pass.set_bind_group(1, light, &[]);
    pass.draw(0..6, run);
}
