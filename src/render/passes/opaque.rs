//! Lit surfaces.
//!
//! In: group 0 to 2, the scene's vertices. Out: a pipeline. Not here: which items are drawn (`lit`).
//! Source of the shading: glTF 2.0 Appendix B. Invariant: nothing in it adapts to the view.

use crate::gpu::Gpu;
use crate::gpu::pipeline::{DepthWrite, Draw, reversed_depth};
use crate::render::scene_buffers::VERTEX_LAYOUT;
use crate::render::targets::{LIGHT, SAMPLES};

use super::Layouts;

/// The pipeline.
#[derive(Debug)]
pub struct Opaque {
    /// Draws whole surfaces; depth may be tested before shading.
    pub whole: wgpu::RenderPipeline,
    /// Draws surfaces with holes.
    pub masked: wgpu::RenderPipeline,
}

impl Opaque {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts, material: &wgpu::BindGroupLayout) -> Self {
        let groups = [&layouts.frame, &layouts.view, material, &layouts.sky];
        let draw = Draw {
            label: "opaque/whole",
            shader: "scene/opaque.wgsl",
            vertex: "vs_main",
            fragment: Some("fs_main"),
            groups: &groups,
            vertex_buffer: Some(VERTEX_LAYOUT),
            color: Some(LIGHT),
            blend: None,
            depth: reversed_depth(DepthWrite::On),
            cull: None,
            samples: SAMPLES,
        };
        let whole = gpu.render_pipeline(&draw);
        let masked = gpu.render_pipeline(&Draw { label: "opaque/masked", fragment: Some("fs_mask"), ..draw });
        Self { whole, masked }
    }
}
