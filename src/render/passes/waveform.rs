//! A waveform of a camera's picture, for the desk.
//!
//! In: linear ACEScg, 1.0 = 100 nits. Out: a desk picture: columns of the picture across, PQ of nits upward.
//! Not here: its graticule (`console::scopes`). Invariant: counts are whole numbers, so threads' order changes nothing.

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, STORAGE_READ, STORAGE_WRITE, texture_unfiltered};
use crate::gpu::texture::Target;
use crate::render::targets::DISPLAY;

use super::{Recorder, cleared};

/// Columns and levels, as in the shader.
pub const SIZE: [u32; 2] = [512, 256];
/// Pixels of a row that a workgroup counts, as in the shader.
const GROUP: u32 = 64;

/// The pipelines and the counts.
#[derive(Debug)]
pub struct Waveform {
    count: wgpu::ComputePipeline,
    draw: wgpu::RenderPipeline,
    count_layout: wgpu::BindGroupLayout,
    draw_layout: wgpu::BindGroupLayout,
    counts: wgpu::Buffer,
}

/// A picture bound to be counted.
#[derive(Debug)]
pub struct WaveformGroups {
    count: wgpu::BindGroup,
    draw: wgpu::BindGroup,
    size: [u32; 2],
}

impl Waveform {
    /// Compiles the pass and makes its counts.
    pub fn new(gpu: &Gpu) -> Self {
        let bindings = [texture_unfiltered(wgpu::TextureViewDimension::D2), STORAGE_WRITE];
        let count_layout = gpu.layout("waveform/count", wgpu::ShaderStages::COMPUTE, &bindings);
        let draw_layout = gpu.layout("waveform/draw", wgpu::ShaderStages::FRAGMENT, &[STORAGE_READ]);
        Self {
            count: gpu.compute_pipeline("waveform/count", "post/waveform.wgsl", &[&count_layout]),
            draw: gpu.render_pipeline(&Draw::flat(
                "waveform/draw",
                "post/waveform_draw.wgsl",
                &[&draw_layout],
                DISPLAY,
            )),
            counts: gpu.storage("waveform/counts", u64::from(3 * SIZE[0] * SIZE[1]) * 4),
            count_layout,
            draw_layout,
        }
    }

    /// Binds a picture.
    pub fn bind(&self, gpu: &Gpu, picture: &Target) -> WaveformGroups {
        let size = picture.texture.size();
        let source = [wgpu::BindingResource::TextureView(&picture.view), self.counts.as_entire_binding()];
        WaveformGroups {
            count: gpu.group("waveform/count", &self.count_layout, &source),
            draw: gpu.group("waveform/draw", &self.draw_layout, &[self.counts.as_entire_binding()]),
            size: [size.width, size.height],
        }
    }

    /// Records the counting of a picture and its drawing.
    pub fn record(&self, recorder: &mut Recorder<'_>, groups: &WaveformGroups, onto: &Target) {
        recorder.encoder.clear_buffer(&self.counts, 0, None);
        let mut pass = recorder.encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("waveform/count"),
            timestamp_writes: recorder.timers.compute("waveform"),
        });
        pass.set_pipeline(&self.count);
        pass.set_bind_group(0, &groups.count, &[]);
        pass.dispatch_workgroups(groups.size[0].div_ceil(GROUP), groups.size[1], 1);
        drop(pass);
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("waveform/draw"),
            color_attachments: &[Some(cleared(&onto.view, wgpu::Color::BLACK))],
            timestamp_writes: recorder.timers.render("waveform"),
            ..Default::default()
        });
        pass.set_pipeline(&self.draw);
        pass.set_bind_group(0, &groups.draw, &[]);
        pass.draw(0..3, 0..1);
    }
}
