//! A follower through a whole day of faults.
//!
//! In: samples pushed into the queue at chosen times. Out: pass or fail.
//! Not here: sockets.
//! Invariant: time is an argument; nothing waits.

use glam::DVec3;

use super::*;
use crate::tracking::freed::FreedPacket;

const PERIOD: f64 = 0.04;

struct Desk {
    queue: Arc<SampleQueue>,
    follower: Follower,
}

impl Desk {
    fn new(resume: Resume) -> Self {
        let queue = Arc::new(SampleQueue::new(64));
        let rest = Pose::at(DVec3::new(0.0, 1.5, 2.0));
        let follower = Follower::new(Arc::clone(&queue), FollowerSettings { rest, resume });
        Self { queue, follower }
    }

    fn send(&self, arrival_secs: f64, x: f64) {
        self.queue.push(TrackedSample {
            source: SocketAddr::from(([127, 0, 0, 1], 5000)),
            camera_id: 1,
            arrival_secs,
            pose: Pose::at(DVec3::new(x, 1.5, 2.0)),
            raw: FreedPacket::default(),
        });
    }

    /// Sends samples `from..to` of a slider at 0.4 m/s, asking for a frame after each.
    fn slide(&mut self, from: u32, to: u32) -> TrackedCamera {
        let mut seen =
            self.follower.pose_at(f64::from(from) * PERIOD, f64::from(from) * PERIOD, Prediction::On);
        for k in from..to {
            let now = f64::from(k) * PERIOD;
            self.send(now, 0.4 * now);
            seen = self.follower.pose_at(now, now + 0.1, Prediction::On);
        }
        seen
    }
}

#[test]
fn a_slider_is_met_at_the_time_of_light() {
    let mut desk = Desk::new(Resume::Ease);
    let seen = desk.slide(0, 50);
    let now = 49.0 * PERIOD;
    assert_eq!((seen.state, seen.samples_taken, seen.lost, seen.refused), (TrackState::Live, 50, 0, 0));
    assert!((seen.pose.position.x - 0.4 * (now + 0.1)).abs() < 1e-6, "{}", seen.pose.position.x);
    assert_eq!((seen.sample_age_secs, seen.fault()), (Some(0.0), None));
    let late = desk.follower.pose_at(now, now + 0.1, Prediction::Off);
    assert!((late.pose.position.x - 0.4 * now).abs() < 1e-6);
}

#[test]
fn before_the_first_sample_the_camera_rests() {
    let mut desk = Desk::new(Resume::Ease);
    let seen = desk.follower.pose_at(3.0, 3.1, Prediction::On);
    assert_eq!((seen.state, seen.sample_age_secs), (TrackState::Lost, None));
    assert_eq!(seen.pose.position, DVec3::new(0.0, 1.5, 2.0));
    assert!(seen.fault().unwrap().to_string().contains("no packets yet"));
}

#[test]
fn silence_walks_through_the_states_and_nothing_jumps() {
    let mut desk = Desk::new(Resume::Ease);
    let mut shown = desk.slide(0, 50).pose.position.x;
    let last = 49.0 * PERIOD;
    let mut words = vec!["live"];
    // 5 ms frames: at 0.4 m/s the camera moves 2 mm in each.
    for step in 1..300 {
        let now = last + f64::from(step) * 0.005;
        let seen = desk.follower.pose_at(now, now + 0.1, Prediction::On);
        let moved = seen.pose.position.x - shown;
        assert!((-1e-9..0.0021).contains(&moved), "{moved} m at {} s of silence", now - last);
        assert!(!seen.state.is_frozen() || moved == 0.0);
        shown = seen.pose.position.x;
        if words.last() != Some(&seen.state.word()) {
            words.push(seen.state.word());
        }
    }
    assert_eq!(words, ["live", "predicted", "held", "stale", "lost"]);
    // 60 ms at full speed, 100 ms slowing to a stop; the last moving frame may come 5 ms early: 5^2 / 200 ms less.
    let short = 0.4 * (last + 0.1 + 0.06 + 0.05) - shown;
    assert!((-1e-6..0.4 * 0.000_126).contains(&short), "{short} m short");
}

#[test]
fn the_message_of_a_silence_names_source_and_time() {
    let mut desk = Desk::new(Resume::Ease);
    desk.slide(0, 10);
    let now = 9.0 * PERIOD + 0.4;
    let fault = desk.follower.pose_at(now, now, Prediction::On).fault().unwrap();
    assert_eq!(fault.to_string(), "HELD: no packets from 127.0.0.1 for 0.4 s. Picture kept");
}

