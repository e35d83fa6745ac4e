//! Where the camera will be when the frame's light leaves the wall.
//!
//! In: a pose history and a time. Out: the pose then, on the straight line that fits the last four samples best.
//! Not here: how long light takes (`show` settings), missing samples (`tracking::fault`).
//! Invariant: total, bounded (250 ms, 0.3 m, 15 degrees), exact for constant velocity, still for a still camera.
//!
//! Source: `reference/tracking.md` 5.3; rotation is predicted in the tangent space of the newest sample.

use glam::{DQuat, DVec3};

use super::history::{PoseHistory, TimedPose};
use crate::math::Pose;

/// Longest look ahead, seconds.
pub const MAX_HORIZON_SECS: f64 = 0.25;
/// Longest predicted way, metres.
pub const MAX_STEP_M: f64 = 0.3;
/// Largest predicted turn, radians (15 degrees).
pub const MAX_TURN_RAD: f64 = 15.0 * std::f64::consts::PI / 180.0;
/// Points of the line. Two pass five times the jitter at three periods; eight lag behind a change.
const POINTS: usize = 4;
/// Older points than this tell nothing about the speed, seconds.
const POINTS_SPAN_SECS: f64 = 0.3;
/// Samples from which the jitter is measured.
const JITTER_POINTS: usize = 16;
/// A FreeD unit's rounding, 1/64 mm / sqrt(12), metres: jitter below it cannot be seen.
const JITTER_FLOOR_M: f64 = 4.5e-6;
/// A FreeD unit's rounding, 1/32768 degree / sqrt(12), radians.
const JITTER_FLOOR_RAD: f64 = 1.5e-7;
/// Speeds, in standard deviations of the speed that jitter alone would show, between which the prediction fades in.
/// Jitter exceeds 3 once in 34 (Maxwell distribution) and 6 never.
const FADE: (f64, f64) = (3.0, 6.0);

/// The pose at a time: interpolated up to the newest sample, predicted after it; `None` without samples.
pub fn predict(history: &PoseHistory, at_secs: f64) -> Option<Pose> {
    let last = history.last()?;
    if at_secs <= last.time_secs {
        return history.pose_at(at_secs);
    }
    let horizon_secs = (at_secs - last.time_secs).min(MAX_HORIZON_SECS);
    let (jitter_m, jitter_rad) = jitter(history);
    let offset = |sample: &TimedPose| sample.pose.position - last.pose.position;
    let turn = |sample: &TimedPose| rotation_vector(last.pose.rotation.inverse() * sample.pose.rotation);
    let step = Line::fit(history, offset).step(horizon_secs, jitter_m).clamp_length_max(MAX_STEP_M);
    let turn = Line::fit(history, turn).step(horizon_secs, jitter_rad).clamp_length_max(MAX_TURN_RAD);
    Some(Pose::new(last.pose.position + step, last.pose.rotation * DQuat::from_scaled_axis(turn)))
}

/// The least-squares line through the last points, relative to the newest sample.
struct Line {
    mean_time: f64,
    mean: DVec3,
    velocity: DVec3,
    /// Sum of squared time distances from the mean, s2; 0 when one point gives no velocity.
    spread: f64,
}

impl Line {
    fn fit(history: &PoseHistory, value: impl Fn(&TimedPose) -> DVec3) -> Self {
        let newest = history.last().map_or(0.0, |sample| sample.time_secs);
        let points = || {
            history
                .newest_first()
                .take(POINTS)
                .map(|sample| (sample.time_secs - newest, value(sample)))
                .take_while(|(time, _)| *time >= -POINTS_SPAN_SECS)
        };
        let count = points().count().max(1) as f64;
        let mean_time = points().map(|(time, _)| time).sum::<f64>() / count;
        let mean = points().map(|(_, value)| value).sum::<DVec3>() / count;
        let spread: f64 = points().map(|(time, _)| (time - mean_time).powi(2)).sum();
        let slope: DVec3 = points().map(|(time, value)| (value - mean) * (time - mean_time)).sum();
        let velocity = if spread > 0.0 { slope / spread } else { DVec3::ZERO };
        Self { mean_time, mean, velocity, spread }
    }

    /// The line's value at the horizon, faded to none where the speed is not above what jitter shows.
    fn step(&self, horizon_secs: f64, jitter: f64) -> DVec3 {
        if self.spread <= 0.0 {
            return DVec3::ZERO;
        }
        let speed_noise = jitter / self.spread.sqrt();
        let part = (self.velocity.length() / speed_noise - FADE.0) / (FADE.1 - FADE.0);
        (self.mean + self.velocity * (horizon_secs - self.mean_time)) * smoothstep(part)
    }
}

/// Standard deviation of position (metres) and rotation (radians) about one axis, from how far samples lie off the
/// line between their neighbours. A median, so that a change of speed does not pass for noise.
fn jitter(history: &PoseHistory) -> (f64, f64) {
    let mut off_m = [0.0; JITTER_POINTS];
    let mut off_rad = [0.0; JITTER_POINTS];
    let mut count = 0;
    let (mut after, mut middle): (Option<&TimedPose>, Option<&TimedPose>) = (None, None);
    for before in history.newest_first().take(JITTER_POINTS) {
        if let (Some(after), Some(middle)) = (after, middle) {
            let part = (middle.time_secs - before.time_secs) / (after.time_secs - before.time_secs);
            let straight = before.pose.position.lerp(after.pose.position, part);
            off_m[count] = (middle.pose.position - straight).length();
            let to_middle = middle.pose.rotation.inverse();
            let turn_before = rotation_vector(to_middle * before.pose.rotation);
            let turn_after = rotation_vector(to_middle * after.pose.rotation);
            off_rad[count] = turn_before.lerp(turn_after, part).length();
            count += 1;
        }
        after = middle;
        middle = Some(before);
    }
    // Noise s on each axis puts sqrt(1.5) s off the line on each axis; the median of that vector's length is
    // 1.538 times it (Maxwell distribution): 1.884 s.
    let deviation = |off: &mut [f64]| {
        off.sort_unstable_by(f64::total_cmp);
        off.get(off.len() / 2).map_or(0.0, |median| median / 1.884)
    };
    (
        deviation(&mut off_m[..count]).max(JITTER_FLOOR_M),
        deviation(&mut off_rad[..count]).max(JITTER_FLOOR_RAD),
    )
}

/// The quaternion's logarithm: axis times angle in radians, the short way round.
pub(super) fn rotation_vector(rotation: DQuat) -> DVec3 {
    let (axis, w) =
        if rotation.w < 0.0 { (-rotation.xyz(), -rotation.w) } else { (rotation.xyz(), rotation.w) };
    let sine = axis.length();
    // For small angles the angle is twice the sine.
    if sine < 1e-9 { axis * 2.0 } else { axis * (2.0 * sine.atan2(w) / sine) }
}

/// 0 below 0, 1 above 1, flat at both ends.
pub(super) fn smoothstep(part: f64) -> f64 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

#[cfg(test)]
mod tests;
