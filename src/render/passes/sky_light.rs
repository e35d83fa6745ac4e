//! The live sky as light: its panorama, from it nine SH coefficients and a prefiltered cube.
//!
//! In: a dome whose clouds are whole. Out: its layer of the cube, its nine coefficients, the light of its ground. Not here: fading
//! between domes (`shaders/scene/opaque.wgsl`).
//! Source: Ramamoorthi and Hanrahan 2001 (SH), Karis 2013 (split sum).
//! Invariant: a slice of the work a frame; what a frame shows is always whole (`sky_cache`). Each dome has a panorama of its own, so
//! that one that is drawn at once does not disturb one that is under way.

use glam::DVec3;
use wgpu::{BindingResource, ShaderStages, TextureViewDimension};

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, SAMPLER, STORAGE_SLOT, STORAGE_WRITE, UNIFORM, texture, texture_written};
use crate::render::sky_cache::DomeJob;
use crate::render::sky_structs::SkyUniforms;
use crate::render::sky_targets::{LIVE_CUBE, PANORAMA_MIPS, PANORAMA_SIZE, SkyTargets};
use crate::render::structs::{PrefilterUniforms, row};
use crate::render::targets::LIGHT;

use super::slices::CLOUD_SLICES;
use super::{Layouts, Recorder, cleared, kept};

/// Points a texel of the cube: half of what an HDRI needs, for a sky has nothing as small and bright as its lamps.
const SAMPLES: f64 = 32.0;
/// Side of a workgroup, as in the shaders.
const GROUP: u32 = 8;

/// The pipelines.
#[derive(Debug)]
pub struct SkyLight {
    panorama: wgpu::RenderPipeline,
    gather: wgpu::ComputePipeline,
    mip: wgpu::ComputePipeline,
    cube: wgpu::ComputePipeline,
    gather_layout: wgpu::BindGroupLayout,
    mip_layout: wgpu::BindGroupLayout,
    cube_layout: wgpu::BindGroupLayout,
}

/// One dome bound.
#[derive(Debug)]
pub struct DomeLight {
    panorama: wgpu::TextureView,
    gather: wgpu::BindGroup,
    /// Into each mip but the first.
    mips: Vec<wgpu::BindGroup>,
    /// Into each mip of the cube.
    cube: Vec<wgpu::BindGroup>,
}

