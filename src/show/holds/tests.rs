//! Tests of holds on the values of frames: what stands still, what goes on, how it comes back.

use glam::DVec3;

use super::*;
use crate::show::notes::OuterRefusal;
use crate::show::{CameraPose, load};

/// A show that runs: its holds, and what is set.
struct Running {
    show: Show,
    values: Values,
    holds: Holds,
    inputs: FrameInputs,
    poses: Vec<CameraPose>,
}

impl Running {
    fn start() -> Self {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let (values, poses) = (show.first.clone(), show.rehearsed_poses(0));
        let inputs = show.inputs(&values, 0, &poses);
        let holds = Holds { mux: Mux::settled(Switches::default()), ..Holds::dark(&inputs) };
        Self { show, values, holds, inputs, poses }
    }

    fn set(&mut self, setting: &str) {
        self.show.registry.set(&mut self.values, setting).unwrap();
    }

    /// The camera at x metres, in a tracking state.
    fn camera(&mut self, x_m: f64, state: &'static str) {
        let rest = self.show.cameras[0].rest;
        let there = Pose { position: rest.position + DVec3::X * x_m, ..rest };
        self.poses[0] = CameraPose::known(there, state);
    }

    fn frame(&mut self, frame: u64) -> FrameInputs {
        self.show.fill(&mut self.inputs, &self.values, frame, &self.poses);
        self.holds.apply(&self.show, &self.values, Arming::Armed, &mut self.inputs);
        self.inputs.clone()
    }

    fn x_m(&self, inputs: &FrameInputs) -> f64 {
        let rest = self.show.cameras[0].lens.pupil_pose(&self.show.cameras[0].rest);
        inputs.cameras[0].inner.pupil.position.x - rest.position.x
    }
}

#[test]
fn nothing_held_changes_nothing() {
    let mut run = Running::start();
    for frame in 0..5 {
        run.camera(frame as f64 * 0.1, "live");
        let mut plain = run.show.inputs(&run.values, frame, &run.poses);
        let held = run.frame(frame);
        // What the limits remember of the light is no light.
        plain.governor = held.governor;
        assert_eq!(held, plain);
    }
}

#[test]
fn a_held_inner_stands_while_camera_world_and_outer_go_on() {
    let mut run = Running::start();
    run.frame(0);
    run.set("inner/A/hold=on");
    let held = run.frame(1).cameras[0].inner;
    run.camera(0.5, "live");
    run.set("world/turntable_deg=30");
    run.set("grade/trim_ev=1");
    let later = run.frame(2);
    assert_eq!(later.cameras[0].inner, held);
    assert_ne!(later.outer.world, held.world);
    assert!(
        (later.cameras[0].pupil.position.x - held.pupil.position.x - 0.5).abs() < 1e-9,
        "it is tracked on"
    );
    run.set("inner/A/on=off");
    assert!(!run.frame(3).cameras[0].inner.content.is_on(), "a held inner can be turned off");
    run.set("inner/A/on=on");
    run.set("inner/A/hold=off");
    let released = run.frame(4);
    assert_eq!(released.cameras[0].inner.world, released.world);
}

#[test]
fn a_held_outer_stands_while_the_inner_goes_on() {
    let mut run = Running::start();
    run.set("outer/hold=on");
    let held = run.frame(0).outer;
    run.set("world/turntable_deg=30");
    run.set("grade/outer/trim_ev=1");
    let later = run.frame(1);
    assert_eq!(later.outer, held);
    assert_ne!(later.cameras[0].inner.world, held.world);
    run.set("outer/hold=off");
    assert_ne!(run.frame(2).outer, held);
}

#[test]
fn held_tracking_keeps_the_pose_and_eases_back() {
    let mut run = Running::start();
    run.camera(0.2, "live");
    run.frame(0);
    run.set("tracking/A/hold=on");
    run.frame(1);
    run.camera(1.0, "live");
    run.set("world/turntable_deg=30");
    let held = run.frame(2);
    assert!((run.x_m(&held) - 0.2).abs() < 1e-9);
    assert_eq!(
        (held.cameras[0].state, held.cameras[0].inner.world),
        ("held", held.world),
        "the world moves on"
    );
    assert!((held.cameras[0].actual_pupil.position.x - held.cameras[0].pupil.position.x - 0.8).abs() < 1e-9);
    run.set("tracking/A/hold=off");
    // 150 ms of easing are 3.6 frames: it begins where it stood and has arrived with the fifth.
    let way: Vec<f64> = (3..9)
        .map(|frame| {
            let inputs = run.frame(frame);
            run.x_m(&inputs)
        })
        .collect();
    assert!((way[0] - 0.2).abs() < 1e-9 && (way[4] - 1.0).abs() < 1e-9, "{way:?}");
    assert!(way.windows(2).all(|pair| pair[1] >= pair[0]));
}

