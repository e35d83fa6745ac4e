//! The inputs of one frame: everything that its pixels depend on.
//!
//! In: show, values, camera poses, frame index. Out: [`FrameInputs`].
//! Not here: where poses come from (`app`, `tracking`), what is drawn (`render`).
//! Invariant: a pure function; `fill` reuses the memory of the frame before and allocates nothing. What lasts over
//! frames is carried as a value (`world_move`).

use glam::DVec3;

use crate::calibration::{FlatColor, Pattern};
use crate::color::{Grade, GradeStep};
use crate::math::{Pinhole, Pose};
use crate::params::{ParameterId, Values};
use crate::safety::{Governor, Mux, WallMix, cap};
use crate::sky::lightning::Pace;
use crate::sky::{SkyInputs, SkySettings, Trail, evaluate::Observer};

use super::holds::{Arming, switches};
use super::{
    Camera, Cards, ChromaInputs, Exposure, FrameNotes, InnerContent, InnerResolution, Show, Source, WorldMove,
};

/// Where a camera is this frame, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CameraPose {
    /// Sensor point in the stage, as tracked or predicted: what the wall is drawn for.
    pub sensor: Pose,
    /// Sensor point where the camera really is; differs only in simulation (latency, the demo).
    pub actual: Pose,
    /// State word of its tracking: `live`, `predicted`, `held`, `stale`, `lost`, `fixed`, `virtual`, `rehearsed`, `file`.
    pub state: &'static str,
    /// Age of the newest sample, milliseconds; `None` without a tracker.
    pub sample_age_ms: Option<f64>,
}

/// Everything a frame depends on.
#[derive(Debug, PartialEq)]
pub struct FrameInputs {
    /// Frame index.
    pub frame: u64,
    /// Frame index of the world: what everything that moves by itself depends on. Differs from `frame` once a person went
    /// back to a take's begin.
    pub world_frame: u64,
    /// Time of the world's frame, seconds.
    pub time_secs: f64,
    /// Frame whose dither and counters the canvases carry; stands still while the picture is held.
    pub canvas_frame: u64,
    /// The world position on its way to where it is asked for.
    pub world_move: WorldMove,
    /// What of the sky lasts over frames; `None` without a live sky.
    pub trail: Option<Trail>,
    /// What the limits on light know of the frames before.
    pub governor: Governor,
    /// What the limits leave of the light of all walls, 0..=1.
    pub governor_gain: f64,
    /// What an LED emits at most, nits.
    pub max_nits: f64,
    /// The world as it is: what references, the panorama and every view that is not held are drawn from.
    pub world: WorldInputs,
    /// The outer frustum.
    pub outer: OuterInputs,
    /// Cameras in the show's order.
    pub cameras: Vec<CameraInputs>,
    /// Cameras whose inner frustum is on, lowest first: a later one covers an earlier one.
    pub layers: Vec<usize>,
    /// What cameras and walls in chroma show.
    pub chroma: ChromaInputs,
    /// Where the bodies are that carry walls, stage axes, one a wall; the identity for a wall that stands still.
    pub walls: Vec<Pose>,
    /// Patterns by canvas.
    pub patterns: Vec<Pattern>,
    /// How much of all this is on the walls.
    pub mix: WallMix,
    /// The held picture while it fades out into this one; its share is the mix's.
    pub kept: Option<Box<FrameInputs>>,
    /// What this frame did otherwise than asked. No pixel depends on it.
    pub notes: FrameNotes,
    /// Patterns by wall.
    pub wall_patterns: Vec<Pattern>,
    /// Level of patterns that have one of their own, nits.
    pub pattern_nits: f64,
    /// Light cards and flags that are on.
    pub cards: Cards,
}

