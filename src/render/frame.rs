//! THE frame: what is drawn, in which order. Read this first.
//!
//! In: [`FrameInputs`] and what is wanted of the frame. Out: targets, drawn and submitted.
//! Not here: how each pass draws (`passes`), readback (`pictures`), time (`app`).
//! Invariant: a pure function of the inputs; shadows, outer faces and inner views are caches (`drawn`), redrawn when
//! what they depend on moves.

use crate::calibration::Pattern;
use crate::gpu::Gpu;
use crate::gpu::timers::Timers;
use crate::scene::{Scene, SeenBy};
use crate::show::feed::SlotSet;
use crate::show::{FrameInputs, InnerContent, Show, WorldInputs};
use crate::sky::SkyPacket;

use super::drawn::Drawn;
use super::flat_buffers::Host;
use super::passes::Recorder;
use super::passes::flat::{FlatDraw, FlatGroups, FlatKind};
use super::passes::lit::{Lit, SceneGroups};
use super::passes::simulated_camera::Piece;
use super::passes::wall_map::MapGroups;
use super::renderer::{Renderer, Slots, WORLD_BYTES};
use super::sky_cache::{Medium, SkyPlan};
use super::sky_targets::LIGHT_BYTES;
use super::spot::SpotPlace;
use super::structs::FrameUniforms;
use super::uniforms::{to_light, worlds};
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
    /// Of these, false color in place of the tone map.
    pub false_color: bool,
    /// The waveform of the first camera.
    pub waveform: bool,
    /// A spot of a simulated camera's picture, for `Renderer::spot`.
    pub spot: Option<SpotPlace>,
    /// Small pictures for pages; `Previews::also` says what they need.
    pub previews: SlotSet,
}

/// Where the environment's light stands in a world's uniforms.
const IRRADIANCE_BYTES: u64 = std::mem::offset_of!(FrameUniforms, irradiance) as u64;

/// A world's slot, and the world.
type World<'a> = (usize, &'a WorldInputs);

impl Renderer {
    /// Draws a frame and submits it.
    pub fn draw(&mut self, gpu: &Gpu, show: &Show, inputs: &FrameInputs, wanted: &Wanted) {
        self.timers.collect();
        self.spot.collect();
        if let Some(kept) = &inputs.kept
            && self.drawn.needs_kept(kept)
        {
            self.keep(gpu, show, kept);
        }
        self.draw_one(gpu, show, inputs, wanted);
    }

