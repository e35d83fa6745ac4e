//! What the caches hold: for which inputs shadows, outer faces and inner views were drawn last.
//!
//! In: the inputs that a view is drawn from. Out: whether it has to be drawn again. Not here: drawing (`frame`).
//! Invariant: a key holds all that the view's light depends on besides the loaded scene, which stands still; so what is
//! kept is what would be drawn. World time is in a key only where something drawn moves with it, grades are in none because
//! they act on the wall.

use glam::{DQuat, DVec3};

use crate::math::{Pinhole, Pose};
use crate::show::{FrameInputs, InnerInputs, OuterInputs, WorldInputs};
use crate::sky::SkyInputs;

use super::passes::shadow::CASCADES;
use super::sky_cache::{Pools, SkyCache};

/// The keys of the caches; `None` before the first draw.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawn {
    pub(super) sky: SkyCache,
    shadows: [Option<ShadowKey>; CASCADES],
    outer: Option<LitKey>,
    inner: Vec<Option<InnerKey>>,
    wall_distances: Vec<Option<DistanceKey>>,
    canvases: Option<Box<FrameInputs>>,
    kept: Option<Box<FrameInputs>>,
    has_canvases: bool,
    has_kept: bool,
}

/// Place, turn of the sky, toward the light that casts shadows, time and wind where plants sway.
type ShadowKey = (Pose, f64, Option<[f32; 3]>, Option<(i64, [f32; 3])>);

/// Eye on the stage, how the stage lies in the world, how often walls were moved.
type DistanceKey = (DVec3, DQuat, u64);

#[derive(Clone, Copy, Debug, PartialEq)]
struct LitKey {
    world_from_stage: Pose,
    sky_turn_rad: f64,
    exposure_ev: f64,
    eye_m: DVec3,
    sky: Option<SkyInputs>,
    /// The weather's time, where something falls or sways.
    moving_us: Option<i64>,
    /// How often walls were moved, where it matters how far they are.
    wall_moves: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct InnerKey {
    lit: LitKey,
    pupil: Pose,
    pinhole: Pinhole,
    shutter_secs: f64,
}

impl LitKey {
    fn new(world: &WorldInputs, eye_m: DVec3, moves: u64) -> Self {
        let WorldInputs { world_from_stage, sky_turn_rad, exposure_ev, sky, .. } = *world;
        let moving_us = sky.filter(SkyInputs::moves).map(|sky| sky.now.weather_us);
        let wall_moves = if sky.is_some_and(|sky| sky.fills_air()) { moves } else { 0 };
        let sky = sky.map(|sky| sky.as_drawn());
        Self { world_from_stage, sky_turn_rad, exposure_ev, eye_m, sky, moving_us, wall_moves }
    }
}

impl Drawn {
    /// Nothing is drawn yet. `inputs` are any of the show's, for their memory.
    pub(super) fn new(inputs: &FrameInputs) -> Self {
        let memory = || Some(Box::new(inputs.clone()));
        let inner = vec![None; inputs.cameras.len()];
        let wall_distances = vec![None; 1 + 2 * inputs.cameras.len()];
        let sky = SkyCache::new(Pools::new(2 + inputs.cameras.len()));
        Self { sky, inner, wall_distances, canvases: memory(), kept: memory(), ..Self::default() }
    }

    /// Whether the canvases' light is that of these inputs.
    pub(super) fn has_canvases(&self, inputs: &FrameInputs) -> bool {
        self.has_canvases && self.canvases.as_ref().is_some_and(|drawn| drawn.shows_as(inputs))
    }

    /// The canvases' light is that of these inputs from here on.
    pub(super) fn drew_canvases(&mut self, inputs: &FrameInputs) {
        if let Some(drawn) = &mut self.canvases {
            drawn.copy_from(inputs);
            self.has_canvases = true;
        }
    }

    /// Whether the kept light is that of another picture; it counts as copied from here on.
    pub(super) fn needs_kept(&mut self, inputs: &FrameInputs) -> bool {
        let Some(kept) = &mut self.kept else { return true };
        let is_other = !self.has_kept || !kept.shows_as(inputs);
        kept.copy_from(inputs);
        self.has_kept = true;
        is_other
    }

    /// Which cascades of shadows are those of another place or light; they count as drawn from here on.
    pub(super) fn needs_shadows(&mut self, world: &WorldInputs, has_plants: bool) -> [bool; CASCADES] {
        let swaying = world.sky.filter(|sky| has_plants && sky.sways());
        let wind = swaying.map(|sky| (sky.now.weather_us, sky.now.wind));
        std::array::from_fn(|cascade| {
            let to_light = world.sky.map(|sky| sky.to_light_of(cascade));
            renew(&mut self.shadows[cascade], (world.world_from_stage, world.sky_turn_rad, to_light, wind))
        })
    }

    /// The same for a layer of distances to the wall.
    pub(super) fn needs_wall_distance(
        &mut self,
        layer: usize,
        world: &WorldInputs,
        eye_m: DVec3,
        moves: u64,
    ) -> bool {
        let key = (eye_m, world.world_from_stage.rotation, moves);
        self.wall_distances.get_mut(layer).is_some_and(|kept| renew(kept, key))
    }

    /// The same for the outer faces.
    pub(super) fn needs_outer(&mut self, outer: &OuterInputs, moves: u64) -> bool {
        renew(&mut self.outer, LitKey::new(&outer.world, outer.view_origin_m, moves))
    }

