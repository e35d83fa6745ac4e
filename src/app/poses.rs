//! Where cameras are when no tracker is live: at rest, on a rehearsed move, on a recorded track.
//!
//! In: tracks by camera. Out: one pose a camera, or whole inputs, for any frame. Not here: live tracking (`app::live`).
//! Invariant: a pure function of show, tracks and frame index, so renders repeat to the byte.

use crate::params::Values;
use crate::show::{Arming, CameraPose, FrameInputs, Holds, Show};
use crate::tracking::track_file::Track;

/// Tracks in the show's camera order.
#[derive(Clone, Debug, Default)]
pub struct Poses {
    tracks: Vec<Option<Track>>,
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

    /// The track of a camera.
    pub fn track(&self, camera: usize) -> Option<&Track> {
        self.tracks.get(camera).and_then(Option::as_ref)
    }

    /// Inputs of a frame of a picture in a file: what is held is held from frame 0, every fade is over.
    pub fn inputs(&self, show: &Show, values: &Values, frame: u64) -> FrameInputs {
        let at = |frame| show.inputs(values, frame, &self.at(show, frame));
        let mut inputs = at(frame);
        Holds::settled(show, values, &at(0)).apply(show, values, Arming::Armed, &mut inputs);
        inputs
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