#[test]
fn a_return_takes_three_samples_and_150_ms() {
    for resume in [Resume::Ease, Resume::Snap] {
        let mut desk = Desk::new(resume);
        let before = desk.slide(0, 25).pose.position.x;
        let start = 25.0 * PERIOD + 3.0;
        desk.follower.pose_at(start - 0.01, start, Prediction::On);
        let (mut shown, mut largest, mut back_at) = (None, 0.0_f64, None);
        for step in 0..200 {
            let now = start + f64::from(step) * 0.005;
            if step % 8 == 0 {
                desk.send(now, 5.0);
            }
            let seen = desk.follower.pose_at(now, now + 0.1, Prediction::On);
            if let Some(shown) = shown {
                largest = largest.max(seen.pose.position.x - shown);
            }
            shown = Some(seen.pose.position.x);
            if seen.state == TrackState::Live {
                back_at.get_or_insert(now - start);
            } else {
                assert_eq!(back_at, None, "it must stay live");
            }
        }
        assert_eq!(shown, Some(5.0));
        assert!((back_at.unwrap() - 0.08).abs() < 1e-9, "third sample is 80 ms after the first");
        let way = 5.0 - before;
        match resume {
            // The smoothstep's steepest slope is 1.5 over 150 ms: 5 % of the way in 5 ms.
            Resume::Ease => assert!(largest <= 0.0501 * way, "{largest} of {way}"),
            Resume::Snap => assert!(largest > 0.5 * way, "the control must jump"),
        }
    }
}

#[test]
fn one_lost_packet_is_hardly_seen() {
    let mut desk = Desk::new(Resume::Ease);
    desk.slide(0, 50);
    let mut worst = 0.0_f64;
    for step in 0..80 {
        let now = 49.0 * PERIOD + f64::from(step) * 0.005;
        if step % 8 == 0 && step != 0 && step != 8 {
            desk.send(now, 0.4 * now);
        }
        let seen = desk.follower.pose_at(now, now + 0.1, Prediction::On);
        assert!(!seen.state.is_frozen());
        worst = worst.max((seen.pose.position.x - 0.4 * (now + 0.1)).abs());
    }
    // The coast takes off 20^2 / 200 = 2 ms of the way: 0.8 mm at 0.4 m/s.
    assert!(worst < 0.81e-3, "{worst} m");
}

#[test]
fn a_wild_sample_is_ignored_and_a_new_origin_is_eased_in() {
    let mut desk = Desk::new(Resume::Ease);
    desk.slide(0, 50);
    desk.send(50.0 * PERIOD, 9.0);
    let now = 51.0 * PERIOD;
    desk.send(now, 0.4 * now);
    let seen = desk.follower.pose_at(now, now, Prediction::On);
    assert_eq!((seen.refused, seen.state), (1, TrackState::Live));
    assert!((seen.pose.position.x - 0.4 * now).abs() < 1e-3);
    let mut shown = seen.pose.position.x;
    for step in 1..400 {
        let now = now + f64::from(step) * 0.005;
        if step % 8 == 0 {
            desk.send(now, -4.0);
        }
        let seen = desk.follower.pose_at(now, now, Prediction::On);
        assert!((seen.pose.position.x - shown).abs() <= 0.0501 * 5.0 + 0.002);
        shown = seen.pose.position.x;
        let is_early = step < 40;
        assert!(!is_early || shown > 0.8, "not before the fifth sample: {shown} at step {step}");
    }
    assert_eq!(shown, -4.0);
}

#[test]
fn what_the_queue_loses_is_counted() {
    let mut desk = Desk::new(Resume::Ease);
    for k in 0..100 {
        desk.send(f64::from(k) * PERIOD, 0.0);
    }
    let seen = desk.follower.pose_at(4.0, 4.0, Prediction::On);
    assert_eq!((seen.samples_taken, seen.lost), (64, 36));
}

#[test]
fn whatever_comes_the_pose_is_finite() {
    // A fixed linear congruential generator; arrivals stall, bunch up and even run back, poses are anywhere.
    let mut state = 3_u64;
    let mut next = |span: f64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31) * span
    };
    let mut desk = Desk::new(Resume::Ease);
    let mut now = 0.0;
    for _ in 0..20_000 {
        let stride = if next(1.0) < 0.05 { 2.0 } else { 0.05 };
        now += next(stride);
        if next(1.0) < 0.7 {
            let reach = if next(1.0) < 0.2 { 260.0 } else { 0.1 };
            let arrival = now - next(0.1);
            desk.send(arrival, next(reach) - reach / 2.0);
        }
        let seen = desk.follower.pose_at(now, now + next(0.4) - 0.1, Prediction::On);
        assert!(seen.pose.is_finite() && seen.pose.rotation.is_normalized(), "{seen:?}");
        assert!(seen.pose.position.length() < 400.0, "{seen:?}");
    }
}