    /// The same for a camera's inner view.
    pub(super) fn needs_inner(&mut self, camera: usize, inner: &InnerInputs, moves: u64) -> bool {
        let lit = LitKey::new(&inner.world, inner.pupil.position, moves);
        let shutter_secs = inner.shutter_secs;
        let key = InnerKey { lit, pupil: inner.pupil, pinhole: inner.pinhole, shutter_secs };
        self.inner.get_mut(camera).is_none_or(|kept| renew(kept, key))
    }
}

fn renew<T: PartialEq>(kept: &mut Option<T>, key: T) -> bool {
    let is_other = kept.as_ref() != Some(&key);
    *kept = Some(key);
    is_other
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Grade;
    use crate::sky::evaluate::Observer;
    use crate::sky::{SkySettings, Trail};
    use crate::timing::Rate;

    #[test]
    fn a_view_is_drawn_once_for_the_same_inputs_and_again_for_any_other() {
        let world = WorldInputs {
            time_secs: 0.0,
            world_from_stage: Pose::IDENTITY,
            exposure_ev: 0.0,
            grade: Grade::NEUTRAL,
            sky_turn_rad: 0.0,
            sky: None,
        };
        let inner = InnerInputs {
            world,
            pupil: Pose::IDENTITY,
            pinhole: Pinhole::symmetric(4, 4, 1.0, 1.0),
            window_px: [4, 4],
            soft_edge_px: 0.0,
            shutter_secs: 0.02,
            grade: Grade::NEUTRAL,
            content: crate::show::InnerContent::Picture,
            key: crate::calibration::FlatColor::GREEN,
        };
        let mut drawn = Drawn { inner: vec![None], ..Drawn::default() };
        assert!(drawn.needs_inner(0, &inner, 0) && !drawn.needs_inner(0, &inner, 0));
        let brighter = InnerInputs { world: WorldInputs { exposure_ev: 1.0, ..world }, ..inner };
        let moved = InnerInputs { pupil: Pose::at(DVec3::X), ..inner };
        let wider = InnerInputs { pinhole: Pinhole::symmetric(4, 4, 2.0, 1.0), ..inner };
        let shorter = InnerInputs { shutter_secs: 0.01, ..inner };
        for other in [brighter, moved, wider, shorter] {
            assert!(drawn.needs_inner(0, &other, 0) && drawn.needs_inner(0, &inner, 0), "{other:?}");
        }
        let elsewhere = WorldInputs { world_from_stage: Pose::at(DVec3::Z), ..world };
        assert_eq!(drawn.needs_shadows(&world, true), [true; CASCADES]);
        assert_eq!(drawn.needs_shadows(&world, true), [false; CASCADES]);
        assert_eq!(drawn.needs_shadows(&elsewhere, true), [true; CASCADES]);
        let turned = WorldInputs { sky_turn_rad: 0.1, ..elsewhere };
        assert_eq!(drawn.needs_shadows(&turned, true), [true; CASCADES], "the sun is elsewhere");
        let (grade, ceiling_grade) = (Grade::NEUTRAL, Grade::NEUTRAL);
        let outer = OuterInputs { world, view_origin_m: DVec3::Y, grade, ceiling_grade };
        let graded = OuterInputs { grade: Grade { trim_ev: 1.0, ..grade }, ..outer };
        assert!(drawn.needs_outer(&outer, 0) && !drawn.needs_outer(&graded, 0));
        assert!(drawn.needs_outer(&OuterInputs { world: elsewhere, ..outer }, 0));
    }

    /// A sun that runs: two cascades a frame, and none once it stands; what is drawn is what each asks for, whatever was drawn before.
    #[test]
    fn far_shadows_are_drawn_by_turns() {
        let settings = SkySettings { sun_rate: 600.0, ..SkySettings::default() };
        let mut trail = Trail::replayed(&settings, &Observer::default(), 100, Rate::FILM);
        let world = |trail: &Trail, settings: &SkySettings| WorldInputs {
            time_secs: 0.0,
            world_from_stage: Pose::IDENTITY,
            exposure_ev: 0.0,
            grade: Grade::NEUTRAL,
            sky_turn_rad: 0.0,
            sky: Some(trail.inputs(settings, &Observer::default(), 0, Rate::FILM)),
        };
        let mut drawn = Drawn::default();
        drawn.needs_shadows(&world(&trail, &settings), false);
        for frame in 101..110 {
            trail.go_on(&settings, &Observer::default(), frame, Rate::FILM);
            let needed = drawn.needs_shadows(&world(&trail, &settings), false);
            assert_eq!(needed, [true, frame % 2 == 1, frame % 2 == 0], "frame {frame}");
            let direct = Trail::replayed(&settings, &Observer::default(), frame, Rate::FILM);
            assert_eq!(drawn.needs_shadows(&world(&direct, &settings), false), [false; CASCADES]);
        }
        let still = SkySettings { is_held: true, ..settings };
        for frame in 110..114 {
            trail.go_on(&still, &Observer::default(), frame, Rate::FILM);
            let needed = drawn.needs_shadows(&world(&trail, &still), false);
            assert!(frame < 112 || needed == [false; CASCADES], "frame {frame}: {needed:?}");
        }
    }
}
