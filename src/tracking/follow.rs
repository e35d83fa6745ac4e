//! One camera's tracking on the frame thread: queue to pose.
//!
//! In: the receiver's queue, the time, the time of the frame's light. Out: a pose, its state and counts, each frame.
//! Not here: lens and entrance pupil (`lens`), sockets (`tracking::receiver`).
//! Invariant: no lock, no allocation, always a finite pose; it moves evenly or stays, it never jumps unless told to snap.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::fault::{Blend, TrackFault, TrackState, coast_cut_secs};
use super::gate::{Expectation, Gate, Verdict};
use super::history::{PoseHistory, TimedPose};
use super::predict::predict;
use super::sample::{SampleQueue, TrackedSample};
use super::time_base::TimeBase;
use crate::math::Pose;

/// Whether poses are carried forward to the frame's light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prediction {
    /// The newest sample as it is: the wall lags by the latency.
    Off,
    /// Constant velocity up to the time of light.
    #[default]
    On,
}

/// How the picture returns to the tracked pose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resume {
    /// Over 150 ms.
    #[default]
    Ease,
    /// In one frame.
    Snap,
}

/// How one camera is followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FollowerSettings {
    /// Shown until the first samples have come: the sensor point in stage axes.
    pub rest: Pose,
    /// How the picture returns.
    pub resume: Resume,
}

/// One camera's tracking in one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackedCamera {
    /// The sensor point at the time of light, stage axes.
    pub pose: Pose,
    /// How far to trust it.
    pub state: TrackState,
    /// Time since the newest believed sample came, seconds; `None` before the first.
    pub sample_age_secs: Option<f64>,
    /// Samples taken from the queue since the start.
    pub samples_taken: u64,
    /// Samples the queue lost because nobody took them in time, since the start.
    pub lost: u64,
    /// Samples refused as impossible jumps, since the start.
    pub refused: u64,
    /// Who sent the newest sample.
    pub source: Option<IpAddr>,
}

impl TrackedCamera {
    /// What to tell the operator when the picture is held; `None` while it moves.
    pub fn fault(&self) -> Option<TrackFault> {
        let Self { state, source, sample_age_secs: age_secs, .. } = *self;
        state.is_frozen().then_some(TrackFault { state, source, age_secs })
    }
}

/// Follows one camera. Lives on the frame thread.
#[derive(Debug)]
pub struct Follower {
    queue: Arc<SampleQueue>,
    resume: Resume,
    time_base: TimeBase,
    history: PoseHistory,
    gate: Gate,
    blend: Option<Blend>,
    shown: Pose,
    state: TrackState,
    /// The history was replaced since the last frame.
    is_restarted: bool,
    /// A silence ended; decided by arrivals alone, so it does not depend on when frames ask.
    is_resuming: bool,
    last_arrival_secs: Option<f64>,
    believed_arrival_secs: Option<f64>,
    source: Option<SocketAddr>,
    samples_taken: u64,
    /// Put before every tracked pose, after prediction: history and gate do not know of it.
    correction: Pose,
    newest: Option<TrackedSample>,
}

impl Follower {
    /// Follows what comes out of a queue.
    pub fn new(queue: Arc<SampleQueue>, settings: FollowerSettings) -> Self {
        Self {
            queue,
            resume: settings.resume,
            time_base: TimeBase::default(),
            history: PoseHistory::new(),
            gate: Gate::default(),
            blend: None,
            shown: settings.rest,
            state: TrackState::Lost,
            is_restarted: false,
            is_resuming: true,
            last_arrival_secs: None,
            believed_arrival_secs: None,
            source: None,
            samples_taken: 0,
            correction: Pose::IDENTITY,
            newest: None,
        }
    }

    /// From the next frame on every tracked pose is moved by this: `correction x pose`, stage axes. It moves by the
    /// change at once and by no more.
    pub fn correct(&mut self, correction: Pose) {
        self.correction = correction;
    }

    /// What every tracked pose is moved by.
    pub fn correction(&self) -> Pose {
        self.correction
    }

    /// The newest sample taken, as it came; its pose is without the correction.
    pub fn newest(&self) -> Option<&TrackedSample> {
        self.newest.as_ref()
    }

