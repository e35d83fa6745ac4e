//! Everything that a show needs on the GPU, made once.
//!
//! In: a device, a show, settings. Out: a [`Renderer`] that draws any frame of it.
//! Not here: the order of the frame (`frame`), readback (`pictures`).
//! Invariant: after `new` returns, a frame makes no pipeline, texture, buffer or bind group.

use glam::DVec3;
use wgpu::{BindGroup, BindingResource, Buffer, FilterMode, TextureFormat};

use crate::gpu::texture::Shape;
use crate::gpu::timers::Timers;
use crate::gpu::upload::SLOT_BYTES;
use crate::gpu::{Gpu, GpuError};
use crate::scene::Environment;
use crate::show::{FrameInputs, Show};

use super::drawn::Drawn;
use super::environment_light::EnvironmentLight;
use super::flat_buffers::FlatBuffers;
use super::passes::sky_light::DomeLight;
use super::passes::tone_map::DeskPicture;
use super::passes::waveform::WaveformGroups;
use super::passes::{Layouts, Passes, environment, shadow};
use super::previews::Previews;
use super::scene_buffers::SceneBuffers;
use super::set_buffers::SetBuffers;
use super::sky_cache::SkyPlan;
use super::sky_targets::SkyTargets;
use super::split_sum;
use super::spot::Spot;
use super::structs::{
    CameraUniforms, CardUniforms, FlatUniforms, FrameUniforms, InnerUniforms, OuterUniforms,
};
use super::targets::{Targets, ViewTargets};
use super::views;
use super::wall_buffers::WallBuffers;

/// What a renderer can be asked for later; targets are made for these only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// CG references.
    pub reference: bool,
    /// World positions and shown directions.
    pub proof: bool,
    /// Wall-gamut nits of canvases.
    pub nits: bool,
    /// Size of the stage view.
    pub stage_view: Option<[u32; 2]>,
    /// Height of the panorama.
    pub latlong: Option<u32>,
    /// Desk pictures; canvases shrunk by this factor.
    pub displays: Option<u32>,
    /// Small pictures for pages.
    pub previews: bool,
}

/// Slots of the view buffer: six faces, two views a camera, the panorama, three cascades a world.
/// Worlds that views are drawn from: the one that is, the outer's, each inner's. They differ while one is held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    cameras: usize,
}

/// Distance between worlds in the frame buffer: [`FrameUniforms`], rounded up to the offset alignment.
pub(super) const WORLD_BYTES: u64 = (size_of::<FrameUniforms>() as u64).next_multiple_of(SLOT_BYTES);

/// A show on the GPU.
#[derive(Debug)]
pub struct Renderer {
    pub(super) passes: Passes,
    /// Everything drawn into.
    pub targets: Targets,
    pub(super) scene: SceneBuffers,
    pub(super) wall: WallBuffers,
    pub(super) flat: FlatBuffers,
    pub(super) set: SetBuffers,
    pub(super) environment: EnvironmentLight,
    pub(super) faces: Vec<usize>,
    pub(super) outer_side: u32,
    pub(super) buffers: Buffers,
    pub(super) groups: Groups,
    /// GPU time by pass.
    pub timers: Timers,
    /// The spot of the meter.
    pub spot: Spot,
    pub(super) slots: Slots,
    pub(super) drawn: Drawn,
    pub(super) sky: SkyTargets,
    pub(super) plan: SkyPlan,
    pub(super) footprint_rad: f64,
}

/// Uniform buffers that a frame writes.
#[derive(Debug)]
pub(super) struct Buffers {
    pub frame: Buffer,
    pub views: Buffer,
    pub eyes: Buffer,
    pub outer: Buffer,
    pub inner: Vec<Buffer>,
    pub cameras: Vec<Buffer>,
    pub stage_camera: Buffer,
}

