//! Hop 8c: the key color and its markers, over the LEDs of cameras and walls in chroma.
//!
//! In: jobs, windows of cameras, a canvas that is encoded. Out: exact codes, their light, their nits.
//! Not here: the colors (`calibration::chroma`), which jobs there are (`frame`).
//! Invariant: runs after `wall_encode` and touches nothing but its own LEDs: no roll-off, grade or dither reaches a key.

use std::ops::Range;

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, STORAGE_READ, UNIFORM_SLOT};
use crate::gpu::texture::Target;
use crate::render::targets::{CanvasTargets, EXACT, LIGHT};

use super::{Layouts, Recorder, kept};

/// The pipelines.
#[derive(Debug)]
pub struct Chroma {
    codes: [wgpu::RenderPipeline; 2],
    light: wgpu::RenderPipeline,
    nits: wgpu::RenderPipeline,
}

/// Exact light for some panels of a canvas.
#[derive(Clone, Debug)]
pub struct FlatDraw {
    /// Byte offset of its job.
    pub slot: u32,
    /// Panels.
    pub run: Range<u32>,
}

/// What a canvas's exact light is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct FlatGroups<'a> {
    /// Panels, walls, canvas.
    pub wall: &'a wgpu::BindGroup,
    /// Job, windows, colors.
    pub flat: &'a wgpu::BindGroup,
}

/// Layout of the group of exact light: job, windows, colors.
pub fn flat_layout(gpu: &Gpu) -> wgpu::BindGroupLayout {
    gpu.layout("flat/job", wgpu::ShaderStages::FRAGMENT, &[UNIFORM_SLOT, STORAGE_READ, STORAGE_READ])
}

impl Chroma {
    /// Compiles the pass for both canvas formats.
    pub fn new(gpu: &Gpu, layouts: &Layouts, formats: [wgpu::TextureFormat; 2]) -> Self {
        let groups = [&layouts.wall, &layouts.flat];
        let draw = |format| Draw::flat("chroma/codes", "wall/chroma.wgsl", &groups, format);
        let codes = formats.map(|format| gpu.render_pipeline(&draw(format)));
        let light =
            gpu.render_pipeline(&Draw { label: "chroma/light", fragment: Some("fs_light"), ..draw(LIGHT) });
        let nits =
            gpu.render_pipeline(&Draw { label: "chroma/nits", fragment: Some("fs_nits"), ..draw(EXACT) });
        Self { codes, light, nits }
    }

    /// Records a canvas's jobs; none costs nothing.
    pub fn record(
        &self,
        recorder: &mut Recorder<'_>,
        groups: FlatGroups<'_>,
        draws: &(impl Iterator<Item = FlatDraw> + Clone),
        canvas: &CanvasTargets,
    ) {
        if draws.clone().next().is_none() {
            return;
        }
        let is_deep = canvas.codes.texture.format() == wgpu::TextureFormat::Rgb10a2Unorm;
        let codes = (&self.codes[usize::from(is_deep)], &canvas.codes);
        let nits = canvas.nits.as_ref().map(|nits| (&self.nits, nits));
        for (pipeline, target) in
            [Some(codes), Some((&self.light, &canvas.light)), nits].into_iter().flatten()
        {
            draw(recorder, "chroma", pipeline, groups, draws.clone(), target);
        }
    }
}

/// Draws jobs over what a target holds.
pub(super) fn draw(
    recorder: &mut Recorder<'_>,
    name: &'static str,
    pipeline: &wgpu::RenderPipeline,
    groups: FlatGroups<'_>,
    draws: impl Iterator<Item = FlatDraw>,
    target: &Target,
) {
    let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some(name),
        color_attachments: &[Some(kept(&target.view))],
        timestamp_writes: recorder.timers.render(name),
        ..Default::default()
    });
    pass.set_pipeline(pipeline);
    pass.set_bind_group(0, groups.wall, &[]);
    for FlatDraw { slot, run } in draws {
        pass.set_bind_group(1, groups.flat, &[slot]);
        pass.draw(0..6, run);
    }
}
