//! Mean light of each panel, which lights the set in the previs.
//!
//! In: canvases' code values. Out: one ACEScg value a panel, 1.0 = 100 nits. Not here: the set (`stage_view`).
//! Invariant: 64 fixed LEDs a panel, summed in order: the same mean every time.

use crate::gpu::Gpu;
use crate::gpu::pipeline::{STORAGE_WRITE, UNIFORM, texture_unfiltered};

use super::{Layouts, Recorder};

/// The pipeline.
#[derive(Debug)]
pub struct PanelLight {
    pipeline: wgpu::ComputePipeline,
    /// Layout of its group: codes, result, range of panels.
    pub layout: wgpu::BindGroupLayout,
}

impl PanelLight {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let bindings = [texture_unfiltered(wgpu::TextureViewDimension::D2), STORAGE_WRITE, UNIFORM];
        let layout = gpu.layout("panel_light/canvas", wgpu::ShaderStages::COMPUTE, &bindings);
        let groups = [&layouts.wall, &layout];
        let pipeline = gpu.compute_pipeline("panel_light/mean", "wall/panel_light.wgsl", &groups);
        Self { pipeline, layout }
    }

    /// Records one canvas's panels.
    pub fn record(
        &self,
        recorder: &mut Recorder<'_>,
        wall: &wgpu::BindGroup,
        canvas: &wgpu::BindGroup,
        count: u32,
    ) {
        if count == 0 {
            return;
        }
        let mut pass = recorder.encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("panel_light/canvas"),
            timestamp_writes: recorder.timers.compute("panel_light"),
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, wall, &[]);
        pass.set_bind_group(1, canvas, &[]);
        pass.dispatch_workgroups(count, 1, 1);
    }
}
