//! One client's place: what it waits for and what waits for it.
//!
//! In: what the session reads, answers of the show. Out: texts and pictures to send. Not here: the socket (`session`).
//! Invariant: everything is bounded: texts that wait, wishes that wait for an answer, moves of drags. One lock, never held
//! while something is awaited.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use crossbeam::channel::Receiver;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::control::web::wire;
use crate::params::{Command, ParameterId, PersonId, Role};
use crate::show::feed::{Feed, SlotId, Small};
use crate::show::link::{Answer, Told};

/// Texts that wait for a client; one that lets more wait does not read.
pub(super) const TEXTS: usize = 1024;
/// Wishes that wait for their answer; the oldest goes unanswered.
const PENDING: usize = 2048;
/// Moves of one drag that one answer is for.
const MERGED: usize = 64;
/// How long a client's wish for pictures lasts, seconds: it is renewed while it has credit.
const WANT_SECS: f64 = 0.5;
/// Pictures that may be on the way.
const CREDITS: u32 = 8;

/// One client.
#[derive(Debug)]
pub(super) struct Seat {
    /// Who.
    pub(super) person: PersonId,
    /// What they may do.
    pub(super) role: Role,
    /// There is something to send, or to do.
    pub(super) wake: Notify,
    answers: Receiver<Answer>,
    place: Mutex<Place>,
}

/// What waits.
#[derive(Debug, Default)]
pub(super) struct Place {
    texts: VecDeque<Utf8Bytes>,
    pending: VecDeque<Pending>,
    /// Frame, and the ids that wait for it to be drawn.
    shown: VecDeque<(u64, u64)>,
    /// Parameters that were moved since the last look.
    moved: Vec<ParameterId>,
    /// Newest moves of drags, one a parameter, that wait for the next look.
    held: Vec<(ParameterId, Command)>,
    last_ticket: u64,
    picture: Option<Wanted>,
    /// The client lost the thread: it is told all again.
    pub(super) is_lost: bool,
}

/// Somebody waits for an answer.
#[derive(Debug)]
struct Pending {
    ticket: u64,
    ids: Vec<u64>,
    /// Whether they want to know when a frame with it was drawn.
    is_drawn: bool,
}

#[derive(Debug)]
struct Wanted {
    slot: SlotId,
    credits: u32,
    last: Option<Arc<Small>>,
}

impl Seat {
    pub(super) fn new((person, role): (PersonId, Role), answers: Receiver<Answer>) -> Self {
        Self { person, role, wake: Notify::new(), answers, place: Mutex::default() }
    }

    pub(super) fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hub's look: renews the wish for pictures. Whether there is anything to do.
    pub(super) fn look(&self, feed: &Feed, frame: u64) -> bool {
        let mut place = self.place();
        place.moved.clear();
        let is_picture = place.picture.as_ref().is_some_and(|wanted| {
            let is_due = wanted.credits > 0;
            if is_due {
                feed.want_slot(wanted.slot, WANT_SECS);
            }
            is_due && wanted.newest(feed).is_some()
        });
        let is_shown = place.shown.front().is_some_and(|(first, _)| *first <= frame);
        is_picture || is_shown || !place.held.is_empty() || !self.answers.is_empty()
    }

    /// Turns answers that have come into texts.
    pub(super) fn hear(&self, frame: u64) {
        let mut place = self.place();
        for answer in self.answers.try_iter().take(TEXTS) {
            place.answer(&answer);
        }
        while let Some((_, id)) = place.shown.pop_front_if(|(first, _)| *first <= frame) {
            place.say(&json!({ "t": "shown", "id": id, "frame": frame }));
        }
    }
}

impl Wanted {
    fn newest(&self, feed: &Feed) -> Option<Arc<Small>> {
        let newest = feed.latest_of(self.slot)?;
        let is_new = self.last.as_ref().is_none_or(|last| !Arc::ptr_eq(last, &newest));
        is_new.then_some(newest)
    }
}

impl Place {
    /// Something to tell. False when too much waits already.
    pub(super) fn say(&mut self, text: &Value) -> bool {
        let is_room = self.texts.len() < TEXTS;
        if is_room {
            self.texts.push_back(text.to_string().into());
        }
        is_room
    }

    /// The same for what a client must be told.
    pub(super) fn say_text(&mut self, text: String) {
        self.texts.push_back(text.into());
    }

