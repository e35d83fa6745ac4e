//! The live show without a window, as a person runs it: two processes and real UDP.
//!
//! In: `tests/data/small`, the recorded StarTracker move of `../shared`. Out: what the program tells of it.
//! Not here: whether poses are right (`tracking`), pixels. Waits on the program's own lines; nothing sleeps.
//! Invariant: each run ends by itself after its frames, so a failure is never a hang.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cyclorama");
const SHOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/small/show.toml");
const RECORDING: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../shared/data/opentrackio/mosys_f4/startracker_pan_25p.freed_d1.bin"
);

/// A running program and its log.
struct Running {
    child: Child,
    log: BufReader<ChildStderr>,
}

impl Running {
    fn start(args: &[&str]) -> Self {
        Self::start_with(args, "info", "target/run-state")
    }

    /// Logs at a level, and keeps its live state in a folder of the project.
    fn start_with(args: &[&str], level: &str, state: &str) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(args).env("RUST_LOG", format!("warn,cyclorama={level}")).env("NO_COLOR", "1");
        command.env("XDG_STATE_HOME", Path::new(env!("CARGO_MANIFEST_DIR")).join(state));
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let log = BufReader::new(child.stderr.take().expect("stderr is piped"));
        Self { child, log }
    }

    /// The next line of the log that holds all words; fails at the log's end.
    fn line_with(&mut self, words: &[&str]) -> String {
        let mut seen = String::new();
        loop {
            let mut line = String::new();
            assert_ne!(
                self.log.read_line(&mut line).expect("the log is text"),
                0,
                "no line with {words:?} in\n{seen}"
            );
            if words.iter().all(|word| line.contains(word)) {
                return line;
            }
            seen.push_str(&line);
        }
    }

    /// Ctrl-C.
    fn interrupt(&self) {
        self.signal("-INT");
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status()
            .expect("kill is there");
        assert!(status.success());
    }

    /// Exit status and stdout.
    fn finish(mut self) -> (ExitStatus, String) {
        // The pipe is read to its end, so that the program never waits for us.
        while self.log.read_line(&mut String::new()).expect("the log is text") > 0 {}
        let output = self.child.wait_with_output().expect("the program ends");
        (output.status, String::from_utf8(output.stdout).expect("the summary is text"))
    }
}

#[test]
fn a_recorded_move_is_followed_with_no_sample_lost() {
    if crate::device().is_none() {
        return;
    }
    if !Path::new(RECORDING).exists() {
        assert!(std::env::var_os("CI").is_none(), "CI is set, so nothing may be skipped: no {RECORDING}");
        eprintln!("skipped: no {RECORDING}");
        return;
    }
    // A minute and a half at most; it is interrupted when the move is over.
    let mut show = Running::start(&["run", SHOW, "--headless", "--frames", "2160"]);
    let line = show.line_with(&["tracker main: listening on "]);
    let target = line.trim().rsplit(' ').next().unwrap().to_owned();
    show.line_with(&["ready"]);
    let sender = Command::new(PROGRAM)
        .args(["track", "send", RECORDING, "--to", &target, "--rate", "250"])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(sender.success());
    // The tracker has been silent for a second: all that came has been taken.
    show.line_with(&["TRACK LOST", "LOST: no packets from 127.0.0.1 for"]);
    show.interrupt();
    let (status, summary) = show.finish();
    assert!(status.success(), "{status}");
    assert!(summary.contains("camera A: 1497 samples taken, 0 lost"), "{summary}");
}

#[test]
fn a_run_ends_after_its_frames() {
    if crate::device().is_none() {
        return;
    }
    let (status, summary) = Running::start(&["run", SHOW, "--headless", "--frames", "6"]).finish();
    assert!(status.success() && summary.contains("camera A: 0 samples taken, 0 lost"), "{status} {summary}");
}

