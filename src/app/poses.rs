//! Where cameras and carried walls are when no tracker is live: at rest, on a rehearsed move, on a recorded track.
//!
//! In: tracks by camera and by wall. Out: the inputs of any frame. Not here: live tracking (`app::live`).
//! Invariant: a pure function of show, tracks and frame index, so renders repeat to the byte.

use crate::math::Pose;
use crate::params::Values;
use crate::show::{Arming, CameraPose, FrameInputs, Holds, Show};
use crate::tracking::track_file::Track;

/// Tracks in the show's camera order.
#[derive(Clone, Debug, Default)]
pub struct Poses {
    tracks: Vec<Option<Track>>,
    /// Of the bodies that carry walls, by wall.
    bodies: Vec<(usize, Track)>,
}

impl Poses {
    /// Every camera at rest or on its rehearsed move.
    pub fn rehearsed() -> Self {
        Self::default()
    }

    /// A camera on a recorded track.
    pub fn follow(&mut self, camera: usize, track: Track) {
        if self.tracks.len() <= camera {
            self.tracks.resize(camera + 1, None);
        }
        self.tracks[camera] = Some(track);
    }

    /// The body that carries a wall on a recorded track: poses on the stage, or offsets from the mark.
    pub fn carry(&mut self, wall: usize, track: Track) {
        self.bodies.retain(|(other, _)| *other != wall);
        self.bodies.push((wall, track));
    }

    /// The inputs of a frame, walls where their bodies carry them. What is held is held from frame 0, every fade is over.
    pub fn inputs(&self, show: &Show, values: &Values, frame: u64) -> FrameInputs {
        let mut inputs = self.plain_inputs(show, values, frame);
        let first = self.plain_inputs(show, values, 0);
        Holds::settled(show, values, &first).apply(show, values, Arming::Armed, &mut inputs);
        inputs
    }

    fn plain_inputs(&self, show: &Show, values: &Values, frame: u64) -> FrameInputs {
        let mut inputs = show.inputs(values, frame, &self.at(show, frame));
        let time_secs = show.rate.time_secs(frame);
        for (wall, track) in &self.bodies {
            inputs.carry(*wall, track.camera_pose(&Pose::IDENTITY, time_secs));
        }
        inputs
    }

    /// The track of a camera.
    pub fn track(&self, camera: usize) -> Option<&Track> {
        self.tracks.get(camera).and_then(Option::as_ref)
    }

    /// Poses of a frame.
    pub fn at(&self, show: &Show, frame: u64) -> Vec<CameraPose> {
        let mut poses = show.rehearsed_poses(frame);
        let time_secs = show.rate.time_secs(frame);
        for (index, pose) in poses.iter_mut().enumerate() {
            if let Some(track) = self.track(index) {
                *pose = CameraPose::known(track.camera_pose(&show.cameras[index].rest, time_secs), "file");
            }
        }
        poses
    }
}