    /// Copies the light of a picture that fades out. It is what was drawn last, unless this renderer never drew it.
    fn keep(&mut self, gpu: &Gpu, show: &Show, kept: &FrameInputs) {
        if !self.drawn.has_canvases(kept) {
            self.draw_one(gpu, show, kept, &Wanted::default());
        }
        let mut encoder =
            gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("keep") });
        for canvas in &self.targets.canvases {
            let light = &canvas.light.texture;
            encoder.copy_texture_to_texture(light.as_image_copy(), canvas.kept.as_image_copy(), light.size());
        }
        gpu.queue.submit([encoder.finish()]);
    }

    fn draw_one(&mut self, gpu: &Gpu, show: &Show, inputs: &FrameInputs, wanted: &Wanted) {
        self.timers.begin_upload();
        self.wall.carry(gpu, &show.stage, &inputs.walls);
        let mut plan = std::mem::take(&mut self.plan);
        self.drawn.sky.plan(worlds(inputs).map(|world| world.sky.as_ref()), &mut plan);
        self.upload(gpu, show, (inputs, &plan), wanted);
        self.timers.end_upload();
        let mut encoder =
            gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("frame") });
        let mut drawn = std::mem::take(&mut self.drawn);
        let mut timers = std::mem::replace(&mut self.timers, Timers::idle());
        let recorder = &mut Recorder { encoder: &mut encoder, timers: &mut timers };
        self.record_sky(recorder, &plan);
        self.plan = plan;
        self.record_wall_distances(recorder, inputs, wanted, &mut drawn);
        self.record_views(recorder, (&show.scene, inputs), wanted, &mut drawn);
        self.record_walls(recorder, inputs, wanted);
        self.record_desk(recorder, wanted);
        drawn.drew_canvases(inputs);
        self.drawn = drawn;
        let picture = wanted.spot.and_then(|place| Some((place, self.targets.cameras.get(place.camera)?)));
        if let (Some((place, camera)), true) = (picture, wanted.cameras) {
            self.spot.record(&mut encoder, &camera.picture.texture, place);
        }
        timers.resolve(&mut encoder);
        self.timers = timers;
        gpu.queue.submit([encoder.finish()]);
        self.timers.request();
        self.spot.request();
    }

    /// First the sky: tables of the air, then clouds and their light, then what the air adds. Only what is not there yet.
    fn record_sky(&self, recorder: &mut Recorder<'_>, plan: &SkyPlan) {
        let (passes, sky) = (&self.passes, &self.sky);
        for job in &plan.luts {
            match job.medium {
                Medium::Here => {}
                Medium::At(other) => sky.copy_medium(recorder.encoder, other, job.layer),
                Medium::Nowhere => {
                    passes.transmittance.record(recorder, sky, job.layer);
                    passes.multi_scatter.record(recorder, sky, job.layer);
                }
            }
            passes.sky_view.record(recorder, sky, job.layer);
        }
        for job in &plan.domes {
            passes.cloud_dome.record(recorder, sky, job);
            passes.cloud_shadow.record(recorder, sky, job);
            passes.air.record_dome(recorder, (sky, &self.groups.air), job);
            passes.sky_light.record(recorder, (sky, &self.groups.sky_light), job);
        }
        for job in &plan.airs {
            passes.air.record(recorder, (sky, &self.groups.air), job);
        }
        for job in &plan.lights {
            passes.sky_blend.record(recorder, (sky, &self.groups.sky_blend), job);
        }
        if sky.is_live {
            for (world, place) in plan.worlds.iter().enumerate() {
                let (from, to) =
                    (place.light as u64 * LIGHT_BYTES, world as u64 * WORLD_BYTES + IRRADIANCE_BYTES);
                let (light, onto) = (&sky.world_irradiance, &self.buffers.frame);
                recorder.encoder.copy_buffer_to_buffer(light, from, onto, to, 10 * 16);
            }
        }
    }

    /// Then how far the wall is from each eye, while something hangs or falls in the air.
    fn record_wall_distances(
        &self,
        recorder: &mut Recorder<'_>,
        inputs: &FrameInputs,
        wanted: &Wanted,
        drawn: &mut Drawn,
    ) {
        for (layer, (world, eye_m)) in views::eyes(inputs).enumerate() {
            let is_reference = layer > 0 && layer.is_multiple_of(2);
            let is_seen =
                world.sky.is_some_and(|sky| sky.fills_air()) && (!is_reference || wanted.references);
            if is_seen && drawn.needs_wall_distance(layer, world, eye_m, self.wall.moves) {
                let onto = &self.sky.wall_distance_layers[layer];
                self.passes.wall_distance.record(recorder, &self.groups.wall_distance, (onto, layer));
            }
        }
    }

    /// Then the views of the world. A view whose inputs are those that it was drawn from last is kept.
    fn record_views(
        &self,
        recorder: &mut Recorder<'_>,
        (scene, inputs): (&Scene, &FrameInputs),
        wanted: &Wanted,
        drawn: &mut Drawn,
    ) {
        let (passes, targets) = (&self.passes, &self.targets);
        let lit = |recorder: &mut Recorder<'_>,
                   drawn: &mut Drawn,
                   (slot, world): World<'_>,
                   views,
                   lit: Lit<'_>| {
            let place = &world.world_from_stage;
            let needed = drawn.needs_shadows(world, self.scene.sways);
            for cascade in (0..needed.len()).filter(|cascade| needed[*cascade]) {
                let groups = (self.scene_groups(slot), self.slots.cascades(slot));
                let light = (place.position, to_light(scene, world, cascade));
                passes.shadow.record(recorder, &self.scene, groups, (cascade, light));
            }
            passes.record_lit(recorder, &self.scene, self.scene_groups(slot), views, &lit, world);
        };
        let outer = &inputs.outer;
        if drawn.needs_outer(outer, self.wall.moves) {
            for (layer, face) in self.faces.iter().enumerate() {
                let view = views::outer(outer.view_origin_m, *face, self.outer_side);
                let resolve = &targets.outer.light.view;
                let (slot, kind) = (Slots::face(*face), SeenBy::Outer);
                let world = (Slots::OUTER_WORLD, &outer.world);
                lit(
                    recorder,
                    drawn,
                    world,
                    &targets.outer,
                    Lit { name: "outer", view, slot, kind, resolve, falling: None },
                );
                copy_to_layer(recorder.encoder, &targets.outer.light.texture, &targets.faces, layer as u32);
            }
        }
        let kind = SeenBy::Inner;
        for (index, camera) in inputs.cameras.iter().enumerate() {
            let target = &targets.cameras[index];
            let world = (Slots::inner_world(index), &camera.inner.world);
            if camera.inner.content == InnerContent::Picture
                && drawn.needs_inner(index, &camera.inner, self.wall.moves)
            {
                let (view, resolve) = (views::inner(camera), &target.inner.light.view);
                let slot = Slots::inner(index);
                lit(
                    recorder,
                    drawn,
                    world,
                    &target.inner,
                    Lit { name: "inner", view, slot, kind, resolve, falling: falling(world) },
                );
            }
            if let (Some(reference), true) = (&target.reference, wanted.references) {
                let (view, resolve) = (views::reference(camera), &reference.light.view);
                let slot = Slots::reference(index);
                let world = (Slots::WORLD, &inputs.world);
                lit(
                    recorder,
                    drawn,
                    world,
                    reference,
                    Lit { name: "reference", view, slot, kind, resolve, falling: falling(world) },
                );
            }
            if let (Some(positions), true) = (&target.position, wanted.proof_of == Some(index)) {
                let view = (&views::inner(camera), Slots::inner(index));
                let (groups, place) = (self.scene_groups(world.0), &world.1.world_from_stage);
                passes.world_position.record(recorder, &self.scene, groups, positions, view, place);
            }
        }
    }

    /// Groups of scene draws in one of the frame's worlds.
    fn scene_groups(&self, world: usize) -> SceneGroups<'_> {
        let world_offset = world as u32 * WORLD_BYTES as u32;
        let sky = (&self.sky.group, self.sky.world_offset(world));
        SceneGroups { frame: &self.groups.frame, world_offset, view: &self.groups.views, sky }
    }

    /// Then what each LED shows, and its code.
    fn record_walls(&self, recorder: &mut Recorder<'_>, inputs: &FrameInputs, wanted: &Wanted) {
        let (passes, targets, groups) = (&self.passes, &self.targets, &self.groups);
        for (index, canvas) in targets.canvases.iter().enumerate() {
            let (wall, run) = (&groups.wall[index], self.wall.runs[index].clone());
            let map = MapGroups { wall, outer: &groups.outer };
            let shows_world =
                |camera: &&usize| inputs.cameras[**camera].inner.content == InnerContent::Picture;
            let inner = inputs.layers.iter().filter(shows_world).map(|camera| &groups.inner[*camera]);
            passes.wall_map.record(recorder, map, inner, run.clone(), &canvas.light);
            let (flat, draws) =
                (FlatGroups { wall, flat: &groups.flat[index] }, self.flat_draws(inputs, index));
            passes.flat.record_light(recorder, flat, &draws, canvas);
            let encode = (wall, &groups.encode[index]);
            passes.wall_encode.record(recorder, encode, run.clone(), &canvas.codes);
            // The three buttons are over patterns and chroma too: faded, they are light like any other.
            let is_exact = !inputs.is_mixed();
            if is_exact {
                passes.flat.record_codes(recorder, flat, &draws, canvas);
            }
            if let (Some(nits), true) = (&canvas.nits, wanted.nits || wanted.proof_of.is_some()) {
                passes.wall_encode.record_nits(recorder, encode, run.clone(), nits);
                if is_exact {
                    passes.flat.record_nits(recorder, flat, &draws, nits);
                }
            }
            if let (Some(shown), Some(camera)) = (&canvas.shown, wanted.proof_of) {
                passes.wall_probe.record(recorder, (wall, &groups.probe[camera]), run, shown);
            }
        }
    }

    /// Then everything that looks at the walls, and the desk's pictures.
    fn record_desk(&self, recorder: &mut Recorder<'_>, wanted: &Wanted) {
        let (passes, targets, groups) = (&self.passes, &self.targets, &self.groups);
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
        if let (Some(groups), Some(onto), true) = (&groups.waveform, &targets.waveform, wanted.waveform) {
            passes.waveform.record(recorder, groups, onto);
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
            passes.latlong.record(recorder, self.scene_groups(Slots::WORLD), self.slots.latlong(), latlong);
        }
        if wanted.displays {
            for desk in &groups.desk {
                passes.tone_map.record(recorder, desk);
            }
            if wanted.false_color {
                self.record_false_color(recorder);
            }
        }
        groups.previews.record(recorder, &passes.tone_map, wanted.previews);
    }

    /// Exact light on one canvas, each over the one before: cameras lowest first, then walls; or the canvas's pattern.
    fn flat_draws<'a>(
        &'a self,
        inputs: &'a FrameInputs,
        canvas: usize,
    ) -> impl Iterator<Item = FlatDraw> + Clone + 'a {
        let of_canvas = inputs.patterns[canvas] != Pattern::Off;
        let whole = of_canvas.then(|| FlatDraw {
            kind: FlatKind::Pattern,
            slot: self.flat.slot(Host::Canvas(canvas)),
            run: self.wall.runs[canvas].clone(),
        });
        let cameras = inputs.layers.iter().filter(move |_| !of_canvas).filter_map(move |camera| {
            let kind = match inputs.cameras[*camera].inner.content {
                InnerContent::Chroma => FlatKind::Chroma,
                InnerContent::Pattern(_) => FlatKind::Pattern,
                InnerContent::Picture | InnerContent::Nothing => return None,
            };
            let slot = self.flat.slot(Host::Camera(*camera));
            Some(FlatDraw { kind, slot, run: self.wall.runs[canvas].clone() })
        });
        let walls = inputs.wall_patterns.iter().zip(&inputs.chroma.walls).enumerate();
        let walls = walls.filter(move |_| !of_canvas).filter_map(move |(wall, (pattern, is_keyed))| {
            let kind = match (pattern, is_keyed) {
                (Pattern::Off, false) => return None,
                (Pattern::Off, true) => FlatKind::Chroma,
                _ => FlatKind::Pattern,
            };
            let run = self.wall.wall_runs[canvas][wall].clone();
            Some(FlatDraw { kind, slot: self.flat.slot(Host::Wall(wall)), run })
        });
        whole.into_iter().chain(cameras).chain(walls)
    }

    /// Over the tone map's pictures of canvases and cameras.
    fn record_false_color(&self, recorder: &mut Recorder<'_>) {
        let (targets, groups) = (&self.targets, &self.groups);
        for (target, canvases) in targets.cameras.iter().zip(&groups.false_color) {
            if let Some([picture, _]) = &target.displays {
                let onto = (picture, &target.picture_depth);
                self.passes.false_color.record_camera(recorder, onto, self.pieces(canvases));
            }
        }
        let Some(canvases) = groups.false_color.first() else { return };
        for (canvas, piece) in targets.canvases.iter().zip(self.pieces(canvases)) {
            if let Some(display) = &canvas.display {
                self.passes.false_color.record_canvas(recorder, display, &piece);
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
}

fn copy_to_layer(encoder: &mut wgpu::CommandEncoder, from: &wgpu::Texture, to: &wgpu::Texture, layer: u32) {
    let mut onto = to.as_image_copy();
    onto.origin.z = layer;
    encoder.copy_texture_to_texture(from.as_image_copy(), onto, from.size());
}

/// What may fall in a view of a world.
fn falling((_, world): World<'_>) -> Option<&SkyPacket> {
    world.sky.as_ref().map(|sky| &sky.now)
}