/// The world as one view is drawn from it: where the stage stands in it, when, how bright it leaves the wall.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldInputs {
    /// Time in the world, seconds.
    pub time_secs: f64,
    /// The world position.
    pub world_from_stage: Pose,
    /// `wall_nits = world_nits x 2^exposure_ev`, the trim of everything included.
    pub exposure_ev: f64,
    /// Color of everything on the walls; its exposure is in `exposure_ev`.
    pub grade: Grade,
    /// Turn of sun and sky about the world's +Y, radians: the turntable's while they stay with the stage.
    pub sky_turn_rad: f64,
    /// The live sky; `None` when the scene's is fixed.
    pub sky: Option<SkyInputs>,
}

/// The outer frustum: all that its light depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OuterInputs {
    /// The world that it is drawn from.
    pub world: WorldInputs,
    /// Where it is drawn from, stage metres.
    pub view_origin_m: DVec3,
    /// Its own grade, after the world's.
    pub grade: Grade,
    /// After that, on walls that face down.
    pub ceiling_grade: Grade,
}

/// One camera of a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CameraInputs {
    /// Pose of the entrance pupil as followed; the inner frustum has its own, which a hold keeps.
    pub pupil: Pose,
    /// Pose of the entrance pupil that the simulated camera and the CG reference look from.
    pub actual_pupil: Pose,
    /// The camera's own raster.
    pub pinhole: Pinhole,
    /// Its inner frustum.
    pub inner: InnerInputs,
    /// State word of its tracking.
    pub state: &'static str,
    /// Age of the newest sample, milliseconds.
    pub sample_age_ms: Option<f64>,
}

/// The inner frustum of a camera: all that its light depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InnerInputs {
    /// The world that it is drawn from.
    pub world: WorldInputs,
    /// Pose of the entrance pupil that window and content are drawn for.
    pub pupil: Pose,
    /// Raster with overscan.
    pub pinhole: Pinhole,
    /// Width and height of the raster without overscan.
    pub window_px: [u32; 2],
    /// Width of the soft edge, texels.
    pub soft_edge_px: f64,
    /// How long the film camera's shutter is open, seconds: as long as drops and flakes are blurred for.
    pub shutter_secs: f64,
    /// Its own grade, after the world's.
    pub grade: Grade,
    /// What it shows.
    pub content: InnerContent,
    /// Key color in chroma mode.
    pub key: FlatColor,
}

impl WorldInputs {
    /// Before the first frame.
    const START: Self = Self {
        time_secs: 0.0,
        world_from_stage: Pose::IDENTITY,
        exposure_ev: 0.0,
        grade: Grade::NEUTRAL,
        sky_turn_rad: 0.0,
        sky: None,
    };
}

impl FrameInputs {
    /// Copies all but the picture that fades out, into the memory that is there.
    pub fn copy_from(&mut self, other: &Self) {
        // Named one by one, so that a field that is added is decided on here.
        #[rustfmt::skip]
        let Self {
            frame, world_frame, time_secs, canvas_frame, world_move, trail, governor, governor_gain, max_nits, world, outer, cameras, layers, chroma, walls,
            patterns, wall_patterns, pattern_nits, cards, mix, kept: _, notes,
        } = other;
        (self.frame, self.world_frame) = (*frame, *world_frame);
        (self.time_secs, self.canvas_frame) = (*time_secs, *canvas_frame);
        (self.world_move, self.trail, self.world, self.outer) = (*world_move, *trail, *world, *outer);
        (self.governor, self.governor_gain, self.max_nits) = (*governor, *governor_gain, *max_nits);
        (self.mix, self.notes) = (*mix, *notes);
        self.cameras.clone_from(cameras);
        self.layers.clone_from(layers);
        self.chroma.copy_from(chroma);
        self.walls.clone_from(walls);
        self.patterns.clone_from(patterns);
        self.wall_patterns.clone_from(wall_patterns);
        (self.pattern_nits, self.cards) = (*pattern_nits, *cards);
        self.kept = None;
    }

