//! Every texture that a frame draws into.
//!
//! In: a show, settings. Out: [`Targets`]. Not here: who draws into them (`frame`), readback (`pictures`).
//! Invariant: sized once at load; a frame allocates none.

use wgpu::TextureFormat;

use crate::gpu::texture::{Shape, Target};
use crate::gpu::{Gpu, GpuError};
use crate::math::Pinhole;
use crate::show::Show;
use crate::show::inputs::CameraInputs;

use super::Settings;
use super::passes::waveform;

/// Format of linear light in views and on the wall.
pub const LIGHT: TextureFormat = TextureFormat::Rgba16Float;
/// Format of everything measured.
pub const EXACT: TextureFormat = TextureFormat::Rgba32Float;
/// Format of depth.
pub const DEPTH: TextureFormat = TextureFormat::Depth32Float;
/// Format of pictures for the desk: sRGB-coded values.
pub const DISPLAY: TextureFormat = TextureFormat::Rgba8Unorm;
/// Samples a pixel of every lit view.
pub const SAMPLES: u32 = 4;

/// A lit view: multisampled color and depth, and the resolved light.
#[derive(Debug)]
pub struct ViewTargets {
    /// Four samples a pixel.
    pub color: Target,
    /// Reversed depth, four samples.
    pub depth: Target,
    /// The linear mean of the samples.
    pub light: Target,
}

/// One canvas.
#[derive(Debug)]
pub struct CanvasTargets {
    /// Linear ACEScg, 1.0 = 100 nits.
    pub light: Target,
    /// The same of a held picture while it fades out. Copied into.
    pub kept: wgpu::Texture,
    /// Code / greatest code, as the processor gets it.
    pub codes: Target,
    /// Wall-gamut nits before the inverse EOTF; when asked for.
    pub nits: Option<Target>,
    /// Directions that LEDs show; for the proof.
    pub shown: Option<Target>,
    /// The picture for the desk.
    pub display: Option<Target>,
}

/// One camera.
#[derive(Debug)]
pub struct CameraTargets {
    /// Its inner view.
    pub inner: ViewTargets,
    /// The simulated camera's picture.
    pub picture: Target,
    /// Its depth.
    pub picture_depth: Target,
    /// The CG reference; when asked for.
    pub reference: Option<ViewTargets>,
    /// World positions of the inner view, with their depth; for the proof.
    pub position: Option<(Target, Target)>,
    /// Desk pictures of the simulated camera and the reference.
    pub displays: Option<[Target; 2]>,
}

/// All targets of a show.
#[derive(Debug)]
pub struct Targets {
    /// By camera.
    pub cameras: Vec<CameraTargets>,
    /// One outer face at a time.
    pub outer: ViewTargets,
    /// The outer faces, one layer each. Copied into: lavapipe 22.3.6 resolves samples into layer 0 only.
    pub faces: wgpu::Texture,
    /// By canvas.
    pub canvases: Vec<CanvasTargets>,
    /// The stage in 3D, and its desk picture; when asked for.
    pub stage: Option<(ViewTargets, Target)>,
    /// The environment alone; when asked for.
    pub latlong: Option<Target>,
    /// The waveform; with desk pictures.
    pub waveform: Option<Target>,
}

impl Targets {
    /// Makes every target; refuses sizes that the adapter cannot hold.
    pub fn new(
        gpu: &Gpu,
        show: &Show,
        cameras: &[CameraInputs],
        outer: (u32, u32),
        settings: &Settings,
    ) -> Result<Self, GpuError> {
        for canvas in &show.stage.canvases {
            gpu.check_size(&format!("canvas `{}`", canvas.name), canvas.size)?;
        }
        for (camera, inputs) in show.cameras.iter().zip(cameras) {
            let Pinhole { width, height, .. } = inputs.inner.pinhole;
            gpu.check_size(&format!("the inner view of camera `{}`", camera.name), [width, height])?;
            gpu.check_size(&format!("camera `{}`", camera.name), camera.lens.resolution_px)?;
        }
        let (side, layers) = outer;
        let stage =
            settings.stage_view.map(|size| (view(gpu, "stage", size), display(gpu, "stage/display", size)));
        Ok(Self {
            cameras: cameras.iter().map(|inputs| camera(gpu, inputs, settings)).collect(),
            outer: view(gpu, "outer", [side, side]),
            faces: gpu
                .copied("outer/faces", Shape { layers: layers.max(1), ..Shape::flat([side, side], LIGHT) }),
            canvases: show.stage.canvases.iter().map(|entry| canvas(gpu, entry, settings)).collect(),
            stage,
            waveform: settings.displays.map(|_| display(gpu, "waveform/display", waveform::SIZE)),
            latlong: settings
                .latlong
                .map(|height| gpu.target("latlong/light", Shape::flat([2 * height, height], EXACT))),
        })
    }
}

fn view(gpu: &Gpu, label: &str, size: [u32; 2]) -> ViewTargets {
    let many = |format| Shape { samples: SAMPLES, ..Shape::flat(size, format) };
    ViewTargets {
        color: gpu.target(&format!("{label}/color"), many(LIGHT)),
        depth: gpu.target(&format!("{label}/depth"), many(DEPTH)),
        light: gpu.target(&format!("{label}/light"), Shape::flat(size, LIGHT)),
    }
}

fn display(gpu: &Gpu, label: &str, size: [u32; 2]) -> Target {
    gpu.target(label, Shape::flat(size, DISPLAY))
}

fn camera(gpu: &Gpu, inputs: &CameraInputs, settings: &Settings) -> CameraTargets {
    let size = |pinhole: &Pinhole| [pinhole.width, pinhole.height];
    let (own, inner) = (size(&inputs.pinhole), size(&inputs.inner.pinhole));
    let position = settings.proof.then(|| {
        let depth = gpu.target("world_position/depth", Shape::flat(inner, DEPTH));
        (gpu.target("world_position/position", Shape::flat(inner, EXACT)), depth)
    });
    CameraTargets {
        inner: view(gpu, "inner", inner),
        picture: gpu.target("simulated_camera/picture", Shape::flat(own, EXACT)),
        picture_depth: gpu.target("simulated_camera/depth", Shape::flat(own, DEPTH)),
        reference: settings.reference.then(|| view(gpu, "reference", own)),
        position,
        displays: settings
            .displays
            .map(|_| ["camera/display", "reference/display"].map(|label| display(gpu, label, own))),
    }
}

fn canvas(gpu: &Gpu, canvas: &crate::stage::Canvas, settings: &Settings) -> CanvasTargets {
    let format = if canvas.bits > 8 { TextureFormat::Rgb10a2Unorm } else { TextureFormat::Rgba8Unorm };
    let exact = |label| gpu.target(label, Shape::flat(canvas.size, EXACT));
    CanvasTargets {
        light: gpu.target("wall_map/light", Shape::flat(canvas.size, LIGHT)),
        kept: gpu.copied("wall_encode/kept", Shape::flat(canvas.size, LIGHT)),
        codes: gpu.target("wall_encode/codes", Shape::flat(canvas.size, format)),
        nits: (settings.nits || settings.proof).then(|| exact("wall_encode/nits")),
        shown: settings.proof.then(|| exact("wall_probe/shown")),
        display: settings
            .displays
            .map(|shrink| display(gpu, "canvas/display", canvas.size.map(|side| side.div_ceil(shrink)))),
    }
}
