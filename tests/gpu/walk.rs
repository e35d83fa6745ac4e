//! The stage operator's first day, as a person walks it: every step is a command of the program.
//!
//! In: an empty folder, a tracker whose mounting only the test knows. Out: a stage, lit, lined up and proven.
//! Not here: what each command does in detail (its own tests).
//! Invariant: nothing is read from the program but what a person reads: exit codes, lines, files.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use cyclorama::math::Pose;
use cyclorama::show::load::{self, Files};
use glam::DVec3;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_cyclorama");

/// An empty folder to work in.
struct Desk {
    folder: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-walk");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(&self.folder).args(line.split_whitespace());
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env("NO_COLOR", "1");
        command.env("XDG_STATE_HOME", self.folder.join("state"));
        command
    }

    /// Runs a line that must end with `code`; its stdout.
    #[track_caller]
    fn run(&self, line: &str, code: i32) -> String {
        let Output { status, stdout, stderr } = self.command(line).output().unwrap();
        let (said, told) =
            (String::from_utf8(stdout).unwrap(), String::from_utf8_lossy(&stderr).into_owned());
        assert_eq!(status.code(), Some(code), "cyclorama {line}\n{said}\n{told}");
        said
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.join(name), text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.join(name)).unwrap()
    }
}

/// Where the tracker's origin really hangs: on the grid, turned and tilted.
fn mounting() -> Pose {
    Pose::from_pan_tilt_roll(DVec3::new(1.25, 3.4, -0.75), 2.1, -0.2, 0.05)
}

/// Six marks that a surveyor measured on the stage, and where the tracker saw each of them.
fn points() -> String {
    let marks = [
        [0.0, 0.0, 0.0],
        [-2.0, 0.1, -2.5],
        [2.1, 0.0, -2.4],
        [-1.8, 1.9, -2.6],
        [1.9, 2.1, -2.5],
        [0.8, 1.2, 1.5],
    ];
    let tracker_from_stage = mounting().inverse();
    let mut text = String::from("name,tracker x,y,z,stage x,y,z\n");
    for (index, mark) in marks.into_iter().enumerate() {
        let [x, y, z] = tracker_from_stage.transform_point(DVec3::from_array(mark)).to_array();
        let [sx, sy, sz] = mark;
        text += &format!("mark {},{x},{y},{z},{sx},{sy},{sz}\n", index + 1);
    }
    text
}

const SCENE: &str = r#"
version = 1
[environment]
sky = "clear"
[sun]
elevation_deg = 35
azimuth_deg = -60
illuminance_lux = 60000
[[node]]
name = "ground"
plane = { size_m = [400, 400] }
[[node]]
name = "column"
position_m = [0.4, 1.5, -9.0]
box = { size_m = [0.4, 3.0, 0.4] }
material = { base_color = [0.6, 0.2, 0.1] }
"#;

const SHOW: &str = r#"
version = 1
name = "Walk"
stage = "stage.toml"
scene = "scene.toml"
rate = "24"
[exposure]
grey18_nits = 120.0
world_grey_nits = 2465.0
[outer]
resolution = 128
[[camera]]
name = "A"
sensor_mm = [24.9, 14.0]
resolution = [320, 180]
focal_length_mm = 35.0
position_m = [0.0, 1.25, 1.0]
source = "head"
latency_ms = 80.0
[camera.inner]
overscan_percent = 10.0
soft_edge_percent = 2.0
"#;

#[test]
fn an_operators_first_day() {
    if super::device().is_none() {
        return;
    }
    let desk = Desk::new();

    // New: a wall from a few numbers, and nothing to find wrong with it.
    desk.run("stage new stage.toml --flat 6x4 --tile-mm 500x500 --tile-px 32x32 --distance-m 3", 0);
    desk.run("check stage.toml", 0);
    // A second `new` does not write over it.
    desk.run("stage new stage.toml --screen 1.2x0.675 --pixels 1920x1080", 2);
    assert!(desk.text("stage.toml").contains("columns = 6"));

    // Lit: the panel grid on a bare stage, before there is any show.
    desk.run("render stage.toml --frames 0..1 --out lit --target canvas:main --set pattern/main=grid", 0);
    assert!(desk.folder.join("lit/canvas-main.000000.png").exists());

    // The tracker: named in the file, heard on its port.
    let tracker = "\n[[tracker]]\nname = \"head\"\nprotocol = \"freed\"\nport = 40871\n";
    desk.write("stage.toml", &(desk.text("stage.toml") + tracker));
    desk.run("check stage.toml", 0);
    desk.write("move.csv", "t_s,tx_m,ty_m,tz_m,qx,qy,qz,qw\n0,0,1.5,2,0,0,0,1\n4,0.5,1.5,2,0,0,0,1\n");
    let mut sender = desk
        .command("track send move.csv --to 127.0.0.1:40871 --rate 50 --loop")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let heard = desk.run("track listen --port 40871 --secs 2", 0);
    sender.kill().unwrap();
    sender.wait().unwrap();
    assert!(heard.contains("FreeD") && heard.contains("id 1"), "{heard}");

    // Align: from measured points into the file; what is wrong is named and not written.
    let whole = desk.text("stage.toml");
    desk.write(
        "points.csv",
        &points().replacen("mark 2", "mark 9", 1).replacen(",2.1,0,-2.4", ",-1.8,1.9,-2.6", 1),
    );
    desk.run("calibrate stage --points points.csv --stage stage.toml --write", 1);
    assert_eq!(desk.text("stage.toml"), whole);
    desk.write("points.csv", &points());
    desk.run("calibrate stage --points points.csv --stage stage.toml --write", 0);
    let path = desk.folder.join("stage.toml");
    let stage = load::stage(Files::Disk, path.to_str().unwrap()).unwrap().stage;
    let found = stage.trackers[0].stage_from_tracker;
    let off_m = (found.position - mounting().position).length();
    let off_deg = (2.0 * (found.rotation.inverse() * mounting().rotation).xyz().length()).to_degrees();
    assert!(off_m < 1e-4 && off_deg < 0.005, "{off_m} m, {off_deg} degrees");
    assert!(desk.text("stage.toml").starts_with(whole.trim_end()), "what stood in the file stands there");

    // Verify: a world behind it, a camera before it, and the proof.
    desk.write("scene.toml", SCENE);
    desk.write("show.toml", SHOW);
    desk.run("check show.toml", 0);
    let report: Value = serde_json::from_str(&desk.run("verify show.toml --json", 0)).unwrap();
    assert_eq!(report["passed"], true, "{report}");
    let controls = report["controls"].as_array().unwrap();
    assert!(controls.len() >= 5 && controls.iter().all(|control| control["failed"] == true), "{report}");

    // And it runs, for a day of twelve frames.
    let summary = desk.run("run show.toml --headless --frames 12", 0);
    assert!(summary.contains("camera A"), "{summary}");
}
