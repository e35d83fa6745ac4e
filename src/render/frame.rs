//! THE frame: what is drawn, in which order. Read this first.
//!
//! In: [`FrameInputs`] and what is wanted of the frame. Out: targets, drawn and submitted.
//! Not here: how each pass draws (`passes`), readback (`pictures`), time (`app`).
//! Invariant: a pure function of the inputs; shadows and outer faces are caches, redrawn when what they depend on moves.

use glam::{DMat3, DVec3};

use crate::color::Primaries;
use crate::gpu::Gpu;
use crate::gpu::timers::Timers;
use crate::gpu::upload::SLOT_BYTES;
use crate::math::Pose;
use crate::scene::{Environment, SeenBy, sun};
use crate::show::{FrameInputs, Show};

use super::passes::lit::{Lit, SceneGroups};
use super::passes::simulated_camera::Piece;
use super::passes::wall_map::MapGroups;
use super::passes::{Recorder, shadow};
use super::renderer::{FIRST_FACE_SLOT, Renderer, inner_slot, latlong_slot, reference_slot};
use super::structs::{FrameUniforms, ViewUniforms, columns, matrix, row};
use super::views::{self, View};

/// What a frame draws besides its canvases. Each needs its part of [`super::Settings`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Simulated cameras.
    pub cameras: bool,
    /// CG references.
    pub references: bool,
    /// World positions and shown directions of this camera.
    pub proof_of: Option<usize>,
    /// Wall-gamut nits.
    pub nits: bool,
    /// The stage from this view.
    pub stage: Option<View>,
    /// The panorama.
    pub latlong: bool,
    /// Desk pictures.
    pub displays: bool,
}

/// What shadows and outer faces depend on besides the loaded scene, which does not move: no camera is in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct StillKey {
    world_from_stage: Pose,
    view_origin_m: DVec3,
    exposure_ev: f64,
}

