//! What exact light on the wall is drawn from: jobs, the cameras' windows, the colors of chroma.
//!
//! In: a show and a frame's inputs. Out: buffers that `passes::flat` reads. Not here: which job is drawn (`frame`).
//! Invariant: one slot a canvas, a wall and a camera, in that order; nothing is allocated while frames are written.

use glam::{DVec3, UVec4};
use wgpu::Buffer;

use crate::calibration::{Caption, FlatColor, Pattern};
use crate::color::Primaries;
use crate::gpu::Gpu;
use crate::gpu::upload::SLOT_BYTES;
use crate::show::{FrameInputs, InnerContent, Show};
use crate::stage::{Canvas, Stage, Wall};

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
        let rows = cameras + SHARED_COLORS + GAMUTS.len() * 3;
        // wgpu refuses empty bindings: a show without cameras has one window that is off.
        let windows = (cameras.max(1) * size_of::<InnerUniforms>()) as u64;
        let buffers = Self {
            jobs: gpu.uniform("flat/jobs", slots * SLOT_BYTES),
            windows: gpu.storage("flat/windows", windows),
            colors: (0..canvases)
                .map(|_| gpu.storage("flat/colors", (rows * walls.max(1) * 16) as u64))
                .collect(),
            canvases,
            walls,
        };
        let first = (cameras + SHARED_COLORS) * walls;
        for buffer in &buffers.colors {
            for (place, nits) in gamut_nits(&show.stage).enumerate() {
                gpu.write(buffer, ((first + place) * 16) as u64, &row(nits, 0.0));
            }
        }
        buffers
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
        let jobs = (0..inputs.cameras.len())
            .map(Host::Camera)
            .chain((0..self.walls).map(Host::Wall))
            .chain((0..self.canvases).map(Host::Canvas));
        for host in jobs.filter(|host| is_busy(inputs, *host)) {
            gpu.write(&self.jobs, u64::from(self.slot(host)), &self.job(show, inputs, host));
        }
        let is_keyed = inputs.cameras.iter().any(|camera| camera.inner.content == InnerContent::Chroma);
        if is_keyed || inputs.chroma.walls.contains(&true) {
            self.write_colors(gpu, show, inputs);
        }
    }

    fn job(&self, show: &Show, inputs: &FrameInputs, host: Host) -> FlatUniforms {
        let cameras = inputs.cameras.len() as u32;
        let (shared_key, marker, overlap) = (cameras, cameras + 1, cameras + 2);
        let (id, index, key, window_px) = match host {
            Host::Canvas(canvas) => (0, canvas as u32, shared_key, [0; 2]),
            Host::Wall(wall) => (1, wall as u32, shared_key, [0; 2]),
            Host::Camera(camera) => (2, camera as u32, camera as u32, inputs.cameras[camera].inner.window_px),
        };
        let overlap = if inputs.chroma.overlap.is_some() { overlap } else { key };
        let radius_mm = inputs.chroma.size_mm / 2.0;
        let caption = caption(show, inputs, host);
        let words = caption.words();
        let frame = inputs.canvas_frame;
        FlatUniforms {
            job: UVec4::new(pattern(inputs, host).shader_id(), id, index, self.walls as u32),
            chroma: UVec4::new(inputs.chroma.shape.shader_id(), key, overlap, marker),
            size: row(
                DVec3::new(inputs.chroma.spacing_mm, radius_mm, inputs.pattern_nits),
                caption.letters() as f64,
            ),
            count: UVec4::new(frame as u32, (frame >> 32) as u32, window_px[0], window_px[1]),
            caption: std::array::from_fn(|row| UVec4::from_slice(&words[row * 4..])),
        }
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

/// Standards of the gamut chart, in the order of its rows.
const GAMUTS: [Primaries; 3] = [Primaries::REC709, Primaries::P3_D65, Primaries::REC2020];
/// White of the gamut chart, nits.
const GAMUT_WHITE_NITS: f64 = 100.0;

/// Wall nits of red, green and blue of each standard, color by color, for every wall.
fn gamut_nits(stage: &Stage) -> impl Iterator<Item = DVec3> {
    let channels = GAMUTS.iter().flat_map(|gamut| [0, 1, 2].map(|channel| (gamut, channel)));
    channels.flat_map(|(gamut, channel)| {
        stage.walls.iter().map(move |wall| wall.primaries.from(gamut).col(channel) * GAMUT_WHITE_NITS)
    })
}

/// The pattern that a host shows.
fn pattern(inputs: &FrameInputs, host: Host) -> Pattern {
    match host {
        Host::Canvas(canvas) => inputs.patterns[canvas],
        Host::Wall(wall) => inputs.wall_patterns[wall],
        Host::Camera(camera) => match inputs.cameras[camera].inner.content {
            InnerContent::Pattern(pattern) => pattern,
            _ => Pattern::Off,
        },
    }
}

/// Whether a host has exact light to show.
fn is_busy(inputs: &FrameInputs, host: Host) -> bool {
    let is_keyed = match host {
        Host::Canvas(_) => false,
        Host::Wall(wall) => inputs.chroma.walls[wall],
        Host::Camera(camera) => inputs.cameras[camera].inner.content == InnerContent::Chroma,
    };
    is_keyed || pattern(inputs, host) != Pattern::Off
}

/// What a photograph of the chart has to say: which pattern, where, how it is coded.
fn caption(show: &Show, inputs: &FrameInputs, host: Host) -> Caption {
    let named = Caption::default().word(pattern(inputs, host).name());
    match host {
        Host::Canvas(canvas) => {
            let Canvas { name, transfer, bits, range, .. } = &show.stage.canvases[canvas];
            named.word(name).word(transfer.name()).number(*bits).word("bit").word(range.name())
        }
        Host::Wall(wall) => {
            let Wall { name, white_nits, .. } = &show.stage.walls[wall];
            named.word(name).number(white_nits.round() as u32).word("nits")
        }
        Host::Camera(camera) => {
            let [width, height] = inputs.cameras[camera].inner.window_px;
            named.word("camera").word(&show.cameras[camera].name).number(width).word("x").number(height)
        }
    }
}
