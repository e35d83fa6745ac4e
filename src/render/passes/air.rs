//! Light that the air adds on the way from the stage, by direction and distance: aerial perspective, haze, fog, shafts.
//!
//! In: a world's sky, tables, the clouds' shadows. Out: the slices of one air. Not here: adding it (`shaders/scene/air_light.wgsl`).
//! Invariant: by direction and distance in the world, so all views share it and no seam can appear (DESIGN.md invariant 11).

use wgpu::{BindingResource, ShaderStages, TextureViewDimension};

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, SAMPLER, texture};
use crate::render::sky_cache::{AirJob, WorldSky};
use crate::render::sky_targets::{AIR_SLICES, SkyTargets};
use crate::render::targets::LIGHT;

use super::{Layouts, Recorder, cleared};

/// The pipeline.
#[derive(Debug)]
pub struct Air {
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
}

impl Air {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let shadows = [texture(TextureViewDimension::D2Array), SAMPLER];
        let layout = gpu.layout("air/clouds", ShaderStages::FRAGMENT, &shadows);
        let groups = [&layouts.luts[3], &layout];
        let pipeline = gpu.render_pipeline(&Draw::flat("air/slice", "sky/air.wgsl", &groups, LIGHT));
        Self { pipeline, layout }
    }

    /// Group 1: the clouds' shadows.
    pub fn group(&self, gpu: &Gpu, sky: &SkyTargets, sampler: &wgpu::Sampler) -> wgpu::BindGroup {
        let shadows = sky.cloud_shadow.view_as(TextureViewDimension::D2Array);
        let resources = [BindingResource::TextureView(&shadows), BindingResource::Sampler(sampler)];
        gpu.group("air/clouds", &self.layout, &resources)
    }

    /// Records every slice of an air.
    pub(in crate::render) fn record(
        &self,
        recorder: &mut Recorder<'_>,
        (sky, clouds): (&SkyTargets, &wgpu::BindGroup),
        (job, world): (&AirJob, &WorldSky),
    ) {
        for slice in 0..AIR_SLICES {
            let onto = sky.air.layer(job.air as u32 * AIR_SLICES + slice, 0);
            let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("air/slice"),
                color_attachments: &[Some(cleared(&onto, wgpu::Color::BLACK))],
                timestamp_writes: recorder.timers.render("air"),
                ..Default::default()
            });
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &sky.luts[world.lut][3], &[sky.world_offset(job.world)]);
            pass.set_bind_group(1, clouds, &[]);
            pass.draw(0..3, slice..slice + 1);
        }
    }
}
