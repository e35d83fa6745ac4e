//! The picture that the film camera takes of the emitting wall.
//!
//! In: canvases' code values, the camera. Out: linear ACEScg, 1.0 = 100 nits, alpha 0 off the wall.
//! Not here: lens faults, the set. Its twin in f64 is `verify::ray_caster`.
//! Invariant: one ray a pixel centre, one LED a ray; the codes read are those that the processor gets.

use crate::gpu::Gpu;
use crate::gpu::pipeline::{DepthWrite, Draw, UNIFORM, reversed_depth, texture_unfiltered};
use crate::render::targets::{CameraTargets, EXACT};

use super::{Layouts, Recorder, cleared, depth, kept};

/// The pipeline.
#[derive(Debug)]
pub struct SimulatedCamera {
    pipeline: wgpu::RenderPipeline,
    /// Layout of its group: camera, one canvas's codes.
    pub layout: wgpu::BindGroupLayout,
}

/// One canvas's panels as a camera sees them.
#[derive(Clone, Debug)]
pub struct Piece<'a> {
    /// Panels, walls, canvas.
    pub wall: &'a wgpu::BindGroup,
    /// Camera and codes.
    pub camera: &'a wgpu::BindGroup,
    /// Panels.
    pub run: std::ops::Range<u32>,
}

impl SimulatedCamera {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let stages = wgpu::ShaderStages::VERTEX_FRAGMENT;
        let bindings = [UNIFORM, texture_unfiltered(wgpu::TextureViewDimension::D2)];
        let layout = gpu.layout("simulated_camera/canvas", stages, &bindings);
        let groups = [&layouts.wall, &layout];
        let pipeline = gpu.render_pipeline(&Draw {
            depth: reversed_depth(DepthWrite::On),
            ..Draw::flat("simulated_camera/wall", "post/simulated_camera.wgsl", &groups, EXACT)
        });
        Self { pipeline, layout }
    }

    /// Records a camera's picture, canvas after canvas into one depth.
    pub fn record<'a>(
        &self,
        recorder: &mut Recorder<'_>,
        targets: &CameraTargets,
        pieces: impl Iterator<Item = Piece<'a>>,
    ) {
        for (index, piece) in pieces.enumerate() {
            let (color, depth_attachment) = if index == 0 {
                let start = cleared(&targets.picture.view, wgpu::Color::TRANSPARENT);
                (start, depth(&targets.picture_depth.view, 0.0, wgpu::StoreOp::Store))
            } else {
                let mut again = depth(&targets.picture_depth.view, 0.0, wgpu::StoreOp::Store);
                again.depth_ops =
                    Some(wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store });
                (kept(&targets.picture.view), again)
            };
            let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("simulated_camera/canvas"),
                color_attachments: &[Some(color)],
                depth_stencil_attachment: Some(depth_attachment),
                timestamp_writes: recorder.timers.render("simulated_camera"),
                ..Default::default()
            });
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, piece.wall, &[]);
            pass.set_bind_group(1, piece.camera, &[]);
            pass.draw(0..6, piece.run);
        }
    }
}
