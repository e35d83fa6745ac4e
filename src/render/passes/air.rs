//! Light that the air adds on the way from the stage, by direction and distance: aerial perspective, haze, fog, shafts.
//!
//! In: a world's sky, tables, clouds and their shadows. Out: the layers of one air; for a dome, the fog before its sky.
//! Not here: adding it to what lies behind (`shaders/scene/air_light.wgsl`).
//! Invariant: by direction and distance in the world, so all views share it and no seam can appear (DESIGN.md invariant 11).

use wgpu::{BindingResource, ShaderStages, TextureViewDimension};

use crate::gpu::Gpu;
use crate::gpu::pipeline::texture_written;
use crate::render::sky_cache::{AirJob, DomeJob};
use crate::render::sky_targets::{AIR_SIZE, SkyTargets};

use super::slices::CLOUD_SLICES;
use super::{Layouts, Recorder};

/// Directions of a workgroup: `cs_main` of the shader.
const GROUP: u32 = 64;

/// The pipeline.
#[derive(Debug)]
pub struct Air {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

impl Air {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let volume = [texture_written(TextureViewDimension::D3)];
        let layout = gpu.layout("air/volume", ShaderStages::COMPUTE, &volume);
        let groups = [&layout, &layouts.empty, &layouts.empty, &layouts.sky_stored];
        Self { pipeline: gpu.compute_pipeline("air/march", "sky/air.wgsl", &groups), layout }
    }

    /// Group 0: what it writes.
    pub fn group(&self, gpu: &Gpu, sky: &SkyTargets) -> wgpu::BindGroup {
        gpu.group("air/volume", &self.layout, &[BindingResource::TextureView(&sky.air.view)])
    }

    /// Records an air.
    pub(in crate::render) fn record(
        &self,
        recorder: &mut Recorder<'_>,
        onto: (&SkyTargets, &wgpu::BindGroup),
        job: &AirJob,
    ) {
        self.march(recorder, onto, onto.0.world_offset(job.world));
    }

    /// Records the fog before a dome's sky, in the slice after its clouds are whole.
    pub(in crate::render) fn record_dome(
        &self,
        recorder: &mut Recorder<'_>,
        onto: (&SkyTargets, &wgpu::BindGroup),
        job: &DomeJob,
    ) {
        if job.from <= CLOUD_SLICES && job.to > CLOUD_SLICES {
            self.march(recorder, onto, onto.0.dome_offset(job.dome));
        }
    }

    fn march(
        &self,
        recorder: &mut Recorder<'_>,
        (sky, volume): (&SkyTargets, &wgpu::BindGroup),
        offset: u32,
    ) {
        let mut pass = recorder.encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("air/march"),
            timestamp_writes: recorder.timers.compute("air"),
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, volume, &[]);
        pass.set_bind_group(3, &sky.air_group, &[offset]);
        let [across, up] = AIR_SIZE;
        pass.dispatch_workgroups((across * up).div_ceil(GROUP), 1, 1);
    }
}