impl Renderer {
    /// Draws a frame and submits it.
    pub fn draw(&mut self, gpu: &Gpu, show: &Show, inputs: &FrameInputs, wanted: &Wanted) {
        self.timers.collect();
        self.timers.begin_upload();
        self.upload(gpu, show, inputs, wanted);
        self.timers.end_upload();
        let mut encoder =
            gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("frame") });
        let key = StillKey {
            world_from_stage: inputs.world_from_stage,
            view_origin_m: inputs.view_origin_m,
            exposure_ev: inputs.exposure_ev,
        };
        let redraw_still = self.still_drawn_for != Some(key);
        self.still_drawn_for = Some(key);
        let mut timers = std::mem::replace(&mut self.timers, Timers::idle());
        self.record(
            &mut Recorder { encoder: &mut encoder, timers: &mut timers },
            inputs,
            wanted,
            redraw_still,
        );
        timers.resolve(&mut encoder);
        self.timers = timers;
        gpu.queue.submit([encoder.finish()]);
        self.timers.request();
    }

    /// The order of the frame.
    fn record(&self, recorder: &mut Recorder<'_>, inputs: &FrameInputs, wanted: &Wanted, redraw_still: bool) {
        let (passes, targets, groups) = (&self.passes, &self.targets, &self.groups);
        let scene_groups = SceneGroups { frame: &groups.frame, view: &groups.views };
        let world = &inputs.world_from_stage;
        let lit = |recorder: &mut Recorder<'_>, views, lit: Lit<'_>| {
            passes.record_lit(recorder, &self.scene, scene_groups, views, &lit, world);
        };

        if redraw_still {
            passes.shadow.record(recorder, &self.scene, &groups.views, world.position);
        }
        for (layer, face) in self.faces.iter().enumerate().filter(|_| redraw_still) {
            let view = views::outer(inputs, *face, self.outer_side);
            let resolve = &targets.outer.light.view;
            let (slot, kind) = (FIRST_FACE_SLOT + face, SeenBy::Outer);
            lit(recorder, &targets.outer, Lit { name: "outer", view, slot, kind, resolve });
            copy_to_layer(recorder.encoder, &targets.outer.light.texture, &targets.faces, layer as u32);
        }
        for (index, camera) in inputs.cameras.iter().enumerate() {
            let target = &targets.cameras[index];
            let kind = SeenBy::Inner;
            if camera.inner.enabled {
                let (view, resolve) = (views::inner(camera), &target.inner.light.view);
                lit(
                    recorder,
                    &target.inner,
                    Lit { name: "inner", view, slot: inner_slot(index), kind, resolve },
                );
            }
            if let (Some(reference), true) = (&target.reference, wanted.references) {
                let (view, resolve) = (views::reference(camera), &reference.light.view);
                let slot = reference_slot(index);
                lit(recorder, reference, Lit { name: "reference", view, slot, kind, resolve });
            }
            if let (Some(positions), true) = (&target.position, wanted.proof_of == Some(index)) {
                let view = (&views::inner(camera), inner_slot(index));
                passes.world_position.record(recorder, &self.scene, scene_groups, positions, view, world);
            }
        }
        for (index, canvas) in targets.canvases.iter().enumerate() {
            let (wall, run) = (&groups.wall[index], self.wall.runs[index].clone());
            let map = MapGroups { wall, outer: &groups.outer, inner: &groups.inner };
            passes.wall_map.record(recorder, map, run.clone(), &canvas.light);
            if inputs.patterns[index] == Default::default() {
                passes.wall_encode.record(
                    recorder,
                    (wall, &groups.encode[index]),
                    run.clone(),
                    &canvas.codes,
                );
            } else {
                passes.pattern.record(recorder, wall, run.clone(), canvas);
            }
            if let (Some(nits), true) = (&canvas.nits, wanted.nits || wanted.proof_of.is_some()) {
                passes.wall_encode.record_nits(recorder, (wall, &groups.encode[index]), run.clone(), nits);
            }
            if let (Some(shown), Some(camera)) = (&canvas.shown, wanted.proof_of) {
                passes.wall_probe.record(recorder, (wall, &groups.probe[camera]), run, shown);
            }
        }
        if wanted.cameras {
            for (target, canvases) in targets.cameras.iter().zip(&groups.camera) {
                passes.simulated_camera.record(recorder, target, self.pieces(canvases));
            }
        }
        if wanted.stage.is_some() || wanted.displays {
            for (index, group) in groups.panel_light.iter().enumerate() {
                passes.panel_light.record(
                    recorder,
                    &groups.wall[index],
                    group,
                    self.wall.runs[index].len() as u32,
                );
            }
        }
        if wanted.cameras && wanted.displays {
            for (target, camera) in targets.cameras.iter().zip(&groups.set) {
                passes.stage_view.record_set(recorder, target, &self.set, (&groups.wall[0], camera));
            }
        }
        if let (Some((stage, _)), Some(_)) = (&targets.stage, wanted.stage) {
            passes.stage_view.record(recorder, stage, &self.set, self.pieces(&groups.stage));
        }
        if let (Some(latlong), true) = (&targets.latlong, wanted.latlong) {
            passes.latlong.record(recorder, scene_groups, latlong_slot(inputs.cameras.len()), latlong);
        }
        if wanted.displays {
            for desk in &groups.desk {
                passes.tone_map.record(recorder, desk);
            }
        }
    }

    /// Each canvas's panels with a group of a pass that looks at the stage; unfed panels go with the last canvas.
    fn pieces<'a>(&'a self, groups: &'a [wgpu::BindGroup]) -> impl ExactSizeIterator<Item = Piece<'a>> {
        let last = groups.len().saturating_sub(1);
        groups.iter().enumerate().map(move |(index, camera)| {
            let run = &self.wall.runs[index];
            let end = if index == last { self.wall.unfed.end } else { run.end };
            Piece { wall: &self.groups.wall[index], camera, run: run.start..end }
        })
    }

    /// Hop 6: everything of the frame that shaders read.
    fn upload(&self, gpu: &Gpu, show: &Show, inputs: &FrameInputs, wanted: &Wanted) {
        let world = &inputs.world_from_stage;
        gpu.write(&self.buffers.frame, 0, &self.frame_uniforms(show, inputs));
        let write_view = |slot: usize, uniforms: ViewUniforms| {
            gpu.write(&self.buffers.views, slot as u64 * SLOT_BYTES, &uniforms);
        };
        for cascade in 0..3 {
            let clip_from_world = shadow::clip_from_world(&show.scene, world.position, cascade);
            let uniforms = ViewUniforms { clip_from_world: matrix(clip_from_world), ..Default::default() };
            write_view(shadow::FIRST_SLOT + cascade, uniforms);
        }
        for face in &self.faces {
            write_view(FIRST_FACE_SLOT + face, views::outer(inputs, *face, self.outer_side).uniforms(world));
        }
        for (index, camera) in inputs.cameras.iter().enumerate() {
            write_view(inner_slot(index), views::inner(camera).uniforms(world));
            write_view(reference_slot(index), views::reference(camera).uniforms(world));
            gpu.write(&self.buffers.inner[index], 0, &views::inner_uniforms(inputs, camera));
            gpu.write(&self.buffers.cameras[index], 0, &views::camera_uniforms(&views::reference(camera)));
        }
        if let Some(target) = &self.targets.latlong {
            let size = target.texture.size();
            let mut uniforms = ViewUniforms { world_from_view: matrix(world.matrix()), ..Default::default() };
            uniforms.pinhole =
                row(DVec3::new(1.0, 1.0, f64::from(size.width) / 2.0), f64::from(size.height) / 2.0);
            write_view(latlong_slot(inputs.cameras.len()), uniforms);
        }
        if let Some(view) = &wanted.stage {
            gpu.write(&self.buffers.stage_camera, 0, &views::camera_uniforms(view));
        }
        gpu.write(&self.buffers.outer, 0, &self.outer_uniforms(inputs));
        self.wall.write(gpu, &show.stage, inputs);
    }

    fn frame_uniforms(&self, show: &Show, inputs: &FrameInputs) -> FrameUniforms {
        let scene = &show.scene;
        let origin = inputs.world_from_stage.position;
        // 1.0 in a target is 100 nits on the wall.
        let exposed = inputs.exposure_ev.exp2() / 100.0;
        let is = |yes: bool| f64::from(u8::from(yes));
        let is_dome = matches!(scene.environment, Environment::Dome { .. });
        let disc_sr = 2.0 * std::f64::consts::PI * (1.0 - sun::RADIUS_RAD.cos());
        let (to_sun, sun_lux) =
            scene.sun.map_or((DVec3::Y, DVec3::ZERO), |sun| (sun.to_sun, sun.color * sun.illuminance_lux));
        let gradient = match &scene.environment {
            Environment::Gradient(gradient) => *gradient,
            Environment::Dome { .. } => crate::scene::Gradient::BLACK,
        };
        let (sine, cosine) = self.environment.rotation_rad.sin_cos();
        let last_mip = f64::from(super::environment_light::CUBE_MIPS - 1);
        FrameUniforms {
            light: row(DVec3::new(exposed, scene.emissive_nits, is(scene.sun.is_some())), is(is_dome)),
            to_sun: row(to_sun, sun::RADIUS_RAD.cos()),
            sun_lux: row(sun_lux, 1.0 / disc_sr),
            zenith_nits: row(gradient.zenith, 0.0),
            horizon_nits: row(gradient.horizon, 0.0),
            ground_nits: row(gradient.ground, gradient.falloff),
            glow_nits: row(gradient.glow, 0.0),
            dome: row(DVec3::new(cosine, sine, self.environment.nits_per_texel), last_mip),
            stage_origin: row(origin, self.footprint_rad),
            cascade_radii_m: row(DVec3::from_array(shadow::RADII_M), f64::from(shadow::SIDE)),
            cascade_clip_from_world: [0, 1, 2]
                .map(|index| matrix(shadow::clip_from_world(scene, origin, index))),
            irradiance: self.environment.irradiance,
            acescg_from_rec709: columns(acescg_from_rec709()),
        }
    }
}

fn copy_to_layer(encoder: &mut wgpu::CommandEncoder, from: &wgpu::Texture, to: &wgpu::Texture, layer: u32) {
    let mut onto = to.as_image_copy();
    onto.origin.z = layer;
    encoder.copy_texture_to_texture(from.as_image_copy(), onto, from.size());
}

fn acescg_from_rec709() -> DMat3 {
    Primaries::ACESCG.from(&Primaries::REC709)
}