    /// Takes back from `live` what goes on while the rest is a held picture: everything that no canvas shows.
    pub(super) fn stay_live(&mut self, live: &Self) {
        (self.frame, self.world_frame, self.time_secs) = (live.frame, live.world_frame, live.time_secs);
        (self.world_move, self.trail, self.world) = (live.world_move, live.trail, live.world);
        (self.governor, self.governor_gain, self.max_nits) =
            (live.governor, live.governor_gain, live.max_nits);
        self.notes = live.notes;
        for (held, live) in self.cameras.iter_mut().zip(&live.cameras) {
            *held = CameraInputs { inner: held.inner, ..*live };
        }
    }

    /// Whether the walls show anything but this picture alone.
    pub fn is_mixed(&self) -> bool {
        let picture = WallMix { kept_share: self.mix.kept_share, ..WallMix::PICTURE };
        self.mix != picture || self.kept.is_some()
    }

    /// Whether the canvases' light, before the mix, is the same for both.
    pub fn shows_as(&self, other: &Self) -> bool {
        // Named one by one, so that a field that is added is decided on here.
        #[rustfmt::skip]
        let Self {
            frame: _, world_frame: _, time_secs: _, canvas_frame, world_move: _, trail: _, governor: _, governor_gain: _, max_nits: _, world: _, outer, cameras, layers, chroma, walls,
            patterns, wall_patterns, pattern_nits, cards, mix: _, kept: _, notes: _,
        } = self;
        *canvas_frame == other.canvas_frame
            && *outer == other.outer
            && *layers == other.layers
            && *chroma == other.chroma
            && *walls == other.walls
            && *patterns == other.patterns
            && *wall_patterns == other.wall_patterns
            && *pattern_nits == other.pattern_nits
            && *cards == other.cards
            && cameras.len() == other.cameras.len()
            && cameras.iter().zip(&other.cameras).all(|(one, two)| one.inner == two.inner)
    }

    /// Puts the body that carries a wall where it is this frame. No effect on a pose that is not finite.
    pub fn carry(&mut self, wall: usize, body: Pose) {
        if let Some(carried) = self.walls.get_mut(wall).filter(|_| body.is_finite()) {
            *carried = body;
        }
    }
}

impl Clone for FrameInputs {
    fn clone(&self) -> Self {
        Self {
            cameras: self.cameras.clone(),
            layers: self.layers.clone(),
            chroma: self.chroma.clone(),
            walls: self.walls.clone(),
            patterns: self.patterns.clone(),
            wall_patterns: self.wall_patterns.clone(),
            kept: self.kept.clone(),
            ..*self
        }
    }
}

impl CameraPose {
    /// A pose that is known without a tracker.
    pub fn known(sensor: Pose, state: &'static str) -> Self {
        Self { sensor, actual: sensor, state, sample_age_ms: None }
    }
}

impl Show {
    /// Inputs of a frame, one pose a camera.
    pub fn inputs(&self, values: &Values, frame: u64, poses: &[CameraPose]) -> FrameInputs {
        let mut inputs = FrameInputs {
            frame,
            world_frame: frame,
            time_secs: 0.0,
            canvas_frame: frame,
            // The first frame is where the values put it: only a change is eased.
            world_move: WorldMove::still(&self.ids.world.place(values)),
            trail: None,
            governor: Governor::default(),
            governor_gain: 1.0,
            max_nits: cap::NONE_NITS,
            world: WorldInputs::START,
            outer: OuterInputs {
                world: WorldInputs::START,
                view_origin_m: DVec3::ZERO,
                grade: Grade::NEUTRAL,
                ceiling_grade: Grade::NEUTRAL,
            },
            cameras: Vec::with_capacity(self.cameras.len()),
            layers: Vec::with_capacity(self.cameras.len()),
            chroma: ChromaInputs::with_walls(self.stage.walls.len()),
            walls: Vec::with_capacity(self.stage.walls.len()),
            patterns: Vec::with_capacity(self.stage.canvases.len()),
            mix: WallMix::PICTURE,
            kept: None,
            notes: FrameNotes::default(),
            wall_patterns: Vec::with_capacity(self.stage.walls.len()),
            pattern_nits: 0.0,
            cards: Cards::NONE,
        };
        // One that a file or the command line announces holds from frame 0 on, whichever frame is drawn first.
        inputs.governor.strobe.step(values.number(self.ids.safety.strobe_minutes), 0, self.rate);
        self.fill(&mut inputs, values, frame, poses);
        inputs
    }

