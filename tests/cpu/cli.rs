//! The built binary on bad input.
//!
//! In: files with one fault each, made under `target/`. Out: exit code, and one message that names the fault.
//! Not here: what good input does (the rooms' own tests, `tests/gpu`).
//! Invariant: each faulty file differs from the demo in its fault alone, and the demo itself passes.

use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::source::root;

/// Exit code of bad usage and bad input (CONTRACT.md 1).
const BAD_INPUT: i32 = 2;

fn cyclorama(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cyclorama"))
        .args(arguments)
        .current_dir(root().join("target"))
        // No window, whatever the machine has.
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("RUST_BACKTRACE")
        .output()
        .expect("cargo built the binary")
}

/// A copy of the demo's files in a folder of its own.
struct Copy {
    folder: PathBuf,
}

const SHOW: &str = "scenes/desert-road/show.toml";
const SCENE: &str = "scenes/desert-road/scene.toml";
const STAGE: &str = "calibration/stages/demo.toml";
const FILES: [&str; 5] =
    [SHOW, SCENE, STAGE, "calibration/panels/led-2.6mm.toml", "calibration/panels/led-5.2mm.toml"];

impl Copy {
    fn new(case: &str) -> Self {
        let folder = root().join("target/test-cli").join(case);
        // Left over from an earlier run, or not there.
        let _ = std::fs::remove_dir_all(&folder);
        for file in FILES {
            let to = folder.join(file);
            std::fs::create_dir_all(to.parent().expect("a file has a folder")).unwrap();
            std::fs::copy(root().join(file), to).unwrap();
        }
        Self { folder }
    }

    /// Replaces the first place of a text; the demo must have it.
    fn with(self, file: &str, from: &str, to: &str) -> Self {
        let path = self.folder.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no `{from}` any more: this case would test nothing");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        self
    }

    fn path(&self, file: &str) -> String {
        self.folder.join(file).to_string_lossy().into_owned()
    }

    fn render(&self) -> Output {
        let out = self.folder.join("out").to_string_lossy().into_owned();
        cyclorama(&["render", &self.path(SHOW), "--frames", "1", "--out", &out])
    }
}

/// What is wrong with how a fault was reported; `None` when nothing is.
fn badly_reported(output: (Option<i32>, &str, &str), names: &[&str]) -> Option<String> {
    let (code, stdout, stderr) = output;
    // `check` lists its findings on stdout; every other command says its one error on stderr.
    let messages =
        stdout.lines().chain(stderr.lines()).filter(|line| line.to_lowercase().starts_with("error")).count();
    let lower = format!("{stdout}{stderr}").to_lowercase();
    let unnamed = names.iter().find(|name| !lower.contains(&name.to_lowercase()));
    let fault = if stderr.contains("panicked") || stdout.contains("panicked") {
        "it panicked".to_owned()
    } else if code != Some(BAD_INPUT) {
        format!("exit code {code:?}, not {BAD_INPUT}")
    } else if messages != 1 {
        format!("{messages} messages, not one")
    } else if let Some(name) = unnamed {
        format!("the message does not name `{name}`")
    } else {
        return None;
    };
    Some(format!("{fault}\nstdout: {stdout}\nstderr: {stderr}"))
}

fn check(output: &Output, names: &[&str]) {
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let fault = badly_reported((output.status.code(), &stdout, &stderr), names);
    assert!(fault.is_none(), "{}", fault.unwrap_or_default());
}

#[test]
fn the_demo_has_no_fault() {
    let copy = Copy::new("good");
    let output = cyclorama(&["check", &copy.path(SHOW), &copy.path(STAGE), &copy.path(SCENE)]);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
}

#[test]
fn a_missing_file_is_named() {
    check(
        &cyclorama(&["render", "nowhere/show.toml", "--frames", "1", "--out", "test-cli/none"]),
        &["nowhere/show.toml"],
    );
    check(&cyclorama(&["stage", "export", "nowhere.toml", "--json"]), &["nowhere.toml"]);
    check(&cyclorama(&["check", "nowhere.toml"]), &["nowhere.toml"]);
    let copy = Copy::new("missing-stage").with(SHOW, "stages/demo.toml", "stages/gone.toml");
    check(&copy.render(), &["gone.toml"]);
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let copy = Copy::new("unknown-show-key").with(SHOW, "latency_ms", "latancy_ms");
    check(&copy.render(), &["show.toml", "latancy_ms"]);
    let copy = Copy::new("unknown-stage-key").with(STAGE, "angle_per_column_deg", "angle_per_colum_deg");
    check(&copy.render(), &["demo.toml", "angle_per_colum_deg"]);
    let copy = Copy::new("unknown-scene-key").with(SCENE, "visibility_m", "visibility_km");
    check(&copy.render(), &["scene.toml", "visibility_km"]);
}

#[test]
fn a_pose_that_is_no_number_is_refused() {
    let copy =
        Copy::new("nan-pose").with(SHOW, "position_m = [0.0, 1.6, 2.82]", "position_m = [0.0, nan, 2.82]");
    check(&copy.render(), &["show.toml:17:", "position"]);
    let copy = Copy::new("infinite-wall").with(
        STAGE,
        "position_m = [0.0, 0.0, -4.3]",
        "position_m = [0.0, inf, -4.3]",
    );
    check(&copy.render(), &["demo.toml"]);
}