/// Bind groups, made once.
#[derive(Debug)]
pub(super) struct Groups {
    pub frame: BindGroup,
    pub views: BindGroup,
    /// Group 0 of the air: what it writes.
    pub air: BindGroup,
    /// By dome of the live sky.
    pub sky_light: Vec<DomeLight>,
    /// Mips of the worlds' light.
    pub sky_blend: Vec<BindGroup>,
    /// Panels, and an eye.
    pub wall_distance: [BindGroup; 2],
    /// By canvas.
    pub wall: Vec<BindGroup>,
    /// By canvas: jobs of exact light.
    pub flat: Vec<BindGroup>,
    pub outer: BindGroup,
    /// By camera.
    pub inner: Vec<BindGroup>,
    /// By camera, with the proof.
    pub probe: Vec<BindGroup>,
    /// By canvas.
    pub encode: Vec<BindGroup>,
    /// By camera, then by canvas.
    pub camera: Vec<Vec<BindGroup>>,
    /// By canvas, with the stage view.
    pub stage: Vec<BindGroup>,
    /// By camera: the set in its desk picture.
    pub set: Vec<BindGroup>,
    /// By canvas.
    pub panel_light: Vec<BindGroup>,
    /// By camera, then by canvas: the canvas's light in place of its codes, with desk pictures.
    pub false_color: Vec<Vec<BindGroup>>,
    /// Of the first camera, with desk pictures.
    pub waveform: Option<WaveformGroups>,
    /// Desk pictures: canvases, then camera and reference of each camera, then the stage.
    pub desk: Vec<DeskPicture>,
    /// Small pictures for pages.
    pub previews: Previews,
}

impl Slots {
    /// The world that is.
    pub(super) const WORLD: usize = 0;
    /// The outer's world.
    pub(super) const OUTER_WORLD: usize = 1;

    /// Slots for a show's cameras.
    pub(super) fn new(cameras: usize) -> Self {
        Self { cameras }
    }

    /// A face's view.
    pub(super) fn face(face: usize) -> usize {
        face
    }

    /// A camera's inner view.
    pub(super) fn inner(camera: usize) -> usize {
        6 + 2 * camera
    }

    /// A camera's reference view.
    pub(super) fn reference(camera: usize) -> usize {
        6 + 2 * camera + 1
    }

    /// The panorama's view.
    pub(super) fn latlong(self) -> usize {
        6 + 2 * self.cameras
    }

    /// The first of a world's cascades.
    pub(super) fn cascades(self, world: usize) -> usize {
        self.latlong() + 1 + shadow::CASCADES * world
    }

    /// Views in all.
    fn views(self) -> usize {
        self.cascades(self.worlds())
    }

    /// The world of a camera's inner view.
    pub(super) fn inner_world(camera: usize) -> usize {
        2 + camera
    }

    /// Worlds in all.
    pub(super) fn worlds(self) -> usize {
        2 + self.cameras
    }
}

impl Renderer {
    /// Uploads a show and compiles every pipeline. `progress` is told what is under way and its share, 0..=1.
    pub fn new(
        gpu: &Gpu,
        show: &Show,
        settings: &Settings,
        progress: &dyn Fn(&str, f32),
    ) -> Result<Self, GpuError> {
        let first = show.inputs(&show.first, 0, &show.rehearsed_poses(0));
        let outer_side = outer_side(show);
        let needed = views::faces_needed(&show.stage, first.outer.view_origin_m);
        let faces: Vec<usize> = (0..6).filter(|face| needed[*face]).collect();
        progress("targets", 0.0);
        let targets = Targets::new(gpu, show, &first.cameras, (outer_side, faces.len() as u32), settings)?;
        progress("world", 0.0);
        let scene = SceneBuffers::new(gpu, &show.scene, first.world.world_from_stage.position);
        let wall = WallBuffers::new(gpu, &show.stage);
        let flat = FlatBuffers::new(gpu, show);
        let set = SetBuffers::new(gpu, show);
        progress("environment", 0.0);
        let environment = EnvironmentLight::new(gpu, &show.scene);
        let layouts = Layouts::new(gpu);
        let passes = Passes::new(gpu, &layouts, &scene, &|done| {
            progress("pipelines", done as f32 / Passes::COUNT as f32);
        });
        let samplers = Samplers::new(gpu);
        environment::prefilter(gpu, &environment, &samplers.dome);
        let buffers = Buffers::new(gpu, show.cameras.len());
        let is_live = matches!(show.scene.environment, Environment::Sky(_));
        let (worlds, views) = (2 + show.cameras.len(), 1 + 2 * show.cameras.len() as u32);
        let sky = SkyTargets::new(gpu, &layouts, is_live, worlds, views, dome_side(show, &first));
        let (layouts, passes_made) = (&layouts, &passes);
        let parts =
            Parts { gpu, show, layouts, passes: passes_made, targets: &targets, wall: &wall, flat: &flat };
        let mut groups = parts.groups(&buffers, &scene, &environment, &samplers, &sky);
        if settings.previews {
            groups.previews = Previews::new(gpu, show, &targets, &passes.tone_map);
        }
        Ok(Self {
            passes,
            targets,
            scene,
            wall,
            flat,
            set,
            environment,
            faces,
            outer_side,
            buffers,
            groups,
            timers: Timers::new(gpu),
            spot: Spot::new(gpu),
            slots: Slots::new(show.cameras.len()),
            drawn: Drawn::new(&first),
            plan: SkyPlan::new(Slots::new(show.cameras.len()).worlds()),
            sky,
            footprint_rad: footprint_rad(show, &first),
        })
    }
}

