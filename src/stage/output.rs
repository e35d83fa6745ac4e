//! Outputs: where a canvas's codes go.
//!
//! In: the `[[output]]` tables of a stage file, its canvases. Out: each output's canvas and [`Place`].
//! Not here: finding monitors and opening windows (`output`), what the canvases show (`stage::cut`).
//! Invariant: an output is 1:1 with its canvas; no two outputs share a desktop pixel or a monitor. What breaks this is
//! left out with an error finding.

use std::fmt;
use std::str::FromStr;

use super::Stage;
use super::build::one_of;
use super::lint::{Problem, Report};
use super::place::At;
use super::schema::{OutputText, StageFile};

/// An output of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Index of its canvas.
    pub canvas: usize,
    /// Where it goes.
    pub place: Place,
}

/// Where an output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A window with its top left pixel here on the desktop.
    Rect([i32; 2]),
    /// The monitor on this connector, as the system names it.
    Monitor(String),
    /// The monitor of this identity, on this connector when several are alike.
    Edid {
        /// `VENDOR-PRODUCT-SERIAL` or the hash, as `cyclorama doctor` prints them.
        edid: String,
        /// Needed only to tell monitors of one identity apart.
        connector: Option<String>,
    },
    /// Raw frames to another program.
    Pipe(Pipe),
}

/// Raw frames to another program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipe {
    /// Who reads.
    pub target: PipeTarget,
    /// How a pixel is written; `None` takes what holds the canvas's bits.
    pub pixels: Option<PixelFormat>,
}

/// Who reads a pipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PipeTarget {
    /// Our standard output.
    Stdout,
    /// A file or named pipe.
    Path(String),
    /// A command that the system's shell runs; it reads its standard input.
    Command(String),
}

/// How a pixel is written to a pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PixelFormat {
    /// Red, green, blue, 255; a byte each.
    Rgba8,
    /// A little-endian word of 32 bits, from the top: two ones, then ten each of red, green, blue.
    Rgb10,
    /// Red, green, blue; 16 little-endian bits each, code x 65535 / greatest code.
    Rgb48,
}

impl PixelFormat {
    /// All, each with its name in files.
    pub const ALL: [(Self, &str); 3] =
        [(Self::Rgba8, "rgba8"), (Self::Rgb10, "rgb10"), (Self::Rgb48, "rgb48")];
}

impl FromStr for Pipe {
    type Err = String;

    /// `-`, `cmd:COMMAND` or a path.
    fn from_str(text: &str) -> Result<Self, String> {
        let target = match text.strip_prefix("cmd:").map(str::trim) {
            Some("") => return Err("`cmd:` names no command".to_owned()),
            Some(command) => PipeTarget::Command(command.to_owned()),
            None if text.is_empty() => return Err("a pipe to nowhere".to_owned()),
            None if text == "-" => PipeTarget::Stdout,
            None => PipeTarget::Path(text.to_owned()),
        };
        Ok(Self { target, pixels: None })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rect([x, y]) => write!(f, "the desktop at {x},{y}"),
            Self::Monitor(name) => write!(f, "monitor {name}"),
            Self::Edid { edid, connector: None } => write!(f, "monitor {edid}"),
            Self::Edid { edid, connector: Some(connector) } => write!(f, "monitor {edid} on {connector}"),
            Self::Pipe(Pipe { target: PipeTarget::Stdout, .. }) => f.write_str("a pipe to standard output"),
            Self::Pipe(Pipe { target: PipeTarget::Path(path), .. }) => write!(f, "a pipe to {path}"),
            Self::Pipe(Pipe { target: PipeTarget::Command(command), .. }) => {
                write!(f, "a pipe to `{command}`")
            }
        }
    }
}