impl SkyLight {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let groups = [&layouts.empty, &layouts.empty, &layouts.empty, &layouts.sky];
        let draw = Draw::flat("sky_light/panorama", "sky/sky_panorama.wgsl", &groups, LIGHT);
        let flat = texture(TextureViewDimension::D2);
        let layout =
            |label: &str, bindings: &[wgpu::BindingType]| gpu.layout(label, ShaderStages::COMPUTE, bindings);
        let gather_layout = layout("sky_light/gather", &[STORAGE_SLOT, flat, STORAGE_WRITE]);
        let mip_layout = layout("sky_light/mip", &[flat, texture_written(TextureViewDimension::D2)]);
        let faces = texture_written(TextureViewDimension::D2Array);
        let cube_layout = layout("sky_light/cube", &[UNIFORM, flat, SAMPLER, faces]);
        Self {
            panorama: gpu.render_pipeline(&draw),
            gather: gpu.compute_pipeline("sky_light/gather", "sky/sky_gather.wgsl", &[&gather_layout]),
            mip: gpu.compute_pipeline("sky_light/mip", "sky/sky_mip.wgsl", &[&mip_layout]),
            cube: gpu.compute_pipeline("sky_light/cube", "sky/sky_cube.wgsl", &[&cube_layout]),
            gather_layout,
            mip_layout,
            cube_layout,
        }
    }

    /// Binds every dome; none without a live sky. The sampler repeats across.
    pub fn bind(&self, gpu: &Gpu, sky: &SkyTargets, sampler: &wgpu::Sampler) -> Vec<DomeLight> {
        let jobs: Vec<wgpu::Buffer> = (0..LIVE_CUBE.1).map(|mip| job(gpu, mip)).collect();
        let domes = if sky.is_live { 0..sky.pools.domes as u32 } else { 0..0 };
        let size = std::num::NonZeroU64::new(size_of::<SkyUniforms>() as u64);
        domes
            .map(|dome| {
                let view = |mip| sky.panorama.layer(dome, mip);
                let uniforms = wgpu::BufferBinding { buffer: &sky.uniforms, offset: 0, size };
                let gathered = [
                    BindingResource::Buffer(uniforms),
                    BindingResource::TextureView(&view(0)),
                    sky.irradiance.as_entire_binding(),
                ];
                let mip = |mip: u32| {
                    let pair = [view(mip - 1), view(mip)];
                    gpu.group(
                        "sky_light/mip",
                        &self.mip_layout,
                        &pair.each_ref().map(BindingResource::TextureView),
                    )
                };
                let source = sky.panorama.mips(dome);
                let cube = |mip: u32| {
                    let faces = sky.live_cube.layers(6 * dome, 6, mip);
                    let resources = [
                        jobs[mip as usize].as_entire_binding(),
                        BindingResource::TextureView(&source),
                        BindingResource::Sampler(sampler),
                        BindingResource::TextureView(&faces),
                    ];
                    gpu.group("sky_light/cube", &self.cube_layout, &resources)
                };
                DomeLight {
                    panorama: view(0),
                    gather: gpu.group("sky_light/gather", &self.gather_layout, &gathered),
                    mips: (1..PANORAMA_MIPS).map(mip).collect(),
                    cube: (0..LIVE_CUBE.1).map(cube).collect(),
                }
            })
            .collect()
    }

    /// Records a dome's light, in the slice after its clouds are whole.
    pub(in crate::render) fn record(
        &self,
        recorder: &mut Recorder<'_>,
        (sky, domes): (&SkyTargets, &[DomeLight]),
        job: &DomeJob,
    ) {
        let Some(dome) = domes.get(job.dome) else { return };
        if (job.from..job.to).contains(&CLOUD_SLICES) {
            let half = PANORAMA_SIZE[1] / 2;
            self.record_panorama(recorder, (sky, dome), job, 0..half);
            self.record_gather(recorder, dome, sky.dome_offset(job.dome));
            // The ground is lit by what was gathered above it.
            self.record_panorama(recorder, (sky, dome), job, half..PANORAMA_SIZE[1]);
            self.record_mips(recorder, dome);
            self.record_cube(recorder, dome);
        }
    }

    fn record_panorama(
        &self,
        recorder: &mut Recorder<'_>,
        (sky, dome): (&SkyTargets, &DomeLight),
        job: &DomeJob,
        rows: std::ops::Range<u32>,
    ) {
        let onto = &dome.panorama;
        let onto = if rows.start == 0 { cleared(onto, wgpu::Color::BLACK) } else { kept(onto) };
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("sky_light/panorama"),
            color_attachments: &[Some(onto)],
            timestamp_writes: recorder.timers.render("sky_light"),
            ..Default::default()
        });
        pass.set_pipeline(&self.panorama);
        pass.set_bind_group(3, &sky.group, &[sky.dome_offset(job.dome)]);
        pass.set_scissor_rect(0, rows.start, PANORAMA_SIZE[0], rows.end - rows.start);
        pass.draw(0..3, 0..1);
    }

    fn record_gather(&self, recorder: &mut Recorder<'_>, dome: &DomeLight, uniforms: u32) {
        let mut pass = recorder.encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("sky_light/gather"),
            timestamp_writes: recorder.timers.compute("sky_light"),
        });
        pass.set_pipeline(&self.gather);
        pass.set_bind_group(0, &dome.gather, &[uniforms]);
        pass.dispatch_workgroups(1, 1, 1);
    }

    fn record_mips(&self, recorder: &mut Recorder<'_>, dome: &DomeLight) {
        let mut pass = recorder.encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("sky_light/mips"),
            timestamp_writes: recorder.timers.compute("sky_light"),
        });
        pass.set_pipeline(&self.mip);
        for (group, mip) in dome.mips.iter().zip(1..) {
            let [width, height] = PANORAMA_SIZE.map(|side| (side >> mip).max(1).div_ceil(GROUP));
            pass.set_bind_group(0, group, &[]);
            pass.dispatch_workgroups(width, height, 1);
        }
    }

    fn record_cube(&self, recorder: &mut Recorder<'_>, dome: &DomeLight) {
        let mut pass = recorder.encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("sky_light/cube"),
            timestamp_writes: recorder.timers.compute("sky_light"),
        });
        pass.set_pipeline(&self.cube);
        for mip in 0..LIVE_CUBE.1 {
            let side = (LIVE_CUBE.0 >> mip).div_ceil(GROUP);
            pass.set_bind_group(0, &dome.cube[mip as usize], &[]);
            pass.dispatch_workgroups(side, side, 6);
        }
    }
}

/// What is drawn into a mip of the cube.
fn job(gpu: &Gpu, mip: u32) -> wgpu::Buffer {
    let roughness = f64::from(mip) / f64::from(LIVE_CUBE.1 - 1);
    let side = f64::from(LIVE_CUBE.0 >> mip);
    let uniforms = PrefilterUniforms {
        job: row(DVec3::new(0.0, roughness, SAMPLES), side),
        source: row(DVec3::new(1.0, 0.0, f64::from(PANORAMA_SIZE[0])), f64::from(PANORAMA_MIPS - 1)),
    };
    gpu.filled("sky_light/job", &[uniforms], wgpu::BufferUsages::UNIFORM)
}
