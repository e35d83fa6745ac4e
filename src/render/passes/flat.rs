//! Hop 8c: exact light over the LEDs of canvases, walls and cameras: test patterns, and the key color with its markers.
//!
//! In: jobs, windows of cameras, a canvas. Out: exact codes, their light, their nits.
//! Not here: what a job shows (`calibration`, `shaders/wall/{pattern,chroma}.wgsl`), which jobs there are (`frame`).
//! Invariant: codes are drawn after `wall_encode` and touch nothing but their own LEDs: no roll-off, grade or dither
//! reaches them.

use std::ops::Range;

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, STORAGE_READ, UNIFORM_SLOT};
use crate::gpu::texture::Target;
use crate::render::targets::{CanvasTargets, EXACT, LIGHT};

use super::{Layouts, Recorder, kept};

/// What a job shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlatKind {
    /// The key color and its markers.
    Chroma,
    /// A test pattern.
    Pattern,
}

/// Exact light for some panels of a canvas.
#[derive(Clone, Debug)]
pub struct FlatDraw {
    /// What it shows.
    pub kind: FlatKind,
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

/// The pipelines of one kind.
#[derive(Debug)]
struct Pipelines {
    codes: [wgpu::RenderPipeline; 2],
    light: wgpu::RenderPipeline,
    nits: wgpu::RenderPipeline,
}

/// The pipelines.
#[derive(Debug)]
pub struct Flat {
    chroma: Pipelines,
    pattern: Pipelines,
}

/// Layout of the group of exact light: job, windows, colors.
pub fn layout(gpu: &Gpu) -> wgpu::BindGroupLayout {
    gpu.layout("flat/job", wgpu::ShaderStages::FRAGMENT, &[UNIFORM_SLOT, STORAGE_READ, STORAGE_READ])
}

impl Pipelines {
    fn new(gpu: &Gpu, layouts: &Layouts, formats: [wgpu::TextureFormat; 2], shader: &str) -> Self {
        let groups = [&layouts.wall, &layouts.flat];
        let draw = |format| Draw::flat("flat/codes", shader, &groups, format);
        let light = Draw { label: "flat/light", fragment: Some("fs_light"), ..draw(LIGHT) };
        let nits = Draw { label: "flat/nits", fragment: Some("fs_nits"), ..draw(EXACT) };
        Self {
            codes: formats.map(|format| gpu.render_pipeline(&draw(format))),
            light: gpu.render_pipeline(&light),
            nits: gpu.render_pipeline(&nits),
        }
    }
}

impl Flat {
    /// Compiles the pass for both canvas formats.
    pub fn new(gpu: &Gpu, layouts: &Layouts, formats: [wgpu::TextureFormat; 2]) -> Self {
        let of = |shader| Pipelines::new(gpu, layouts, formats, shader);
        Self { chroma: of("wall/chroma.wgsl"), pattern: of("wall/pattern.wgsl") }
    }

    fn of(&self, kind: FlatKind) -> &Pipelines {
        match kind {
            FlatKind::Chroma => &self.chroma,
            FlatKind::Pattern => &self.pattern,
        }
    }

    /// Records the light of a canvas's jobs, before `wall_encode` reads it; none costs nothing.
    pub fn record_light(
        &self,
        recorder: &mut Recorder<'_>,
        groups: FlatGroups<'_>,
        draws: &(impl Iterator<Item = FlatDraw> + Clone),
        canvas: &CanvasTargets,
    ) {
        draw(recorder, groups, draws.clone(), &canvas.light, |kind| &self.of(kind).light);
    }

    /// Records their codes, after `wall_encode`.
    pub fn record_codes(
        &self,
        recorder: &mut Recorder<'_>,
        groups: FlatGroups<'_>,
        draws: &(impl Iterator<Item = FlatDraw> + Clone),
        canvas: &CanvasTargets,
    ) {
        let is_deep = canvas.codes.texture.format() == wgpu::TextureFormat::Rgb10a2Unorm;
        let codes = |kind| &self.of(kind).codes[usize::from(is_deep)];
        draw(recorder, groups, draws.clone(), &canvas.codes, codes);
    }

    /// Records their nits, after `wall_encode`.
    pub fn record_nits(
        &self,
        recorder: &mut Recorder<'_>,
        groups: FlatGroups<'_>,
        draws: &(impl Iterator<Item = FlatDraw> + Clone),
        nits: &Target,
    ) {
        draw(recorder, groups, draws.clone(), nits, |kind| &self.of(kind).nits);
    }
}

/// Draws jobs over what a target holds.
fn draw<'a>(
    recorder: &mut Recorder<'_>,
    groups: FlatGroups<'_>,
    draws: impl Iterator<Item = FlatDraw>,
    target: &Target,
    pipeline: impl Fn(FlatKind) -> &'a wgpu::RenderPipeline,
) {
    let mut draws = draws.peekable();
    if draws.peek().is_none() {
        return;
    }
    let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("flat/canvas"),
        color_attachments: &[Some(kept(&target.view))],
        timestamp_writes: recorder.timers.render("flat"),
        ..Default::default()
    });
    for FlatDraw { kind, slot, run } in draws {
        pass.set_pipeline(pipeline(kind));
        pass.set_bind_group(0, groups.wall, &[]);
        pass.set_bind_group(1, groups.flat, &[slot]);
        pass.draw(0..6, run);
    }
}