/// Adds the outputs of a stage file.
pub(super) fn outputs(file: &StageFile, stage: &mut Stage, report: &mut Report<'_>) {
    let mut kept: Vec<(&OutputText, Output)> = Vec::new();
    for text in &file.output {
        // A canvas that could not be built has been reported.
        let is_built = stage.canvases.iter().any(|canvas| canvas.name == *text.canvas);
        if !is_built && file.canvas.iter().any(|canvas| *canvas.name == *text.canvas) {
            continue;
        }
        match output(text, stage)
            .and_then(|output| apart(text, &output, &kept, stage, report).map(|()| output))
        {
            Ok(output) => kept.push((text, output)),
            Err(problem) => report.problem(problem),
        }
    }
    stage.outputs = kept.into_iter().map(|(_, output)| output).collect();
    if file.output.is_empty() {
        return;
    }
    for canvas in &file.canvas {
        if !file.output.iter().any(|output| *output.canvas == *canvas.name) {
            let found = format!("canvas `{}` has no [[output]], others have", canvas.name.as_str());
            report.warn(canvas.name.offset(), found, "Add an [[output]] for it, or its walls stay dark");
        }
    }
}

fn output(text: &OutputText, stage: &Stage) -> Result<Output, Problem> {
    let name = text.canvas.as_str();
    let canvas = stage.canvases.iter().position(|canvas| canvas.name == name).ok_or_else(|| {
        let remedy = one_of(stage.canvases.iter().map(|canvas| &canvas.name), "[[canvas]]");
        Problem::at(&text.canvas, format!("an output shows canvas `{name}`, which does not exist"), remedy)
    })?;
    let given = [text.rect.is_some(), text.monitor.is_some(), text.edid.is_some(), text.pipe.is_some()];
    if given.iter().filter(|given| **given).count() != 1 {
        let found = format!(
            "the output of canvas `{name}` has {} of rect, monitor, edid, pipe",
            given.iter().filter(|given| **given).count()
        );
        return Err(Problem::at(&text.canvas, found, "Write exactly one of the four"));
    }
    for (key, needs, is_alone) in [
        (text.connector.as_ref().map(At::offset), "connector, but no edid", text.edid.is_none()),
        (text.pixels.as_ref().map(At::offset), "pixels, but no pipe", text.pipe.is_none()),
    ] {
        if let (Some(at), true) = (key, is_alone) {
            let found = format!("the output of canvas `{name}` has {needs}");
            return Err(Problem { at, found, remedy: "Remove it".into() });
        }
    }
    let filled = |text: &At<String>, what: &str| {
        if !text.trim().is_empty() {
            return Ok(text.trim().to_owned());
        }
        let found = format!("the output of canvas `{name}` has an empty {what}");
        Err(Problem::at(text, found, "Write what `cyclorama doctor` prints"))
    };
    let place = if let Some(rect) = &text.rect {
        Place::Rect(position(rect, name, stage.canvases[canvas].size)?)
    } else if let Some(monitor) = &text.monitor {
        Place::Monitor(filled(monitor, "monitor")?)
    } else if let Some(edid) = &text.edid {
        let connector = text.connector.as_ref().map(|connector| filled(connector, "connector"));
        Place::Edid { edid: filled(edid, "edid")?, connector: connector.transpose()? }
    } else if let Some(pipe) = &text.pipe {
        Place::Pipe(self::pipe(pipe, text, name)?)
    } else {
        return Err(Problem::at(&text.canvas, format!("canvas `{name}` goes nowhere"), "Write a rect"));
    };
    Ok(Output { canvas, place })
}

/// Where a rect stands, when it is as large as its canvas.
fn position(rect: &At<[i32; 4]>, name: &str, size: [u32; 2]) -> Result<[i32; 2], Problem> {
    let [x, y, width, height] = **rect;
    if [i64::from(width), i64::from(height)] == size.map(i64::from) {
        return Ok([x, y]);
    }
    let found = format!(
        "the output of canvas `{name}` is {width} x {height} pixels for a canvas of {} x {}: not 1:1",
        size[0], size[1]
    );
    Err(Problem::at(rect, found, format!("Write rect = [{x}, {y}, {}, {}]", size[0], size[1])))
}

