//! What exact light on the wall is drawn from: jobs, the cameras' windows, the colors of chroma.
//!
//! In: a show and a frame's inputs. Out: buffers that `passes::chroma` reads. Not here: which job is drawn (`frame`).
//! Invariant: one slot a canvas, a wall and a camera, in that order; nothing is allocated while frames are written.

use glam::{DVec3, UVec4};
use wgpu::Buffer;

use crate::calibration::FlatColor;
use crate::gpu::Gpu;
use crate::gpu::upload::SLOT_BYTES;
use crate::show::{FrameInputs, InnerContent, Show};

use super::structs::{FlatUniforms, InnerUniforms, row};
use super::views;

/// Who a job is drawn for; the number by which the shaders know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// All panels of a canvas.
    Canvas(usize),
    /// All panels of a wall.
    Wall(usize),
    /// The LEDs that a camera's inner frustum owns.
    Camera(usize),
}

/// The buffers.
#[derive(Debug)]
pub struct FlatBuffers {
    /// [`FlatUniforms`], a slot each.
    pub jobs: Buffer,
    /// [`InnerUniforms`] of every camera.
    pub windows: Buffer,
    /// Nits a channel by color and wall, one buffer a canvas.
    pub colors: Vec<Buffer>,
    canvases: usize,
    walls: usize,
}

/// Colors after the cameras' own keys: the key of whole walls, markers, overlaps.
const SHARED_COLORS: usize = 3;

impl FlatBuffers {
    /// Makes them for a show.
    pub fn new(gpu: &Gpu, show: &Show) -> Self {
        let (canvases, walls, cameras) =
            (show.stage.canvases.len(), show.stage.walls.len(), show.cameras.len());
        let slots = (canvases + walls + cameras).max(1) as u64;
        let colors = ((cameras + SHARED_COLORS) * walls.max(1) * 16) as u64;
        // wgpu refuses empty bindings: a show without cameras has one window that is off.
        let windows = (cameras.max(1) * size_of::<InnerUniforms>()) as u64;
        Self {
            jobs: gpu.uniform("flat/jobs", slots * SLOT_BYTES),
            windows: gpu.storage("flat/windows", windows),
            colors: (0..canvases).map(|_| gpu.storage("flat/colors", colors)).collect(),
            canvases,
            walls,
        }
    }

    /// Byte offset of a host's slot.
    pub fn slot(&self, host: Host) -> u32 {
        let index = match host {
            Host::Canvas(canvas) => canvas,
            Host::Wall(wall) => self.canvases + wall,
            Host::Camera(camera) => self.canvases + self.walls + camera,
        };
        index as u32 * SLOT_BYTES as u32
    }

    /// Writes a frame.
    pub fn write(&self, gpu: &Gpu, show: &Show, inputs: &FrameInputs) {
        let stride = size_of::<InnerUniforms>() as u64;
        let grey18_nits = show.exposure.grey18_nits;
        for index in 0..inputs.cameras.len() {
            gpu.write(
                &self.windows,
                index as u64 * stride,
                &views::inner_uniforms(inputs, index, grey18_nits),
            );
        }
        for (index, camera) in inputs.cameras.iter().enumerate() {
            if camera.inner.content == InnerContent::Chroma {
                self.write_job(gpu, inputs, Host::Camera(index));
            }
        }
        for (index, _) in inputs.chroma.walls.iter().enumerate().filter(|(_, is_on)| **is_on) {
            self.write_job(gpu, inputs, Host::Wall(index));
        }
        let is_keyed = inputs.cameras.iter().any(|camera| camera.inner.content == InnerContent::Chroma);
        if is_keyed || inputs.chroma.walls.contains(&true) {
            self.write_colors(gpu, show, inputs);
        }
    }

    fn write_job(&self, gpu: &Gpu, inputs: &FrameInputs, host: Host) {
        let cameras = inputs.cameras.len() as u32;
        let (shared_key, marker, overlap) = (cameras, cameras + 1, cameras + 2);
        let (id, index) = match host {
            Host::Canvas(canvas) => (0, canvas as u32),
            Host::Wall(wall) => (1, wall as u32),
            Host::Camera(camera) => (2, camera as u32),
        };
        let key = if id == 2 { index } else { shared_key };
        let overlap = if inputs.chroma.overlap.is_some() { overlap } else { key };
        let radius_mm = inputs.chroma.size_mm / 2.0;
        let uniforms = FlatUniforms {
            job: UVec4::new(0, id, index, self.walls as u32),
            chroma: UVec4::new(inputs.chroma.shape.shader_id(), key, overlap, marker),
            size: row(DVec3::new(inputs.chroma.spacing_mm, radius_mm, inputs.pattern_nits), 0.0),
            ..Default::default()
        };
        gpu.write(&self.jobs, u64::from(self.slot(host)), &uniforms);
    }

    fn write_colors(&self, gpu: &Gpu, show: &Show, inputs: &FrameInputs) {
        let chroma = &inputs.chroma;
        let keys = inputs.cameras.iter().map(|camera| camera.inner.key);
        let overlap = chroma.overlap.unwrap_or(chroma.key);
        for (canvas, buffer) in show.stage.canvases.iter().zip(&self.colors) {
            let colors = keys.clone().chain([chroma.key, chroma.marker, overlap]);
            let of_walls = |color: FlatColor| show.stage.walls.iter().map(move |wall| (color, wall));
            for (place, (color, wall)) in colors.flat_map(of_walls).enumerate() {
                gpu.write(buffer, place as u64 * 16, &row(color.coded_nits(wall, canvas), 0.0));
            }
        }
    }
}
