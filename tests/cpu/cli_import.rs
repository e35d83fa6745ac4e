//! `stage import`, `stage new` and `stage export --ndisplay` as a person runs them.
//!
//! In: files made under `target/`, answers on stdin. Out: exit codes, what is written and what is not.
//! Not here: what formats mean (`stage::import`), other commands on bad input (`cli`).
//! Invariant: after a refusal no file is there that was not there before.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::source::root;

const FLAT: &str = r#"{"nDisplay": {"version": "5.00", "scene": {
 "cameras": {"DefaultViewPoint": {"location": {"x": 0, "y": 0, "z": 170}}},
 "screens": {"Wall": {"location": {"x": 400, "y": 0, "z": 150}, "size": {"width": 400, "height": 300}}}},
 "cluster": {"primaryNode": {"id": "n"}, "nodes": {"n": {"window": {"x": 0, "y": 0, "w": 400, "h": 300},
  "viewports": {"vp": {"region": {"x": 0, "y": 0, "w": 400, "h": 300},
   "projectionPolicy": {"type": "mesh", "parameters": {"mesh_component": "LED"}}}}}}}}}"#;

const QUADS: &str =
    "o led\nv -1 0 -3\nv 0 0 -3\nv 1 0 -3\nv -1 1 -3\nv 0 1 -3\nv 1 1 -3\nf 1 2 5 4\nf 2 3 6 5\n";

/// An empty folder of its own.
fn folder(case: &str) -> PathBuf {
    let folder = root().join("target/test-import").join(case);
    // Left over from an earlier run, or not there.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn cyclorama(folder: &Path, arguments: &[&str], answers: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cyclorama"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo built the binary");
    // A command that asks nothing may have closed its input.
    let _ = child.stdin.take().expect("stdin is piped").write_all(answers.as_bytes());
    child.wait_with_output().expect("the program ends")
}

#[track_caller]
fn good(folder: &Path, arguments: &[&str], answers: &str) -> String {
    let output = cyclorama(folder, arguments, answers);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {stderr}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refused(folder: &Path, arguments: &[&str], words: &[&str]) {
    let output = cyclorama(folder, arguments, "");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
    assert_eq!(stderr.lines().filter(|line| line.starts_with("error")).count(), 1, "{stderr}");
    for word in words {
        assert!(stderr.contains(word), "{stderr} lacks {word}");
    }
}

/// Names of all files of a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn an_import_writes_all_its_files_or_none() {
    let folder = folder("all-or-none");
    std::fs::write(folder.join("a.ndisplay"), FLAT).unwrap();
    std::fs::write(folder.join("led.obj"), QUADS).unwrap();
    let before = names(&folder);
    refused(
        &folder,
        &["stage", "import", "a.ndisplay", "-o", "s.toml"],
        &["a.ndisplay", "--geometry LED=FILE.obj"],
    );
    assert_eq!(names(&folder), before);
    let import = [
        "stage",
        "import",
        "a.ndisplay",
        "-o",
        "s.toml",
        "--geometry",
        "LED=led.obj",
        "--panel-px",
        "200,300",
    ];
    let said = good(&folder, &import, "");
    assert!(said.starts_with("Imported 1 wall, 1 output, cm -> m."), "{said}");
    assert!(said.contains("set this: your processor's transfer function"), "{said}");
    assert_eq!(names(&folder), ["a.ndisplay", "led.obj", "s.LED.obj", "s.toml"]);
    let text = std::fs::read_to_string(folder.join("s.toml")).unwrap();
    assert!(
        text.contains("obj = \"s.LED.obj\"") && text.contains("# Imported by cyclorama from a.ndisplay"),
        "{text}"
    );
    good(&folder, &["check", "s.toml"], "");
    // What stands there is kept unless it is meant.
    std::fs::remove_file(folder.join("s.toml")).unwrap();
    std::fs::write(folder.join("s.LED.obj"), "mine").unwrap();
    refused(&folder, &import, &["s.LED.obj stands there already", "--force"]);
    assert_eq!(names(&folder), ["a.ndisplay", "led.obj", "s.LED.obj"]);
    assert_eq!(std::fs::read_to_string(folder.join("s.LED.obj")).unwrap(), "mine");
    good(&folder, &[&import[..], &["--force"]].concat(), "");
    assert_eq!(std::fs::read_to_string(folder.join("s.LED.obj")).unwrap(), QUADS);
}

#[test]
fn what_check_would_refuse_is_not_written() {
    let folder = folder("refused");
    // Quads that are no rectangles cannot be panels.
    std::fs::write(folder.join("led.obj"), QUADS.replace("v 0 1 -3", "v 0.3 1 -3")).unwrap();
    refused(
        &folder,
        &["stage", "import", "led.obj", "-o", "s.toml", "--panel-px", "20,20"],
        &["led.obj", "panels"],
    );
    refused(&folder, &["stage", "import", "wall.fbx", "-o", "s.toml"], &["wall.fbx"]);
    std::fs::write(folder.join("wall.fbx"), "Kaydara").unwrap();
    refused(&folder, &["stage", "import", "wall.fbx", "-o", "s.toml"], &["`.fbx` cannot be imported", "OBJ"]);
    refused(&folder, &["stage", "import", "led.obj", "-o", "s.toml", "--pitch-mm", "0"], &["above 0"]);
    assert_eq!(names(&folder), ["led.obj", "wall.fbx"]);
}

#[test]
fn a_new_stage_is_asked_for_or_takes_flags_and_is_clean() {
    let folder = folder("new");
    let clean = |name: &str| {
        let found = good(&folder, &["check", name], "");
        assert!(found.contains("0 errors, 0 warnings, 0 notes"), "{found}");
    };
    good(&folder, &["stage", "new", "tv.toml", "--screen", "1.2x0.68", "--pixels", "1920x1080"], "");
    clean("tv.toml");
    good(&folder, &["stage", "new", "asked.toml"], "arc\n10x4\n500x500\n128x128\n4\n");
    clean("asked.toml");
    let text = std::fs::read_to_string(folder.join("asked.toml")).unwrap();
    assert!(
        text.contains("columns = 10\nrows = 4\nradius_m = 4.0") && text.contains("# Next steps"),
        "{text}"
    );
    let panel = root().join("calibration/panels/led-2.6mm.toml").display().to_string();
    good(&folder, &["stage", "new", "flat.toml", "--flat", "30x6", "--panel", &panel], "");
    clean("flat.toml");
    refused(
        &folder,
        &["stage", "new", "flat.toml", "--flat", "3x3", "--panel", &panel],
        &["flat.toml", "--force"],
    );
    refused(&folder, &["stage", "new", "x.toml", "--flat", "3x3"], &["--panel FILE", "--tile-mm"]);
    refused(&folder, &["stage", "new", "x.toml", "--arc", "3x3", "--panel", &panel], &["--radius-m R"]);
    refused(&folder, &["stage", "new", "x.toml"], &["the answers ended"]);
    assert!(!folder.join("x.toml").exists());
}

#[test]
fn an_export_is_imported_again() {
    let folder = folder("export");
    let demo = root().join("calibration/stages/demo.toml").display().to_string();
    let output = cyclorama(&folder, &["stage", "export", &demo, "--ndisplay", "demo.ndisplay"], "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("wall `main` became 20 screens"), "{said}");
    let said = good(&folder, &["stage", "import", "demo.ndisplay", "-o", "again.toml"], "");
    assert!(said.starts_with("Imported 21 walls, 1 output, cm -> m."), "{said}");
}
