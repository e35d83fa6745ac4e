//! Tests of a running show's inputs: real receivers on loopback, waits on what has come, no sleeps.

use std::time::Duration;

use glam::DVec3;

use super::*;
use crate::show::load;
use crate::tracking::freed::packet_from_pose;
use crate::tracking::{FreedPacket, FreedSender};

const LIMIT: Duration = Duration::from_secs(20);

fn demo_show() -> Show {
    load::demo(&|_, _| {}).unwrap().show
}

/// Sends poses of stage axes (tracker on the mark) and takes them, one by one.
fn send_and_take(live: &mut Live, show: &Show, poses: &[Pose]) {
    let (_, target) = live.listening().next().unwrap();
    let sender = FreedSender::new(target).unwrap();
    for pose in poses {
        sender.send(&packet_from_pose(pose, Signs::PLAIN, &FreedPacket::default())).unwrap();
        assert!(live.receivers[0].receiver.wait_for_datagram(LIMIT));
        live.advance(show, 0);
    }
}

#[test]
fn packets_move_the_camera_and_nothing_is_lost() {
    let show = demo_show();
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    assert!(live.demo().is_none());
    let inputs = live.advance(&show, 7).clone();
    assert_eq!((inputs.frame, inputs.cameras[0].state), (7, "lost"));
    assert_eq!(inputs.cameras[0].pupil, show.cameras[0].lens.pupil_pose(&show.cameras[0].rest));
    assert!(live.status()[0].fault.as_ref().unwrap().starts_with("LOST: no packets yet"));

    let target = Pose::from_pan_tilt_roll(DVec3::new(0.5, 1.5, 2.0), 0.1, 0.0, 0.0);
    send_and_take(&mut live, &show, &[target; 40]);
    assert_eq!((live.status()[0].samples_taken, live.status()[0].lost), (40, 0));
    assert!(live.pose(0).unwrap().is_finite());
    // A camera that nothing simulates is where it is tracked.
    let camera = live.advance(&show, 8).cameras[0];
    assert_eq!(camera.pupil, camera.actual_pupil);
}

#[test]
fn the_demo_follows_its_own_tracker() {
    let show = demo_show();
    let clock = Clock::start();
    let mut live = Live::start(&show, clock, Demo::Embedded).unwrap();
    for frame in 0..60 {
        assert!(live.receivers[0].receiver.wait_for_datagram(LIMIT));
        live.advance(&show, frame);
    }
    let before_secs = clock.now_secs();
    live.advance(&show, 60);
    let after_secs = clock.now_secs();
    assert_eq!(live.status()[0].lost, 0);
    assert!(live.status()[0].samples_taken >= 60);
    // The tracked pose is on the rail.
    let offset = live.pose(0).unwrap().position - show.cameras[0].rest.position;
    assert!(offset.x.abs() < 0.7 && offset.y.abs() < 1e-3 && offset.z.abs() < 1e-3, "{offset}");
    // The simulated camera is where the move is at the time of light: 0.4 m/s bounds what the clock leaves open.
    let light_secs = before_secs + 0.5 / 24.0 + show.cameras[0].latency_secs;
    let demo = live.demo().unwrap();
    let off_m = (live.poses[0].actual.position - demo.true_pose(light_secs).position).length();
    assert!(off_m <= 0.4 * (after_secs - before_secs) + 1e-9, "{off_m} m");
    assert_eq!(demo.true_pose_of(0, 3.0), Some(demo.true_pose(3.0)));
    assert_eq!(demo.true_pose_of(1, 3.0), None);
}

#[test]
fn a_camera_is_taken_over_and_given_back() {
    let show = demo_show();
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    let there = Pose::at(DVec3::new(1.0, 2.0, 3.0));
    live.fly(0, there);
    live.advance(&show, 0);
    assert_eq!(live.pose(0), Some(show.cameras[0].rest), "keys do not move a tracked camera");
    live.take_over(0);
    live.fly(0, there);
    live.fly(0, Pose::at(DVec3::NAN));
    live.fly(9, there);
    live.advance(&show, 1);
    assert_eq!((live.pose(0), live.status()[0].state), (Some(there), "virtual"));
    assert_eq!(live.status()[0].fault, None);
    // Samples are taken all the while.
    send_and_take(&mut live, &show, &[show.cameras[0].rest; 3]);
    assert_eq!((live.pose(0), live.status()[0].samples_taken), (Some(there), 3));
    live.release(0);
    live.advance(&show, 2);
    assert_ne!(live.pose(0), Some(there));
}

