//! Files that commands need: shows and stages without errors, results written whole.
//!
//! In: paths. Out: shows, stages; progress and warnings on stderr.
//! Not here: reading (`show::load`), listing findings (`check`).
//! Invariant: a file that `check` finds an error in is refused, with that error's place and remedy.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::poses::Poses;
use crate::show::Show;
use crate::show::load::{self, Files, beside};
use crate::stage::Stage;
use crate::stage::lint::{Finding, Level};
use crate::tracking::track_file::{Track, TrackOptions};

/// A show that can run: the file (of a bare stage, the demo's world on it), or the embedded demo without one. Warnings go
/// to the log.
pub fn show(path: Option<&str>) -> anyhow::Result<Show> {
    let progress = Progress::new();
    let report = |what: &str, done: f32| progress.report(what, done);
    let loaded = match path {
        Some(path) => load::open(path, &report),
        None => load::demo(&report),
    };
    progress.finish();
    let loaded = loaded?;
    refuse_errors(&loaded.findings)?;
    Ok(loaded.show)
}

/// What a track moves.
enum Moved {
    Camera(usize),
    Wall(usize),
}

/// Puts tracks given as `[CAMERA=]FILE` or `WALL=FILE` into `poses`: each moves the camera named, or the body that
/// carries the wall named, or the show's first camera.
pub fn tracks(
    show: &Show,
    texts: &[String],
    options: &TrackOptions,
    poses: &mut Poses,
) -> anyhow::Result<()> {
    for text in texts {
        let named = text.split_once('=').and_then(|(name, path)| {
            let camera = show.cameras.iter().position(|camera| camera.name == name).map(Moved::Camera);
            let wall = || show.stage.walls.iter().position(|wall| wall.name == name).map(Moved::Wall);
            Some((camera.or_else(wall)?, path))
        });
        let (moved, path) = named.unwrap_or((Moved::Camera(0), text));
        let bytes = std::fs::read(path).with_context(|| format!("cannot read track {path}"))?;
        let track = Track::from_bytes(&bytes, options).with_context(|| format!("track {path}"))?;
        match moved {
            Moved::Camera(_) if show.cameras.is_empty() => {
                bail!("{} has no camera to move along {path}; add a [[camera]]", show.place);
            }
            Moved::Camera(camera) => poses.follow(camera, track),
            Moved::Wall(index) => {
                let wall = &show.stage.walls[index];
                if wall.tracker.is_none() {
                    bail!("wall `{}` stands still; give it a `tracker` in the stage file", wall.name);
                }
                poses.carry(index, track);
            }
        }
    }
    Ok(())
}

/// Set by Ctrl-C: long work looks at it between frames and leaves cleanly.
pub fn stop_flag() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    ctrlc::set_handler(move || set.store(true, Ordering::Relaxed)).context("cannot listen for Ctrl-C")?;
    Ok(flag)
}

/// The stage of a stage file or of a show file.
pub fn stage(path: &str) -> anyhow::Result<Stage> {
    let loaded = load::stage(Files::Disk, &stage_path(path)?)?;
    refuse_errors(&loaded.findings)?;
    Ok(loaded.stage)
}

/// Where the stage of a file stands: itself, or what a show's `stage` names.
pub fn stage_path(path: &str) -> anyhow::Result<String> {
    let text = Files::Disk.text(path).map_err(|reason| {
        anyhow::anyhow!("{path}: cannot be read: {reason}. Give the path of a stage or a show")
    })?;
    // What is no TOML at all is left to the stage's parser, which names line and column.
    let named = text.parse::<toml::Table>().ok();
    let named = named.as_ref().and_then(|table| table.get("stage")).and_then(toml::Value::as_str);
    Ok(named.map_or_else(|| path.to_owned(), |stage| beside(path, stage)))
}

/// Fails with the first error; logs warnings and notes otherwise.
pub fn refuse_errors(findings: &[Finding]) -> anyhow::Result<()> {
    let mut errors = findings.iter().filter(|finding| finding.level == Level::Error);
    if let Some(first) = errors.next() {
        let more = match errors.count() {
            0 => String::new(),
            count => format!(" ({count} more; `cyclorama check` lists them)"),
        };
        bail!("{}: {}. {}{more}", first.place, first.found, first.remedy);
    }
    for Finding { level, place, found, remedy } in findings {
        match level {
            Level::Note => tracing::debug!("{place}: {found}. {remedy}"),
            _ => tracing::warn!("{place}: {found}. {remedy}"),
        }
    }
    Ok(())
}

/// Writes a file whole: beside its place, then renamed over what stands there.
pub fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        // What is left of a failed write is of no use; that it cannot be removed is not the news.
        let _ = std::fs::remove_file(&part);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// A bar on stderr while files load; silent where stderr is no terminal.
#[derive(Debug)]
pub struct Progress(ProgressBar);

/// Steps of the bar.
const STEPS: u64 = 1000;

impl Progress {
    /// An empty bar.
    pub fn new() -> Self {
        let bar = ProgressBar::new(STEPS);
        if let Ok(style) = ProgressStyle::with_template("loading {bar:30} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Shows what is being loaded and how much of it is done, 0..=1.
    pub fn report(&self, what: &str, done: f32) {
        self.0.set_message(what.to_owned());
        self.0.set_position((done.clamp(0.0, 1.0) * STEPS as f32) as u64);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(level: Level, found: &str) -> Finding {
        Finding { level, place: "s.toml:1:2".into(), found: found.into(), remedy: "Do this".into() }
    }

    #[test]
    fn errors_are_refused_and_warnings_are_not() {
        assert!(refuse_errors(&[finding(Level::Warning, "odd"), finding(Level::Note, "so")]).is_ok());
        let findings =
            [finding(Level::Warning, "odd"), finding(Level::Error, "wrong"), finding(Level::Error, "too")];
        let text = refuse_errors(&findings).unwrap_err().to_string();
        assert_eq!(text, "s.toml:1:2: wrong. Do this (1 more; `cyclorama check` lists them)");
    }

    #[test]
    fn a_show_leads_to_its_stage() {
        let root = env!("CARGO_MANIFEST_DIR");
        let demo = format!("{root}/scenes/desert-road/show.toml");
        let path = stage_path(&demo).unwrap();
        assert!(path.ends_with("calibration/stages/demo.toml") && !path.contains(".."), "{path}");
        assert_eq!(stage_path(&path).unwrap(), path);
        let text = stage_path("no/such.toml").unwrap_err().to_string();
        assert!(text.starts_with("no/such.toml: cannot be read"), "{text}");
    }
}
