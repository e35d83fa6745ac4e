//! The clients that others wrote: installed once, into `target/clients`.
//!
//! In: apt's liblo-tools, PyPI's python-osc, npm's osc. Out: commands to run. Not here: what they say (`seven_ways`).
//! Invariant: a client that is not there skips its test with a message, and fails it when `CI` is set.

use crossbeam::channel::{Receiver, bounded};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::sync::OnceLock;

use super::rig::PATIENCE;

/// Versions that were tried.
const PYTHON_OSC: &str = "python-osc==1.10.2";
const NODE_OSC: &str = "osc@2.4.5";

/// What it takes to run each.
#[derive(Debug)]
pub(super) struct Tools {
    /// Python with python-osc.
    pub(super) python: PathBuf,
    /// Folder with `node_modules`.
    pub(super) node: PathBuf,
}

/// All of them; `None` when one is missing outside CI.
pub(super) fn tools() -> Option<&'static Tools> {
    static TOOLS: OnceLock<Result<Tools, String>> = OnceLock::new();
    match TOOLS.get_or_init(install) {
        Ok(tools) => Some(tools),
        Err(why) => {
            assert!(std::env::var_os("CI").is_none(), "{why}");
            eprintln!("skipped: {why}");
            None
        }
    }
}

/// A script beside this file.
pub(super) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name)
}

fn install() -> Result<Tools, String> {
    for program in ["oscsend", "oscdump"] {
        run(Command::new(program).arg("--help"), true)?;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clients");
    let (venv, node) = (folder.join("venv"), folder.join("node"));
    let python = venv.join("bin/python");
    if run(Command::new(&python).args(["-c", "import pythonosc"]), false).is_err() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv), false)?;
        run(Command::new(&python).args(["-m", "pip", "install", "-q", PYTHON_OSC]), false)?;
    }
    if !node.join("node_modules/osc").is_dir() {
        let install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save", "--prefix"];
        run(Command::new("npm").args(install).arg(&node).arg(NODE_OSC), false)?;
    }
    Ok(Tools { python, node })
}

fn run(command: &mut Command, any_status: bool) -> Result<Output, String> {
    let output = command.output().map_err(|error| format!("{command:?} cannot be run: {error}"))?;
    if any_status || output.status.success() {
        return Ok(output);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?} ended with {}: {words}", output.status))
}

/// What a program prints, line by line, until it is dropped.
pub(super) struct Lines {
    child: Child,
    lines: Receiver<String>,
}

impl Lines {
    /// Of a command whose output is piped.
    pub(super) fn of(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = bounded(4096);
        let read = move || {
            for line in out.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        };
        std::thread::Builder::new().name("lines".to_owned()).spawn(read).unwrap();
        Self { child, lines }
    }

    /// Waits for this line.
    pub(super) fn until(&self, wanted: &str) {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line == wanted => return,
                Ok(line) => seen.push(line),
                Err(_) => panic!("`{wanted}` never came, but {seen:?}"),
            }
        }
    }

    /// Waits for a line with this in it; what follows.
    pub(super) fn after(&self, wanted: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap();
            if let Some((_, rest)) = line.split_once(wanted) {
                return rest.to_owned();
            }
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        // One that has ended is ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
