//! The stars, added to the sky behind everything.
//!
//! In: group 0, 1 and 3, a star a vertex record. Out: a pipeline. Not here: where they stand (`sky::ephemeris`), which views
//! draw them (`lit`).
//! Invariant: drawn where reversed depth is still 0, after the sky; the same angles in every view.

use bytemuck::{Pod, Zeroable};

use crate::gpu::Gpu;
use crate::gpu::pipeline::{DepthWrite, Draw, reversed_depth};
use crate::render::targets::{LIGHT, SAMPLES};
use crate::sky::SkyPacket;
use crate::sky::ephemeris::stars;

use super::Layouts;

/// Sine of the sun's elevation above which the sky drowns them: -3 degrees.
const DUSK_SINE: f32 = -0.0523;

/// A star on the GPU.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
struct StarRecord {
    /// Unit vector in J2000 equatorial axes; illuminance above the air, lux.
    toward: [f32; 4],
    /// Linear ACEScg of luminance 1.
    color: [f32; 4],
}

const LAYOUT: wgpu::VertexBufferLayout<'static> = wgpu::VertexBufferLayout {
    array_stride: size_of::<StarRecord>() as u64,
    step_mode: wgpu::VertexStepMode::Instance,
    attributes: &wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4],
};

/// The catalogue on the GPU.
#[derive(Debug)]
pub struct StarBuffer {
    records: wgpu::Buffer,
    count: u32,
}

impl StarBuffer {
    /// Uploads it.
    pub fn new(gpu: &Gpu) -> Self {
        let records: Vec<StarRecord> = stars::all()
            .map(|star| {
                let ([x, y, z], [r, g, b]) = (star.toward, star.acescg());
                StarRecord {
                    toward: [x, y, z, star.lux()].map(|lane| lane as f32),
                    color: [r, g, b, 0.0].map(|lane| lane as f32),
                }
            })
            .collect();
        let count = records.len() as u32;
        Self { records: gpu.filled("stars/records", &records, wgpu::BufferUsages::VERTEX), count }
    }
}

/// The pipeline.
#[derive(Debug)]
pub struct Stars {
    pipeline: wgpu::RenderPipeline,
}

impl Stars {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let groups = [&layouts.frame, &layouts.view, &layouts.empty, &layouts.sky];
        let add = wgpu::BlendComponent {
            src_factor: wgpu::BlendFactor::One,
            dst_factor: wgpu::BlendFactor::One,
            operation: wgpu::BlendOperation::Add,
        };
        let pipeline = gpu.render_pipeline(&Draw {
            vertex_buffer: Some(LAYOUT),
            blend: Some(wgpu::BlendState { color: add, alpha: add }),
            depth: reversed_depth(DepthWrite::Off),
            samples: SAMPLES,
            ..Draw::flat("stars/points", "scene/stars.wgsl", &groups, LIGHT)
        });
        Self { pipeline }
    }

    /// Whether a sky shows any.
    pub fn are_seen(packet: &SkyPacket) -> bool {
        packet.sun.to[1] < DUSK_SINE && packet.equatorial_from_world[0][3] > 0.0
    }

    /// Adds them; groups 0 and 1 are set.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, stars: &StarBuffer, sky: (&wgpu::BindGroup, u32)) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(3, sky.0, &[sky.1]);
        pass.set_vertex_buffer(0, stars.records.slice(..));
        pass.draw(0..3, 0..stars.count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_are_drawn_after_dusk_only() {
        let sky = |sine: f32, gain: f32| {
            let mut packet = SkyPacket::zeroed();
            packet.sun.to[1] = sine;
            packet.equatorial_from_world[0][3] = gain;
            Stars::are_seen(&packet)
        };
        assert!(sky(-0.2, 1.0));
        assert!(!sky(-0.05, 1.0) && !sky(0.5, 1.0) && !sky(-0.2, 0.0));
    }
}
