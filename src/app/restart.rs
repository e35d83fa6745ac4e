//! Coming back after a crash: the live state is kept while a show runs, and found again when it did not end by itself.
//!
//! In: values and frame index, told once a frame. Out: a file that is at most a second old; at start, what it held.
//! Not here: the file (`output::live_state`), who runs the show. The file is written on the thread `live state`.
//! Invariant: telling the keeper allocates nothing and waits for nothing; a run that ends by itself leaves nothing to restore.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam::channel::{Receiver, Sender, bounded};
use crossbeam::queue::ArrayQueue;

use crate::output::live_state::{self, LiveState};
use crate::params::{Registry, Values};
use crate::show::Show;

/// Least time between two writes, seconds.
const INTERVAL_SECS: f64 = 1.0;
/// Snapshots under way: one being written, one waiting, one being filled.
const SNAPSHOTS: usize = 3;

/// Why an unfinished run's state was left alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeftAlone {
    /// It is another process's, which runs.
    #[error(
        "process {0} runs this show already: its state is left alone, and this run's is not kept. End one of the two"
    )]
    Running(u32),
    /// It belongs to files that have changed.
    #[error(
        "the last run was cut off, but the show or stage file has changed since: it begins from the files, not from the \
         last live state"
    )]
    Changed,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Frame to go on from.
    pub frame: u64,
    /// Parameters that differ from the show file's.
    pub changed: Vec<String>,
    /// What the show has no place for any more, in words.
    pub refused: Vec<String>,
}

impl fmt::Display for Restored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |texts: &[String]| texts.join(", ");
        match self.changed.len() {
            0 => write!(f, "Every value is the show file's")?,
            _ => write!(f, "Back as they were: {}", list(&self.changed))?,
        }
        if !self.refused.is_empty() {
            write!(f, ". Not brought back: {}", list(&self.refused))?;
        }
        Ok(())
    }
}

/// Where a run goes on, and who keeps its state from there.
#[derive(Debug)]
pub struct Kept {
    /// First frame.
    pub frame: u64,
    /// Told the state of each frame.
    pub keeper: Keeper,
}

/// Values at a frame, and what they are the values of.
#[derive(Clone, Debug)]
struct Snapshot {
    frame: u64,
    values: Values,
    registry: Arc<Registry>,
}

/// Keeps a running show's state. Dropped at the end of the run; not dropped when the program dies.
#[derive(Debug)]
pub struct Keeper {
    show: String,
    free: Arc<ArrayQueue<Snapshot>>,
    tell: Option<Sender<Snapshot>>,
    thread: Option<JoinHandle<()>>,
    last: Snapshot,
    last_secs: f64,
    next_frame: u64,
}

/// What an earlier run of this show left when it did not end by itself, put into `show.first`.
/// `Err` tells why a state was left alone.
pub fn restore(path: &Path, fingerprint: &str, show: &mut Show) -> Result<Option<Restored>, LeftAlone> {
    let Some(state) = live_state::read(path).filter(|state| !state.ended) else { return Ok(None) };
    if live_state::is_running(state.process) {
        return Err(LeftAlone::Running(state.process));
    }
    if state.fingerprint != fingerprint {
        return Err(LeftAlone::Changed);
    }
    Ok(Some(apply(&state, &show.registry, &mut show.first)))
}

fn apply(state: &LiveState, registry: &Registry, values: &mut Values) -> Restored {
    let mut restored = Restored { frame: state.frame + 1, ..Restored::default() };
    let before = values.clone();
    for (path, value) in &state.values {
        match registry.set(values, &format!("{path}={value}")) {
            Ok(id) if values.number(id).to_bits() != before.number(id).to_bits() => {
                restored.changed.push(format!("{path} = {value}"));
            }
            Ok(_) => {}
            Err(error) => restored.refused.push(error.to_string()),
        }
    }
    restored
}

impl Keeper {
    /// Begins to keep: writes the state that the show starts from, so that a crash in the first second is one too.
    /// `files` are those that the show is made of: when they change, the state is another show's.
    pub fn start(path: PathBuf, files: Vec<PathBuf>, show: &Show) -> std::io::Result<Self> {
        let state = LiveState {
            version: 1,
            show: show.place.clone(),
            process: std::process::id(),
            ..LiveState::default()
        };
        let (tell, told) = bounded(SNAPSHOTS);
        let free = Arc::new(ArrayQueue::new(SNAPSHOTS));
        let writer =
            Writer { path, files, state, told, free: Arc::clone(&free), registry: None, is_told: false };
        let thread = std::thread::Builder::new().name("live state".to_owned()).spawn(move || writer.run())?;
        let registry = Arc::new(show.registry.clone());
        let last = Snapshot { frame: 0, values: show.first.clone(), registry };
        let mut keeper = Self {
            show: show.place.clone(),
            free,
            tell: Some(tell),
            thread: Some(thread),
            last,
            last_secs: 0.0,
            next_frame: 0,
        };
        keeper.adopt(show, &show.first, 0);
        Ok(keeper)
    }

    /// Path of the show file.
    pub fn show(&self) -> &str {
        &self.show
    }

    /// The frame after the last one that was told.
    pub fn next_frame(&self) -> u64 {
        self.next_frame
    }

    /// Goes on with a show that was loaded anew from its files. Allocates: not for every frame.
    pub fn adopt(&mut self, show: &Show, values: &Values, frame: u64) {
        let registry = Arc::new(show.registry.clone());
        self.last = Snapshot { frame, values: values.clone(), registry };
        while self.free.pop().is_some() {}
        for _ in 1..SNAPSHOTS {
            // The queue has room for all of them.
            let _ = self.free.push(self.last.clone());
        }
        if let Some(tell) = &self.tell {
            // Full: the next change tells it.
            let _ = tell.try_send(self.last.clone());
        }
    }