    /// Takes what has come and gives the pose of the frame. `now_secs` is the receiver's clock at this moment,
    /// `photon_secs` the same clock at mid-exposure of the frame.
    pub fn pose_at(&mut self, now_secs: f64, photon_secs: f64, prediction: Prediction) -> TrackedCamera {
        let frame = Frame { now_secs, photon_secs, prediction };
        // What this frame would show without the samples that wait: an eased return begins there.
        let continued = self.continued(&frame);
        while let Some(sample) = self.queue.pop() {
            self.take(&sample);
        }
        let age_secs = self.age_secs(now_secs);
        let state = TrackState::at_age(age_secs, self.time_base.period_secs());
        if state.is_frozen() {
            self.blend = None;
        } else {
            let target = self.target(&frame).unwrap_or(self.shown);
            let is_back = state == TrackState::Live && self.state != TrackState::Live;
            if (is_back || self.is_restarted) && self.resume == Resume::Ease {
                self.blend = Some(Blend::new(&continued, &target, now_secs));
            }
            self.is_restarted = false;
            self.blend = self.blend.filter(|blend| blend.pose_at(&target, now_secs).is_some());
            self.shown = self.eased(&target, now_secs);
        }
        self.state = state;
        TrackedCamera {
            // The rest pose, before the first sample, is no tracked one.
            pose: if self.samples_taken > 0 { self.correction.then(&self.shown) } else { self.shown },
            state,
            sample_age_secs: age_secs,
            samples_taken: self.samples_taken,
            lost: self.queue.dropped(),
            refused: self.gate.refused(),
            source: self.source.map(|source| source.ip()),
        }
    }

    fn take(&mut self, sample: &TrackedSample) {
        self.samples_taken += 1;
        self.source = Some(sample.source);
        self.newest = Some(*sample);
        let silence_secs = self.last_arrival_secs.map(|before| sample.arrival_secs - before);
        self.last_arrival_secs = Some(sample.arrival_secs);
        if TrackState::at_age(silence_secs, self.time_base.period_secs()).is_frozen() {
            self.is_resuming = true;
            self.gate.forget();
        }
        let time_secs = self.time_base.sample_time_secs(sample.arrival_secs);
        let timed = TimedPose { time_secs, pose: sample.pose };
        match self.gate.judge(timed, self.expectation(time_secs)) {
            Verdict::Wait => return,
            Verdict::Take => {
                self.history.push(timed);
            }
            Verdict::Restart => {
                self.history.clear();
                for kept in self.gate.kept() {
                    self.history.push(*kept);
                }
                self.gate.forget();
                self.is_resuming = false;
                self.is_restarted = true;
            }
        }
        self.believed_arrival_secs = Some(sample.arrival_secs);
    }

    fn expectation(&self, time_secs: f64) -> Expectation {
        match (self.history.last(), predict(&self.history, time_secs)) {
            (Some(last), Some(expected)) if !self.is_resuming => {
                Expectation::Tracking(expected, last.time_secs)
            }
            _ => Expectation::Resuming,
        }
    }

    fn age_secs(&self, now_secs: f64) -> Option<f64> {
        self.believed_arrival_secs.map(|arrival| (now_secs - arrival).max(0.0))
    }

    /// The pose at the frame's light, coasting when samples are missing; `None` before the first.
    fn target(&self, frame: &Frame) -> Option<Pose> {
        let age_secs = self.age_secs(frame.now_secs).unwrap_or(0.0);
        let cut_secs = coast_cut_secs(age_secs, self.time_base.period_secs());
        match frame.prediction {
            Prediction::On => predict(&self.history, frame.photon_secs - cut_secs),
            Prediction::Off => self.history.pose_at(frame.photon_secs),
        }
    }

    fn continued(&self, frame: &Frame) -> Pose {
        let state = TrackState::at_age(self.age_secs(frame.now_secs), self.time_base.period_secs());
        match self.target(frame) {
            Some(target) if !state.is_frozen() => self.eased(&target, frame.now_secs),
            _ => self.shown,
        }
    }

    fn eased(&self, target: &Pose, now_secs: f64) -> Pose {
        self.blend.and_then(|blend| blend.pose_at(target, now_secs)).unwrap_or(*target)
    }
}

/// The times of one frame, seconds of the receiver's clock.
struct Frame {
    now_secs: f64,
    photon_secs: f64,
    prediction: Prediction,
}

#[cfg(test)]
mod tests;
