//! Hop 6: everything of a frame that shaders read, written to its buffers.
//!
//! In: [`FrameInputs`], where the sky's pictures lie. Out: uniform slots. Not here: the order of the frame (`frame`), layouts
//! (`structs`, `sky_structs`).
//! Invariant: matrices are made in f64 and narrowed once.

use glam::{DMat3, DQuat, DVec3};

use crate::color::Primaries;
use crate::gpu::Gpu;
use crate::gpu::upload::SLOT_BYTES;
use crate::scene::{Environment, Scene, sun};
use crate::show::{FrameInputs, OuterInputs, Show, WorldInputs};
use crate::sky::meter;

use super::frame::Wanted;
use super::passes::shadow;
use super::renderer::{Renderer, Slots, WORLD_BYTES};
use super::sky_cache::SkyPlan;
use super::sky_structs::{SkyUniforms, drift_m};
use super::sky_targets::{AIR_SLICES, LIVE_CUBE};
use super::structs::{FrameUniforms, ViewUniforms, WallDistanceUniforms, columns, matrix, row};
use super::views;

impl Renderer {
    /// The live sky: each world, each table and each dome that is drawn for this frame.
    fn upload_sky(&self, gpu: &Gpu, inputs: &FrameInputs, plan: &SkyPlan) {
        let to_acescg = acescg_from_rec709();
        let air_layer = 1.0 / self.sky.air.texture.depth_or_array_layers() as f32;
        let write = |offset: u32, uniforms: &SkyUniforms| {
            gpu.write(&self.sky.uniforms, u64::from(offset), uniforms);
        };
        for (index, (world, place)) in worlds(inputs).zip(&plan.worlds).enumerate() {
            let Some(sky) = &world.sky else {
                write(self.sky.world_offset(index), &SkyUniforms::default());
                continue;
            };
            let [from, to] = place.domes.map(|dome| dome as f32);
            let share = if from == to { 0.0 } else { sky.share };
            let (sine, cosine) = world.sky_turn_rad.sin_cos();
            let [across, along] = drift_m(&sky.from, &sky.now);
            let [across_in, along_in] = drift_m(&sky.to, &sky.now);
            let mut uniforms = SkyUniforms::of(&sky.now, to_acescg);
            (uniforms.layers.x, uniforms.layers.y) =
                (place.lut as f32, (place.air as u32 * AIR_SLICES) as f32);
            uniforms.mist.z = self.sky.air_sky_layer(place.air) as f32;
            uniforms.carried.z = place.light as f32;
            uniforms.stored.w = air_layer;
            uniforms.dome = glam::Vec4::new(from, to, share as f32, (LIVE_CUBE.1 - 1) as f32);
            uniforms.drift = glam::Vec4::new(across, along, across_in, along_in);
            uniforms.domes = [SkyUniforms::of(&sky.from, to_acescg), SkyUniforms::of(&sky.to, to_acescg)]
                .map(|uniforms| uniforms.domes[0]);
            (uniforms.turn.x, uniforms.turn.y) = (cosine as f32, sine as f32);
            write(self.sky.world_offset(index), &uniforms);
        }
        for job in &plan.luts {
            write(self.sky.lut_offset(job.layer), &SkyUniforms::of(&job.packet, to_acescg));
        }
        for job in &plan.domes {
            let mut uniforms = SkyUniforms::of(&job.packet, to_acescg);
            (uniforms.layers.x, uniforms.layers.y) = (job.lut as f32, -1.0);
            uniforms.mist.z = self.sky.dome_sky_layer(job.dome) as f32;
            uniforms.stored.w = air_layer;
            uniforms.dome = glam::Vec4::new(job.dome as f32, job.dome as f32, 0.0, (LIVE_CUBE.1 - 1) as f32);
            uniforms.domes[0].extra.x = self.sky.cloud_dome.texture.width() as f32;
            uniforms.domes[1] = uniforms.domes[0];
            uniforms.surface.w = meter::nits_per_unit(&job.packet) as f32;
            write(self.sky.dome_offset(job.dome), &uniforms);
        }
    }

