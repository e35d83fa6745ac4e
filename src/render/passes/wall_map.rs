//! Hop 8a: views onto LEDs, linear.
//!
//! In: outer faces, inner views, light cards and flags. Out: one linear raster a canvas, in the canvas's own pixels.
//! Not here: code values (`wall_encode`), the geometry of panels (`wall_buffers`).
//! Invariant: every LED of every fed panel is written once by the outer draw, then at most once by each inner draw.

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, SAMPLER, UNIFORM, texture};
use crate::gpu::texture::Target;
use crate::render::targets::LIGHT;

use super::{Layouts, Recorder, cleared};

/// The pipelines and the layout of one view's texture.
#[derive(Debug)]
pub struct WallMap {
    outer: wgpu::RenderPipeline,
    inner: wgpu::RenderPipeline,
    /// Layout of the outer's group: uniforms, array texture, sampler.
    pub outer_layout: wgpu::BindGroupLayout,
    /// Layout of an inner's group: uniforms, texture, sampler.
    pub inner_layout: wgpu::BindGroupLayout,
}

/// What one canvas's map is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct MapGroups<'a> {
    /// Panels, walls, canvas.
    pub wall: &'a wgpu::BindGroup,
    /// Outer faces; cards.
    pub outer: &'a wgpu::BindGroup,
}

impl WallMap {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let stages = wgpu::ShaderStages::FRAGMENT;
        let array = [UNIFORM, texture(wgpu::TextureViewDimension::D2Array), SAMPLER];
        let outer_layout = gpu.layout("wall_map/outer", stages, &array);
        let flat = [UNIFORM, texture(wgpu::TextureViewDimension::D2), SAMPLER];
        let inner_layout = gpu.layout("wall_map/inner", stages, &flat);
        let groups = [&layouts.wall, &outer_layout, &inner_layout];
        let draw = Draw::flat("wall_map/outer", "wall/wall_map.wgsl", &groups, LIGHT);
        // A show without cameras has no inner group to bind.
        let of_outer = Draw { fragment: Some("fs_outer"), groups: &groups[..2], ..draw.clone() };
        let outer = gpu.render_pipeline(&of_outer);
        let inner = gpu.render_pipeline(&Draw {
            label: "wall_map/inner",
            fragment: Some("fs_inner"),
            blend: Some(wgpu::BlendState::ALPHA_BLENDING),
            ..draw
        });
        Self { outer, inner, outer_layout, inner_layout }
    }

    /// Records one canvas; `inner` are the groups of inner views, lowest first.
    pub fn record<'a>(
        &self,
        recorder: &mut Recorder<'_>,
        groups: MapGroups<'_>,
        inner: impl Iterator<Item = &'a wgpu::BindGroup>,
        run: std::ops::Range<u32>,
        light: &Target,
    ) {
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("wall_map/canvas"),
            color_attachments: &[Some(cleared(&light.view, wgpu::Color::TRANSPARENT))],
            timestamp_writes: recorder.timers.render("wall_map"),
            ..Default::default()
        });
        pass.set_bind_group(0, groups.wall, &[]);
        pass.set_bind_group(1, groups.outer, &[]);
        pass.set_pipeline(&self.outer);
        pass.draw(0..6, run.clone());
        pass.set_pipeline(&self.inner);
        for inner in inner {
            pass.set_bind_group(2, inner, &[]);
            pass.draw(0..6, run.clone());
        }
    }
}
