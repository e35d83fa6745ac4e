//! Takes: ROLL, CUT, the slate, and going back to them.
//!
//! In: asks, `take/rolling` in reports, whoever switched it. Out: takes with label, look, world frame and drops; `takes.jsonl`.
//! Not here: what a ROLL keeps on the frame thread (`params::arbiter`, `show::holds`).
//! Invariant: each ROLL is a take, each CUT ends one and counts the slate up; a take is never lost to a full disk, only told.

use crate::output::book::{Texts, takes::TakeLine};
use crate::params::{Action, ParameterId, Refusal};
use crate::show::book::{Slate, TakeCard};
use crate::show::link::Told;
use crate::timing::clock;

use super::looks::{is_snap, texts};
use super::{Desk, Done, Who, failed};

/// The parameter that takes follow.
const ROLLING: &str = "take/rolling";
/// Minutes after which somebody may have forgotten to CUT.
const REMINDER_MINUTES: f64 = 10.0;
/// Most takes that people see: ten long days of shooting. Each keeps its look, some 35 kB.
const MOST_TAKES: usize = 1000;
/// Longest word on a take, and longest scene, characters.
const MOST_NOTE: usize = 500;
const MOST_SCENE: usize = 16;

/// Every take of the show.
#[derive(Default)]
pub(super) struct Takes {
    lines: Vec<TakeLine>,
    /// ROLLs of this run that were seen.
    rolls: u32,
    /// Whether the last one rolls, and drops before it began.
    open: Option<u64>,
}

impl Desk {
    pub(super) fn open_takes(&mut self, mut lines: Vec<TakeLine>) {
        lines.drain(..lines.len().saturating_sub(MOST_TAKES));
        // A reload in this run keeps what is in memory: a full disk may have lost it.
        if self.takes.open.is_none() {
            self.takes.lines = lines;
            for at in 0..self.takes.lines.len() {
                self.mend_take(at);
            }
        }
        // After a reload the slate stays what somebody set.
        let is_first = self.book.takes.is_empty();
        if let Some(last) = self.takes.lines.last().filter(|_| is_first) {
            self.book.slate = Slate { scene: last.scene.clone(), take: last.take.saturating_add(1) };
        }
        self.book.takes = self.takes.lines.iter().map(card).collect();
    }

    /// A take of a run that was cut off rolls no more.
    fn mend_take(&mut self, at: usize) {
        let line = &mut self.takes.lines[at];
        if line.end_frame.is_none() {
            line.end_frame = Some(line.first_frame);
            line.note = format!("{} (the program ended while it rolled)", line.note).trim_start().to_owned();
        }
    }

    /// Another show comes: its takes are others.
    pub(super) fn end_takes(&mut self) {
        let report = std::sync::Arc::clone(&self.state.report);
        self.close_take(report.frame, report.health.drops.iter().sum());
        self.takes = Takes::default();
    }

    fn rolling(&self) -> Option<ParameterId> {
        self.state.registry.id(ROLLING)
    }

    pub(super) fn roll(&mut self, who: Who, is_on: bool) -> Done {
        let Some(id) = self.rolling() else { return Err(failed("this show has no take/rolling")) };
        let is_rolling = self.state.report.values.is_on(id);
        match (is_on, is_rolling) {
            (true, true) => return Err(failed("a take rolls already: CUT first")),
            (false, false) => return Err(failed("no take rolls: ROLL first")),
            _ => {}
        }
        let number = f64::from(u8::from(is_on));
        self.wish(who, Action::Set { id, number, fade_secs: 0.0, gesture: 0 })
    }

    pub(super) fn set_slate(&mut self, slate: &Slate) -> Done {
        let scene = slate.scene.trim();
        let is_good =
            (1..=MOST_SCENE).contains(&scene.chars().count()) && !scene.chars().any(char::is_control);
        if !is_good || slate.take == 0 {
            return Err(failed(format!("a scene has 1 to {MOST_SCENE} letters and takes count from 1")));
        }
        self.book.slate = Slate { scene: scene.to_owned(), take: slate.take };
        self.book.rev += 1;
        Ok(Some(Told::Done))
    }

    /// Follows ROLL and CUT, whoever did them.
    pub(super) fn follow_takes(&mut self) {
        let report = std::sync::Arc::clone(&self.state.report);
        let Some(id) = self.rolling() else { return };
        let drops: u64 = report.health.drops.iter().sum();
        if report.roll.count != self.takes.rolls {
            // One that ended and began again between two reports ended where the next began.
            self.close_take(report.roll.frame, drops);
            self.takes.rolls = report.roll.count;
            if report.roll.count > 0 && report.roll.values.all().len() == self.state.registry.len() {
                self.begin_take(drops);
            }
        }
        if !report.values.is_on(id) {
            self.close_take(report.frame, drops);
        }
        self.remind();
    }

