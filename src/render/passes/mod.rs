//! The passes, one file each, in the order of the frame.
//!
//! In: targets, buffers, an encoder. Out: recorded draws. Not here: their order (`render::frame`).
//! Invariant: a pass owns pipelines and layouts only; shaders of the same stem stand in `shaders/`.

pub mod air;
pub mod cloud_dome;
pub mod cloud_shadow;
pub mod environment;
pub mod false_color;
pub mod flat;
pub mod latlong;
pub mod lit;
pub mod multi_scatter;
pub mod opaque;
pub mod panel_light;
pub mod precipitation;
pub mod shadow;
pub mod simulated_camera;
pub mod sky;
pub mod sky_blend;
pub mod sky_light;
pub mod sky_view;
pub mod slices;
pub mod stage_view;
pub mod stars;
pub mod tone_map;
pub mod transmittance;
pub mod wall_distance;
pub mod wall_encode;
pub mod wall_map;
pub mod wall_probe;
pub mod waveform;
pub mod world_position;

use crate::gpu::timers::Timers;
use crate::gpu::{Gpu, pipeline};

use super::scene_buffers::SceneBuffers;
use super::targets::{DISPLAY, EXACT, LIGHT};

/// What a frame is being recorded into.
#[derive(Debug)]
pub struct Recorder<'a> {
    /// The frame's encoder.
    pub encoder: &'a mut wgpu::CommandEncoder,
    /// Times each pass under its name.
    pub timers: &'a mut Timers,
}

/// Every pass, compiled.
#[derive(Debug)]
pub struct Passes {
    /// What the air lets through.
    pub transmittance: transmittance::Transmittance,
    /// Further orders of scattering.
    pub multi_scatter: multi_scatter::MultiScatter,
    /// The clear sky.
    pub sky_view: sky_view::SkyView,
    /// Clouds by direction.
    pub cloud_dome: cloud_dome::CloudDome,
    /// Sunlight under them.
    pub cloud_shadow: cloud_shadow::CloudShadow,
    /// The live sky as light.
    pub sky_light: sky_light::SkyLight,
    /// The same of a world.
    pub sky_blend: sky_blend::SkyBlend,
    /// What the air adds.
    pub air: air::Air,
    /// How far the wall is.
    pub wall_distance: wall_distance::WallDistance,
    /// Sun depth.
    pub shadow: shadow::Shadow,
    /// Lit surfaces.
    pub opaque: opaque::Opaque,
    /// The environment behind them.
    pub sky: sky::Sky,
    /// The stars in it.
    pub stars: stars::Stars,
    /// Rain and snow.
    pub precipitation: precipitation::Precipitation,
    /// World positions, for the proof.
    pub world_position: world_position::WorldPosition,
    /// The environment alone.
    pub latlong: latlong::Latlong,
    /// Views onto LEDs.
    pub wall_map: wall_map::WallMap,
    /// What LEDs show, for the proof.
    pub wall_probe: wall_probe::WallProbe,
    /// Light to code values.
    pub wall_encode: wall_encode::WallEncode,
    /// Test patterns and key colors.
    pub flat: flat::Flat,
    /// The film camera's picture of the wall.
    pub simulated_camera: simulated_camera::SimulatedCamera,
    /// What of the asked light a wall cannot show, for the desk.
    pub false_color: false_color::FalseColor,
    /// Levels of the camera's picture, for the desk.
    pub waveform: waveform::Waveform,
    /// Mean light of panels.
    pub panel_light: panel_light::PanelLight,
    /// The stage in 3D.
    pub stage_view: stage_view::StageView,
    /// Pictures for the desk.
    pub tone_map: tone_map::ToneMap,
}

/// Layouts that several passes share.
#[derive(Debug)]
pub struct Layouts {
    /// Group 0 of scene passes.
    pub frame: wgpu::BindGroupLayout,
    /// Group 1 of scene passes: a slot of the view buffer, and the nodes.
    pub view: wgpu::BindGroupLayout,
    /// Group 0 of wall passes.
    pub wall: wgpu::BindGroupLayout,
    /// Group 1 of passes of exact light: a slot of the jobs, windows, colors.
    pub flat: wgpu::BindGroupLayout,
    /// Group 3 of scene passes: the live sky of a world.
    pub sky: wgpu::BindGroupLayout,
    /// The same with what the world is in a storage buffer: `shaders/bind/sky_stored.wgsl`.
    pub sky_stored: wgpu::BindGroupLayout,
    /// Group 0 of the passes that make the sky's tables: none made yet, the first, the first two, all three.
    pub luts: [wgpu::BindGroupLayout; 4],
    /// Group 1 of cloud passes: the noise that they are cut from.
    pub cloud_noise: wgpu::BindGroupLayout,
    /// A group that a pass leaves out.
    pub empty: wgpu::BindGroupLayout,
}

