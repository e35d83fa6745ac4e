//! The bodies that carry walls in a running show.
//!
//! In: their trackers' queues, the time. Out: each body's pose and status, each frame. Not here: cameras (`app::live`),
//! what the pose does to the wall (`stage::Stage::carried_by`, `render::wall_buffers`).
//! Invariant: no lock, no allocation, always a finite pose; a body whose tracker falls silent stays where it was seen.

use std::fmt::Write as _;

use super::{CameraStatus, FAULT_BYTES};
use crate::math::Pose;
use crate::show::Show;
use crate::tracking::{Follower, FollowerSettings, Prediction, Resume};

/// How a body is followed. Until it is seen the wall stands where the stage file has it.
pub(super) const FOLLOWED: FollowerSettings = FollowerSettings { rest: Pose::IDENTITY, resume: Resume::Ease };

/// A body that carries a wall.
#[derive(Debug)]
pub(super) struct Body {
    /// Index of the wall on the stage.
    pub(super) wall: usize,
    /// Its name, for messages.
    name: String,
    /// `None` when its port could not be opened.
    pub(super) follower: Option<Follower>,
    /// Where it is, stage axes.
    pub(super) pose: Pose,
    /// Text of the last fault, while there is none.
    spare: String,
}

/// Walls that bodies carry, with their trackers, in the stage's order.
pub(super) fn carried(show: &Show) -> impl Iterator<Item = (usize, usize)> {
    show.stage.walls.iter().enumerate().filter_map(|(wall, carried)| Some((wall, carried.tracker?)))
}

impl Body {
    /// The bodies of a show, with a follower for each of its walls.
    pub(super) fn all(show: &Show, mut followers: Vec<Option<Follower>>) -> Vec<Self> {
        let body = |(wall, _)| Self {
            wall,
            name: show.stage.walls[wall].name.clone(),
            follower: followers.get_mut(wall).and_then(Option::take),
            pose: Pose::IDENTITY,
            spare: String::with_capacity(FAULT_BYTES),
        };
        carried(show).map(body).collect()
    }

    /// Takes what its tracker has sent, and where the body will be at the time of light.
    pub(super) fn take(&mut self, status: &mut CameraStatus, now_secs: f64, light_secs: f64) {
        let Some(follower) = &mut self.follower else { return };
        let tracked = follower.pose_at(now_secs, light_secs, Prediction::On);
        self.pose = tracked.pose;
        status.state = tracked.state.word();
        status.sample_age_ms = tracked.sample_age_secs.map(|age| age * 1e3);
        (status.samples_taken, status.lost) = (tracked.samples_taken, tracked.lost);
        if let Some(fault) = tracked.fault() {
            let text = status.fault.get_or_insert_with(|| std::mem::take(&mut self.spare));
            text.clear();
            // Writing to a String cannot fail.
            let _ = write!(text, "wall {}: {fault}", self.name);
        } else if let Some(text) = status.fault.take() {
            self.spare = text;
        }
    }
}

/// Names of what is tracked or could be, in the order of [`super::Live::status`]: cameras, then carried walls.
pub fn tracked_names(show: &Show) -> impl Iterator<Item = &str> {
    let walls = carried(show).map(|(wall, _)| show.stage.walls[wall].name.as_str());
    show.cameras.iter().map(|camera| camera.name.as_str()).chain(walls)
}
