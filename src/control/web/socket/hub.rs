//! What all sockets share: one look at the state for all, each delta written once, who is woken.
//!
//! In: the state on the board, seats. Out: turns: what there is to tell, at most 30 a second. Not here: sockets (`session`).
//! Invariant: clients that know the same are told the same text, made once. A client that does not read holds nobody up: it
//! is told later, of all that changed meanwhile at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use serde_json::json;
use tokio::sync::{Notify, watch};

use crate::control::web::wire::{self, Pages, Seen};
use crate::params::PersonId;
use crate::show::Link;
use crate::timing::Clock;

use super::seat::Seat;

/// How often the state is looked at while anybody is here.
const LOOK: Duration = Duration::from_millis(5);
/// Least time between two turns, seconds.
const TURN_SECS: f64 = 1.0 / 30.0;
/// Time between two turns that tell health and the parts that change with every move, seconds.
const SLOW_TURN_SECS: f64 = 0.25;
/// Most clients at once.
pub(super) const CLIENTS: usize = 256;

/// What all sockets share.
#[derive(Debug)]
pub struct Hub {
    link: Link,
    clock: Clock,
    seats: Mutex<Vec<Arc<Seat>>>,
    pages: Mutex<Pages>,
    turn: Mutex<Arc<Turn>>,
    somebody_came: Notify,
    is_running: AtomicBool,
}

/// What there is to tell.
#[derive(Debug)]
pub(super) struct Turn {
    /// Counts turns.
    pub(super) number: u64,
    /// All of it.
    pub(super) seen: Arc<Seen>,
    /// Health, in a slow turn.
    pub(super) health: Option<Utf8Bytes>,
    /// Deltas that were made: from what, to what, the text; no text where nothing differs.
    made: Mutex<Vec<(Arc<Seen>, Told)>>,
}

/// What a client knows after a turn, and the text that tells it.
pub(super) type Told = (Arc<Seen>, Option<Utf8Bytes>);

impl Turn {
    fn new(number: u64, seen: Arc<Seen>, health: Option<Utf8Bytes>) -> Self {
        Self { number, seen, health, made: Mutex::default() }
    }

    /// What to tell a client that knows this much, of the same registry.
    pub(super) fn tell(&self, known: &Arc<Seen>) -> Told {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, told)) = made.iter().find(|(from, _)| Arc::ptr_eq(from, known)) {
            return told.clone();
        }
        let is_whole = self.health.is_some()
            || (Arc::ptr_eq(&known.history, &self.seen.history)
                && Arc::ptr_eq(&known.notes, &self.seen.notes));
        let seen = if is_whole {
            Arc::clone(&self.seen)
        } else {
            let (history, notes) = (Arc::clone(&known.history), Arc::clone(&known.notes));
            Arc::new(Seen { history, notes, ..(*self.seen).clone() })
        };
        let told = match wire::delta(known, &seen) {
            Some(text) => (seen, Some(text.into())),
            None => (Arc::clone(known), None),
        };
        made.push((Arc::clone(known), told.clone()));
        told
    }
}

impl Hub {
    /// Without anybody.
    pub fn new(link: Link, clock: Clock) -> Self {
        let pages: Pages = Arc::new([]);
        let first = Turn::new(0, Arc::new(Seen::of(&link.state(), &pages)), None);
        Self {
            link,
            clock,
            seats: Mutex::default(),
            pages: Mutex::new(pages),
            turn: Mutex::new(Arc::new(first)),
            somebody_came: Notify::new(),
            is_running: AtomicBool::new(false),
        }
    }

    /// How many clients are here.
    pub fn clients(&self) -> usize {
        self.seats().len()
    }

