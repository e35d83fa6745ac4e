//! Pipelines and bind groups in few words, without hiding what wgpu is told.
//!
//! In: layouts, a WGSL path, targets. Out: pipelines, bind groups. Not here: what they draw.
//! Invariant: pipelines are made before "ready" only; the count made is kept so that the frame loop can assert it.

use std::sync::atomic::{AtomicUsize, Ordering};

use wgpu::{
    BindGroup, BindGroupLayout, BindGroupLayoutEntry, BindingResource, BindingType, BufferBindingType,
    RenderPipeline, ShaderStages, TextureFormat, TextureSampleType, TextureViewDimension,
};

use super::{Gpu, shader};

static MADE: AtomicUsize = AtomicUsize::new(0);

/// How many pipelines this process has made.
pub fn pipelines_made() -> usize {
    MADE.load(Ordering::Relaxed)
}

/// What a render pipeline draws with; everything that differs between ours.
#[derive(Clone, Debug)]
pub struct Draw<'a> {
    /// `pass/what`.
    pub label: &'a str,
    /// WGSL file under `shaders/`.
    pub shader: &'a str,
    /// Vertex entry point.
    pub vertex: &'a str,
    /// Fragment entry point; `None` for depth only.
    pub fragment: Option<&'a str>,
    /// Group layouts in order.
    pub groups: &'a [&'a BindGroupLayout],
    /// Vertex buffer layout.
    pub vertex_buffer: Option<wgpu::VertexBufferLayout<'a>>,
    /// Color format.
    pub color: Option<TextureFormat>,
    /// Blending of the color target.
    pub blend: Option<wgpu::BlendState>,
    /// Depth test and write; depth is reversed in views and plain in shadow maps.
    pub depth: Option<wgpu::DepthStencilState>,
    /// Faces not drawn.
    pub cull: Option<wgpu::Face>,
    /// Samples a pixel.
    pub samples: u32,
}

impl Draw<'_> {
    /// A draw without vertex buffer, depth, blending or MSAA.
    pub fn flat<'a>(
        label: &'a str,
        shader: &'a str,
        groups: &'a [&'a BindGroupLayout],
        color: TextureFormat,
    ) -> Draw<'a> {
        Draw {
            label,
            shader,
            vertex: "vs_main",
            fragment: Some("fs_main"),
            groups,
            vertex_buffer: None,
            color: Some(color),
            blend: None,
            depth: None,
            cull: None,
            samples: 1,
        }
    }
}

impl Gpu {
    /// Compiles a render pipeline.
    pub fn render_pipeline(&self, draw: &Draw<'_>) -> RenderPipeline {
        MADE.fetch_add(1, Ordering::Relaxed);
        let module = shader::module(&self.device, draw.shader);
        let groups: Vec<_> = draw.groups.iter().copied().map(Some).collect();
        let layout = self.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(draw.label),
            bind_group_layouts: &groups,
            immediate_size: 0,
        });
        let target = draw.color.map(|format| wgpu::ColorTargetState {
            format,
            blend: draw.blend,
            write_mask: wgpu::ColorWrites::ALL,
        });
        let targets = [target];
        let vertex_buffers = [draw.vertex_buffer.clone()];
        self.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some(draw.label),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some(draw.vertex),
                compilation_options: Default::default(),
                buffers: if draw.vertex_buffer.is_some() { &vertex_buffers } else { &[] },
            },
            primitive: wgpu::PrimitiveState { cull_mode: draw.cull, ..Default::default() },
            depth_stencil: draw.depth.clone(),
            multisample: wgpu::MultisampleState { count: draw.samples, ..Default::default() },
            fragment: draw.fragment.map(|entry| wgpu::FragmentState {
                module: &module,
                entry_point: Some(entry),
                compilation_options: Default::default(),
                targets: if draw.color.is_some() { &targets } else { &[] },
            }),
            multiview_mask: None,
            cache: None,
        })
    }

    /// Compiles a compute pipeline with entry point `cs_main`.
    pub fn compute_pipeline(
        &self,
        label: &str,
        path: &str,
        groups: &[&BindGroupLayout],
    ) -> wgpu::ComputePipeline {
        MADE.fetch_add(1, Ordering::Relaxed);
        let module = shader::module(&self.device, path);
        let groups: Vec<_> = groups.iter().copied().map(Some).collect();
        let layout = self.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(label),
            bind_group_layouts: &groups,
            immediate_size: 0,
        });
        self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(label),
            layout: Some(&layout),
            module: &module,
            entry_point: Some("cs_main"),
            compilation_options: Default::default(),
            cache: None,
        })
    }

    /// A bind group layout; bindings are numbered from 0 in the order given.
    pub fn layout(&self, label: &str, visible: ShaderStages, bindings: &[BindingType]) -> BindGroupLayout {
        let entries: Vec<_> = bindings
            .iter()
            .enumerate()
            .map(|(binding, ty)| BindGroupLayoutEntry {
                binding: binding as u32,
                visibility: visible,
                ty: *ty,
                count: None,
            })
            .collect();
        self.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some(label),
            entries: &entries,
        })
    }

    /// A bind group; resources are numbered from 0 in the order given.
    pub fn group(
        &self,
        label: &str,
        layout: &BindGroupLayout,
        resources: &[BindingResource<'_>],
    ) -> BindGroup {
        let entries: Vec<_> = resources
            .iter()
            .enumerate()
            .map(|(binding, resource)| wgpu::BindGroupEntry {
                binding: binding as u32,
                resource: resource.clone(),
            })
            .collect();
        self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(label),
            layout,
            entries: &entries,
        })
    }
}