#[test]
fn cameras_on_one_port_share_a_receiver_and_are_told_apart_by_id() {
    let mut show = demo_show();
    show.cameras.push(Camera { name: "B".into(), source: Source::Tracker(1), ..show.cameras[0].clone() });
    show.cameras.push(Camera { name: "C".into(), source: Source::Fixed, ..show.cameras[0].clone() });
    let tracker = show.stage.trackers[0].clone();
    show.stage.trackers[0] = Tracker { port: 40_001, camera_id: Some(1), ..tracker.clone() };
    show.stage.trackers.push(Tracker { name: "second".into(), port: 40_001, camera_id: Some(2), ..tracker });
    let found = ports(&show);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].number, found[0].cameras.as_slice()), (40_001, &[(0, 0), (1, 1)][..]));
    let settings = found[0].settings(&show).unwrap();
    assert_eq!(settings.bind, SocketAddr::from(([0, 0, 0, 0], 40_001)));
    assert_eq!(settings.name, "main, second");
    let ids: Vec<_> = settings.sources.iter().map(|source| source.camera_id).collect();
    assert_eq!(ids, [Some(1), Some(2)]);
    // Without a chosen port each tracker has its own, on loopback.
    show.stage.trackers.iter_mut().for_each(|tracker| tracker.port = 0);
    assert_eq!(ports(&show).len(), 2);
    assert!(ports(&show)[0].settings(&show).unwrap().bind.ip().is_loopback());
}

#[test]
fn a_port_in_use_is_told_with_its_remedy() {
    let mut show = demo_show();
    let taken = Live::start(&show, Clock::start(), Demo::None).unwrap();
    let port = taken.listening().next().unwrap().1.port();
    show.stage.trackers[0].port = port;
    let text = Live::start(&show, Clock::start(), Demo::None).unwrap_err().to_string();
    assert!(text.contains(&format!("UDP port {port}")) && text.contains("set another port"), "{text}");
    show.stage.trackers[0] =
        Tracker { port: 0, signs: [1.0, 2.0, 1.0, 1.0, 1.0, 1.0], ..show.stage.trackers[0].clone() };
    let text = Live::start(&show, Clock::start(), Demo::None).unwrap_err().to_string();
    assert!(text.contains("tracker `main`") && text.contains("signs"), "{text}");
}

/// A show whose ceiling is carried by a body that the camera's own port tells of, as id 7.
fn show_with_a_carried_wall() -> Show {
    let mut show = demo_show();
    let tracker = show.stage.trackers[0].clone();
    show.stage.trackers[0] = Tracker { port: 40_002, camera_id: Some(1), ..tracker.clone() };
    show.stage.trackers.push(Tracker { name: "dolly".into(), port: 40_002, camera_id: Some(7), ..tracker });
    show.stage.walls[1].tracker = Some(1);
    show
}

#[test]
fn a_wall_and_a_camera_share_a_port_and_are_told_apart_by_id() {
    let found = ports(&show_with_a_carried_wall());
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].cameras.as_slice(), found[0].walls.as_slice()), (&[(0, 0)][..], &[(1, 1)][..]));
    let settings = found[0].settings(&show_with_a_carried_wall()).unwrap();
    assert_eq!(settings.name, "main, dolly");
    assert_eq!(
        settings.sources.iter().map(|source| source.camera_id).collect::<Vec<_>>(),
        [Some(1), Some(7)]
    );
}

#[test]
fn packets_carry_a_wall_and_a_silent_body_stays_and_is_told() {
    let mut show = show_with_a_carried_wall();
    // The wall's tracker alone, on a port of its own: the demo's camera stands.
    show.cameras[0].source = Source::Fixed;
    show.stage.trackers[1].port = 0;
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    let inputs = live.advance(&show, 0).clone();
    assert_eq!(inputs.walls, [Pose::IDENTITY; 2]);
    assert_eq!(live.status().len(), 2);
    let fault = live.status()[1].fault.clone().unwrap();
    assert!(fault.starts_with("wall ceiling: LOST: no packets yet"), "{fault}");
    assert_eq!(tracked_names(&show).collect::<Vec<_>>(), [show.cameras[0].name.as_str(), "ceiling"]);

    let there = Pose::from_pan_tilt_roll(DVec3::new(0.5, 1.5, -2.0), 0.1, 0.0, 0.0);
    let (_, target) = live.listening().next().unwrap();
    let sender = FreedSender::new(target).unwrap();
    for _ in 0..40 {
        let packet = FreedPacket { camera_id: 7, ..FreedPacket::default() };
        sender.send(&packet_from_pose(&there, Signs::PLAIN, &packet)).unwrap();
        assert!(live.receivers[0].receiver.wait_for_datagram(LIMIT));
        live.advance(&show, 1);
    }
    assert_eq!((live.status()[1].samples_taken, live.status()[1].lost), (40, 0));
    // FreeD's positions are good to 1/64 mm, its angles to 1/32768 degree. How far the return from rest has come is the
    // clock's; what was reached is kept, whatever the clock says.
    let carried = live.advance(&show, 2).walls[1];
    assert_ne!(carried, Pose::IDENTITY);
    assert_eq!(live.inputs.walls[0], Pose::IDENTITY, "the wall that stands still");
    assert!(carried.is_finite());
    let before = show.stage.panels[show.stage.walls[1].panels.start].corners_m[0];
    let after =
        show.stage.carried_by(&live.inputs.walls).panels[show.stage.walls[1].panels.start].corners_m[0];
    assert!((after - carried.transform_point(before)).length() < 1e-12);
}

fn free_port() -> u16 {
    std::net::UdpSocket::bind("0.0.0.0:0").unwrap().local_addr().unwrap().port()
}