    /// Which page somebody looks at, of those who do.
    pub fn pages(&self) -> Pages {
        Arc::clone(&self.pages.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs until the show ends; the first client's task starts it.
    pub(super) fn start(self: &Arc<Self>, is_over: watch::Receiver<bool>) {
        if !self.is_running.swap(true, Ordering::AcqRel) {
            tokio::spawn(Arc::clone(self).run(is_over));
        }
    }

    /// Takes a seat; false when all are taken.
    pub(super) fn sit(&self, seat: &Arc<Seat>) -> bool {
        let mut seats = self.seats();
        let is_room = seats.len() < CLIENTS;
        if is_room {
            seats.push(Arc::clone(seat));
            self.somebody_came.notify_one();
        }
        is_room
    }

    /// Gives it up.
    pub(super) fn stand_up(&self, seat: &Arc<Seat>) {
        self.seats().retain(|other| !Arc::ptr_eq(other, seat));
        self.look_at(seat.person, None);
    }

    /// Somebody looks at a page; `None` when they look at none any more.
    pub(super) fn look_at(&self, person: PersonId, page: Option<String>) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let others = pages.iter().filter(|(whose, _)| *whose != person).cloned();
        *pages = others.chain(page.map(|page| (person, page))).collect();
    }

    /// What there is to tell now.
    pub(super) fn turn(&self) -> Arc<Turn> {
        Arc::clone(&self.turn.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn seats(&self) -> MutexGuard<'_, Vec<Arc<Seat>>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run(self: Arc<Self>, mut is_over: watch::Receiver<bool>) {
        let mut looks = tokio::time::interval(LOOK);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let (mut next_secs, mut next_slow_secs) = (0.0, 0.0);
        while !*is_over.borrow() {
            if self.clients() == 0 {
                tokio::select! {
                    () = self.somebody_came.notified() => {}
                    _ = is_over.changed() => break,
                }
            }
            looks.tick().await;
            let now_secs = self.clock.now_secs();
            let is_slow = now_secs >= next_slow_secs;
            if is_slow {
                next_slow_secs = now_secs + SLOW_TURN_SECS;
            }
            let is_told = (is_slow || now_secs >= next_secs) && self.turn_over(is_slow);
            if is_told {
                // Looks come every 5 ms: counted from when it was due, 30 a second stay 30.
                next_secs = if now_secs < next_secs + TURN_SECS { next_secs } else { now_secs } + TURN_SECS;
            }
            self.wake(is_told);
        }
        self.wake(true);
    }

    /// Makes a turn, if there is anything to tell.
    fn turn_over(&self, is_slow: bool) -> bool {
        let (state, pages) = (self.link.state(), self.pages());
        let before = self.turn();
        let is_same = state.rev == before.seen.state.rev && Arc::ptr_eq(&pages, &before.seen.pages);
        if is_same && !is_slow {
            return false;
        }
        let health = is_slow.then(|| {
            let mut health = wire::health(&state, self.clients());
            health.insert("t".to_owned(), json!("health"));
            serde_json::Value::Object(health).to_string().into()
        });
        let turn = Turn::new(before.number + 1, Arc::new(Seen::of(&state, &pages)), health);
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(turn);
        true
    }

    fn wake(&self, is_told: bool) {
        let frame = self.link.state().report.frame;
        for seat in &*self.seats() {
            if seat.look(self.link.feed(), frame) || is_told {
                seat.wake.notify_one();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(link: &Link) -> Arc<Seen> {
        Arc::new(Seen::of(&link.state(), &(Arc::new([]) as Pages)))
    }

    #[test]
    fn clients_that_know_the_same_share_one_text() {
        let (_, _, link) = super::super::tests::show();
        let before = seen(&link);
        let mut state = (*before.state).clone();
        (state.rev, state.touched) =
            (1, Arc::new([crate::show::link::Touched { path: "a".into(), by: PersonId(7) }]));
        let turn = Turn::new(1, Arc::new(Seen::of(&Arc::new(state), &before.pages)), None);
        let (known, text) = turn.tell(&before);
        let (again, same) = turn.tell(&before);
        assert!(Arc::ptr_eq(&known, &again));
        assert_eq!(text.as_ref().map(|text| text.as_ptr()), same.as_ref().map(|text| text.as_ptr()));
        assert!(text.unwrap().contains(r#""touched":[{"by":7,"path":"a"}]"#));
        let (still, nothing) = turn.tell(&known);
        assert!(nothing.is_none() && Arc::ptr_eq(&still, &known), "nothing differs: nothing is told");
    }
}
