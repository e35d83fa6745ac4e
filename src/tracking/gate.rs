//! Whether a sample can be true.
//!
//! In: a sample and where it was expected. Out: take it, wait, or begin anew from the last few.
//! Not here: missing samples (`tracking::fault`), broken packets (`tracking::freed`).
//! Invariant: a single wild sample never reaches the history; a real move of the origin does after five samples.
//!
//! Source: `reference/tracking.md` 5.4.

use super::history::TimedPose;
use super::predict::rotation_vector;
use crate::math::Pose;

/// No film camera moves faster, metres a second.
const MAX_SPEED_MPS: f64 = 5.0;
/// Added to the way at full speed, metres.
const SLACK_M: f64 = 0.02;
/// No film camera turns faster, radians a second (720 degrees).
const MAX_TURN_RAD_PER_SEC: f64 = 4.0 * std::f64::consts::PI;
/// Added to the turn at full speed, radians (2 degrees).
const SLACK_RAD: f64 = 2.0 * std::f64::consts::PI / 180.0;
/// Samples that must agree with each other, but not with the history, before the history is thrown away.
const REORIGIN_SAMPLES: usize = 5;
/// Samples that must agree with each other after a silence.
const RESUME_SAMPLES: usize = 3;

/// What to do with a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It fits: take it.
    Take,
    /// Not yet: it is kept aside.
    Wait,
    /// The samples kept aside, this one included, are the new truth: see [`Gate::kept`].
    Restart,
}

/// What a sample is held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expectation {
    /// The history's prediction for the sample's time, and the newest accepted sample's time, seconds.
    Tracking(Pose, f64),
    /// Nothing is known: the start, or after a silence.
    Resuming,
}

/// The gate of one camera.
#[derive(Clone, Debug)]
pub struct Gate {
    kept: [TimedPose; REORIGIN_SAMPLES],
    kept_count: usize,
    refused: u64,
}

impl Default for Gate {
    fn default() -> Self {
        let none = TimedPose { time_secs: 0.0, pose: Pose::IDENTITY };
        Self { kept: [none; REORIGIN_SAMPLES], kept_count: 0, refused: 0 }
    }
}

impl Gate {
    /// Judges the next sample in time.
    pub fn judge(&mut self, sample: TimedPose, expectation: Expectation) -> Verdict {
        let needed = match expectation {
            Expectation::Tracking(expected, last_secs) => {
                if is_reachable(&expected, &sample.pose, sample.time_secs - last_secs) {
                    self.kept_count = 0;
                    return Verdict::Take;
                }
                self.refused += 1;
                REORIGIN_SAMPLES
            }
            Expectation::Resuming => RESUME_SAMPLES,
        };
        if let Some(before) = self.kept().last() {
            let gap_secs = sample.time_secs - before.time_secs;
            if gap_secs <= 0.0 || !is_reachable(&before.pose, &sample.pose, gap_secs) {
                self.kept_count = 0;
            }
        }
        if self.kept_count == REORIGIN_SAMPLES {
            self.kept.rotate_left(1);
            self.kept_count -= 1;
        }
        self.kept[self.kept_count] = sample;
        self.kept_count += 1;
        if self.kept_count >= needed { Verdict::Restart } else { Verdict::Wait }
    }

    /// The samples kept aside, oldest first.
    pub fn kept(&self) -> &[TimedPose] {
        &self.kept[..self.kept_count]
    }

    /// Forgets the samples kept aside.
    pub fn forget(&mut self) {
        self.kept_count = 0;
    }

    /// Samples refused as impossible jumps, since the start.
    pub fn refused(&self) -> u64 {
        self.refused
    }
}

/// True when a camera can come from one pose to the other in that time.
fn is_reachable(from: &Pose, to: &Pose, secs: f64) -> bool {
    let secs = secs.max(0.0);
    let way_m = (to.position - from.position).length();
    let turn_rad = rotation_vector(from.rotation.inverse() * to.rotation).length();
    way_m <= MAX_SPEED_MPS * secs + SLACK_M && turn_rad <= MAX_TURN_RAD_PER_SEC * secs + SLACK_RAD
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;

    fn at(time_secs: f64, x: f64) -> TimedPose {
        TimedPose { time_secs, pose: Pose::at(DVec3::new(x, 0.0, 0.0)) }
    }

    #[test]
    fn the_limits_are_those_of_the_reference() {
        // 40 ms: 5 x 0.04 + 0.02 = 0.22 m; 720 x 0.04 + 2 = 30.8 degrees.
        let judge = |pose| {
            let sample = TimedPose { time_secs: 0.04, pose };
            Gate::default().judge(sample, Expectation::Tracking(Pose::IDENTITY, 0.0))
        };
        assert_eq!(judge(Pose::at(DVec3::X * 0.219)), Verdict::Take);
        assert_eq!(judge(Pose::at(DVec3::X * 0.221)), Verdict::Wait);
        let turned = |deg: f64| Pose::from_pan_tilt_roll(DVec3::ZERO, deg.to_radians(), 0.0, 0.0);
        assert_eq!(judge(turned(30.7)), Verdict::Take);
        assert_eq!(judge(turned(-30.9)), Verdict::Wait);
    }

    #[test]
    fn one_wild_sample_is_refused_and_five_move_the_origin() {
        let mut gate = Gate::default();
        let near = |time| Expectation::Tracking(Pose::IDENTITY, time - 0.04);
        assert_eq!(gate.judge(at(0.04, 3.0), near(0.04)), Verdict::Wait);
        assert_eq!(gate.judge(at(0.08, 0.0), near(0.08)), Verdict::Take);
        for k in 3..7 {
            let time = f64::from(k) * 0.04;
            assert_eq!(gate.judge(at(time, 3.0), near(time)), Verdict::Wait);
        }
        assert_eq!(gate.judge(at(0.28, 3.0), near(0.28)), Verdict::Restart);
        assert_eq!((gate.kept().len(), gate.refused()), (5, 6));
    }

    #[test]
    fn scattered_samples_never_move_the_origin() {
        let mut gate = Gate::default();
        for k in 1..200 {
            let time = f64::from(k) * 0.04;
            let wild = at(time, if k % 2 == 0 { 3.0 } else { -3.0 });
            assert_eq!(gate.judge(wild, Expectation::Tracking(Pose::IDENTITY, time - 0.04)), Verdict::Wait);
        }
    }

    #[test]
    fn three_samples_that_agree_end_a_silence() {
        let mut gate = Gate::default();
        assert_eq!(gate.judge(at(5.00, 1.0), Expectation::Resuming), Verdict::Wait);
        assert_eq!(gate.judge(at(5.04, 9.0), Expectation::Resuming), Verdict::Wait);
        assert_eq!(gate.judge(at(5.08, 9.0), Expectation::Resuming), Verdict::Wait);
        assert_eq!(gate.judge(at(5.12, 9.1), Expectation::Resuming), Verdict::Restart);
        assert_eq!(gate.kept().len(), 3);
    }
}
