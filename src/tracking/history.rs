//! The last second of one camera's poses.
//!
//! In: poses with their sample times, in order. Out: the pose at a time inside, interpolated.
//! Not here: times after the last sample (`tracking::predict`), whether a sample is believable (`tracking::gate`).
//! Invariant: times strictly increase, no more than `CAPACITY` samples and one second, nothing allocated after `new`.

use std::collections::VecDeque;

use crate::math::Pose;

/// One second at the fastest tracker's 250 Hz.
const CAPACITY: usize = 256;
/// Older samples than this against the newest are dropped, seconds.
const SPAN_SECS: f64 = 1.0;

/// A pose at a time of the receiver's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimedPose {
    /// When the sample was taken, seconds.
    pub time_secs: f64,
    /// The sensor point in stage axes, metres.
    pub pose: Pose,
}

/// A bounded list of poses, oldest first.
#[derive(Clone, Debug)]
pub struct PoseHistory {
    samples: VecDeque<TimedPose>,
}

impl Default for PoseHistory {
    fn default() -> Self {
        Self::new()
    }
}

impl PoseHistory {
    /// An empty history with all the memory it will ever need.
    pub fn new() -> Self {
        Self { samples: VecDeque::with_capacity(CAPACITY) }
    }

    /// Adds a sample; false when it is not after the newest or not finite, and then nothing is changed.
    pub fn push(&mut self, sample: TimedPose) -> bool {
        let in_order = self.last().is_none_or(|last| sample.time_secs > last.time_secs);
        if !(in_order && sample.time_secs.is_finite() && sample.pose.is_finite()) {
            return false;
        }
        let is_over = |oldest: &TimedPose| sample.time_secs - oldest.time_secs > SPAN_SECS;
        while self.samples.len() == CAPACITY || self.samples.front().is_some_and(is_over) {
            self.samples.pop_front();
        }
        self.samples.push_back(sample);
        true
    }

    /// Forgets everything; keeps the memory.
    pub fn clear(&mut self) {
        self.samples.clear();
    }

    /// The newest sample.
    pub fn last(&self) -> Option<&TimedPose> {
        self.samples.back()
    }

    /// Samples from the newest to the oldest.
    pub fn newest_first(&self) -> impl Iterator<Item = &TimedPose> {
        self.samples.iter().rev()
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// True before the first sample.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// The pose at a time: interpolated inside, the end's own pose outside, `None` when empty.
    pub fn pose_at(&self, time_secs: f64) -> Option<Pose> {
        let (older, newer) = self.samples.as_slices();
        let in_older = older.last().is_some_and(|sample| time_secs <= sample.time_secs) || newer.is_empty();
        match (in_older, older.last(), newer.first()) {
            (false, Some(before), Some(after)) if time_secs < after.time_secs => {
                Some(interpolate(before, after, time_secs))
            }
            (true, ..) => pose_in(older, time_secs),
            (false, ..) => pose_in(newer, time_secs),
        }
    }
}

/// The pose at a time in samples sorted by time, held past both ends; `None` when there are none.
pub fn pose_in(samples: &[TimedPose], time_secs: f64) -> Option<Pose> {
    let after = samples.partition_point(|sample| sample.time_secs <= time_secs);
    match (after.checked_sub(1).map(|before| &samples[before]), samples.get(after)) {
        (Some(before), Some(after)) => Some(interpolate(before, after, time_secs)),
        (Some(end), None) | (None, Some(end)) => Some(end.pose),
        (None, None) => None,
    }
}

/// Straight line between positions, shortest arc between rotations.
fn interpolate(before: &TimedPose, after: &TimedPose, time_secs: f64) -> Pose {
    let part = (time_secs - before.time_secs) / (after.time_secs - before.time_secs);
    Pose::new(
        before.pose.position.lerp(after.pose.position, part),
        before.pose.rotation.slerp(after.pose.rotation, part),
    )
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;

    fn at(time_secs: f64, x: f64) -> TimedPose {
        TimedPose { time_secs, pose: Pose::from_pan_tilt_roll(DVec3::new(x, 0.0, 0.0), x, 0.0, 0.0) }
    }

    #[test]
    fn keeps_one_second_and_never_grows() {
        let mut history = PoseHistory::new();
        let memory = history.samples.capacity();
        for k in 0..100_000 {
            assert!(history.push(at(f64::from(k) * 0.001, 0.0)));
        }
        assert_eq!((history.len(), history.samples.capacity()), (CAPACITY, memory));
        history.clear();
        for k in 0..100 {
            history.push(at(f64::from(k) * 0.04, 0.0));
        }
        assert_eq!(history.len(), 26);
    }

    #[test]
    fn late_and_broken_samples_change_nothing() {
        let mut history = PoseHistory::new();
        assert_eq!(history.pose_at(0.0), None);
        assert!(history.push(at(1.0, 0.1)));
        assert!(!history.push(at(1.0, 0.2)));
        assert!(!history.push(at(0.5, 0.3)));
        assert!(!history.push(at(f64::NAN, 0.3)));
        assert!(!history.push(at(2.0, f64::NAN)));
        assert_eq!(history.pose_at(9.0), Some(at(0.0, 0.1).pose));
    }

    #[test]
    fn interpolates_on_both_sides_of_the_ring_seam() {
        let mut history = PoseHistory::new();
        // 300 samples wrap the ring of 256.
        for k in 0..300 {
            history.push(at(f64::from(k) * 0.004, f64::from(k) * 0.002));
        }
        for k in 60..299 {
            let time = (f64::from(k) + 0.25) * 0.004;
            let pose = history.pose_at(time).unwrap();
            let want = (f64::from(k) + 0.25) * 0.002;
            assert!((pose.position.x - want).abs() < 1e-12, "sample {k}");
            assert!((pose.pan_tilt_roll().0 - want).abs() < 1e-9, "sample {k}");
        }
        assert_eq!(history.pose_at(-5.0).unwrap(), history.newest_first().last().unwrap().pose);
    }
}