    /// Whether the client lets too much wait.
    pub(super) fn is_full(&self) -> bool {
        self.texts.len() >= TEXTS
    }

    /// The oldest text that waits.
    pub(super) fn next_text(&mut self) -> Option<Utf8Bytes> {
        self.texts.pop_front()
    }

    /// Tells that something was not done.
    pub(super) fn refuse(&mut self, id: u64, code: &str, why: &str) {
        self.say(&json!({ "t": "ack", "id": id, "ok": false, "code": code, "why": why }));
    }

    /// A ticket whose answer goes to this id; 0 when nobody waits.
    pub(super) fn ticket(&mut self, id: u64, is_drawn: bool) -> u64 {
        if id == 0 {
            return 0;
        }
        if self.pending.len() >= PENDING {
            self.pending.pop_front();
        }
        self.last_ticket += 1;
        self.pending.push_back(Pending { ticket: self.last_ticket, ids: vec![id], is_drawn });
        self.last_ticket
    }

    /// Nobody waits for a ticket any more; who did.
    pub(super) fn forget(&mut self, ticket: u64) -> Vec<u64> {
        let at = self.pending.iter().position(|pending| pending.ticket == ticket);
        at.and_then(|at| self.pending.remove(at)).map_or_else(Vec::new, |pending| pending.ids)
    }

    /// A move of a drag: gives it back when it may go at once; else it waits for the next look, where the newest counts.
    pub(super) fn drag(&mut self, parameter: ParameterId, mut command: Command) -> Option<Command> {
        if !self.moved.contains(&parameter) {
            self.moved.push(parameter);
            return Some(command);
        }
        let Some((_, held)) = self.held.iter_mut().find(|(held, _)| *held == parameter) else {
            self.held.push((parameter, command));
            return None;
        };
        // Whoever waits for the older one gets the newer one's answer.
        let at =
            |pending: &VecDeque<Pending>, ticket: u64| pending.iter().position(|one| one.ticket == ticket);
        match (at(&self.pending, held.ticket), at(&self.pending, command.ticket)) {
            (Some(old), Some(_)) => {
                let older = self.pending.remove(old).map_or_else(Vec::new, |pending| pending.ids);
                if let Some(new) = at(&self.pending, command.ticket) {
                    let ids = &mut self.pending[new].ids;
                    ids.splice(0..0, older);
                    let excess = ids.len().saturating_sub(MERGED);
                    ids.drain(..excess);
                }
            }
            (Some(_), None) => command.ticket = held.ticket,
            _ => {}
        }
        *held = command;
        None
    }

    /// Moves that have waited for the look.
    pub(super) fn take_held(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.held).into_iter().map(|(_, command)| command).collect()
    }

    /// Another source of pictures; `None` for none.
    pub(super) fn want(&mut self, slot: Option<SlotId>) {
        self.picture = slot.map(|slot| Wanted { slot, credits: 0, last: None });
    }

    /// So many pictures more may be sent.
    pub(super) fn credit(&mut self, count: u32) {
        if let Some(wanted) = &mut self.picture {
            wanted.credits = wanted.credits.saturating_add(count).min(CREDITS);
        }
    }

    /// A picture to send, for a credit.
    pub(super) fn next_picture(&mut self, feed: &Feed) -> Option<Arc<Small>> {
        let wanted = self.picture.as_mut().filter(|wanted| wanted.credits > 0)?;
        let newest = wanted.newest(feed)?;
        wanted.credits -= 1;
        wanted.last = Some(Arc::clone(&newest));
        Some(newest)
    }

    fn answer(&mut self, answer: &Answer) {
        let Some(at) = self.pending.iter().position(|pending| pending.ticket == answer.ticket) else {
            return;
        };
        let Some(Pending { ids, is_drawn, .. }) = self.pending.remove(at) else { return };
        for id in ids {
            match &answer.told {
                Told::Done | Told::Words(_) => {
                    self.say(&json!({ "t": "ack", "id": id, "ok": true, "frame": answer.frame }));
                }
                Told::Refused(refusal) => self.refuse(id, wire::code(refusal), &refusal.to_string()),
                Told::Failed(why) => self.refuse(id, "bad", why),
            }
            match &answer.told {
                Told::Words(words) => {
                    self.say(&json!({ "t": "words", "id": id, "words": words }));
                }
                Told::Done if is_drawn && self.shown.len() < PENDING => {
                    self.shown.push_back((answer.frame, id));
                }
                _ => {}
            }
        }
    }
}
