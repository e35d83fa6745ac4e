//! What is held from frame to frame: poses, frusta, time in the world, the whole picture.
//!
//! In: a frame's inputs as they would be, the parameters. Out: the same inputs with held parts in place of their own,
//! the walls' mix, notes. Not here: fades (`safety::mux`), drawing (`render`).
//! Invariant: everything kept is kept as values, so any renderer draws a held frame alike; nothing is allocated.
//!
//! A picture in a file has no frame before it: there a hold that is on holds frame 0, and every fade is over.

use crate::math::Pose;
use crate::params::Values;
use crate::safety::governor::{Again, Governor};
use crate::safety::stall::{Stall, Take};
use crate::safety::{Mux, StallLatch, Switches, WallMix};
use crate::sky::Trail;
use crate::tracking::fault::Blend;

use super::inputs::{CameraInputs, FrameInputs, InnerInputs, OuterInputs};
use super::notes::NOTED_CAMERAS;
use super::outer_rate;
use super::{Show, WorldMove};

/// Whether light may leave real outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arming {
    /// A person armed them, or there are none.
    Armed,
    /// They stay black.
    Disarmed,
}

/// Frames within which a second BACK TO ONE does not make the flash guard forget: a second at the fastest rate in use.
const RETURN_FRAMES: u64 = 120;