    /// Hop 6: everything of the frame that shaders read.
    pub(super) fn upload(
        &self,
        gpu: &Gpu,
        show: &Show,
        (inputs, plan): (&FrameInputs, &SkyPlan),
        wanted: &Wanted,
    ) {
        let place = |world: &WorldInputs| world.world_from_stage;
        let write_view = |slot: usize, uniforms: ViewUniforms| {
            gpu.write(&self.buffers.views, slot as u64 * SLOT_BYTES, &uniforms);
        };
        self.upload_sky(gpu, inputs, plan);
        for (layer, (world, eye_m)) in views::eyes(inputs).enumerate() {
            let stage_from_world = DMat3::from_quat(place(world).rotation.inverse());
            let side = self.sky.wall_distance.texture.width() as f32;
            let mut uniforms = WallDistanceUniforms {
                eye: row(eye_m, f64::from(self.wall.count)),
                stage_from_world: columns(stage_from_world),
            };
            uniforms.stage_from_world[0].w = side;
            gpu.write(&self.buffers.eyes, layer as u64 * SLOT_BYTES, &uniforms);
        }
        for (slot, world) in worlds(inputs).enumerate() {
            gpu.write(&self.buffers.frame, slot as u64 * WORLD_BYTES, &self.frame_uniforms(show, world));
            for cascade in 0..shadow::CASCADES {
                let clip_from_world = shadow::clip_from_world(
                    to_light(&show.scene, world, cascade),
                    place(world).position,
                    cascade,
                );
                let uniforms =
                    ViewUniforms { clip_from_world: matrix(clip_from_world), ..Default::default() };
                write_view(self.slots.cascades(slot) + cascade, uniforms);
            }
        }
        let OuterInputs { world: outer, view_origin_m, .. } = &inputs.outer;
        for face in &self.faces {
            let view = views::outer(*view_origin_m, *face, self.outer_side);
            write_view(Slots::face(*face), view.uniforms(&place(outer)));
        }
        let grey18_nits = show.exposure.grey18_nits;
        for (index, camera) in inputs.cameras.iter().enumerate() {
            let (inner, reference) = (views::inner(camera), views::reference(camera));
            let layers = [2 * index as u32 + 1, 2 * index as u32 + 2];
            let seen = |view: &views::View, world: &WorldInputs, layer: u32| ViewUniforms {
                eye: row(DVec3::new(1.0, f64::from(layer), camera.inner.shutter_secs), 0.0),
                ..view.uniforms(&place(world))
            };
            write_view(Slots::inner(index), seen(&inner, &camera.inner.world, layers[0]));
            write_view(Slots::reference(index), seen(&reference, &inputs.world, layers[1]));
            gpu.write(&self.buffers.inner[index], 0, &views::inner_uniforms(inputs, index, grey18_nits));
            gpu.write(&self.buffers.cameras[index], 0, &views::camera_uniforms(&views::reference(camera)));
        }
        if let Some(target) = &self.targets.latlong {
            let size = target.texture.size();
            let mut uniforms =
                ViewUniforms { world_from_view: matrix(place(&inputs.world).matrix()), ..Default::default() };
            uniforms.pinhole =
                row(DVec3::new(1.0, 1.0, f64::from(size.width) / 2.0), f64::from(size.height) / 2.0);
            write_view(self.slots.latlong(), uniforms);
        }
        if let Some(view) = &wanted.stage {
            gpu.write(&self.buffers.stage_camera, 0, &views::camera_uniforms(view));
        }
        gpu.write(&self.buffers.outer, 0, &self.outer_uniforms(inputs, grey18_nits));
        self.wall.write(gpu, &show.stage, inputs);
        self.flat.write(gpu, show, inputs);
    }

