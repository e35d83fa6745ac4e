//! Prediction against algebra, and on a real recording.
//!
//! In: motions with a known formula; the StarTracker move of `../shared`. Out: pass or fail, a table of errors.
//! Not here: faults.
//! Invariant: expected values come from the formula, or from `reference/tracking.md` 5.3.

use super::*;
use crate::tracking::freed;

fn history_of(motion: impl Fn(f64) -> Pose, count: u32) -> PoseHistory {
    let mut history = PoseHistory::new();
    for k in 0..count {
        let time_secs = f64::from(k) * 0.04;
        history.push(TimedPose { time_secs, pose: motion(time_secs) });
    }
    history
}

fn constant_velocity(time_secs: f64) -> Pose {
    let axis = DVec3::new(0.2, 1.0, -0.3).normalize();
    Pose::new(
        DVec3::new(1.0, 1.5, 2.0) + DVec3::new(0.4, -0.1, 0.05) * time_secs,
        DQuat::from_rotation_x(0.4) * DQuat::from_axis_angle(axis, 0.5 * time_secs),
    )
}

#[test]
fn constant_velocity_is_met_exactly() {
    for count in [2, 3, 4, 25] {
        let history = history_of(constant_velocity, count);
        let last = f64::from(count - 1) * 0.04;
        for ahead in [0.001, 0.04, 0.12, 0.25] {
            let got = predict(&history, last + ahead).unwrap();
            let want = constant_velocity(last + ahead);
            assert!((got.position - want.position).length() < 1e-12, "{count} samples, {ahead} s");
            let turn = rotation_vector(want.rotation.inverse() * got.rotation).length();
            assert!(turn < 1e-9, "{count} samples, {ahead} s: {turn} rad off");
        }
    }
}

#[test]
fn inside_the_history_it_interpolates() {
    let history = history_of(constant_velocity, 20);
    let got = predict(&history, 0.333).unwrap();
    assert!((got.position - constant_velocity(0.333).position).length() < 1e-12);
    assert_eq!(predict(&PoseHistory::new(), 1.0), None);
}

#[test]
fn horizon_step_and_turn_are_bounded() {
    let fast = |time: f64| Pose::new(DVec3::X * 4.0 * time, DQuat::from_rotation_y(3.0 * time));
    let history = history_of(fast, 10);
    let last = history.last().unwrap().pose;
    let got = predict(&history, 100.0).unwrap();
    assert!(((got.position - last.position).length() - MAX_STEP_M).abs() < 1e-9);
    assert!((got.rotation.angle_between(last.rotation) - MAX_TURN_RAD).abs() < 1e-6);
    let slow = history_of(constant_velocity, 10);
    let last_secs = 9.0 * 0.04;
    assert_eq!(predict(&slow, 1e9), predict(&slow, last_secs + MAX_HORIZON_SECS + 1e-9));
}

#[test]
fn a_still_camera_does_not_shimmer() {
    // 0.05 mm of jitter as on the StarTracker; a fixed generator, uniform with that deviation.
    let mut state = 7_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as f64 / f64::from(1_u32 << 30) - 1.0) * 0.05e-3 * 3.0_f64.sqrt()
    };
    let mut history = PoseHistory::new();
    let (mut held, mut predicted) = (0.0, 0.0);
    for k in 0..1000 {
        let time_secs = f64::from(k) * 0.04;
        history.push(TimedPose { time_secs, pose: Pose::at(DVec3::new(noise(), noise(), noise())) });
        if k > 20 {
            held += history.last().unwrap().pose.position.length_squared();
            predicted += predict(&history, time_secs + 0.12).unwrap().position.length_squared();
        }
    }
    // The whole line at three periods would multiply the variance by 1/4 + 4.5^2 / 5 = 4.3.
    assert!(predicted < 1.5 * held, "variance grows {} times", predicted / held);
}

/// The recording's poses, 25 a second, or `None` with a message where `../shared` is absent.
fn recording() -> Option<Vec<TimedPose>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/opentrackio/mosys_f4/startracker_pan_25p.freed_d1.bin"
    );
    let Ok(bytes) = std::fs::read(path) else {
        assert!(std::env::var_os("CI").is_none(), "CI needs {path}");
        eprintln!("skipped: {path} is absent");
        return None;
    };
    let poses =
        freed::messages(&bytes).map(|packet| freed::pose_from_packet(&packet.unwrap(), freed::Signs::PLAIN));
    Some(poses.enumerate().map(|(k, pose)| TimedPose { time_secs: k as f64 * 0.04, pose }).collect())
}

#[test]
fn a_real_pan_is_predicted_as_well_as_the_reference_says() {
    let Some(samples) = recording() else { return };
    // Periods ahead, then the reference's rms limits: position mm (hold, line), pan degrees (hold, line).
    let cases = [
        (1, [0.3, 0.2], [0.12, 0.01]),
        (2, [0.6, 0.3], [0.24, 0.03]),
        (3, [0.9, 0.4], [0.36, 0.05]),
        (6, [1.8, 0.8], [0.72, 0.12]),
    ];
    for (ahead, mm, deg) in cases {
        let mut history = PoseHistory::new();
        let mut squares = [0.0_f64; 4];
        let mut count = 0.0;
        for (k, sample) in samples.iter().enumerate() {
            history.push(*sample);
            let Some(truth) = samples.get(k + ahead).filter(|_| k >= 3) else { continue };
            let predicted = predict(&history, truth.time_secs - 1e-9).unwrap();
            for (at, pose) in [sample.pose, predicted].iter().enumerate() {
                let pan = pose.pan_tilt_roll().0 - truth.pose.pan_tilt_roll().0;
                squares[at] += (pose.position - truth.pose.position).length_squared() * 1e6;
                squares[2 + at] += pan.to_degrees().powi(2);
            }
            count += 1.0;
        }
        let rms = squares.map(|sum| (sum / count).sqrt());
        let horizon_ms = ahead * 40;
        eprintln!(
            "{horizon_ms} ms: hold {:.2} mm {:.3} deg, line {:.2} mm {:.3} deg",
            rms[0], rms[2], rms[1], rms[3]
        );
        // The reference is rounded to its last digit.
        for (got, limit) in [(rms[0], mm[0] + 0.05), (rms[1], mm[1] + 0.05)] {
            assert!(got <= limit, "{horizon_ms} ms: {got} mm over {limit}");
        }
        for (got, limit) in [(rms[2], deg[0] + 0.005), (rms[3], deg[1] + 0.005)] {
            assert!(got <= limit, "{horizon_ms} ms: {got} degrees over {limit}");
        }
        assert!(rms[1] < rms[0] && rms[3] < rms[2], "prediction must beat holding at {horizon_ms} ms");
    }
}