/// Everything held. Lives on the frame thread.
#[derive(Clone, Debug)]
pub struct Holds {
    mux: Mux,
    frame: Option<u64>,
    cameras: Vec<CameraHold>,
    outer: Option<OuterInputs>,
    /// The outer as it was drawn last, and as it would have been in the frame before.
    last_outer: Option<(OuterInputs, OuterInputs)>,
    time: TimeHold,
    /// The held picture, and the memory that is filled with what is live meanwhile.
    picture: Option<Box<FrameInputs>>,
    live: Box<FrameInputs>,
    is_picture_held: bool,
    has_frames_before: bool,
    /// Frame of the last BACK TO ONE.
    returned: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct CameraHold {
    latch: StallLatch,
    pupil: Option<Pose>,
    blend: Option<Blend>,
    inner: Option<InnerInputs>,
}

/// What a frame's world depends on beside values and frame index.
#[derive(Clone, Copy, Debug)]
pub struct WorldMoment {
    world_frame: u64,
    world_move: WorldMove,
    trail: Option<Trail>,
    time: TimeHold,
    last_outer: Option<(OuterInputs, OuterInputs)>,
    /// The part of the walls' gain that lasts.
    governor: Governor,
}

impl WorldMoment {
    /// Frame index of the world.
    pub fn world_frame(&self) -> u64 {
        self.world_frame
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct TimeHold {
    held_secs: Option<f64>,
    offset_secs: f64,
}

impl Holds {
    /// Nothing held, walls dark: a show that begins. `inputs` are any of the show's, for their memory.
    pub fn dark(inputs: &FrameInputs) -> Self {
        Self {
            mux: Mux::dark(),
            frame: None,
            cameras: vec![CameraHold::default(); inputs.cameras.len()],
            outer: None,
            last_outer: None,
            time: TimeHold::default(),
            picture: Some(Box::new(inputs.clone())),
            live: Box::new(inputs.clone()),
            is_picture_held: false,
            has_frames_before: true,
            returned: None,
        }
    }

    /// Held since frame 0, whose inputs these are, with every fade over: for pictures in files.
    pub fn settled(show: &Show, values: &Values, first: &FrameInputs) -> Self {
        let mux = Mux::settled(switches(show, values, Arming::Armed));
        let mut holds = Self { mux, has_frames_before: false, ..Self::dark(first) };
        let mut first = first.clone();
        holds.apply(show, values, Arming::Armed, &mut first);
        holds
    }

    /// Puts what is held into a frame's inputs. Call once a frame, after `fill`.
    pub fn apply(&mut self, show: &Show, values: &Values, arming: Arming, inputs: &mut FrameInputs) {
        let before = self.frame.replace(inputs.frame).unwrap_or(inputs.frame);
        let step_secs = inputs.frame.saturating_sub(before) as f64 * show.rate.period_secs();
        // The picture that fades out was lent to the frame before.
        if let Some(lent) = inputs.kept.take() {
            self.picture = Some(lent);
        }
        inputs.notes = Default::default();
        self.hold_time(values.is_on(show.ids.holds.world_time), inputs);
        self.hold_cameras(show, values, inputs);
        self.hold_outer(show, values, inputs);
        let mix = self.mux.step(switches(show, values, arming), step_secs);
        self.hold_picture(mix, inputs);
        // A picture in a file has no frame before it to be brighter than.
        show.govern(values, inputs, if self.has_frames_before { step_secs } else { 0.0 });
    }

    /// Goes on after a reload: what is on the walls does not ramp anew, and the world's time does not jump.
    pub fn succeed(&mut self, before: &Self) {
        self.mux = before.mux;
        self.time = before.time;
    }

    /// What the world of a frame depends on; `inputs` are those of the frame before.
    pub fn moment(&self, world_frame: u64, inputs: &FrameInputs) -> WorldMoment {
        let (time, last_outer) = (self.time, self.last_outer);
        let (world_move, trail) = (inputs.world_move, inputs.trail);
        let governor = inputs.governor;
        WorldMoment { world_frame, world_move, trail, time, last_outer, governor }
    }

    /// Goes back: the frame that is filled next has the world of then.
    pub fn go_back(&mut self, moment: &WorldMoment, inputs: &mut FrameInputs) {
        (self.time, self.last_outer) = (moment.time, moment.last_outer);
        (inputs.world_move, inputs.trail) = (moment.world_move, moment.trail);
        let is_often = self.returned.is_some_and(|last| inputs.frame.saturating_sub(last) < RETURN_FRAMES);
        self.returned = Some(inputs.frame);
        inputs.governor.go_back(&moment.governor, if is_often { Again::Soon } else { Again::Late });
    }

    /// A person decided that stalled pictures may go on.
    pub fn resume(&mut self) {
        self.cameras.iter_mut().for_each(|camera| camera.latch.resume());
    }

    fn hold_time(&mut self, is_held: bool, inputs: &mut FrameInputs) {
        inputs.notes.is_time_held = is_held;
        let time = &mut self.time;
        let running_secs = inputs.time_secs - time.offset_secs;
        if is_held {
            inputs.world.time_secs = *time.held_secs.get_or_insert(running_secs);
        } else {
            if let Some(held_secs) = time.held_secs.take() {
                time.offset_secs = inputs.time_secs - held_secs;
            }
            inputs.world.time_secs = inputs.time_secs - time.offset_secs;
        }
        inputs.outer.world.time_secs = inputs.world.time_secs;
        for camera in &mut inputs.cameras {
            camera.inner.world.time_secs = inputs.world.time_secs;
        }
    }

    fn hold_cameras(&mut self, show: &Show, values: &Values, inputs: &mut FrameInputs) {
        let take = if values.is_on(show.ids.take.rolling) { Take::Rolling } else { Take::Between };
        let ids = &show.ids.holds;
        // A tracker's time goes on, whatever the world's does.
        let now_secs = show.rate.time_secs(inputs.frame);
        for (index, (hold, camera)) in self.cameras.iter_mut().zip(&mut inputs.cameras).enumerate() {
            let is_waiting = hold.latch.step(stall(camera), take);
            if index < NOTED_CAMERAS {
                inputs.notes.waiting[index] = is_waiting;
                inputs.notes.held_tracking[index] = values.is_on(ids.tracking[index]);
                inputs.notes.held_inner[index] = values.is_on(ids.inner[index]);
            }
            hold.hold_pose(is_waiting || values.is_on(ids.tracking[index]), now_secs, camera);
            if values.is_on(ids.inner[index]) {
                let held = *hold.inner.get_or_insert(camera.inner);
                // Whether it shows the world or a key, a person may still change.
                camera.inner = InnerInputs { content: camera.inner.content, key: camera.inner.key, ..held };
            } else {
                hold.inner = None;
            }
        }
    }

    fn hold_outer(&mut self, show: &Show, values: &Values, inputs: &mut FrameInputs) {
        let live = inputs.outer;
        // A picture in a file must not depend on which frames were drawn before it.
        let every_nth =
            if self.has_frames_before { values.number(show.ids.holds.outer_every_nth) as u64 } else { 1 };
        let (drawn, before) = self.last_outer.unwrap_or((live, live));
        inputs.notes.is_outer_held = values.is_on(show.ids.holds.outer);
        if inputs.notes.is_outer_held {
            inputs.outer = *self.outer.get_or_insert(live);
        } else {
            self.outer = None;
            if every_nth > 1 {
                inputs.notes.outer_refusal =
                    outer_rate::refusal(&show.stage, inputs, &before.world, every_nth);
                let may_wait =
                    inputs.notes.outer_refusal.is_none() && !outer_rate::light_steps(&drawn, &live);
                if may_wait && !inputs.world_frame.is_multiple_of(every_nth) {
                    inputs.outer = drawn;
                }
            }
        }
        self.last_outer = Some((inputs.outer, live));
    }

    fn hold_picture(&mut self, mix: WallMix, inputs: &mut FrameInputs) {
        if mix.kept_share == 0.0 {
            self.is_picture_held = false;
        } else if !self.is_picture_held {
            self.is_picture_held = true;
            if let Some(picture) = &mut self.picture {
                picture.copy_from(inputs);
            }
        }
        if mix.kept_share >= 1.0 {
            if let Some(picture) = &self.picture {
                self.live.copy_from(inputs);
                inputs.copy_from(picture);
                inputs.stay_live(&self.live);
            }
        } else if mix.kept_share > 0.0 {
            inputs.kept = self.picture.take();
        }
        inputs.mix = mix;
    }
}

impl CameraHold {
    /// Keeps the pose on show while held; eases back to the live one after, as a tracker that returns does.
    fn hold_pose(&mut self, is_held: bool, now_secs: f64, camera: &mut CameraInputs) {
        let target = camera.pupil;
        if let (false, Some(kept)) = (is_held, self.pupil) {
            self.blend = Some(Blend::new(&kept, &target, now_secs));
            self.pupil = None;
        }
        let eased = self.blend.and_then(|blend| blend.pose_at(&target, now_secs));
        self.blend = self.blend.filter(|_| eased.is_some());
        let mut shown = eased.unwrap_or(target);
        if is_held {
            shown = *self.pupil.get_or_insert(shown);
            self.blend = None;
            camera.state = "held";
        }
        camera.pupil = shown;
        camera.inner.pupil = shown;
    }
}

/// What the parameters ask of the walls.
pub fn switches(show: &Show, values: &Values, arming: Arming) -> Switches {
    let ids = &show.ids.wall;
    Switches {
        hold: values.is_on(ids.hold),
        work_light: values.is_on(ids.work_light),
        blackout: values.is_on(ids.blackout),
        is_disarmed: arming == Arming::Disarmed,
    }
}

/// A tracker that shows its last pose has stalled; cameras without one have not.
fn stall(camera: &CameraInputs) -> Stall {
    match camera.state {
        "held" | "stale" | "lost" => Stall::Stalled,
        _ => Stall::Moving,
    }
}

#[cfg(test)]
mod tests;
