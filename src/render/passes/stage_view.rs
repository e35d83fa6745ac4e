//! The stage in 3D for the previs: lit walls, and the set in front of them.
//!
//! In: canvases' codes, panels' mean light, the set's meshes. Out: linear light. Not here: the world.
//! Invariant: for eyes only; nothing measured reads it.

use crate::gpu::Gpu;
use crate::gpu::pipeline::{DepthWrite, Draw, STORAGE_READ, UNIFORM, reversed_depth, texture_unfiltered};
use crate::render::scene_buffers::VERTEX_LAYOUT;
use crate::render::set_buffers::SetBuffers;
use crate::render::targets::{CameraTargets, EXACT, SAMPLES, ViewTargets};

use super::simulated_camera::Piece;
use super::{Layouts, Recorder, cleared, depth, kept};

/// The pipelines.
#[derive(Debug)]
pub struct StageView {
    wall: wgpu::RenderPipeline,
    set: wgpu::RenderPipeline,
    set_in_picture: wgpu::RenderPipeline,
    /// Layout of its group: camera, one canvas's codes, panels' light.
    pub layout: wgpu::BindGroupLayout,
}

impl StageView {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts, format: wgpu::TextureFormat) -> Self {
        let stages = wgpu::ShaderStages::VERTEX_FRAGMENT;
        let bindings = [UNIFORM, texture_unfiltered(wgpu::TextureViewDimension::D2), STORAGE_READ];
        let layout = gpu.layout("stage_view/canvas", stages, &bindings);
        let groups = [&layouts.wall, &layout];
        let draw = Draw {
            depth: reversed_depth(DepthWrite::On),
            samples: SAMPLES,
            vertex: "vs_wall",
            fragment: Some("fs_wall"),
            ..Draw::flat("stage_view/wall", "post/stage_view.wgsl", &groups, format)
        };
        let wall = gpu.render_pipeline(&draw);
        let draw = Draw {
            label: "stage_view/set",
            vertex: "vs_set",
            fragment: Some("fs_set"),
            vertex_buffer: Some(VERTEX_LAYOUT),
            ..draw
        };
        let set = gpu.render_pipeline(&draw);
        let set_in_picture = gpu.render_pipeline(&Draw { color: Some(EXACT), samples: 1, ..draw });
        Self { wall, set, set_in_picture, layout }
    }

    /// Records the set into a simulated camera's picture, in front of the wall. For the desk only: a measured picture
    /// holds the wall alone.
    pub fn record_set(
        &self,
        recorder: &mut Recorder<'_>,
        targets: &CameraTargets,
        set: &SetBuffers,
        (wall, camera): (&wgpu::BindGroup, &wgpu::BindGroup),
    ) {
        let mut attachment = depth(&targets.picture_depth.view, 0.0, wgpu::StoreOp::Store);
        attachment.depth_ops =
            Some(wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store });
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("stage_view/set_in_picture"),
            color_attachments: &[Some(kept(&targets.picture.view))],
            depth_stencil_attachment: Some(attachment),
            timestamp_writes: recorder.timers.render("set_in_picture"),
            ..Default::default()
        });
        pass.set_pipeline(&self.set_in_picture);
        pass.set_bind_group(0, wall, &[]);
        pass.set_bind_group(1, camera, &[]);
        pass.set_vertex_buffer(0, set.vertices.slice(..));
        pass.set_index_buffer(set.indices.slice(..), wgpu::IndexFormat::Uint32);
        pass.draw_indexed(0..set.count, 0, 0..1);
    }

    /// Records the walls, canvas after canvas, and with the last one the set.
    pub fn record<'a>(
        &self,
        recorder: &mut Recorder<'_>,
        targets: &ViewTargets,
        set: &SetBuffers,
        pieces: impl ExactSizeIterator<Item = Piece<'a>>,
    ) {
        let last = pieces.len().saturating_sub(1);
        for (index, piece) in pieces.enumerate() {
            let backdrop = wgpu::Color { r: 0.004, g: 0.0045, b: 0.006, a: 1.0 };
            let mut color =
                if index == 0 { cleared(&targets.color.view, backdrop) } else { kept(&targets.color.view) };
            let mut attachment = depth(&targets.depth.view, 0.0, wgpu::StoreOp::Store);
            if index > 0 {
                attachment.depth_ops =
                    Some(wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store });
            }
            if index == last {
                color.resolve_target = Some(&targets.light.view);
            }
            let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("stage_view/canvas"),
                color_attachments: &[Some(color)],
                depth_stencil_attachment: Some(attachment),
                timestamp_writes: recorder.timers.render("stage_view"),
                ..Default::default()
            });
            pass.set_bind_group(0, piece.wall, &[]);
            pass.set_bind_group(1, piece.camera, &[]);
            pass.set_pipeline(&self.wall);
            pass.draw(0..6, piece.run);
            if index == last {
                pass.set_pipeline(&self.set);
                pass.set_vertex_buffer(0, set.vertices.slice(..));
                pass.set_index_buffer(set.indices.slice(..), wgpu::IndexFormat::Uint32);
                pass.draw_indexed(0..set.count, 0, 0..1);
            }
        }
    }
}
