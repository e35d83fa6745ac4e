//! `cyclorama calibrate` from packets to a written stage file and back.
//!
//! In: FreeD packets of a tracker whose mounting is known to the test alone. Out: the file that the binary writes.
//! Not here: the solvers' own tests (`calibration`).
//! Invariant: what is expected follows from the known mounting and FreeD's own steps (1/64 mm, 1/32768 degree).

use std::path::PathBuf;
use std::process::{Command, Output};

use cyclorama::math::Pose;
use cyclorama::show::load::{self, Files};
use cyclorama::tracking::freed::{FreedPacket, Signs, decode, encode, packet_from_pose, pose_from_packet};
use glam::DVec3;

use super::source::root;

/// Half a FreeD length step on three axes, twice: once for the packet that is judged, once for those that were solved
/// from. Plus the micrometre to which a file is rounded.
const STEP_M: f64 = 2.0 * 1.733 / 128_000.0 + 2e-6;
const STEP_DEG: f64 = 0.001;
const SIGNS: [i8; 6] = [1, -1, 1, -1, 1, 1];

fn cyclorama(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cyclorama"))
        .args(arguments)
        .current_dir(root().join("target"))
        .env_remove("RUST_BACKTRACE")
        .output()
        .expect("cargo built the binary")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// How the tracker really hangs.
fn mounting() -> Pose {
    Pose::from_pan_tilt_roll(DVec3::new(2.31, -0.42, 1.17), 1.9, 0.02, -0.035)
}

fn signs() -> Signs {
    Signs::new(SIGNS).unwrap()
}

/// The packet of a camera on the stage, as the wrongly wired and wrongly hung tracker sends it.
fn packet(on_stage: &Pose) -> FreedPacket {
    let sent = packet_from_pose(&mounting().inverse().then(on_stage), signs(), &FreedPacket::default());
    decode(&encode(&sent)).unwrap()
}

/// The demo's stage in a folder of its own, its tracker with the signs that undo the wiring.
fn stage(case: &str) -> (PathBuf, String) {
    let folder = root().join("target/test-calibrate").join(case);
    for file in [
        "calibration/stages/demo.toml",
        "calibration/panels/led-2.6mm.toml",
        "calibration/panels/led-5.2mm.toml",
    ] {
        let to = folder.join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(root().join(file), to).unwrap();
    }
    let path = folder.join("calibration/stages/demo.toml");
    let text =
        std::fs::read_to_string(&path).unwrap() + "signs = { y = -1, pan = -1 } # this head is mirrored\n";
    std::fs::write(&path, text).unwrap();
    (folder.clone(), path.to_string_lossy().into_owned())
}

const MARKS_M: [[f64; 3]; 6] = [
    [0.0, 0.0, 0.0],
    [-3.0, 0.0, -3.0],
    [3.2, 0.1, -2.8],
    [-2.5, 3.5, -2.7],
    [2.6, 3.4, -2.9],
    [1.0, 1.5, 2.0],
];

/// The file of points: what `track decode` prints as `position_m`, beside the marks; `labels` says where each is said to be.
fn points(folder: &std::path::Path, labels: [usize; 6]) -> String {
    let mut text = String::from("name,tracker x,y,z,stage x,y,z\n");
    for (index, mark) in MARKS_M.iter().enumerate() {
        let [x, y, z] =
            pose_from_packet(&packet(&Pose::at(DVec3::from_array(*mark))), Signs::PLAIN).position.to_array();
        let [sx, sy, sz] = MARKS_M[labels[index]];
        text += &format!("mark {},{x},{y},{z},{sx},{sy},{sz}\n", index + 1);
    }
    let path = folder.join("points.csv");
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn points_to_a_written_stage_file_to_right_poses() {
    let (folder, stage_path) = stage("written");
    let points = points(&folder, [0, 1, 2, 3, 4, 5]);
    let before = std::fs::read_to_string(&stage_path).unwrap();
    let output = cyclorama(&["calibrate", "stage", "--points", &points, "--stage", &stage_path, "--write"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let after = std::fs::read_to_string(&stage_path).unwrap();
    assert!(after.starts_with(&before), "what stood in the file stands there");

    let stage = load::stage(Files::Disk, &stage_path).unwrap().stage;
    let tracker = &stage.trackers[0];
    let signs = Signs::new(tracker.signs.map(|sign| sign as i8)).unwrap();
    for step in 0..20 {
        let t = f64::from(step) / 10.0 - 1.0;
        let camera = Pose::from_pan_tilt_roll(DVec3::new(t, 1.5 + 0.3 * t, 2.0 - t), t, -0.3 * t, 0.1 * t);
        let found = tracker.stage_from_tracker.then(&pose_from_packet(&packet(&camera), signs));
        let off_m = (found.position - camera.position).length();
        let between = found.rotation.inverse() * camera.rotation;
        let off_deg = (2.0 * between.xyz().length()).to_degrees();
        assert!(off_m < STEP_M && off_deg < STEP_DEG, "{off_m} m, {off_deg} degrees");
    }
}

#[test]
fn swapped_labels_are_named_and_nothing_is_written() {
    let (folder, stage_path) = stage("swapped");
    let points = points(&folder, [0, 3, 2, 1, 4, 5]);
    let before = std::fs::read_to_string(&stage_path).unwrap();
    let arguments = ["calibrate", "stage", "--points", &points, "--stage", &stage_path, "--write"];
    let output = cyclorama(&arguments);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("`mark 2` and `mark 4` look swapped") && text.contains("nothing is written"),
        "{text}"
    );
    assert_eq!(std::fs::read_to_string(&stage_path).unwrap(), before);
    // Without both of them the rest is good again.
    let output =
        cyclorama(&[&arguments[..], &["--without", "mark 2", "--without", "mark 4", "--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["passed"], &report["written"]), (&true.into(), &true.into()), "{report}");
    assert!(report["rms_mm"].as_f64().unwrap() < 0.02, "{report}");
}

/// A camera that stands at a place and has a target on its picture's middle.
fn aimed(from_m: DVec3, at_m: DVec3) -> Pose {
    let aim = (at_m - from_m).normalize();
    Pose::from_pan_tilt_roll(from_m, (-aim.x).atan2(-aim.z), aim.y.asin(), 0.0)
}

#[test]
fn sighted_targets_to_a_written_stage_file_to_right_poses() {
    let (folder, stage_path) = stage("sighted");
    let loaded = load::stage(Files::Disk, &stage_path).unwrap().stage;
    let targets = cyclorama::calibration::targets::targets(&loaded);
    let (mut lines, mut swapped) = (String::new(), String::new());
    for (index, number) in [1, 5, 13, 8, 2, 14, 10, 6, 4].into_iter().enumerate() {
        let from = if index < 4 { DVec3::new(-1.2, 1.6, 1.8) } else { DVec3::new(1.4, 1.3, 2.9) };
        let target = targets.iter().find(|target| target.number == number).unwrap();
        let told = pose_from_packet(&packet(&aimed(from, target.point_m)), Signs::PLAIN);
        let line = |target: u32| {
            let [x, y, z, w] = told.rotation.to_array();
            let position = told.position.to_array();
            serde_json::json!({"target": target, "position_m": position, "rotation_wxyz": [w, x, y, z]})
                .to_string()
                + "\n"
        };
        lines += &line(number);
        swapped += &line(if index == 2 { 11 } else { number });
    }
    let file = folder.join("sightings.jsonl").to_string_lossy().into_owned();
    let arguments = ["calibrate", "sight", "--sightings", &file, "--stage", &stage_path, "--write", "--json"];
    std::fs::write(&file, swapped).unwrap();
    let output = cyclorama(&arguments);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("sighting 3 of target 11") && said(&output).contains("points at target 13")
    );
    std::fs::write(&file, lines).unwrap();
    let output = cyclorama(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let found = load::stage(Files::Disk, &stage_path).unwrap().stage.trackers[0].stage_from_tracker;
    // Angles come in steps of 1/32768 degree, 0.002 mm at 4 m: below the steps of length.
    let camera = Pose::from_pan_tilt_roll(DVec3::new(0.2, 1.5, 2.0), 0.3, -0.1, 0.05);
    let at = found.then(&pose_from_packet(&packet(&camera), signs()));
    assert!(
        (at.position - camera.position).length() < 1e-4,
        "{} m",
        (at.position - camera.position).length()
    );
    let between = at.rotation.inverse() * camera.rotation;
    assert!((2.0 * between.xyz().length()).to_degrees() < 0.005);
}

#[test]
fn bad_input_is_refused_with_what_to_do() {
    let (folder, stage_path) = stage("refused");
    let points = points(&folder, [0, 1, 2, 3, 4, 5]);
    let cases: [(&[&str], &str); 4] = [
        (&["--points", "no.csv"], "cannot read points no.csv"),
        (&["--points", &points, "--write"], "need --stage"),
        (
            &["--points", &points, "--stage", &stage_path, "--tracker", "head"],
            "no tracker `head`; it has: main",
        ),
        (&["--points", &points, "--without", "mark 9"], "no point `mark 9` to leave out"),
    ];
    for (arguments, want) in cases {
        let output = cyclorama(&[&["calibrate", "stage"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(want), "{}", said(&output));
    }
}
