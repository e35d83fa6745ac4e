//! Linear targets to pictures for a desk monitor.
//!
//! In: a target, its scale. Out: sRGB-coded values. Source: Khronos PBR Neutral. Not here: the wall, which gets no curve.
//! Invariant: for eyes only; nothing measured reads it.

use glam::DVec3;

use crate::color::Primaries;
use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, UNIFORM, texture_unfiltered};
use crate::gpu::texture::Target;
use crate::render::structs::{ToneMapUniforms, columns, row};

use super::{Recorder, cleared};

/// The pipeline.
#[derive(Debug)]
pub struct ToneMap {
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
}

/// One picture for the desk: its source bound once.
#[derive(Debug)]
pub struct DeskPicture {
    group: wgpu::BindGroup,
    view: wgpu::TextureView,
}

impl ToneMap {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, format: wgpu::TextureFormat) -> Self {
        let bindings = [UNIFORM, texture_unfiltered(wgpu::TextureViewDimension::D2)];
        let layout = gpu.layout("tone_map/source", wgpu::ShaderStages::FRAGMENT, &bindings);
        let pipeline =
            gpu.render_pipeline(&Draw::flat("tone_map/display", "post/tone_map.wgsl", &[&layout], format));
        Self { pipeline, layout }
    }

    /// Binds a source of ACEScg light (1.0 = 100 nits) to a desk picture; `grey18_nits` shows as 18 %.
    pub fn bind(&self, gpu: &Gpu, source: &Target, desk: &Target, grey18_nits: f64) -> DeskPicture {
        let (from, to) = (source.texture.size(), desk.texture.size());
        let scale = DVec3::new(
            100.0 * 0.18 / grey18_nits,
            f64::from(from.width) / f64::from(to.width),
            f64::from(from.width),
        );
        let uniforms = ToneMapUniforms {
            scale: row(scale, f64::from(from.height)),
            rec709_from_source: columns(Primaries::REC709.from(&Primaries::ACESCG)),
        };
        let buffer = gpu.filled("tone_map/uniforms", &[uniforms], wgpu::BufferUsages::UNIFORM);
        let resources = [buffer.as_entire_binding(), wgpu::BindingResource::TextureView(&source.view)];
        DeskPicture { group: gpu.group("tone_map/source", &self.layout, &resources), view: desk.view.clone() }
    }

    /// Records one desk picture.
    pub fn record(&self, recorder: &mut Recorder<'_>, desk: &DeskPicture) {
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("tone_map/display"),
            color_attachments: &[Some(cleared(&desk.view, wgpu::Color::BLACK))],
            timestamp_writes: recorder.timers.render("tone_map"),
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &desk.group, &[]);
        pass.draw(0..3, 0..1);
    }
}
