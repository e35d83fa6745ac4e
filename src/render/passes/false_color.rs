//! False color over the desk's pictures: what of the asked light a wall cannot show.
//!
//! In: canvases' light before gamut clip and roll-off. Out: desk pictures of cameras and canvases in place of the tone map.
//! Not here: the palette (`color::false_color`). Invariant: writes desk pictures only, so it can stand on no wall.

use crate::gpu::Gpu;
use crate::gpu::pipeline::{DepthWrite, Draw, reversed_depth};
use crate::gpu::texture::Target;
use crate::render::targets::DISPLAY;

use super::simulated_camera::{Piece, SimulatedCamera};
use super::{Layouts, Recorder, cleared, depth, kept};

/// The pipelines.
#[derive(Debug)]
pub struct FalseColor {
    camera: wgpu::RenderPipeline,
    canvas: wgpu::RenderPipeline,
}

impl FalseColor {
    /// Compiles the pass; its groups are those of the simulated camera, with a canvas's light in place of its codes.
    pub fn new(gpu: &Gpu, layouts: &Layouts, simulated_camera: &SimulatedCamera) -> Self {
        let groups = [&layouts.wall, &simulated_camera.layout];
        let draw = Draw::flat("false_color/camera", "post/false_color.wgsl", &groups, DISPLAY);
        let camera = gpu.render_pipeline(&Draw {
            vertex: "vs_camera",
            depth: reversed_depth(DepthWrite::On),
            ..draw.clone()
        });
        let canvas = gpu.render_pipeline(&Draw { label: "false_color/canvas", vertex: "vs_canvas", ..draw });
        Self { camera, canvas }
    }

    /// Records a camera's desk picture, canvas after canvas into one depth.
    pub fn record_camera<'a>(
        &self,
        recorder: &mut Recorder<'_>,
        (picture, picture_depth): (&Target, &Target),
        pieces: impl Iterator<Item = Piece<'a>>,
    ) {
        for (index, piece) in pieces.enumerate() {
            let mut depth_attachment = depth(&picture_depth.view, 0.0, wgpu::StoreOp::Store);
            let color = if index == 0 {
                cleared(&picture.view, wgpu::Color::BLACK)
            } else {
                let load = wgpu::LoadOp::Load;
                depth_attachment.depth_ops = Some(wgpu::Operations { load, store: wgpu::StoreOp::Store });
                kept(&picture.view)
            };
            let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("false_color/camera"),
                color_attachments: &[Some(color)],
                depth_stencil_attachment: Some(depth_attachment),
                timestamp_writes: recorder.timers.render("false_color"),
                ..Default::default()
            });
            pass.set_pipeline(&self.camera);
            pass.set_bind_group(0, piece.wall, &[]);
            pass.set_bind_group(1, piece.camera, &[]);
            pass.draw(0..6, piece.run);
        }
    }

    /// Records a canvas's desk picture.
    pub fn record_canvas(&self, recorder: &mut Recorder<'_>, picture: &Target, piece: &Piece<'_>) {
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("false_color/canvas"),
            color_attachments: &[Some(cleared(&picture.view, wgpu::Color::BLACK))],
            timestamp_writes: recorder.timers.render("false_color"),
            ..Default::default()
        });
        pass.set_pipeline(&self.canvas);
        pass.set_bind_group(0, piece.wall, &[]);
        pass.set_bind_group(1, piece.camera, &[]);
        pass.draw(0..6, piece.run.clone());
    }
}