fn pipe(target: &At<String>, text: &OutputText, name: &str) -> Result<Pipe, Problem> {
    let pipe: Pipe = target.parse().map_err(|reason| {
        let found = format!("the output of canvas `{name}`: {reason}");
        Problem::at(target, found, "Write a path, `-` for standard output, or `cmd:COMMAND`")
    })?;
    let pixels = match &text.pixels {
        None => None,
        Some(pixels) => {
            let known = PixelFormat::ALL.into_iter().find(|(_, word)| *word == pixels.as_str());
            let (format, _) = known.ok_or_else(|| {
                let found = format!("a pipe writes pixels as `{}`", pixels.as_str());
                Problem::at(pixels, found, "Write rgba8, rgb10 or rgb48")
            })?;
            Some(format)
        }
    };
    Ok(Pipe { pixels, ..pipe })
}

/// Refuses an output that shares desktop pixels, a monitor or a reader with one before it.
fn apart(
    text: &OutputText,
    output: &Output,
    before: &[(&OutputText, Output)],
    stage: &Stage,
    report: &Report<'_>,
) -> Result<(), Problem> {
    let clash =
        before.iter().find_map(|(other_text, other)| Some((other_text, shared(output, other, stage)?)));
    let Some((other, (shared, remedy))) = clash else { return Ok(()) };
    let found = format!(
        "the outputs of canvas `{}` and `{}` (at {}) share {shared}",
        text.canvas.as_str(),
        other.canvas.as_str(),
        report.place(other.canvas.offset())
    );
    Err(Problem::at(&text.canvas, found, remedy))
}

