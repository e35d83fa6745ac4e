//! What a camera's picture does when its tracker falls silent and when it comes back.
//!
//! In: the age of the newest believed sample, the tracker's period. Out: one of five states, how far to coast, an eased return.
//! Not here: who asks and when (`tracking::follow`), wild samples (`tracking::gate`).
//! Invariant: pure functions of time; the shown pose never jumps within a frame.
//!
//! Source: `reference/tracking.md` 5.4.

use std::fmt;
use std::net::IpAddr;

use glam::{DQuat, DVec3};

use super::predict::{rotation_vector, smoothstep};
use crate::math::Pose;

/// A sample is missing when this many periods have passed without one.
const MISSING_PERIODS: f64 = 1.5;
/// The velocity falls to zero in this time after that, seconds.
const COAST_SECS: f64 = 0.1;
/// Silence that is flagged, seconds.
const STALE_SECS: f64 = 0.25;
/// Silence after which the tracker counts as gone, seconds.
const LOST_SECS: f64 = 1.0;
/// Length of the eased return, seconds.
const BLEND_SECS: f64 = 0.15;

/// How far a camera's pose is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackState {
    /// Samples come as they should.
    Live,
    /// A sample is missing: the camera coasts on, slowing down.
    Predicted,
    /// The last pose is kept.
    Held,
    /// The last pose is kept, for longer than 250 ms.
    Stale,
    /// Nothing for longer than a second, or nothing yet.
    Lost,
}

impl TrackState {
    /// The state at an age in seconds of the newest sample; `None` before the first one.
    pub fn at_age(age_secs: Option<f64>, period_secs: f64) -> Self {
        let missing_secs = MISSING_PERIODS * period_secs;
        match age_secs {
            Some(age) if age <= missing_secs => Self::Live,
            Some(age) if age <= (missing_secs + COAST_SECS).min(STALE_SECS) => Self::Predicted,
            Some(age) if age <= STALE_SECS => Self::Held,
            Some(age) if age <= LOST_SECS => Self::Stale,
            _ => Self::Lost,
        }
    }

    /// The word in `manifest.json` and in the top bar.
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Predicted => "predicted",
            Self::Held => "held",
            Self::Stale => "stale",
            Self::Lost => "lost",
        }
    }

    /// True when the pose no longer moves.
    pub fn is_frozen(self) -> bool {
        matches!(self, Self::Held | Self::Stale | Self::Lost)
    }
}

impl fmt::Display for TrackState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Seconds to take off the prediction's horizon so that a coasting camera slows down evenly to a stop.
pub fn coast_cut_secs(age_secs: f64, period_secs: f64) -> f64 {
    let coasting = (age_secs - MISSING_PERIODS * period_secs).max(0.0);
    let moving = coasting.min(COAST_SECS);
    // The speed falls in a line from 1 to 0, so the way is its integral.
    let way = moving - moving * moving / (2.0 * COAST_SECS);
    coasting - way
}

/// The way back from the pose on show to the tracked one: their difference, faded out.
/// The difference, not the old pose, so that a moving camera does not lag during the return.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blend {
    start_secs: f64,
    offset: DVec3,
    turn: DVec3,
}

impl Blend {
    /// Begins at the pose on show.
    pub fn new(shown: &Pose, target: &Pose, now_secs: f64) -> Self {
        Self {
            start_secs: now_secs,
            offset: shown.position - target.position,
            turn: rotation_vector(target.rotation.inverse() * shown.rotation),
        }
    }

    /// The pose to show for the target at a time; `None` when the return is over.
    pub fn pose_at(&self, target: &Pose, now_secs: f64) -> Option<Pose> {
        let part = (now_secs - self.start_secs) / BLEND_SECS;
        (part < 1.0).then(|| {
            let left = 1.0 - smoothstep(part);
            Pose::new(
                target.position + self.offset * left,
                target.rotation * DQuat::from_scaled_axis(self.turn * left),
            )
        })
    }
}

/// A silence, in words for the operator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackFault {
    /// Held, stale or lost.
    pub state: TrackState,
    /// Who last sent.
    pub source: Option<IpAddr>,
    /// How long ago, seconds; `None` when nothing has come yet.
    pub age_secs: Option<f64>,
}

impl fmt::Display for TrackFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.state == TrackState::Lost { "LOST" } else { "HELD" };
        match (self.source, self.age_secs) {
            (Some(source), Some(age)) => {
                write!(f, "{word}: no packets from {source} for {age:.1} s. Picture kept")
            }
            _ => write!(
                f,
                "{word}: no packets yet. Rest pose shown; check the tracker's address, port and camera id"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_follow_each_other_at_their_times() {
        // A 25 Hz tracker: missing after 60 ms, coasting to 160 ms, stale at 250 ms, lost at 1 s.
        let cases = [
            (0.0, "live"),
            (0.059, "live"),
            (0.061, "predicted"),
            (0.159, "predicted"),
            (0.161, "held"),
            (0.249, "held"),
            (0.251, "stale"),
            (0.999, "stale"),
            (1.001, "lost"),
        ];
        for (age, word) in cases {
            assert_eq!(TrackState::at_age(Some(age), 0.04).word(), word, "{age} s");
        }
        assert_eq!(TrackState::at_age(None, 0.04), TrackState::Lost);
        assert_eq!(TrackState::at_age(Some(f64::NAN), 0.04), TrackState::Lost);
    }

    #[test]
    fn coasting_slows_evenly_and_ends_half_its_time_on() {
        let way = |age: f64| age - coast_cut_secs(age, 0.04);
        assert_eq!(way(0.06), 0.06);
        // A line from full speed to none over 100 ms: half way at half time is 3/4 of 50 ms; the end is 50 ms.
        assert!((way(0.11) - (0.06 + 0.0375)).abs() < 1e-12);
        assert!((way(0.16) - 0.11).abs() < 1e-12);
        assert!((way(5.0) - 0.11).abs() < 1e-12);
    }

    #[test]
    fn the_return_starts_at_the_shown_pose_and_ends_at_the_target() {
        let shown = Pose::from_pan_tilt_roll(DVec3::new(1.0, 0.0, 0.0), 0.5, 0.1, 0.0);
        let target = Pose::from_pan_tilt_roll(DVec3::new(0.0, 2.0, 0.0), -0.5, 0.0, 0.2);
        let blend = Blend::new(&shown, &target, 10.0);
        let first = blend.pose_at(&target, 10.0).unwrap();
        assert!((first.position - shown.position).length() < 1e-12);
        assert!(first.rotation.angle_between(shown.rotation) < 1e-6);
        let half = blend.pose_at(&target, 10.075).unwrap();
        assert!((half.position - DVec3::new(0.5, 1.0, 0.0)).length() < 1e-9);
        assert_eq!(blend.pose_at(&target, 10.151), None);
    }

    #[test]
    fn the_operator_reads_what_happened() {
        let fault = TrackFault {
            state: TrackState::Stale,
            source: Some(IpAddr::from([127, 0, 0, 1])),
            age_secs: Some(0.4),
        };
        assert_eq!(fault.to_string(), "HELD: no packets from 127.0.0.1 for 0.4 s. Picture kept");
        let never = TrackFault { state: TrackState::Lost, source: None, age_secs: None };
        assert!(never.to_string().starts_with("LOST: no packets yet."));
    }
}
