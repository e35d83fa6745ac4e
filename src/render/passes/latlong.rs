//! The environment alone as a 2:1 panorama.
//!
//! In: group 0 and 1. Out: linear ACEScg, 1.0 = 100 nits on the wall. Not here: scene nodes, the sun's disc.
//! Invariant: centre is stage -Z, right half +X (CONTRACT.md 3).

use crate::gpu::Gpu;
use crate::gpu::pipeline::Draw;
use crate::gpu::texture::Target;
use crate::gpu::upload::SLOT_BYTES;

use super::lit::SceneGroups;
use super::{Layouts, Recorder, cleared};

/// The pipeline.
#[derive(Debug)]
pub struct Latlong {
    pipeline: wgpu::RenderPipeline,
}

impl Latlong {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts, format: wgpu::TextureFormat) -> Self {
        let groups = [&layouts.frame, &layouts.view, &layouts.empty, &layouts.sky];
        Self {
            pipeline: gpu.render_pipeline(&Draw::flat(
                "latlong/light",
                "scene/latlong.wgsl",
                &groups,
                format,
            )),
        }
    }

    /// Records the panorama; the slot's view carries half the raster in cx, cy.
    pub fn record(&self, recorder: &mut Recorder<'_>, groups: SceneGroups<'_>, slot: usize, target: &Target) {
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("latlong/light"),
            color_attachments: &[Some(cleared(&target.view, wgpu::Color::BLACK))],
            timestamp_writes: recorder.timers.render("latlong"),
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, groups.frame, &[groups.world_offset]);
        pass.set_bind_group(1, groups.view, &[slot as u32 * SLOT_BYTES as u32]);
        pass.set_bind_group(3, groups.sky.0, &[groups.sky.1]);
        pass.draw(0..3, 0..1);
    }
}