    /// The grade of a camera's CG reference: what its inner frustum makes of the world as it is. So the reference is the
    /// light that the wall is asked for, and the simulated camera can be held against it whatever the grade.
    pub fn reference_grade(&self, inputs: &FrameInputs, camera: usize) -> [GradeStep; 3] {
        let grey18_nits = self.exposure.grey18_nits;
        let [world, inner] =
            [inputs.world.grade, inputs.cameras[camera].inner.grade].map(|grade| grade.step(grey18_nits));
        [world, inner, GradeStep::gain(inputs.governor_gain)]
    }

    /// Poses without a tracker: rest, or the rehearsed move at the frame's time.
    pub fn rehearsed_poses(&self, frame: u64) -> Vec<CameraPose> {
        let time_secs = self.rate.time_secs(frame);
        let pose = |camera: &Camera| match camera.slider {
            Some(slider) => CameraPose::known(camera.rest.then(&slider.offset(time_secs)), "rehearsed"),
            None => CameraPose::known(camera.rest, "fixed"),
        };
        self.cameras.iter().map(pose).collect()
    }

    /// Fills `inputs` for a frame; one pose a camera. Walls stand still ([`FrameInputs::carry`] moves them), the mix is the
    /// switches' at rest, and nothing is held: `Holds::apply` has the state between frames.
    pub fn fill(&self, inputs: &mut FrameInputs, values: &Values, frame: u64, poses: &[CameraPose]) {
        self.fill_at(inputs, values, (frame, frame), poses);
    }

