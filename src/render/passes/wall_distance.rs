//! Distance from a view's eye to the wall, by direction in the world.
//!
//! In: the panels where they stand, an eye a layer. Out: metres. Not here: which eyes (`views::eyes`), who stays behind the wall
//! (`precipitation`, `shaders/scene/air_light.wgsl`).
//! Invariant: what hangs or falls in the air is drawn behind the wall only: in front of it the set's own air is real
//! (sky.md 4, wall-plane rule). The cost is panels x texels, so it is drawn when an eye or a wall moves, not each frame.

use wgpu::{BindingResource, ShaderStages};

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, STORAGE_READ, STORAGE_SLOT};
use crate::gpu::upload::SLOT_BYTES;
use crate::render::structs::WallDistanceUniforms;
use crate::render::targets::LIGHT;

use super::{Recorder, cleared};

/// The pipeline.
#[derive(Debug)]
pub struct WallDistance {
    pipeline: wgpu::RenderPipeline,
    layouts: [wgpu::BindGroupLayout; 2],
}

impl WallDistance {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu) -> Self {
        let layout = |label, binding| gpu.layout(label, ShaderStages::FRAGMENT, &[binding]);
        let layouts =
            [layout("wall_distance/panels", STORAGE_READ), layout("wall_distance/eye", STORAGE_SLOT)];
        let groups = [&layouts[0], &layouts[1]];
        let pipeline =
            gpu.render_pipeline(&Draw::flat("wall_distance/map", "sky/wall_distance.wgsl", &groups, LIGHT));
        Self { pipeline, layouts }
    }

    /// Its groups: panels; a slot of the eyes.
    pub fn groups(&self, gpu: &Gpu, panels: &wgpu::Buffer, eyes: &wgpu::Buffer) -> [wgpu::BindGroup; 2] {
        let size = std::num::NonZeroU64::new(size_of::<WallDistanceUniforms>() as u64);
        let eye = BindingResource::Buffer(wgpu::BufferBinding { buffer: eyes, offset: 0, size });
        let [panel_layout, eye_layout] = &self.layouts;
        [
            gpu.group("wall_distance/panels", panel_layout, &[panels.as_entire_binding()]),
            gpu.group("wall_distance/eye", eye_layout, &[eye]),
        ]
    }

    /// Records one layer.
    pub fn record(
        &self,
        recorder: &mut Recorder<'_>,
        groups: &[wgpu::BindGroup; 2],
        (onto, layer): (&wgpu::TextureView, usize),
    ) {
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("wall_distance/map"),
            color_attachments: &[Some(cleared(onto, wgpu::Color::BLACK))],
            timestamp_writes: recorder.timers.render("wall_distance"),
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &groups[0], &[]);
        pass.set_bind_group(1, &groups[1], &[layer as u32 * SLOT_BYTES as u32]);
        pass.draw(0..3, 0..1);
    }
}