    fn begin_take(&mut self, drops: u64) {
        let roll = &self.state.report.roll;
        let slate = self.book.slate.clone();
        let id = self.takes.lines.last().map_or(1, |last| last.id + 1);
        let line = TakeLine {
            version: 1,
            id,
            label: format!("{} T{} {}", slate.scene, slate.take, clock::local_hours_minutes()),
            scene: slate.scene,
            take: slate.take,
            first_frame: roll.frame,
            end_frame: None,
            world_frame: roll.world_frame,
            drops: 0,
            note: String::new(),
            values: texts(&self.state.registry, &roll.values),
        };
        self.takes.open = Some(drops);
        if self.takes.lines.len() >= MOST_TAKES {
            // The file has them all.
            self.takes.lines.remove(0);
            self.book.takes.remove(0);
        }
        self.takes.lines.push(line);
        self.keep_take(self.takes.lines.len() - 1);
    }

    fn close_take(&mut self, frame: u64, drops: u64) {
        let Some(before) = self.takes.open.take() else { return };
        let at = self.takes.lines.len() - 1;
        let line = &mut self.takes.lines[at];
        line.end_frame = Some(frame.max(line.first_frame));
        line.drops = drops.saturating_sub(before);
        // A slate that somebody set meanwhile is the next one.
        if self.book.slate == (Slate { scene: line.scene.clone(), take: line.take }) {
            self.book.slate.take = line.take.saturating_add(1);
        }
        self.book.reminder = None;
        self.keep_take(at);
    }

    fn keep_take(&mut self, at: usize) {
        let line = &self.takes.lines[at];
        if let Some(Err(error)) = self.folder.as_ref().map(|folder| folder.write_take(line)) {
            tracing::warn!("{error}");
            self.notes.say(error.to_string());
        }
        let card = card(line);
        match self.book.takes.get_mut(at) {
            Some(known) => *known = card,
            None => self.book.takes.push(card),
        }
        self.book.rev += 1;
    }

    fn remind(&mut self) {
        let Some(line) = self.takes.lines.last().filter(|_| self.takes.open.is_some()) else { return };
        let frames = self.state.report.frame.saturating_sub(line.first_frame);
        if self.book.reminder.is_none() && self.show.rate.time_secs(frames) >= REMINDER_MINUTES * 60.0 {
            self.book.reminder =
                Some(format!("{} has rolled for {REMINDER_MINUTES} minutes: CUT, if it is over", line.label));
            self.book.rev += 1;
        }
    }

    pub(super) fn back_to_one(&mut self, who: Who) -> Done {
        let last = self.takes.lines.last().map_or_else(String::new, |line| format!(": {}", line.label));
        let label = self.lines.label(format!("back to one{last}"));
        self.wish(who, Action::Return { label })
    }

    /// The look of a take.
    pub(super) fn take_texts(&self, take: u32) -> Result<&Texts, Told> {
        let line = self.takes.lines.iter().find(|line| line.id == take);
        line.map(|line| &line.values).ok_or_else(|| failed(format!("there is no take {take}")))
    }

    pub(super) fn match_take(&mut self, who: Who, take: u32, fade_secs: f32) -> Done {
        let (stored, _) = self.stored(self.take_texts(take)?);
        if is_snap(who, fade_secs) {
            return Err(Told::Refused(Refusal::Confirm));
        }
        let line = self.takes.lines.iter().find(|line| line.id == take);
        let words = line.map_or_else(String::new, |line| format!("take {} ({})", take, line.label));
        self.recall(who, stored, fade_secs, words)?;
        Ok(None)
    }

    pub(super) fn note_take(&mut self, take: u32, note: String) -> Done {
        if note.chars().count() > MOST_NOTE {
            return Err(failed(format!("a note has at most {MOST_NOTE} letters")));
        }
        let Some(at) = self.takes.lines.iter().position(|line| line.id == take) else {
            return Err(failed(format!("there is no take {take}")));
        };
        self.takes.lines[at].note = note;
        self.keep_take(at);
        Ok(Some(Told::Done))
    }
}

fn card(line: &TakeLine) -> TakeCard {
    TakeCard {
        id: line.id,
        label: line.label.clone(),
        first_frame: line.first_frame,
        end_frame: line.end_frame,
        drops: line.drops,
        note: line.note.clone(),
    }
}
