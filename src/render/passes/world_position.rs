//! World positions of a view, one sample a texel, for the proof.
//!
//! In: the inner view. Out: xyz and 1, or the sky's direction and 0. Not here: scoring (`verify`).
//! Invariant: vertices run through the same `scene/vertex.wgsl` as the picture's.

use crate::gpu::Gpu;
use crate::gpu::pipeline::{DepthWrite, Draw, reversed_depth};
use crate::gpu::texture::Target;
use crate::gpu::upload::SLOT_BYTES;
use crate::math::Pose;
use crate::render::scene_buffers::{SceneBuffers, VERTEX_LAYOUT};
use crate::render::targets::EXACT;
use crate::render::views::View;
use crate::scene::SeenBy;

use super::lit::{SceneGroups, draw_visible};
use super::{Layouts, Recorder, cleared, depth};

/// The pipelines.
#[derive(Debug)]
pub struct WorldPosition {
    surfaces: wgpu::RenderPipeline,
    sky: wgpu::RenderPipeline,
}

impl WorldPosition {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts, material: &wgpu::BindGroupLayout) -> Self {
        let surfaces = gpu.render_pipeline(&Draw {
            label: "world_position/scene",
            shader: "scene/world_position.wgsl",
            vertex: "vs_main",
            fragment: Some("fs_main"),
            groups: &[&layouts.frame, &layouts.view, material, &layouts.sky],
            vertex_buffer: Some(VERTEX_LAYOUT),
            color: Some(EXACT),
            blend: None,
            depth: reversed_depth(DepthWrite::On),
            cull: None,
            samples: 1,
        });
        let groups = [&layouts.frame, &layouts.view];
        let sky = gpu.render_pipeline(&Draw {
            depth: reversed_depth(DepthWrite::Off),
            ..Draw::flat("world_position/sky", "scene/sky_direction.wgsl", &groups, EXACT)
        });
        Self { surfaces, sky }
    }

    /// Records the positions of an inner view.
    pub fn record(
        &self,
        recorder: &mut Recorder<'_>,
        buffers: &SceneBuffers,
        groups: SceneGroups<'_>,
        targets: &(Target, Target),
        (view, slot): (&View, usize),
        world_from_stage: &Pose,
    ) {
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("world_position/inner"),
            color_attachments: &[Some(cleared(&targets.0.view, wgpu::Color::TRANSPARENT))],
            depth_stencil_attachment: Some(depth(&targets.1.view, 0.0, wgpu::StoreOp::Discard)),
            timestamp_writes: recorder.timers.render("world_position"),
            ..Default::default()
        });
        pass.set_bind_group(0, groups.frame, &[groups.world_offset]);
        pass.set_bind_group(1, groups.view, &[slot as u32 * SLOT_BYTES as u32]);
        pass.set_bind_group(3, groups.sky.0, &[groups.sky.1]);
        draw_visible(&mut pass, [&self.surfaces; 2], buffers, (view, SeenBy::Inner), world_from_stage);
        pass.set_pipeline(&self.sky);
        pass.draw(0..3, 0..1);
    }
}