/// What two outputs share, and what to do.
fn shared(one: &Output, other: &Output, stage: &Stage) -> Option<(String, &'static str)> {
    const MOVE: &str = "Give each its own monitor";
    match (&one.place, &other.place) {
        (Place::Rect(at), Place::Rect(other_at)) => {
            let sizes = [one, other].map(|output| stage.canvases[output.canvas].size);
            let overlap = (0..2).all(|axis| {
                let (start, end) = (i64::from(at[axis]), i64::from(at[axis]) + i64::from(sizes[0][axis]));
                let other_start = i64::from(other_at[axis]);
                start < other_start + i64::from(sizes[1][axis]) && other_start < end
            });
            overlap.then(|| ("pixels of the desktop".to_owned(), "Move one of them"))
        }
        (Place::Monitor(one), Place::Monitor(other)) => {
            (one == other).then(|| (format!("monitor {one}"), MOVE))
        }
        (Place::Edid { edid, connector }, Place::Edid { edid: other_edid, connector: other_connector })
            if edid == other_edid =>
        {
            match (connector, other_connector) {
                (Some(one), Some(other)) => {
                    (one == other).then(|| (format!("monitor {edid} on {one}"), MOVE))
                }
                _ => Some((
                    format!("monitor {edid}"),
                    "Two alike are told apart by connector = \"...\"; `cyclorama run --identify` shows which is which",
                )),
            }
        }
        (Place::Pipe(one), Place::Pipe(other)) => {
            let is_same = one.target == other.target && !matches!(one.target, PipeTarget::Command(_));
            is_same.then(|| ("one pipe".to_owned(), "Give each its own path or command"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::lint::Level;
    use crate::stage::sample::{CLEAN, PANEL, load_with};

    const BOTH: &str = "[[output]]\ncanvas = \"main\"\nrect = [10, -5, 64, 32]\n[[output]]\ncanvas = \"side\"\nmonitor = \"DP-2\"\n";

    fn with(outputs: &str) -> crate::stage::schema::Loaded {
        load_with(&format!("{CLEAN}\n{outputs}"), PANEL).unwrap()
    }

    /// Expects exactly one finding, on a line that holds `key`.
    #[track_caller]
    fn check(outputs: &str, level: Level, key: &str, words: &[&str]) {
        let found = with(outputs).findings;
        let [finding] = found.as_slice() else { panic!("{outputs}: {found:#?}") };
        assert_eq!(finding.level, level, "{finding:?}");
        let text = format!("{CLEAN}\n{outputs}");
        let line: usize = finding.place.split(':').nth(1).unwrap().parse().unwrap();
        assert!(text.lines().nth(line - 1).unwrap().contains(key), "{finding:?}");
        let message = format!("{} {}", finding.found, finding.remedy);
        for word in words {
            assert!(message.contains(word), "{message} lacks {word}");
        }
    }

    fn output(canvas: &str, rest: &str) -> String {
        format!("[[output]]\ncanvas = \"{canvas}\"\n{rest}\n")
    }

    #[test]
    fn outputs_read_as_written() {
        let loaded = with(BOTH);
        assert_eq!(loaded.findings, []);
        let [main, side] = loaded.stage.outputs.as_slice() else { panic!("{:?}", loaded.stage.outputs) };
        assert_eq!((main.canvas, &main.place), (0, &Place::Rect([10, -5])));
        assert_eq!((side.canvas, &side.place), (1, &Place::Monitor("DP-2".into())));
        let alike = output("main", "edid = \"DEL-A0C7-5\"\nconnector = \"DP-1\"")
            + &output("side", "edid = \"DEL-A0C7-5\"\nconnector = \"DP-2\"")
            + &output("side", "pipe = \"cmd: cat\"\npixels = \"rgb48\"");
        let loaded = with(&alike);
        assert_eq!(loaded.findings, []);
        let pipe = Pipe { target: PipeTarget::Command("cat".into()), pixels: Some(PixelFormat::Rgb48) };
        assert_eq!(loaded.stage.outputs[2].place, Place::Pipe(pipe));
    }

    #[test]
    fn outputs_that_cannot_be_are_errors() {
        let error = Level::Error;
        let side = output("side", "monitor = \"B\"");
        let main = |rest: &str| output("main", rest) + &side;
        check(&(BOTH.to_owned() + &output("mian", "monitor = \"A\"")), error, "mian", &["main, side"]);
        check(
            &main("rect = [0, 0, 64, 30]"),
            error,
            "rect",
            &["64 x 30", "64 x 32", "rect = [0, 0, 64, 32]"],
        );
        check(&main("rect = [0, 0, -64, 32]"), error, "rect", &["-64 x 32"]);
        check(&main(""), error, "main", &["0 of rect", "exactly one"]);
        check(&main("monitor = \"A\"\nedid = \"B\""), error, "main", &["2 of rect"]);
        check(&main("monitor = \" \""), error, "monitor", &["empty monitor"]);
        check(&main("monitor = \"A\"\nconnector = \"B\""), error, "connector", &["no edid"]);
        check(&main("rect = [0, 0, 64, 32]\npixels = \"rgba8\""), error, "pixels", &["no pipe"]);
        check(&main("pipe = \"cmd:\""), error, "pipe", &["no command"]);
        check(&main("pipe = \"a\"\npixels = \"y4m\""), error, "pixels", &["y4m", "rgb48"]);
    }

    #[test]
    fn outputs_that_share_something_are_errors() {
        let error = Level::Error;
        let rects = |x: i32| {
            output("main", "rect = [0, 0, 64, 32]") + &output("side", &format!("rect = [{x}, 31, 16, 16]"))
        };
        check(&rects(63), error, "side", &["pixels of the desktop", "Move one"]);
        assert_eq!(with(&rects(64)).findings, []);
        let monitors = output("main", "monitor = \"A\"") + &output("side", "monitor = \"A\"");
        check(&monitors, error, "side", &["monitor A"]);
        let alike = |connector: &str| {
            output("main", "edid = \"X\"\nconnector = \"DP-1\"")
                + &output("side", &format!("edid = \"X\"\n{connector}"))
        };
        check(&alike(""), error, "side", &["Two alike", "--identify"]);
        check(&alike("connector = \"DP-1\""), error, "side", &["X on DP-1"]);
        let pipes = output("main", "pipe = \"-\"") + &output("side", "pipe = \"-\"");
        check(&pipes, error, "side", &["one pipe"]);
    }

    #[test]
    fn a_canvas_left_out_is_a_warning() {
        check(&output("main", "monitor = \"A\""), Level::Warning, "side", &["`side` has no [[output]]"]);
    }
}