/// The demo's show with its tracker on a port that others can send to.
fn show_on(port: u16) -> Show {
    let mut show = demo_show();
    show.stage.trackers[0].port = port;
    show
}

#[test]
fn a_reload_keeps_the_port_the_follower_and_what_a_person_set() {
    let show = show_on(free_port());
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    let address = live.listening().next().unwrap().1;
    let pose = Pose::at(DVec3::new(0.5, 1.5, 2.0));
    let target = SocketAddr::from(([127, 0, 0, 1], address.port()));
    let sender = FreedSender::new(target).unwrap();
    let send = |live: &mut Live, show: &Show| {
        sender.send(&packet_from_pose(&pose, Signs::PLAIN, &FreedPacket::default())).unwrap();
        assert!(live.receivers[0].receiver.wait_for_datagram(LIMIT));
        live.advance(show, 0);
    };
    (0..20).for_each(|_| send(&mut live, &show));
    let trim = show.registry.id("grade/trim_ev").unwrap();
    live.put(trim, 1.5);

    let mut next = show.clone();
    next.cameras[0].lens.focal_length_mm = 50.0;
    next.registry.set(&mut next.first, "world/x_m=3").unwrap();
    let mut live = live.succeed(&show, &next).unwrap();
    assert_eq!(live.listening().next().unwrap().1, address);
    (0..5).for_each(|_| send(&mut live, &next));
    assert_eq!((live.status()[0].samples_taken, live.status()[0].lost), (25, 0));
    let value = |path: &str| live.values().number(next.registry.id(path).unwrap());
    assert_eq!((value("grade/trim_ev"), value("world/x_m")), (1.5, 3.0));
}

#[test]
fn a_reload_moves_a_tracker_to_another_port_or_leaves_everything() {
    let show = show_on(free_port());
    let live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    let taken = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    let refused = show_on(taken.local_addr().unwrap().port());
    let (live, error) = live.succeed(&show, &refused).unwrap_err();
    assert!(matches!(error, LiveError::Receiver(ReceiverError::PortInUse { .. })), "{error}");
    assert_eq!(live.listening().next().unwrap().1.port(), show.stage.trackers[0].port);

    let mut other_id = show.clone();
    other_id.stage.trackers[0].camera_id = Some(9);
    let live = live.succeed(&show, &other_id).unwrap();
    assert_eq!(live.receivers[0].settings.sources[0].camera_id, Some(9));
    let elsewhere = show_on(free_port());
    let live = live.succeed(&other_id, &elsewhere).unwrap();
    assert_eq!(live.listening().next().unwrap().1.port(), elsewhere.stage.trackers[0].port);
    // The port of before is free again.
    drop(std::net::UdpSocket::bind(("0.0.0.0", show.stage.trackers[0].port)).unwrap());
}

#[test]
fn the_demo_goes_on_through_a_reload() {
    let show = demo_show();
    let live = Live::start(&show, Clock::start(), Demo::Embedded).unwrap();
    let address = live.listening().next().unwrap().1;
    let mut next = show.clone();
    next.exposure.grey18_nits *= 0.5;
    let mut live = live.succeed(&show, &next).unwrap();
    assert!(live.demo().is_some() && live.listening().next().unwrap().1 == address);
    for frame in 0..20 {
        assert!(live.receivers[0].receiver.wait_for_datagram(LIMIT));
        live.advance(&next, frame);
    }
    assert!(live.status()[0].samples_taken > 0);
}

#[test]
fn a_silent_port_is_explained_in_the_fault() {
    let show = show_on(free_port());
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    live.arrival = None;
    live.cameras[0].diagnosis = Some("UDP 40000 open, 0 packets in 10 s. Check the cable".to_owned());
    live.advance(&show, 0);
    let fault = live.status()[0].fault.clone().unwrap();
    assert_eq!(fault, "LOST: UDP 40000 open, 0 packets in 10 s. Check the cable");
}

#[test]
fn real_outputs_stay_black_until_somebody_arms_them() {
    let show = demo_show();
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    assert_eq!(live.arming(&show), None, "a desk alone has nothing to arm");
    live.drive_outputs();
    for frame in [0, 24, 240] {
        let mix = live.advance(&show, frame).mix;
        assert_eq!((mix.picture_gain, mix.work_light_nits), (0.0, 0.0));
    }
    assert_eq!(live.arming(&show), Some(Arming::Disarmed));
    live.put(show.ids.wall.armed, 1.0);
    // A second at 24 frames a second, from black.
    let half = live.advance(&show, 252).mix.picture_gain;
    assert!((0.01..0.5).contains(&half), "half way in PQ is dark: {half}");
    assert_eq!(live.advance(&show, 264).mix.picture_gain, 1.0);
    // What a crash left is armed: it comes back without asking (`app::restart` puts the values back).
    let armed = live.values().clone();
    let mut restarted =
        Live::start(&Show { first: armed, ..demo_show() }, Clock::start(), Demo::None).unwrap();
    restarted.drive_outputs();
    restarted.advance(&show, 265);
    assert_eq!(restarted.advance(&show, 265 + 24).mix.picture_gain, 1.0);
}