/// A whole uniform buffer.
pub const UNIFORM: BindingType =
    BindingType::Buffer { ty: BufferBindingType::Uniform, has_dynamic_offset: false, min_binding_size: None };
/// A slot of a uniform buffer, chosen at `set_bind_group`.
pub const UNIFORM_SLOT: BindingType =
    BindingType::Buffer { ty: BufferBindingType::Uniform, has_dynamic_offset: true, min_binding_size: None };
/// A storage buffer that shaders only read.
pub const STORAGE_READ: BindingType = BindingType::Buffer {
    ty: BufferBindingType::Storage { read_only: true },
    has_dynamic_offset: false,
    min_binding_size: None,
};
/// The same; the slot is chosen at `set_bind_group`.
pub const STORAGE_SLOT: BindingType = BindingType::Buffer {
    ty: BufferBindingType::Storage { read_only: true },
    has_dynamic_offset: true,
    min_binding_size: None,
};
/// A storage buffer that shaders write.
pub const STORAGE_WRITE: BindingType = BindingType::Buffer {
    ty: BufferBindingType::Storage { read_only: false },
    has_dynamic_offset: false,
    min_binding_size: None,
};
/// A filtering sampler.
pub const SAMPLER: BindingType = BindingType::Sampler(wgpu::SamplerBindingType::Filtering);
/// A comparison sampler.
pub const SAMPLER_COMPARE: BindingType = BindingType::Sampler(wgpu::SamplerBindingType::Comparison);

/// A texture that may be filtered.
pub const fn texture(view_dimension: TextureViewDimension) -> BindingType {
    BindingType::Texture {
        sample_type: TextureSampleType::Float { filterable: true },
        view_dimension,
        multisampled: false,
    }
}

/// A texture that is only loaded (rgba32float among them).
pub const fn texture_unfiltered(view_dimension: TextureViewDimension) -> BindingType {
    BindingType::Texture {
        sample_type: TextureSampleType::Float { filterable: false },
        view_dimension,
        multisampled: false,
    }
}

/// A texture of four half floats that a compute pass writes.
pub const fn texture_written(view_dimension: TextureViewDimension) -> BindingType {
    BindingType::StorageTexture {
        access: wgpu::StorageTextureAccess::WriteOnly,
        format: TextureFormat::Rgba16Float,
        view_dimension,
    }
}

/// A depth texture.
pub const fn texture_depth(view_dimension: TextureViewDimension) -> BindingType {
    BindingType::Texture { sample_type: TextureSampleType::Depth, view_dimension, multisampled: false }
}

/// Reversed depth: near is 1, far is 0.
pub fn reversed_depth(depth_write: DepthWrite) -> Option<wgpu::DepthStencilState> {
    Some(wgpu::DepthStencilState {
        format: TextureFormat::Depth32Float,
        depth_write_enabled: Some(depth_write == DepthWrite::On),
        depth_compare: Some(wgpu::CompareFunction::GreaterEqual),
        stencil: Default::default(),
        bias: Default::default(),
    })
}

/// Whether a draw writes depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DepthWrite {
    /// Writes.
    On,
    /// Tests only.
    Off,
}