/// Most texels on a side of an outer face chosen from the wall: it is light and reflections, not the picture.
const MAX_OUTER_SIDE: f64 = 2048.0;

fn outer_side(show: &Show) -> u32 {
    let density = show.stage.pixels_per_radian_p95(show.stage.view_origin_m).unwrap_or(256.0);
    let side = show.outer_resolution.unwrap_or((2.0 * density).min(MAX_OUTER_SIDE) as u32);
    side.clamp(64, 8192)
}

/// The angle of a wall pixel at the stage, which chooses texture detail for every view alike.
fn footprint_rad(show: &Show, first: &FrameInputs) -> f64 {
    let eye = first.cameras.first().map_or(first.outer.view_origin_m, |camera| camera.pupil.position);
    1.0 / show.stage.pixels_per_radian_p95(eye).unwrap_or(1000.0)
}

/// Side of a cloud dome: a texel is as wide as four wall pixels at most, between 128 and 1024.
fn dome_side(show: &Show, first: &FrameInputs) -> u32 {
    let texels = std::f64::consts::PI / (4.0 * footprint_rad(show, first));
    (texels as u32).next_power_of_two().clamp(128, 1024)
}

impl Buffers {
    fn new(gpu: &Gpu, cameras: usize) -> Self {
        let of = |label: &str, bytes: usize| gpu.uniform(label, bytes as u64);
        let slots = Slots::new(cameras);
        Self {
            frame: of("scene/frame", slots.worlds() * WORLD_BYTES as usize),
            views: of("scene/views", slots.views() * SLOT_BYTES as usize),
            eyes: gpu.buffer(
                "wall_distance/eyes",
                (1 + 2 * cameras as u64) * SLOT_BYTES,
                wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
            ),
            outer: of("wall_map/outer", size_of::<OuterUniforms>()),
            inner: (0..cameras).map(|_| of("wall_map/inner", size_of::<InnerUniforms>())).collect(),
            cameras: (0..cameras)
                .map(|_| of("simulated_camera/camera", size_of::<CameraUniforms>()))
                .collect(),
            stage_camera: of("stage_view/camera", size_of::<CameraUniforms>()),
        }
    }
}

struct Samplers {
    linear: wgpu::Sampler,
    dome: wgpu::Sampler,
    compare: wgpu::Sampler,
}

impl Samplers {
    fn new(gpu: &Gpu) -> Self {
        let linear = wgpu::SamplerDescriptor {
            label: Some("linear"),
            mag_filter: FilterMode::Linear,
            min_filter: FilterMode::Linear,
            mipmap_filter: wgpu::MipmapFilterMode::Linear,
            ..Default::default()
        };
        let dome = wgpu::SamplerDescriptor {
            label: Some("dome"),
            address_mode_u: wgpu::AddressMode::Repeat,
            ..linear.clone()
        };
        let compare = wgpu::SamplerDescriptor {
            label: Some("shadow"),
            compare: Some(wgpu::CompareFunction::LessEqual),
            ..linear.clone()
        };
        Self {
            linear: gpu.device.create_sampler(&linear),
            dome: gpu.device.create_sampler(&dome),
            compare: gpu.device.create_sampler(&compare),
        }
    }
}

struct Parts<'a> {
    gpu: &'a Gpu,
    show: &'a Show,
    layouts: &'a Layouts,
    passes: &'a Passes,
    targets: &'a Targets,
    wall: &'a WallBuffers,
    flat: &'a FlatBuffers,
}

