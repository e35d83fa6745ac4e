//! The program under test, and the files that its pictures are held against.
//!
//! In: arguments. Out: lines of its log, its exit status, canvases as `render` writes them.
//! Not here: the screen that it runs on (`screen`).
//! Invariant: the program ends with the value, so a failure is never a hang.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};

use super::screen::{Raster, Screen};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cyclorama");

/// A running program and its log.
pub(crate) struct Show {
    child: Child,
    log: BufReader<ChildStderr>,
}

impl Show {
    /// Starts the program on a screen, with a log of every second.
    pub(crate) fn start(screen: &Screen, args: &[&str]) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(args).env("DISPLAY", &screen.name).env_remove("WAYLAND_DISPLAY");
        command.env("RUST_LOG", "error,cyclorama=debug").env("NO_COLOR", "1");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        Self { child, log }
    }

    /// The next line of the log that holds all words; fails at the log's end.
    pub(crate) fn line_with(&mut self, words: &[&str]) -> String {
        let mut seen = String::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.log.read_line(&mut line).unwrap(), 0, "no line with {words:?} in\n{seen}");
            if words.iter().all(|word| line.contains(word)) {
                return line;
            }
            seen.push_str(&line);
        }
    }

    /// Ctrl-C.
    pub(crate) fn interrupt(&self) {
        assert!(
            Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap().success()
        );
    }

    /// Reads the log to its end, so that the program never waits for us.
    pub(crate) fn finish(mut self) -> ExitStatus {
        while self.log.read_line(&mut String::new()).unwrap() > 0 {}
        self.child.wait().unwrap()
    }
}

impl Drop for Show {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the program prints when it runs to its end on a screen.
pub(crate) fn said(screen: &Screen, args: &[&str]) -> String {
    let mut command = Command::new(PROGRAM);
    command.args(args).env("DISPLAY", &screen.name).env_remove("WAYLAND_DISPLAY");
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

/// A canvas of a show's first frame as `cyclorama render` writes it.
pub(crate) fn rendered(show: &str, canvas: &str) -> Raster {
    let out = format!("{}/target/test-windows/{canvas}", env!("CARGO_MANIFEST_DIR"));
    let target = format!("canvas:{canvas}");
    let args = ["render", show, "--frames", "1", "--target", &target, "--out", &out];
    let rendered = Command::new(PROGRAM).args(args).stdout(Stdio::null()).output().unwrap();
    assert!(rendered.status.success(), "{}", String::from_utf8_lossy(&rendered.stderr));
    let file = std::fs::File::open(format!("{out}/canvas-{canvas}.000000.png")).unwrap();
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    assert_eq!((frame.color_type, frame.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    let pixels = bytes.chunks_exact(3).map(|texel| [texel[0], texel[1], texel[2]]).collect();
    Raster { width: frame.width, height: frame.height, pixels }
}
