//! Who changed what: lines for the audit log.
//!
//! In: every event of the show, what visitors do at the door. Out: JSON lines for `records`. Not here: the disk (`records`).
//! Invariant: a drag is one line, from its first value to its last; nothing here holds a token or a PIN.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::params::{Event, ParameterId, PersonId, Registry, Role, What};
use crate::show::link::State;

use super::web::context::Context;

/// How often events are fetched.
const LOOK: Duration = Duration::from_millis(100);
/// A change that nobody goes on with for so long is told, seconds.
const SETTLED_SECS: f64 = 1.0;
/// Letters of what somebody did: names come from outside.
const MOST_LETTERS: usize = 200;
/// Changes that may be under way; the oldest is told early.
const OPEN: usize = 1024;

/// Changes that may still go on.
#[derive(Debug, Default)]
struct Trail {
    registry: Option<(u32, Arc<Registry>)>,
    open: Vec<Change>,
}

/// A change of one parameter by one person.
#[derive(Clone, Debug, PartialEq)]
struct Change {
    by: PersonId,
    id: ParameterId,
    from: f64,
    to: f64,
    frame: u64,
    at_secs: f64,
}

/// Keeps the log until the show ends.
pub(super) async fn follow(context: Arc<Context>) {
    let mut trail = Trail::default();
    let mut is_over = context.is_over.clone();
    loop {
        let wait = tokio::time::timeout(LOOK, is_over.wait_for(|over| *over));
        let is_end = wait.await.is_ok();
        let (state, now_secs) = (context.link.state(), context.clock.now_secs());
        while let Some((epoch, event)) = context.link.next_change() {
            trail.hear(&context, &state, epoch, (&event, now_secs));
        }
        let until_secs = if is_end { f64::INFINITY } else { now_secs - SETTLED_SECS };
        trail.settle(&context, &state, until_secs);
        if is_end {
            return;
        }
    }
}

impl Trail {
    fn hear(&mut self, context: &Context, state: &State, epoch: u32, (event, at_secs): (&Event, f64)) {
        if self.registry.as_ref().is_none_or(|(known, _)| *known != epoch) {
            self.settle(context, state, f64::INFINITY);
            // The board may be a moment behind the events of a show that was just reloaded.
            self.registry = (state.epoch == epoch).then(|| (epoch, Arc::clone(&state.registry)));
        }
        let tell = |what: &str, detail: Value| {
            let line = line(context, state, event.by, (what, event.frame));
            context.records.note(&joined(line, detail));
        };
        match event.what {
            What::Set { id, from, to, .. } => {
                if self.open.len() >= OPEN {
                    let oldest = self.open.iter().map(|change| change.at_secs).fold(f64::INFINITY, f64::min);
                    self.settle(context, state, oldest);
                }
                merge(&mut self.open, Change { by: event.by, id, from, to, frame: event.frame, at_secs });
            }
            What::Undone { step } => tell("undo", json!({ "step": step })),
            What::Redone { step } => tell("redo", json!({ "step": step })),
            What::Bounded { id, min, max } => {
                let path = self.path(id);
                tell("bound", json!({ "path": path, "new": [min, max] }));
            }
            _ => {}
        }
    }

    /// Tells what nobody went on with since.
    fn settle(&mut self, context: &Context, state: &State, until_secs: f64) {
        let mut open = std::mem::take(&mut self.open);
        open.retain(|change| {
            let is_settled = change.at_secs <= until_secs;
            if is_settled && change.from.to_bits() != change.to.to_bits() {
                let path = self.path(change.id);
                let line = line(context, state, change.by, (&path, change.frame));
                context.records.note(&joined(line, self.values(change)));
            }
            !is_settled
        });
        self.open = open;
    }

    fn path(&self, id: ParameterId) -> String {
        let parameters = self.registry.as_ref().map(|(_, registry)| registry.parameters());
        let known = parameters.and_then(|parameters| parameters.get(id.index()));
        known.map_or_else(|| format!("parameter {}", id.index()), |parameter| parameter.path.clone())
    }

    fn values(&self, change: &Change) -> Value {
        let parameters = self.registry.as_ref().map(|(_, registry)| registry.parameters());
        let known = parameters.and_then(|parameters| parameters.get(change.id.index()));
        let value = |number: f64| {
            known.map_or_else(|| json!(number), |one| super::web::wire::value(&one.kind, number))
        };
        json!({ "old": value(change.from), "new": value(change.to) })
    }
}

/// A change goes on where the same person's one of the same parameter ended.
fn merge(open: &mut Vec<Change>, change: Change) {
    match open.iter_mut().find(|known| known.by == change.by && known.id == change.id) {
        Some(known) => {
            (known.to, known.frame, known.at_secs) = (change.to, change.frame, change.at_secs);
        }
        None => open.push(change),
    }
}

/// When, who, in what role, from where, what, at which frame.
fn line(context: &Context, state: &State, by: PersonId, (what, frame): (&str, u64)) -> Value {
    let person = state.people.iter().find(|person| person.id == by);
    let (who, role) = person.map_or(("somebody", ""), |person| (person.name.as_str(), person.role.word()));
    json!({
        "when": when(context.clock.calendar_ms()), "who": who, "id": by.0, "role": role,
        "from": context.whereabouts(by).map(|from| from.to_string()), "what": what, "frame": frame,
    })
}

/// What a visitor did that is no change of a parameter: came, left, was refused, saved a preset.
pub fn note(context: &Context, (who, role, from): (&str, Role, Option<SocketAddr>), what: &str, frame: u64) {
    let what: String = what.chars().take(MOST_LETTERS).collect();
    context.records.note(&json!({
        "when": when(context.clock.calendar_ms()), "who": who, "role": role.word(),
        "from": from.map(|from| from.to_string()), "what": what,
        "frame": frame,
    }));
}

fn joined(mut line: Value, detail: Value) -> Value {
    if let (Value::Object(line), Value::Object(detail)) = (&mut line, detail) {
        line.extend(detail);
    }
    line
}

/// RFC 3339, UTC.
fn when(calendar_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(calendar_ms).map_or_else(|_| String::new(), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_is_one_change_from_its_first_value_to_its_last() {
        let change = |by: u32, from: f64, to: f64, frame: u64| Change {
            by: PersonId(by),
            id: ParameterId::at(3),
            from,
            to,
            frame,
            at_secs: 0.0,
        };
        let mut open = Vec::new();
        for (by, from, to, frame) in
            [(20, 0.0, 0.1, 5), (20, 0.1, 0.2, 6), (21, 0.2, 0.9, 7), (20, 0.9, 1.0, 8)]
        {
            merge(&mut open, change(by, from, to, frame));
        }
        assert_eq!(open, [change(20, 0.0, 1.0, 8), change(21, 0.2, 0.9, 7)]);
    }

    /// `date -u -d @1795665845.25 +%FT%T.%3NZ`.
    #[test]
    fn times_are_rfc_3339() {
        assert_eq!(when(1_795_665_845_250), "2026-11-26T04:04:05.25Z");
    }
}
