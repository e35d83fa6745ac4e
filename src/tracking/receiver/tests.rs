//! The receiver over real loopback sockets.
//!
//! In: datagrams sent by the test. Out: pass or fail.
//! Not here: decoding.
//! Invariant: waits are for a datagram with a deadline, never for a time.

use glam::DVec3;

use super::*;
use crate::tracking::{Follower, FollowerSettings, FreedSender, Prediction, Resume};

const LOOPBACK: std::net::Ipv4Addr = std::net::Ipv4Addr::LOCALHOST;

fn start(sources: Vec<Source>) -> Receiver {
    let settings = ReceiverSettings { name: "test".to_owned(), bind: (LOOPBACK, 0).into(), sources };
    Receiver::start(settings, Clock::start()).unwrap()
}

fn wait_for(receiver: &Receiver, datagrams: u64) -> ReceiverCounts {
    while receiver.counts().datagrams < datagrams {
        assert!(receiver.wait_for_datagram(Duration::from_secs(20)), "only {:?}", receiver.counts());
    }
    receiver.counts()
}

#[test]
fn packets_come_out_in_stage_axes_by_camera_id() {
    let turned = Pose::from_pan_tilt_roll(DVec3::new(0.0, 0.5, 0.0), std::f64::consts::FRAC_PI_2, 0.0, 0.0);
    let receiver = start(vec![
        Source { camera_id: Some(1), ..Source::PLAIN },
        Source { camera_id: Some(2), stage_from_tracker: turned, ..Source::PLAIN },
    ]);
    let sender = FreedSender::new(receiver.local_addr()).unwrap();
    // 2 m forward of the tracker's origin.
    for camera_id in [1, 2, 3, ANY_CAMERA] {
        sender.send(&FreedPacket { camera_id, y: 128_000, ..FreedPacket::default() }).unwrap();
    }
    let counts = wait_for(&receiver, 4);
    assert_eq!((counts.datagrams, counts.accepted, counts.wrong_id, counts.rejected()), (4, 3, 1, 1));
    let take = |index| {
        let queue = receiver.queue(index).unwrap();
        std::iter::from_fn(|| queue.pop()).collect::<Vec<_>>()
    };
    let (first, second) = (take(0), take(1));
    let ids = |samples: &[TrackedSample]| samples.iter().map(|sample| sample.camera_id).collect::<Vec<_>>();
    assert_eq!((ids(&first), ids(&second)), (vec![1, ANY_CAMERA], vec![2, ANY_CAMERA]));
    assert!((first[0].pose.position - DVec3::new(0.0, 0.0, -2.0)).length() < 1e-12);
    // A tracker turned a quarter to the left has its forward along -X.
    assert!((second[0].pose.position - DVec3::new(-2.0, 0.5, 0.0)).length() < 1e-12);
    assert!(first[0].arrival_secs <= first[1].arrival_secs);
    assert!(receiver.queue(2).is_none());
    receiver.stop();
}

#[test]
fn what_is_refused_is_counted_by_reason() {
    let receiver = start(vec![Source::PLAIN]);
    let socket = UdpSocket::bind((LOOPBACK, 0)).unwrap();
    let good = crate::tracking::freed::encode(&FreedPacket::default());
    let mut bad = good;
    bad[28] ^= 1;
    for datagram in [&good[..3], &[], &[0xD0, 1, 0, 0x6F], &bad, &[good, bad, good].concat()] {
        socket.send_to(datagram, receiver.local_addr()).unwrap();
    }
    let counts = wait_for(&receiver, 5);
    let want = ReceiverCounts {
        datagrams: 5,
        accepted: 2,
        wrong_length: 2,
        wrong_type: 1,
        wrong_checksum: 2,
        wrong_id: 0,
    };
    assert_eq!(counts, want);
}

#[test]
fn a_port_in_use_is_named_and_free_again_after_stop() {
    let first = start(vec![Source::PLAIN]);
    let bind = first.local_addr();
    let settings = ReceiverSettings { name: "B".to_owned(), bind, sources: Vec::new() };
    let error = Receiver::start(settings.clone(), Clock::start()).unwrap_err();
    assert!(matches!(error, ReceiverError::PortInUse { .. }));
    let text = error.to_string();
    assert!(text.contains(&bind.port().to_string()) && text.contains("set another port"), "{text}");
    first.stop();
    Receiver::start(settings, Clock::start()).unwrap();
}

#[test]
fn a_foreign_address_is_refused_with_a_remedy() {
    // 192.0.2.0/24 is reserved for documentation (RFC 5737): no machine has it.
    let settings =
        ReceiverSettings { name: "C".to_owned(), bind: ([192, 0, 2, 1], 0).into(), sources: Vec::new() };
    let text = Receiver::start(settings, Clock::start()).unwrap_err().to_string();
    assert!(text.contains("192.0.2.1") && text.contains("0.0.0.0"), "{text}");
}

#[test]
fn a_whole_recording_reaches_the_follower_without_loss() {
    let receiver = start(vec![Source::PLAIN]);
    let sender = FreedSender::new(receiver.local_addr()).unwrap();
    let settings = FollowerSettings { rest: Pose::IDENTITY, resume: Resume::Ease };
    let mut follower = Follower::new(receiver.queue(0).unwrap(), settings);
    let mut seen = follower.pose_at(0.0, 0.0, Prediction::On);
    for k in 0..1500 {
        sender.send(&FreedPacket { x: k, ..FreedPacket::default() }).unwrap();
        // As slow as a frame that sees two samples.
        if k % 2 == 1 {
            let counts = wait_for(&receiver, u64::try_from(k).unwrap() + 1);
            assert_eq!(counts.rejected(), 0);
            let now = f64::from(k) * 0.04;
            seen = follower.pose_at(now, now, Prediction::On);
        }
    }
    assert_eq!((seen.samples_taken, seen.lost), (1500, 0));
    assert_eq!(seen.source, Some(LOOPBACK.into()));
}
