//! The environment's light of a world: that of two epochs, one fading into the other.
//!
//! In: light by dome (`sky_light`), a world's sky. Out: a layer of `world_cube`, ten rows of `world_irradiance`, which the frame copies to
//! where shaders of the scene read them. Not here: which worlds (`sky_cache`), what the light is (`sky_light`).
//! Invariant: mixed once a frame and not by each pixel that is lit, so a live sky lights surfaces at the cost of a fixed one.

use wgpu::{BindingResource, ShaderStages, TextureViewDimension};

use crate::gpu::Gpu;
use crate::gpu::pipeline::{STORAGE_READ, STORAGE_SLOT, STORAGE_WRITE, texture, texture_written};
use crate::render::sky_cache::LightJob;
use crate::render::sky_structs::SkyUniforms;
use crate::render::sky_targets::{LIVE_CUBE, SkyTargets};

use super::Recorder;

/// Side of a workgroup, as in the shader.
const GROUP: u32 = 8;

/// The pipeline.
#[derive(Debug)]
pub struct SkyBlend {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

impl SkyBlend {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu) -> Self {
        let bindings = [
            STORAGE_SLOT,
            STORAGE_READ,
            texture(TextureViewDimension::D2Array),
            STORAGE_WRITE,
            texture_written(TextureViewDimension::D2Array),
        ];
        let layout = gpu.layout("sky_blend/mip", ShaderStages::COMPUTE, &bindings);
        Self { pipeline: gpu.compute_pipeline("sky_blend/mip", "sky/sky_blend.wgsl", &[&layout]), layout }
    }

    /// Binds each mip; none without a live sky.
    pub fn bind(&self, gpu: &Gpu, sky: &SkyTargets) -> Vec<wgpu::BindGroup> {
        let size = std::num::NonZeroU64::new(size_of::<SkyUniforms>() as u64);
        let mips = if sky.is_live { 0..LIVE_CUBE.1 } else { 0..0 };
        let group = |mip| {
            let all = |target: &crate::gpu::texture::Target| {
                target.layers(0, target.texture.depth_or_array_layers(), mip)
            };
            let (cubes, faces) = (all(&sky.live_cube), all(&sky.world_cube));
            let uniforms = wgpu::BufferBinding { buffer: &sky.uniforms, offset: 0, size };
            let resources = [
                BindingResource::Buffer(uniforms),
                sky.irradiance.as_entire_binding(),
                BindingResource::TextureView(&cubes),
                sky.world_irradiance.as_entire_binding(),
                BindingResource::TextureView(&faces),
            ];
            gpu.group("sky_blend/mip", &self.layout, &resources)
        };
        mips.map(group).collect()
    }

    /// Records a world's light.
    pub(in crate::render) fn record(
        &self,
        recorder: &mut Recorder<'_>,
        (sky, mips): (&SkyTargets, &[wgpu::BindGroup]),
        job: &LightJob,
    ) {
        let mut pass = recorder.encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("sky_blend/world"),
            timestamp_writes: recorder.timers.compute("sky_blend"),
        });
        pass.set_pipeline(&self.pipeline);
        for (mip, group) in mips.iter().enumerate() {
            pass.set_bind_group(0, group, &[sky.world_offset(job.world)]);
            let groups = (LIVE_CUBE.0 >> mip).div_ceil(GROUP);
            pass.dispatch_workgroups(groups, groups, 6);
        }
    }
}