impl Parts<'_> {
    fn groups(
        &self,
        buffers: &Buffers,
        scene: &SceneBuffers,
        environment: &EnvironmentLight,
        samplers: &Samplers,
        sky: &SkyTargets,
    ) -> Groups {
        let (gpu, targets, passes) = (self.gpu, self.targets, self.passes);
        let cameras = 0..self.show.cameras.len();
        let canvases = 0..targets.canvases.len();
        let panel_light = gpu.storage("panel_light/panels", u64::from(self.wall.count.max(1)) * 16);
        let codes = |canvas: usize| view(&targets.canvases[canvas].codes.view);
        Groups {
            frame: self.frame_group(buffers, environment, samplers),
            air: passes.air.group(gpu, sky),
            sky_light: passes.sky_light.bind(gpu, sky, &samplers.dome),
            sky_blend: passes.sky_blend.bind(gpu, sky),
            wall_distance: passes.wall_distance.groups(gpu, &self.wall.panels, &buffers.eyes),
            views: gpu.group(
                "scene/view",
                &self.layouts.view,
                &[slot::<super::structs::ViewUniforms>(&buffers.views), scene.nodes.as_entire_binding()],
            ),
            wall: canvases
                .clone()
                .map(|canvas| {
                    let wall = self.wall;
                    let resources = [&wall.panels, &wall.walls, &wall.canvases[canvas]];
                    gpu.group("wall/canvas", &self.layouts.wall, &resources.map(Buffer::as_entire_binding))
                })
                .collect(),
            flat: self.flat.colors.iter().map(|colors| self.flat_group(colors)).collect(),
            outer: gpu.group(
                "wall_map/outer",
                &passes.wall_map.outer_layout,
                &[
                    buffers.outer.as_entire_binding(),
                    view(&targets.faces.create_view(&wgpu::TextureViewDescriptor {
                        dimension: Some(wgpu::TextureViewDimension::D2Array),
                        ..Default::default()
                    })),
                    BindingResource::Sampler(&samplers.linear),
                ],
            ),
            inner: cameras
                .clone()
                .map(|camera| {
                    let light = &targets.cameras[camera].inner.light;
                    let resources = [
                        buffers.inner[camera].as_entire_binding(),
                        view(&light.view),
                        BindingResource::Sampler(&samplers.linear),
                    ];
                    gpu.group("wall_map/inner", &passes.wall_map.inner_layout, &resources)
                })
                .collect(),
            probe: cameras
                .clone()
                .filter_map(|camera| {
                    let (position, _) = targets.cameras[camera].position.as_ref()?;
                    let resources = [buffers.inner[camera].as_entire_binding(), view(&position.view)];
                    Some(gpu.group("wall_probe/inner", &passes.wall_probe.layout, &resources))
                })
                .collect(),
            encode: targets
                .canvases
                .iter()
                .map(|canvas| {
                    let kept = canvas.kept.create_view(&Default::default());
                    let resources = [view(&canvas.light.view), view(&kept)];
                    gpu.group("wall_encode/light", &passes.wall_encode.layout, &resources)
                })
                .collect(),
            camera: cameras
                .clone()
                .map(|camera| {
                    let bind = |canvas| {
                        let resources = [buffers.cameras[camera].as_entire_binding(), codes(canvas)];
                        gpu.group("simulated_camera/canvas", &passes.simulated_camera.layout, &resources)
                    };
                    canvases.clone().map(bind).collect()
                })
                .collect(),
            stage: canvases
                .clone()
                .map(|canvas| {
                    let resources = [
                        buffers.stage_camera.as_entire_binding(),
                        codes(canvas),
                        panel_light.as_entire_binding(),
                    ];
                    gpu.group("stage_view/canvas", &passes.stage_view.layout, &resources)
                })
                .collect(),
            set: cameras
                .filter(|_| !targets.canvases.is_empty())
                .map(|camera| {
                    let resources = [
                        buffers.cameras[camera].as_entire_binding(),
                        codes(0),
                        panel_light.as_entire_binding(),
                    ];
                    gpu.group("stage_view/set", &passes.stage_view.layout, &resources)
                })
                .collect(),
            panel_light: canvases
                .map(|canvas| {
                    let run = &self.wall.runs[canvas];
                    let range = gpu.filled(
                        "panel_light/range",
                        &[[run.start, run.end, 0, 0]],
                        wgpu::BufferUsages::UNIFORM,
                    );
                    let resources =
                        [codes(canvas), panel_light.as_entire_binding(), range.as_entire_binding()];
                    gpu.group("panel_light/canvas", &passes.panel_light.layout, &resources)
                })
                .collect(),
            false_color: self.false_color(buffers),
            waveform: targets
                .cameras
                .first()
                .filter(|camera| camera.displays.is_some())
                .map(|camera| passes.waveform.bind(gpu, &camera.picture)),
            desk: self.desk(),
            previews: Previews::default(),
        }
    }

    fn flat_group(&self, colors: &Buffer) -> BindGroup {
        let size = std::num::NonZeroU64::new(size_of::<FlatUniforms>() as u64);
        let job = wgpu::BufferBinding { buffer: &self.flat.jobs, offset: 0, size };
        let windows = self.flat.windows.as_entire_binding();
        let resources = [BindingResource::Buffer(job), windows, colors.as_entire_binding()];
        self.gpu.group("flat/job", &self.layouts.flat, &resources)
    }

    fn frame_group(
        &self,
        buffers: &Buffers,
        environment: &EnvironmentLight,
        samplers: &Samplers,
    ) -> BindGroup {
        let gpu = self.gpu;
        let table = Shape::flat([split_sum::SIDE; 2], TextureFormat::Rgba16Float);
        let split_sum = gpu.image("environment/split_sum", table, &split_sum::table_bytes());
        let shadow = self.passes.shadow.map.view_as(wgpu::TextureViewDimension::D2Array);
        let cube = environment.cube.view_as(wgpu::TextureViewDimension::Cube);
        let resources = [
            slot::<FrameUniforms>(&buffers.frame),
            view(&shadow),
            BindingResource::Sampler(&samplers.compare),
            view(&environment.dome.view),
            BindingResource::Sampler(&samplers.dome),
            view(&cube),
            view(&split_sum.view),
            BindingResource::Sampler(&samplers.linear),
        ];
        gpu.group("scene/frame", &self.layouts.frame, &resources)
    }

    fn false_color(&self, buffers: &Buffers) -> Vec<Vec<BindGroup>> {
        let bind = |camera: &Buffer, canvas: &super::targets::CanvasTargets| {
            let resources = [camera.as_entire_binding(), view(&canvas.light.view)];
            self.gpu.group("false_color/canvas", &self.passes.simulated_camera.layout, &resources)
        };
        let shown = self.targets.cameras.iter().zip(&buffers.cameras).filter(|(to, _)| to.displays.is_some());
        shown.map(|(_, camera)| self.targets.canvases.iter().map(|to| bind(camera, to)).collect()).collect()
    }

    fn desk(&self) -> Vec<DeskPicture> {
        let (gpu, targets) = (self.gpu, self.targets);
        let grey18_nits = self.show.exposure.grey18_nits;
        let bind = |source, desk| self.passes.tone_map.bind(gpu, source, desk, grey18_nits);
        let mut pictures = Vec::new();
        for canvas in &targets.canvases {
            pictures.extend(canvas.display.as_ref().map(|desk| bind(&canvas.light, desk)));
        }
        for camera in &targets.cameras {
            let Some([picture, reference]) = &camera.displays else { continue };
            pictures.push(bind(&camera.picture, picture));
            let views: Option<&ViewTargets> = camera.reference.as_ref();
            pictures.extend(views.map(|views| bind(&views.light, reference)));
        }
        pictures.extend(targets.stage.as_ref().map(|(views, desk)| bind(&views.light, desk)));
        pictures
    }
}