    /// Tells the values of a frame. Once a second at most they go to the file; a busy disk costs a snapshot, not a frame.
    pub fn keep(&mut self, now_secs: f64, frame: u64, values: &Values) {
        self.next_frame = frame + 1;
        let has_changed = self.last.values != *values;
        // While nothing changes, the frame index still goes on: ten times as rarely.
        let interval_secs = if has_changed { INTERVAL_SECS } else { 10.0 * INTERVAL_SECS };
        if now_secs < self.last_secs + interval_secs {
            return;
        }
        let (Some(mut snapshot), Some(tell)) = (self.free.pop(), &self.tell) else { return };
        snapshot.frame = frame;
        snapshot.values.copy_from(values);
        snapshot.registry = Arc::clone(&self.last.registry);
        self.last.frame = frame;
        self.last.values.copy_from(values);
        self.last_secs = now_secs;
        // There are no more snapshots than places in the channel.
        let _ = tell.try_send(snapshot);
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.tell = None;
        if let Some(thread) = self.thread.take() {
            // The thread has no way to panic; if it did, its state stays that of a crash.
            let _ = thread.join();
        }
    }
}

/// The thread's part.
struct Writer {
    path: PathBuf,
    files: Vec<PathBuf>,
    state: LiveState,
    told: Receiver<Snapshot>,
    free: Arc<ArrayQueue<Snapshot>>,
    /// Of the show whose fingerprint the state has.
    registry: Option<Arc<Registry>>,
    /// A failure is told once, not every second.
    is_told: bool,
}

impl Writer {
    fn run(mut self) {
        while let Ok(snapshot) = self.told.recv() {
            if self.registry.as_ref().is_none_or(|registry| !Arc::ptr_eq(registry, &snapshot.registry)) {
                self.state.fingerprint = live_state::fingerprint(&self.files);
                self.registry = Some(Arc::clone(&snapshot.registry));
            }
            self.state.frame = snapshot.frame;
            self.state.values = texts(&snapshot.registry, &snapshot.values);
            // A show adopted meanwhile has filled the queue; then this one is of no more use.
            let _ = self.free.push(snapshot);
            self.write();
        }
        self.state.ended = true;
        self.write();
    }

    fn write(&mut self) {
        match live_state::write(&self.path, &self.state) {
            Ok(()) => {
                tracing::debug!("live state kept as of frame {}", self.state.frame);
                self.is_told = false;
            }
            Err(error) if !self.is_told => {
                tracing::warn!("{error}");
                self.is_told = true;
            }
            Err(_) => {}
        }
    }
}

/// Every value as `--set` writes it.
fn texts(registry: &Registry, values: &Values) -> std::collections::BTreeMap<String, String> {
    registry
        .iter(values)
        .map(|(parameter, value)| (parameter.path.clone(), parameter.kind.text(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    fn demo() -> Show {
        load::demo(&|_, _| ()).unwrap().show
    }

    fn path(name: &str) -> PathBuf {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("target/live-state").join(format!("{name}.json"));
        let _ = std::fs::remove_file(&path);
        path
    }

    /// A run that tells values once and then ends, or dies when `is_cut_off`.
    fn run(path: &Path, settings: &[&str], is_cut_off: bool) {
        let show = demo();
        let mut keeper = Keeper::start(path.to_owned(), Vec::new(), &show).unwrap();
        let mut values = show.first.clone();
        for setting in settings {
            show.registry.set(&mut values, setting).unwrap();
        }
        keeper.keep(1.0, 24, &values);
        drop(keeper);
        if is_cut_off {
            // What a killed process leaves: the same file before the last word, by a process that is gone.
            let state = live_state::read(path).unwrap();
            live_state::write(path, &LiveState { ended: false, process: u32::MAX, ..state }).unwrap();
        }
    }

    #[test]
    fn a_run_that_was_cut_off_comes_back() {
        let path = path("cut-off");
        run(&path, &["grade/trim_ev=-1.25", "wall/blackout=on", "pattern/main=grid"], true);
        let mut show = demo();
        let restored = restore(&path, &live_state::fingerprint(&[]), &mut show).unwrap().unwrap();
        assert_eq!(restored.changed, ["grade/trim_ev = -1.25", "pattern/main = grid", "wall/blackout = on"]);
        assert_eq!((restored.frame, restored.refused.len()), (25, 0));
        let id = show.registry.id("grade/trim_ev").unwrap();
        assert_eq!(show.first.number(id), -1.25);
    }

    #[test]
    fn a_run_that_ended_leaves_nothing() {
        let path = path("ended");
        run(&path, &["grade/trim_ev=1"], false);
        let mut show = demo();
        assert_eq!(restore(&path, &live_state::fingerprint(&[]), &mut show), Ok(None));
        assert_eq!(show.first, demo().first);
    }

    #[test]
    fn another_show_or_a_running_one_is_left_alone() {
        let path = path("other");
        run(&path, &["grade/trim_ev=1"], true);
        let mut show = demo();
        assert_eq!(restore(&path, "changed", &mut show), Err(LeftAlone::Changed));
        assert_eq!(show.first, demo().first);
    }

    #[test]
    fn what_the_show_no_longer_has_is_named() {
        let path = path("gone");
        run(&path, &["grade/trim_ev=1"], true);
        let mut state = live_state::read(&path).unwrap();
        state.values.insert("inner/Z/on".into(), "off".into());
        live_state::write(&path, &state).unwrap();
        let restored = restore(&path, &live_state::fingerprint(&[]), &mut demo()).unwrap().unwrap();
        assert_eq!(restored.refused.len(), 1);
        assert!(restored.refused[0].contains("inner/Z/on"), "{restored:?}");
    }
}