#[test]
fn bad_input_is_one_line_and_exit_2() {
    let cases: [(&[&str], &str); 2] = [
        (&["run", "no/such.toml", "--headless"], "no/such.toml"),
        (&["run", SHOW, "--headless", "--set", "grade/trim=1"], "the nearest is `grade/trim_ev`"),
    ];
    for (args, needed) in cases {
        let mut run = Running::start(args);
        let line = run.line_with(&["error: "]);
        assert!(line.contains(needed), "{line}");
        assert_eq!(run.finish().0.code(), Some(2), "{args:?}");
    }
}

#[test]
fn a_run_that_was_killed_comes_back_to_its_last_state() {
    if crate::device().is_none() {
        return;
    }
    let state = "target/run-state-killed";
    let _ = std::fs::remove_dir_all(Path::new(env!("CARGO_MANIFEST_DIR")).join(state));
    let plain = ["run", SHOW, "--headless"];
    let set = [&plain[..], &["--set", "grade/trim_ev=-1.25", "--set", "pattern/main=grid"]].concat();
    let mut killed = Running::start_with(&set, "debug", state);
    killed.line_with(&["live state kept"]);
    killed.line_with(&[" ready"]);
    // Another one beside it neither takes its state nor spoils it.
    let mut second = Running::start_with(&plain, "info", state);
    second.line_with(&["runs this show already"]);
    second.signal("-KILL");
    second.finish();
    killed.signal("-KILL");
    killed.finish();

    let mut back = Running::start_with(&plain, "debug", state);
    let line = back.line_with(&["the last run was cut off"]);
    assert!(line.contains("grade/trim_ev = -1.25, pattern/main = grid"), "{line}");
    back.line_with(&["live state kept"]);
    back.line_with(&[" ready"]);
    back.interrupt();
    let (status, _) = back.finish();
    assert!(status.success(), "{status}");

    // That one ended by itself: the next begins from the file.
    let mut fresh = Running::start_with(&plain, "debug", state);
    let mut line = String::new();
    while !line.contains(" ready") {
        line.clear();
        assert_ne!(fresh.log.read_line(&mut line).expect("the log is text"), 0);
        assert!(!line.contains("cut off"), "{line}");
    }
    fresh.interrupt();
    fresh.finish();
}

/// A copy of the small show in a folder of its own; its paths stay as they are.
fn copy(case: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(case);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for file in std::fs::read_dir(Path::new(SHOW).parent().unwrap()).unwrap().flatten() {
        std::fs::copy(file.path(), folder.join(file.file_name())).unwrap();
    }
    folder
}

#[test]
fn a_changed_stage_goes_in_and_a_broken_one_does_not() {
    if crate::device().is_none() {
        return;
    }
    let folder = copy("test-reload");
    let (show, stage) = (folder.join("show.toml"), folder.join("stage.toml"));
    let text = std::fs::read_to_string(&stage).unwrap();
    let moved = text.replacen("position_m = [0.0, 0.5, -3.0]", "position_m = [0.0, 0.512, -3.0]", 1);
    assert_ne!(moved, text, "the small stage's first wall stands elsewhere");
    let mut run = Running::start_with(
        &["run", &show.to_string_lossy(), "--headless", "--reload", "--set", "grade/trim_ev=-1"],
        "info",
        "target/run-state-reload",
    );
    run.line_with(&[" ready"]);
    std::fs::write(&stage, &moved).unwrap();
    let line = run.line_with(&["moved 12 mm"]);
    assert!(!line.contains("grade/trim_ev"), "{line}");
    run.line_with(&["reloaded; no output is open"]);
    std::fs::write(&stage, moved.replacen("rows = ", "rowss = ", 1)).unwrap();
    let line = run.line_with(&["not reloaded, the running show goes on"]);
    assert!(line.contains("stage.toml:") && line.contains("rowss"), "{line}");
    std::fs::write(&stage, &text).unwrap();
    run.line_with(&["moved 12 mm"]);
    run.line_with(&["reloaded; no output is open"]);
    run.interrupt();
    let (status, summary) = run.finish();
    assert!(status.success() && summary.contains("frames"), "{status} {summary}");
}