    /// The same with a world that is at another frame.
    pub fn fill_at(
        &self,
        inputs: &mut FrameInputs,
        values: &Values,
        (frame, world_frame): (u64, u64),
        poses: &[CameraPose],
    ) {
        assert_eq!(poses.len(), self.cameras.len(), "one pose a camera");
        let ids = &self.ids;
        (inputs.frame, inputs.world_frame) = (frame, world_frame);
        inputs.time_secs = self.rate.time_secs(world_frame);
        inputs.canvas_frame = world_frame;
        inputs.max_nits = values.number(ids.safety.max_nits);
        inputs.governor.strobe.step(values.number(ids.safety.strobe_minutes), frame, self.rate);
        let goal = ids.world.place(values);
        inputs.world_move.go(&goal, values.number(ids.world.ease_secs), world_frame, self.rate);
        let place = inputs.world_move.at(world_frame, self.rate);
        let sky_stays = values.is_on(ids.world.sun_stays_with_stage);
        let all = ids.grade.all.grade(values);
        inputs.world = WorldInputs {
            time_secs: inputs.time_secs,
            world_from_stage: place.world_from_stage(&self.world_from_stage),
            exposure_ev: Exposure { world_grey_nits: values.number(ids.world_grey_nits), ..self.exposure }
                .ev(all.trim_ev),
            grade: Grade { trim_ev: 0.0, ..all },
            sky_turn_rad: if sky_stays { place.turntable_deg.to_radians() } else { 0.0 },
            sky: None,
        };
        self.fill_sky(inputs, values);
        inputs.outer = OuterInputs {
            world: inputs.world,
            view_origin_m: self.stage.view_origin_m,
            grade: ids.grade.outer.grade(values),
            ceiling_grade: ids.grade.ceiling.grade(values),
        };
        let key = ids.chroma.key;
        inputs.cameras.clear();
        let cameras = self.cameras.iter().zip(poses).zip(ids.cameras.iter().zip(&ids.exposures));
        for ((camera, pose), (ids, exposure)) in cameras {
            let pinhole = camera.lens.pinhole();
            let window = Self::inner_window(camera);
            let overscan = values.number(ids.overscan_percent);
            let raster = window.with_overscan(overscan);
            let soft_edge = values.number(ids.soft_edge_percent) / 100.0 * f64::from(window.width);
            // Inside the overscan: the camera's own frame is never softened.
            let room = (f64::from(raster.width - window.width) / 2.0)
                .min(f64::from(raster.height - window.height) / 2.0);
            let nudge = match camera.source {
                // A camera that keys fly is where it is flown.
                Source::Tracker(_) if pose.state != "virtual" => ids.nudge(values),
                _ => Pose::IDENTITY,
            };
            let pupil = camera.lens.pupil_pose(&nudge.then(&pose.sensor));
            inputs.cameras.push(CameraInputs {
                pupil,
                actual_pupil: camera.lens.pupil_pose(&pose.actual),
                pinhole,
                inner: InnerInputs {
                    world: inputs.world,
                    pupil,
                    pinhole: raster,
                    window_px: [window.width, window.height],
                    soft_edge_px: soft_edge.min(room),
                    shutter_secs: exposure.exposure(values, self.rate.fps()).shutter_secs,
                    grade: ids.look.grade(values),
                    content: InnerContent::of(values, ids),
                    key: if values.is_on(ids.chroma_own) { ids.chroma } else { key }.color(values),
                },
                state: pose.state,
                sample_age_ms: pose.sample_age_ms,
            });
        }
        inputs.mix = Mux::settled(switches(self, values, Arming::Armed)).mix();
        inputs.notes = FrameNotes::default();
        self.fill_layers(inputs, values);
        inputs.chroma.fill(values, &self.ids.chroma);
        let pattern = |id: &ParameterId| Pattern::ALL[values.choice(*id)];
        inputs.walls.clear();
        inputs.walls.resize(self.stage.walls.len(), Pose::IDENTITY);
        inputs.patterns.clear();
        inputs.patterns.extend(self.ids.patterns.canvases.iter().map(pattern));
        inputs.wall_patterns.clear();
        inputs.wall_patterns.extend(self.ids.patterns.walls.iter().map(pattern));
        inputs.pattern_nits = values.number(self.ids.patterns.nits);
        inputs.cards = self.cards(values, &inputs.outer);
    }

    /// The live sky of the frame; what lasts of it goes on to the world's frame.
    fn fill_sky(&self, inputs: &mut FrameInputs, values: &Values) {
        let Some(ids) = &self.ids.sky else { return };
        let is_held = values.is_on(self.ids.holds.world_time);
        let is_announced = inputs.governor.strobe.frames_left(inputs.frame) > 0;
        let is_guarded = self.ids.safety.is_guarded(values) && !is_announced;
        let pace = if is_guarded { Pace::Guarded } else { Pace::Free };
        let settings = SkySettings { is_held, pace, ..ids.settings(values) };
        let observer = Observer { position_m: inputs.world.world_from_stage.position.to_array() };
        let world_frame = inputs.world_frame;
        let trail =
            inputs.trail.get_or_insert_with(|| Trail::replayed(&settings, &observer, world_frame, self.rate));
        trail.go_on(&settings, &observer, world_frame, self.rate);
        let mut sky = trail.inputs(&settings, &observer, inputs.frame, self.rate);
        self.limit_flashes(&mut sky.now, inputs.world.exposure_ev);
        inputs.world.sky = Some(sky);
    }

    /// The inner frustum's raster before overscan; `Auto` is resolved at load, so here it is the camera's own.
    fn inner_window(camera: &Camera) -> Pinhole {
        let pinhole = camera.lens.pinhole();
        match camera.inner_resolution {
            InnerResolution::Fixed([width, height]) => pinhole.resized(width, height),
            InnerResolution::Auto => pinhole,
        }
    }
}
