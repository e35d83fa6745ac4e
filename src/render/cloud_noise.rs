//! The noise that clouds are cut from, baked once before "ready".
//!
//! In: whether the scene has a live sky. Out: three textures and the group that cloud passes read. Not here: the functions
//! (`noise`, `shaders/lib/noise.wgsl`), what is cut (`shaders/sky/cloud_density.wgsl`).
//! Invariant: from integer hashes, and the same for every show; a scene with a fixed sky gets one texel each and no pipeline.

use wgpu::{
    BindGroup, BindingResource, ShaderStages, StorageTextureAccess, TextureFormat, TextureViewDimension,
};

use crate::gpu::Gpu;
use crate::gpu::pipeline::{SAMPLER, texture};
use crate::gpu::texture::{Shape, Target};

/// Side of the cube of heaps.
pub(super) const BILLOW_SIDE: u32 = 64;
/// Side of the cube of finer heaps.
pub(super) const DETAIL_SIDE: u32 = 32;
/// Side of the map of where clouds stand.
pub(super) const FIELD_SIDE: u32 = 512;

/// Group 1 of cloud passes.
pub(super) fn layout(gpu: &Gpu) -> wgpu::BindGroupLayout {
    let cube = texture(TextureViewDimension::D3);
    gpu.layout(
        "cloud_noise/group",
        ShaderStages::FRAGMENT,
        &[cube, cube, texture(TextureViewDimension::D2), SAMPLER],
    )
}

/// Bakes it. The group keeps the textures.
pub(super) fn bake(gpu: &Gpu, layout: &wgpu::BindGroupLayout, is_live: bool) -> BindGroup {
    let side = |side: u32| if is_live { side } else { 1 };
    let billow = gpu.written_volume("cloud_noise/billow", [side(BILLOW_SIDE); 3], TextureFormat::Rgba8Unorm);
    let detail = gpu.written_volume("cloud_noise/detail", [side(DETAIL_SIDE); 3], TextureFormat::Rgba8Unorm);
    let field =
        gpu.written("cloud_noise/field", Shape::flat([side(FIELD_SIDE); 2], TextureFormat::Rgba16Float));
    let maps = [&billow, &detail, &field];
    if is_live {
        fill(gpu, maps);
    }
    let sampler = gpu.device.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("cloud_noise"),
        address_mode_u: wgpu::AddressMode::Repeat,
        address_mode_v: wgpu::AddressMode::Repeat,
        address_mode_w: wgpu::AddressMode::Repeat,
        mag_filter: wgpu::FilterMode::Linear,
        min_filter: wgpu::FilterMode::Linear,
        ..Default::default()
    });
    let [billow, detail, field] = maps.map(|map| BindingResource::TextureView(&map.view));
    gpu.group("cloud_noise/group", layout, &[billow, detail, field, BindingResource::Sampler(&sampler)])
}

fn fill(gpu: &Gpu, maps: [&Target; 3]) {
    let written = |format, view_dimension| wgpu::BindingType::StorageTexture {
        access: StorageTextureAccess::WriteOnly,
        format,
        view_dimension,
    };
    let bindings = [
        written(TextureFormat::Rgba8Unorm, TextureViewDimension::D3),
        written(TextureFormat::Rgba8Unorm, TextureViewDimension::D3),
        written(TextureFormat::Rgba16Float, TextureViewDimension::D2),
    ];
    let layout = gpu.layout("cloud_noise/bake", ShaderStages::COMPUTE, &bindings);
    let group =
        gpu.group("cloud_noise/bake", &layout, &maps.map(|map| BindingResource::TextureView(&map.view)));
    let pipeline = gpu.compute_pipeline("cloud_noise/bake", "sky/cloud_noise.wgsl", &[&layout]);
    let mut encoder =
        gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("cloud_noise") });
    {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("cloud_noise/bake"),
            timestamp_writes: None,
        });
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &group, &[]);
        let groups = BILLOW_SIDE / 4;
        pass.dispatch_workgroups(groups, groups, groups);
    }
    gpu.queue.submit([encoder.finish()]);
}