    fn frame_uniforms(&self, show: &Show, world: &WorldInputs) -> FrameUniforms {
        let scene = &show.scene;
        let origin = world.world_from_stage.position;
        // 1.0 in a target is 100 nits on the wall.
        let exposed = world.exposure_ev.exp2() / 100.0;
        let is = |yes: bool| f64::from(u8::from(yes));
        let kind = match scene.environment {
            Environment::Gradient(_) => 0.0,
            Environment::Dome { .. } => 1.0,
            Environment::Sky(_) => 2.0,
        };
        let disc_sr = 2.0 * std::f64::consts::PI * (1.0 - sun::RADIUS_RAD.cos());
        let to_sun = to_sun(scene, world);
        let sun_lux = match &world.sky {
            Some(sky) => DVec3::from_array(sky.now.key_light().1.map(f64::from)),
            None => scene.sun.map_or(DVec3::ZERO, |sun| sun.color * sun.illuminance_lux),
        };
        let has_sun = sun_lux != DVec3::ZERO;
        let gradient = match &scene.environment {
            Environment::Gradient(gradient) => *gradient,
            Environment::Dome { .. } | Environment::Sky(_) => crate::scene::Gradient::BLACK,
        };
        let (sine, cosine) = (self.environment.rotation_rad + world.sky_turn_rad).sin_cos();
        let (turn_sine, turn_cosine) = world.sky_turn_rad.sin_cos();
        let last_mip = f64::from(super::environment_light::CUBE_MIPS - 1);
        FrameUniforms {
            light: row(DVec3::new(exposed, scene.emissive_nits, is(has_sun)), kind),
            to_sun: row(to_sun, sun::RADIUS_RAD.cos()),
            sun_lux: row(sun_lux, 1.0 / disc_sr),
            zenith_nits: row(gradient.zenith, turn_cosine),
            horizon_nits: row(gradient.horizon, turn_sine),
            ground_nits: row(gradient.ground, gradient.falloff),
            glow_nits: row(gradient.glow, 0.0),
            dome: row(DVec3::new(cosine, sine, self.environment.nits_per_texel), last_mip),
            stage_origin: row(origin, self.footprint_rad),
            cascade_radii_m: row(DVec3::from_array(shadow::RADII_M), f64::from(shadow::SIDE)),
            cascade_clip_from_world: [0, 1, 2]
                .map(|index| matrix(shadow::clip_from_world(to_light(scene, world, index), origin, index))),
            irradiance: self.environment.irradiance,
            acescg_from_rec709: columns(acescg_from_rec709()),
        }
    }
}

/// Worlds that views are drawn from, in the order of their slots.
pub(super) fn worlds(inputs: &FrameInputs) -> impl Iterator<Item = &WorldInputs> {
    let inner = inputs.cameras.iter().map(|camera| &camera.inner.world);
    [&inputs.world, &inputs.outer.world].into_iter().chain(inner)
}

/// Unit vector in the world to the light that casts shadows, turned with the sky; up without one.
fn to_sun(scene: &Scene, world: &WorldInputs) -> DVec3 {
    in_world(scene, world, world.sky.map(|sky| sky.now.key_light().0))
}

/// The same for the shadows of a cascade, which may be a frame behind.
pub(super) fn to_light(scene: &Scene, world: &WorldInputs, cascade: usize) -> DVec3 {
    in_world(scene, world, world.sky.map(|sky| sky.to_light_of(cascade)))
}

fn in_world(scene: &Scene, world: &WorldInputs, in_sky: Option<[f32; 3]>) -> DVec3 {
    let to_light = match in_sky {
        Some(to_light) => DVec3::from_array(to_light.map(f64::from)).normalize_or(DVec3::Y),
        None => scene.sun.map_or(DVec3::Y, |sun| sun.to_sun),
    };
    DQuat::from_rotation_y(world.sky_turn_rad) * to_light
}

fn acescg_from_rec709() -> DMat3 {
    Primaries::ACESCG.from(&Primaries::REC709)
}
