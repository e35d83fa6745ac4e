//! The undo list as people read it, and who moves what.
//!
//! In: events. Out: lines, newest last; controls with their movers. Not here: undoing (`params::arbiter`).
//! Invariant: a step is one line: a drag tells where it came from and where it is, a recall its name; bounded.

use std::sync::Arc;

use crate::params::arbiter::LOCK_SECS;
use crate::params::{Event, ParameterId, PersonId, Registry, What};
use crate::show::link::{HistoryLine, Touched};
use crate::show::words;
use crate::timing::Rate;

/// Lines that people see.
const LINES: usize = 500;
/// Names of recalls that are under way.
const NAMES: usize = 64;

/// The undo list.
#[derive(Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
    names: Vec<(u32, String)>,
    last_label: u32,
    is_new: bool,
}

struct Line {
    shown: HistoryLine,
    /// First parameter of the step, and its number before it.
    first: (ParameterId, f64),
    /// Other parameters of the step.
    others: u32,
    is_named: bool,
}

impl Lines {
    /// A label for a recall of this name.
    pub(super) fn label(&mut self, name: String) -> u32 {
        self.last_label = self.last_label.wrapping_add(1).max(1);
        self.names.push((self.last_label, name));
        let excess = self.names.len().saturating_sub(NAMES);
        self.names.drain(..excess);
        self.last_label
    }

    /// A parameter of a step goes to a value.
    pub(super) fn hear(&mut self, event: &Event, registry: &Registry) {
        let What::Set { id, from, to, step, .. } = event.what else { return };
        let Some(parameter) = registry.parameters().get(id.index()).filter(|_| step != 0) else { return };
        self.is_new = true;
        let at = self.lines.iter().rposition(|line| line.shown.step == step).unwrap_or_else(|| {
            let shown = HistoryLine {
                step,
                by: event.by,
                words: String::new(),
                frame: event.frame,
                is_undone: false,
            };
            self.lines.push(Line { shown, first: (id, from), others: 0, is_named: false });
            let excess = self.lines.len().saturating_sub(LINES);
            self.lines.drain(..excess);
            self.lines.len() - 1
        });
        let line = &mut self.lines[at];
        if line.is_named {
            return;
        }
        line.shown.frame = event.frame;
        if line.first.0 == id {
            let [was, is] = [line.first.1, to].map(|number| words::shown(parameter, number));
            line.shown.words = format!("{} {was} -> {is}", parameter.path);
        } else {
            line.others += 1;
            let plain = line.shown.words.split(" and ").next().unwrap_or_default().to_owned();
            line.shown.words = format!("{plain} and {} more", line.others);
        }
    }

    /// A recall is done: its step gets its name.
    pub(super) fn name(&mut self, step: u32, label: u32) {
        let Some(at) = self.names.iter().position(|(known, _)| *known == label) else { return };
        let (_, name) = self.names.remove(at);
        if let Some(line) = self.lines.iter_mut().rev().find(|line| line.shown.step == step) {
            (line.shown.words, line.is_named) = (name, true);
            self.is_new = true;
        }
    }

    /// A step was taken back, or done again.
    pub(super) fn mark(&mut self, step: u32, is_undone: bool) {
        let lines = self.lines.iter_mut().filter(|line| line.shown.step == step);
        lines.for_each(|line| line.shown.is_undone = is_undone);
        self.is_new = true;
    }

    /// The lines, if they changed since they were asked for last.
    pub(super) fn news(&mut self) -> Option<Arc<[HistoryLine]>> {
        std::mem::take(&mut self.is_new).then(|| self.lines.iter().map(|line| line.shown.clone()).collect())
    }
}

/// Controls that somebody moves.
#[derive(Default)]
pub(super) struct Touches {
    all: Vec<Touch>,
    is_new: bool,
}

struct Touch {
    id: ParameterId,
    by: PersonId,
    until_frame: u64,
}

impl Touches {
    /// A control was moved, or let go: it is its mover's for a while.
    pub(super) fn hear(&mut self, event: &Event, id: ParameterId, rate: Rate) {
        if matches!(event.what, What::Set { gesture: 0, .. }) {
            return;
        }
        let until_frame = event.frame + (LOCK_SECS * rate.fps()) as u64;
        match self.all.iter_mut().find(|touch| touch.id == id) {
            Some(touch) => {
                self.is_new |= touch.by != event.by;
                (touch.by, touch.until_frame) = (event.by, until_frame);
            }
            None if matches!(event.what, What::LetGo { .. }) => {}
            None => {
                self.all.push(Touch { id, by: event.by, until_frame });
                self.is_new = true;
            }
        }
    }

    /// Those that are moved at a frame, if they changed since they were asked for last.
    pub(super) fn news(&mut self, frame: u64, registry: &Registry) -> Option<Arc<[Touched]>> {
        let before = self.all.len();
        self.all.retain(|touch| frame < touch.until_frame);
        let is_new = std::mem::take(&mut self.is_new) || self.all.len() != before;
        let touched = |touch: &Touch| {
            let parameter = registry.parameters().get(touch.id.index())?;
            Some(Touched { path: parameter.path.clone(), by: touch.by })
        };
        is_new.then(|| self.all.iter().filter_map(touched).collect())
    }
}