fn view(view: &wgpu::TextureView) -> BindingResource<'_> {
    BindingResource::TextureView(view)
}

fn slot<T>(buffer: &Buffer) -> BindingResource<'_> {
    let size = std::num::NonZeroU64::new(size_of::<T>() as u64);
    BindingResource::Buffer(wgpu::BufferBinding { buffer, offset: 0, size })
}

impl Renderer {
    /// Where the outer faces' uniforms say each layer is: -1 for faces not drawn.
    pub(super) fn outer_uniforms(&self, inputs: &FrameInputs, grey18_nits: f64) -> OuterUniforms {
        let outer = &inputs.outer;
        let mut layers = [-1.0_f32; 8];
        for (layer, face) in self.faces.iter().enumerate() {
            layers[*face] = layer as f32;
        }
        let [a, b, c, d, e, f, g, h] = layers;
        OuterUniforms {
            origin: super::structs::row(outer.view_origin_m, views::face_half_width(self.outer_side)),
            layers: [glam::Vec4::new(a, b, c, d), glam::Vec4::new(e, f, g, h)],
            raster: super::structs::row(DVec3::new(f64::from(self.outer_side), 0.0, 0.0), 0.0),
            grades: [&outer.world.grade, &outer.grade, &outer.ceiling_grade]
                .map(|grade| (&grade.step(grey18_nits)).into()),
            cards: CardUniforms::new(&inputs.cards),
        }
    }
}