impl Layouts {
    /// Makes the shared layouts.
    pub fn new(gpu: &Gpu) -> Self {
        use pipeline::{
            SAMPLER, SAMPLER_COMPARE, STORAGE_READ, STORAGE_SLOT, UNIFORM, UNIFORM_SLOT, texture,
            texture_depth,
        };
        use wgpu::{ShaderStages, TextureViewDimension as Dimension};
        let flat = texture(Dimension::D2);
        let frame = [
            UNIFORM_SLOT,
            texture_depth(Dimension::D2Array),
            SAMPLER_COMPARE,
            flat,
            SAMPLER,
            texture(Dimension::Cube),
            flat,
            SAMPLER,
        ];
        let sky = |label, world| {
            let bindings = [
                world,
                texture(Dimension::D2Array),
                texture(Dimension::D3),
                texture(Dimension::D2Array),
                texture(Dimension::D2Array),
                texture(Dimension::CubeArray),
                STORAGE_READ,
                texture(Dimension::D2Array),
                SAMPLER,
                SAMPLER,
            ];
            gpu.layout(label, ShaderStages::VERTEX_FRAGMENT | ShaderStages::COMPUTE, &bindings)
        };
        Self {
            frame: gpu.layout("scene/frame", ShaderStages::VERTEX_FRAGMENT, &frame),
            view: gpu.layout("scene/view", ShaderStages::VERTEX_FRAGMENT, &[UNIFORM_SLOT, STORAGE_READ]),
            wall: gpu.layout(
                "wall/canvas",
                ShaderStages::VERTEX_FRAGMENT | ShaderStages::COMPUTE,
                &[STORAGE_READ, STORAGE_READ, UNIFORM],
            ),
            flat: flat::layout(gpu),
            sky: sky("sky/world", UNIFORM_SLOT),
            sky_stored: sky("sky/stored", STORAGE_SLOT),
            luts: [0, 1, 2, 3].map(|made| {
                let bindings = [STORAGE_SLOT, SAMPLER, flat, flat, flat];
                let stages = ShaderStages::VERTEX_FRAGMENT | ShaderStages::COMPUTE;
                gpu.layout("sky/luts", stages, &bindings[..2 + made])
            }),
            cloud_noise: crate::render::cloud_noise::layout(gpu),
            empty: gpu.layout("unused", ShaderStages::NONE, &[]),
        }
    }
}

impl Passes {
    /// Compiles everything. `compiled` is told how many of [`Passes::COUNT`] are done.
    pub fn new(gpu: &Gpu, layouts: &Layouts, buffers: &SceneBuffers, compiled: &dyn Fn(usize)) -> Self {
        let material = &buffers.material_layout;
        let canvas_formats = [wgpu::TextureFormat::Rgba8Unorm, wgpu::TextureFormat::Rgb10a2Unorm];
        let done = std::cell::Cell::new(0);
        let step = || {
            done.set(done.get() + 1);
            compiled(done.get());
        };
        macro_rules! next {
            ($pass:expr) => {{
                let pass = $pass;
                step();
                pass
            }};
        }
        let simulated_camera = next!(simulated_camera::SimulatedCamera::new(gpu, layouts));
        let false_color = next!(false_color::FalseColor::new(gpu, layouts, &simulated_camera));
        Self {
            transmittance: next!(transmittance::Transmittance::new(gpu, layouts)),
            multi_scatter: next!(multi_scatter::MultiScatter::new(gpu, layouts)),
            sky_view: next!(sky_view::SkyView::new(gpu, layouts)),
            cloud_dome: next!(cloud_dome::CloudDome::new(gpu, layouts)),
            cloud_shadow: next!(cloud_shadow::CloudShadow::new(gpu, layouts)),
            sky_light: next!(sky_light::SkyLight::new(gpu, layouts)),
            sky_blend: next!(sky_blend::SkyBlend::new(gpu)),
            air: next!(air::Air::new(gpu, layouts)),
            wall_distance: next!(wall_distance::WallDistance::new(gpu)),
            shadow: next!(shadow::Shadow::new(gpu, layouts, material)),
            opaque: next!(opaque::Opaque::new(gpu, layouts, material)),
            sky: next!(sky::Sky::new(gpu, layouts)),
            stars: next!(stars::Stars::new(gpu, layouts)),
            precipitation: next!(precipitation::Precipitation::new(gpu, layouts)),
            world_position: next!(world_position::WorldPosition::new(gpu, layouts, material)),
            latlong: next!(latlong::Latlong::new(gpu, layouts, EXACT)),
            wall_map: next!(wall_map::WallMap::new(gpu, layouts)),
            wall_probe: next!(wall_probe::WallProbe::new(gpu, layouts)),
            wall_encode: next!(wall_encode::WallEncode::new(gpu, layouts, canvas_formats)),
            flat: next!(flat::Flat::new(gpu, layouts, canvas_formats)),
            simulated_camera,
            false_color,
            panel_light: next!(panel_light::PanelLight::new(gpu, layouts)),
            stage_view: next!(stage_view::StageView::new(gpu, layouts, LIGHT)),
            tone_map: next!(tone_map::ToneMap::new(gpu, DISPLAY)),
            waveform: next!(waveform::Waveform::new(gpu)),
        }
    }

    /// How many passes are compiled.
    pub const COUNT: usize = 26;
}

/// A color attachment that starts from a value.
pub fn cleared(view: &wgpu::TextureView, color: wgpu::Color) -> wgpu::RenderPassColorAttachment<'_> {
    wgpu::RenderPassColorAttachment {
        view,
        depth_slice: None,
        resolve_target: None,
        ops: wgpu::Operations { load: wgpu::LoadOp::Clear(color), store: wgpu::StoreOp::Store },
    }
}

/// A color attachment that keeps what it holds.
pub fn kept(view: &wgpu::TextureView) -> wgpu::RenderPassColorAttachment<'_> {
    wgpu::RenderPassColorAttachment {
        view,
        depth_slice: None,
        resolve_target: None,
        ops: wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store },
    }
}

/// A depth attachment that starts from a value.
pub fn depth(
    view: &wgpu::TextureView,
    start: f32,
    store: wgpu::StoreOp,
) -> wgpu::RenderPassDepthStencilAttachment<'_> {
    wgpu::RenderPassDepthStencilAttachment {
        view,
        depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(start), store }),
        stencil_ops: None,
    }
}
