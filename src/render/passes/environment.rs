//! Prefilters the environment by GGX roughness into a cube, once a load.
//!
//! In: the dome's panorama. Out: the cube's faces and mips. Source: Karis 2013 (split sum), Krivanek and Colbert 2008 (mips).
//! Not here: the second factor (`render::split_sum`).
//! Invariant: the same points for every texel, so the result has no noise that moves.

use glam::DVec3;

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, SAMPLER, UNIFORM, texture};
use crate::render::environment_light::{CUBE_MIPS, CUBE_SIDE, EnvironmentLight};
use crate::render::structs::{PrefilterUniforms, row};
use crate::render::targets::LIGHT;

use super::cleared;

/// Points a texel: with mip-matched reads 64 are free of visible noise; 16 are not.
const SAMPLES: f64 = 64.0;

/// Fills the cube. Submits its own commands; run before "ready".
pub fn prefilter(gpu: &Gpu, environment: &EnvironmentLight, sampler: &wgpu::Sampler) {
    let bindings = [UNIFORM, texture(wgpu::TextureViewDimension::D2), SAMPLER];
    let layout = gpu.layout("environment/prefilter", wgpu::ShaderStages::FRAGMENT, &bindings);
    let pipeline = gpu.render_pipeline(&Draw::flat(
        "environment/prefilter",
        "scene/environment.wgsl",
        &[&layout],
        LIGHT,
    ));
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    for mip in 0..CUBE_MIPS {
        for face in 0..6 {
            let roughness = f64::from(mip) / f64::from(CUBE_MIPS - 1);
            let side = f64::from(CUBE_SIDE >> mip);
            let (sine, cosine) = environment.rotation_rad.sin_cos();
            let uniforms = PrefilterUniforms {
                job: row(DVec3::new(f64::from(face), roughness, SAMPLES), side),
                source: row(
                    DVec3::new(cosine, sine, f64::from(environment.dome_width)),
                    f64::from(environment.dome_mips - 1),
                ),
            };
            let buffer = gpu.filled("environment/job", &[uniforms], wgpu::BufferUsages::UNIFORM);
            let group = gpu.group(
                "environment/prefilter",
                &layout,
                &[
                    buffer.as_entire_binding(),
                    wgpu::BindingResource::TextureView(&environment.dome.view),
                    wgpu::BindingResource::Sampler(sampler),
                ],
            );
            let target = environment.cube.layer(face, mip);
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("environment/prefilter"),
                color_attachments: &[Some(cleared(&target, wgpu::Color::BLACK))],
                ..Default::default()
            });
            pass.set_pipeline(&pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.draw(0..3, 0..1);
        }
    }
    gpu.queue.submit([encoder.finish()]);
}