#[test]
fn a_tracker_lost_in_a_take_is_held_until_a_person_decides() {
    let mut run = Running::start();
    run.set("take/rolling=on");
    run.camera(0.0, "live");
    assert!(!run.frame(0).notes.is_waiting());
    run.camera(0.0, "held");
    assert!(run.frame(1).notes.is_waiting());
    // It is back, elsewhere, and the take ends: the picture still waits.
    run.camera(0.7, "live");
    run.set("take/rolling=off");
    for frame in 2..50 {
        let inputs = run.frame(frame);
        assert!(inputs.notes.waiting[0] && run.x_m(&inputs).abs() < 1e-9, "frame {frame}");
    }
    run.holds.resume();
    let inputs = run.frame(50);
    assert!(!inputs.notes.is_waiting() && run.x_m(&inputs).abs() < 1e-9, "it begins where it stood");
    let inputs = run.frame(56);
    assert!((run.x_m(&inputs) - 0.7).abs() < 1e-9);
    // Between takes it returns by itself: negative control.
    run.camera(0.7, "held");
    assert!(!run.frame(57).notes.is_waiting());
}

#[test]
fn world_time_stops_and_goes_on_from_there() {
    let mut run = Running::start();
    let period = run.show.rate.period_secs();
    assert!((run.frame(10).world.time_secs - 10.0 * period).abs() < 1e-12);
    run.set("world/hold_time=on");
    for frame in [11, 12, 30] {
        let inputs = run.frame(frame);
        assert!((inputs.world.time_secs - 11.0 * period).abs() < 1e-12);
        assert_eq!(inputs.outer.world.time_secs, inputs.world.time_secs);
        assert_eq!(inputs.cameras[0].inner.world.time_secs, inputs.world.time_secs);
        assert!((inputs.time_secs - frame as f64 * period).abs() < 1e-12, "the show's time goes on");
    }
    run.set("world/hold_time=off");
    assert!((run.frame(31).world.time_secs - 11.0 * period).abs() < 1e-12, "no jump at the release");
    assert!((run.frame(33).world.time_secs - 13.0 * period).abs() < 1e-12);
}

#[test]
fn a_held_picture_is_every_value_that_the_canvases_depend_on() {
    let mut run = Running::start();
    run.frame(0);
    run.set("wall/hold=on");
    let held = run.frame(7);
    run.camera(0.5, "live");
    run.set("world/turntable_deg=30");
    let later = run.frame(9);
    assert!(later.shows_as(&held) && later.canvas_frame == 7, "dither stands still too");
    assert_eq!((later.frame, later.mix.kept_share), (9, 1.0));
    assert_ne!(later.cameras[0].actual_pupil, held.cameras[0].actual_pupil, "the desk sees the camera move");
    assert_ne!(later.world, held.world);
    // Released: the live picture comes in over the held one, which is lent as values.
    run.set("wall/hold=off");
    let fading = run.frame(15);
    assert!(!fading.shows_as(&held) && fading.kept.as_ref().unwrap().shows_as(&held));
    assert!((0.0..1.0).contains(&fading.mix.kept_share));
    let over = run.frame(15 + 24);
    assert_eq!((over.mix, over.kept), (WallMix::PICTURE, None));
    // And once more: the memory of the picture came back.
    run.set("wall/hold=on");
    assert_eq!(run.frame(40).canvas_frame, 40);
    assert_eq!(run.frame(41).canvas_frame, 40);
}

#[test]
fn the_outer_follows_every_nth_frame_unless_somebody_would_see_it() {
    let mut run = Running::start();
    run.set("outer/every_nth=4");
    run.frame(0);
    let times: Vec<u64> = (1..9)
        .map(|frame| (run.frame(frame).outer.world.time_secs / run.show.rate.period_secs()).round() as u64)
        .collect();
    assert_eq!(times, [0, 0, 0, 4, 4, 4, 4, 8]);
    run.set("inner/A/on=off");
    let seen = run.frame(9);
    assert_eq!(seen.notes.outer_refusal, Some(OuterRefusal::Seen { camera: 0 }));
    assert_eq!(seen.outer.world, seen.world);
    run.set("inner/A/on=on");
    run.set("world/turntable_deg=5");
    assert!(matches!(run.frame(10).notes.outer_refusal, Some(OuterRefusal::Moves { .. })));
    assert_eq!(run.frame(11).notes.outer_refusal, None, "it stands again");
}

#[test]
fn pictures_in_files_hold_frame_0() {
    let show = load::demo(&|_, _| {}).unwrap().show;
    let mut values = show.first.clone();
    for setting in ["wall/hold=on", "wall/work_light=on"] {
        show.registry.set(&mut values, setting).unwrap();
    }
    let first = show.inputs(&values, 0, &show.rehearsed_poses(0));
    let at = |frame: u64| {
        let mut inputs = show.inputs(&values, frame, &show.rehearsed_poses(frame));
        Holds::settled(&show, &values, &first).apply(&show, &values, Arming::Armed, &mut inputs);
        inputs
    };
    let inputs = at(100);
    assert!(inputs.shows_as(&first) && inputs.frame == 100);
    assert_eq!((inputs.mix.picture_gain, inputs.mix.work_light_nits), (0.0, 100.0));
}