#[test]
fn a_wall_without_size_is_refused() {
    let copy = Copy::new("no-columns").with(STAGE, "columns = 20", "columns = 0");
    check(&copy.render(), &["demo.toml", "columns"]);
    check(&cyclorama(&["stage", "export", &copy.path(STAGE), "--json"]), &["demo.toml", "columns"]);
}

#[test]
fn a_camera_behind_the_wall_is_refused() {
    // Above the ceiling too, and so far back that the outermost columns of the arc show their backs.
    let copy =
        Copy::new("behind").with(SHOW, "position_m = [0.0, 1.6, 2.82]", "position_m = [0.0, 9.0, -12.0]");
    check(&copy.render(), &["behind"]);
}

/// A GLB header that promises more bytes than there are. Source: glTF 2.0, 4.4.
#[test]
fn a_truncated_gltf_is_refused() {
    let copy = Copy::new("truncated-gltf").with(SCENE, "generate = \"desert\"", "gltf = \"broken.glb\"");
    let mut bytes = b"glTF".to_vec();
    for word in [2_u32, 4096, 2048] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(b"JSON{\"asset\"");
    std::fs::write(Path::new(&copy.path(SCENE)).with_file_name("broken.glb"), bytes).unwrap();
    check(&copy.render(), &["broken.glb"]);
}

#[test]
fn a_short_datagram_is_a_rejected_line() {
    let output = cyclorama(&["track", "decode", "--protocol", "freed", "--hex", "d10102"]);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines.len(), 1, "{stdout}");
    let line: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
    let reason = line["rejected"].as_str().unwrap_or_default();
    assert!(reason.contains('3') && reason.contains("29"), "found and needed bytes belong in `{reason}`");
}

#[test]
fn hexadecimal_that_is_none_is_bad_usage() {
    check(&cyclorama(&["track", "decode", "--protocol", "freed", "--hex", "zz"]), &["--hex", "hexadecimal"]);
}

#[test]
fn a_port_in_use_is_named() {
    let taken = UdpSocket::bind("0.0.0.0:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let copy = Copy::new("port").with(STAGE, "port = 0", &format!("port = {port}"));
    let output = cyclorama(&["run", &copy.path(SHOW), "--headless", "--frames", "1"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    if stderr.contains("no graphics adapter") && std::env::var_os("CI").is_none() {
        eprintln!("skipped: {stderr}");
        return;
    }
    check(&output, &[&port]);
}

#[test]
fn a_stage_diff_says_by_its_exit_whether_something_changed() {
    let stage = root().join(STAGE).to_string_lossy().into_owned();
    let moved = Copy::new("stage-diff").with(
        STAGE,
        "position_m = [0.0, 0.0, -4.3]",
        "position_m = [0.0, 0.0, -4.312]",
    );
    let same = cyclorama(&["stage", "diff", &stage, &stage]);
    assert_eq!(
        (same.status.code(), String::from_utf8_lossy(&same.stdout).trim()),
        (Some(0), "no difference")
    );
    let other = cyclorama(&["stage", "diff", &stage, &moved.path(STAGE)]);
    let told = String::from_utf8_lossy(&other.stdout);
    assert_eq!((other.status.code(), told.trim()), (Some(1), "wall main moved 12 mm"));
    let other =
        cyclorama(&["stage", "diff", &root().join(SHOW).to_string_lossy(), &moved.path(SHOW), "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&other.stdout).unwrap();
    assert_eq!(
        (other.status.code(), &told["changes"][0]["sentence"]),
        (Some(1), &"wall main moved 12 mm".into())
    );
    assert_eq!(told["changes"][0]["effect"], "picture");
    check(&cyclorama(&["stage", "diff", &stage, "gone.toml"]), &["gone.toml"]);
    check(&cyclorama(&["stage", "diff", &stage, &moved.path(SHOW)]), &["show", "stage"]);
    let broken = moved.with(STAGE, "columns = 20", "columns = 0");
    check(&cyclorama(&["stage", "diff", &stage, &broken.path(STAGE)]), &["demo.toml", "columns"]);
}

#[test]
fn bad_usage_is_exit_2() {
    for arguments in [&["paint"][..], &["render"], &["render", "a.toml", "--frames", "3..1", "--out", "b"]] {
        let output = cyclorama(arguments);
        assert_eq!(output.status.code(), Some(BAD_INPUT), "{arguments:?}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
    }
}

/// Negative control of the judge itself.
#[test]
fn a_bad_report_is_found() {
    let good = "error: show.toml:3:1: unknown key `x`. Remove it\n";
    assert_eq!(badly_reported((Some(2), "", good), &["show.toml", "`x`"]), None);
    assert!(badly_reported((Some(1), "", good), &[]).is_some());
    assert!(badly_reported((None, "", good), &[]).is_some());
    assert!(badly_reported((Some(2), "", &good.repeat(2)), &[]).is_some());
    assert!(badly_reported((Some(2), "", ""), &[]).is_some());
    assert!(badly_reported((Some(2), "", good), &["stage.toml"]).is_some());
    assert!(badly_reported((Some(2), "", "error: a\nthread 'main' panicked at x"), &[]).is_some());
}
