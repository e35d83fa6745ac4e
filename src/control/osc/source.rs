//! One sender of OSC: a person of the show, with a rate, drags and questions under way.
//!
//! In: the times of its messages. Out: whether one more may be taken, what is due to be sent on. Not here: meanings (`wish`).
//! Invariant: what is kept of a sender is bounded by the registry's length and by constants, whatever it sends.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};

use crossbeam::channel::Receiver;

use crate::params::{ParameterId, PersonId};
use crate::show::link::Answer;

/// Messages that may come at once.
const BURST: f64 = 4000.0;
/// Messages a second over longer times: 64 faders at 60 a second.
const RATE: f64 = 4000.0;
/// Errors a second that are told to one sender.
const ERRORS: f64 = 20.0;
/// Questions under way.
const MOST_TICKETS: usize = 4096;
/// A control rests when its sender has not moved it for so long, seconds.
pub const REST_SECS: f64 = 0.5;
/// Longest wait for a frame before the newest value goes on, seconds.
const LONGEST_WAIT_SECS: f64 = 0.1;

/// A sender.
#[derive(Debug)]
pub struct Source {
    /// Where it is.
    pub ip: IpAddr,
    /// The same as the socket has it: IPv4 may be dressed as IPv6.
    pub wire: IpAddr,
    /// Who it is to the show.
    pub person: PersonId,
    /// What became of its wishes.
    pub answers: Receiver<Answer>,
    messages: Bucket,
    errors: Bucket,
    moves: Vec<Move>,
    /// Parameters whose newest value waits for the next frame.
    waiting: Vec<ParameterId>,
    gestures: u32,
    tickets: VecDeque<Ticket>,
}

/// What fills at a rate and is emptied by what is taken.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    most: f64,
    rate: f64,
    at_secs: f64,
}

/// A value on its way to a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// The number behind it.
    pub number: f64,
    /// Seconds to get there.
    pub fade_secs: f32,
    /// Whether the message stood for a hold.
    pub is_confirmed: bool,
    /// The same for all moves of one drag.
    pub gesture: u32,
    /// Port that it came from.
    pub port: u16,
    at_secs: f64,
    sent_frame: Option<u64>,
    sent_secs: f64,
}

/// A wish whose answer is awaited.
#[derive(Clone, Debug)]
struct Ticket {
    number: u64,
    to: SocketAddr,
    address: String,
}

impl Bucket {
    fn new(most: f64, rate: f64) -> Self {
        Self { left: most, most, rate, at_secs: 0.0 }
    }

    fn take(&mut self, cost: f64, now_secs: f64) -> bool {
        let filled = self.left + (now_secs - self.at_secs).max(0.0) * self.rate;
        (self.left, self.at_secs) = (filled.min(self.most), now_secs);
        let is_enough = self.left >= cost;
        self.left -= if is_enough { cost } else { 0.0 };
        is_enough
    }
}

impl Move {
    const NONE: Self = Self {
        number: 0.0,
        fade_secs: 0.0,
        is_confirmed: false,
        gesture: 0,
        port: 0,
        at_secs: f64::NEG_INFINITY,
        sent_frame: None,
        sent_secs: f64::NEG_INFINITY,
    };
}

impl Source {
    /// A sender that was not heard before, of a show with so many parameters.
    pub fn new(
        (ip, wire): (IpAddr, IpAddr),
        (person, answers): (PersonId, Receiver<Answer>),
        parameters: usize,
    ) -> Self {
        Self {
            ip,
            wire,
            person,
            answers,
            messages: Bucket::new(BURST, RATE),
            errors: Bucket::new(ERRORS, ERRORS),
            moves: vec![Move::NONE; parameters],
            waiting: Vec::new(),
            gestures: 0,
            tickets: VecDeque::new(),
        }
    }

    /// The registry is another one.
    pub fn begin_again(&mut self, parameters: usize) {
        self.moves = vec![Move::NONE; parameters];
        self.waiting.clear();
    }

    /// Whether messages of this cost are still inside its rate.
    pub fn may_send(&mut self, cost: f64, now_secs: f64) -> bool {
        self.messages.take(cost, now_secs)
    }

    /// Whether it may be told of another error.
    pub fn may_be_told(&mut self, now_secs: f64) -> bool {
        self.errors.take(1.0, now_secs)
    }

    /// Whether it moves a parameter now.
    pub fn is_moving(&self, id: usize, now_secs: f64) -> bool {
        self.moves.get(id).is_some_and(|own| now_secs < own.at_secs + REST_SECS)
    }

    /// Whether something waits for a frame.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Takes a move of a parameter: to be sent on at once when it is the first in this frame, else it waits and the newest counts.
    pub fn moves(
        &mut self,
        id: ParameterId,
        (number, fade_secs, is_confirmed, port): (f64, f32, bool, u16),
        is_fader: bool,
        (frame, now_secs): (u64, f64),
    ) -> Option<Move> {
        let own = self.moves.get_mut(id.index())?;
        // A value without a fade is a fader's; its moves are one drag until it rests.
        let is_drag = is_fader && fade_secs == 0.0;
        if !is_drag {
            own.gesture = 0;
        } else if own.gesture == 0 || now_secs >= own.at_secs + REST_SECS {
            self.gestures = self.gestures % (u32::MAX - 1) + 1;
            own.gesture = self.gestures;
        }
        (own.number, own.fade_secs, own.is_confirmed, own.port) = (number, fade_secs, is_confirmed, port);
        own.at_secs = now_secs;
        if own.sent_frame == Some(frame) && now_secs < own.sent_secs + LONGEST_WAIT_SECS {
            if !self.waiting.contains(&id) {
                self.waiting.push(id);
            }
            return None;
        }
        (own.sent_frame, own.sent_secs) = (Some(frame), now_secs);
        let sent = *own;
        self.waiting.retain(|other| *other != id);
        Some(sent)
    }

    /// The newest values that waited for this frame; all that wait when `is_now`.
    pub fn due(&mut self, (frame, now_secs): (u64, f64), is_now: bool) -> Vec<(ParameterId, Move)> {
        let mut due = Vec::new();
        let moves = &mut self.moves;
        self.waiting.retain(|id| {
            let Some(own) = moves.get_mut(id.index()) else { return false };
            let waits = own.sent_frame == Some(frame) && now_secs < own.sent_secs + LONGEST_WAIT_SECS;
            if waits && !is_now {
                return true;
            }
            (own.sent_frame, own.sent_secs) = (Some(frame), now_secs);
            due.push((*id, *own));
            false
        });
        due
    }

    /// Remembers who waits for an answer; the oldest question of very many is forgotten.
    pub fn asks(&mut self, number: u64, to: SocketAddr, address: &str) {
        if self.tickets.len() >= MOST_TICKETS {
            self.tickets.pop_front();
        }
        self.tickets.push_back(Ticket { number, to, address: address.to_owned() });
    }

    /// Who waits for this answer, and the address that they wrote to.
    pub fn asked(&mut self, number: u64) -> Option<(SocketAddr, String)> {
        // Answers come in the order of questions, nearly.
        let at = self.tickets.iter().position(|ticket| ticket.number == number)?;
        self.tickets.remove(at).map(|ticket| (ticket.to, ticket.address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        let (_, answers) = crossbeam::channel::bounded(1);
        let ip = IpAddr::from([127, 0, 0, 1]);
        Source::new((ip, ip), (PersonId::FIRST_GUEST, answers), 4)
    }

    #[test]
    fn the_newest_value_of_a_frame_wins() {
        let mut source = source();
        let id = ParameterId::at(2);
        let moves = |source: &mut Source, number, frame, secs| {
            source.moves(id, (number, 0.0, false, 1), true, (frame, secs)).map(|own| own.number)
        };
        assert_eq!(moves(&mut source, 1.0, 7, 0.0), Some(1.0), "the first goes at once");
        assert_eq!(moves(&mut source, 2.0, 7, 0.01), None);
        assert_eq!(moves(&mut source, 3.0, 7, 0.02), None);
        assert!(source.due((7, 0.03), false).is_empty());
        let due = source.due((8, 0.04), false);
        assert_eq!(due.iter().map(|(_, own)| own.number).collect::<Vec<_>>(), [3.0]);
        assert!(source.due((9, 0.05), false).is_empty() && !source.is_waiting());
        // Nothing is drawn: the newest goes on after a tenth of a second.
        assert_eq!(moves(&mut source, 4.0, 8, 0.06), None);
        assert_eq!(source.due((8, 0.15), false).len(), 1);
    }

    #[test]
    fn a_drag_is_one_gesture_until_it_rests() {
        let mut source = source();
        let mut gesture = |at, secs, fade| {
            let frame = (secs * 1000.0) as u64;
            source.moves(ParameterId::at(at), (0.0, fade, false, 1), true, (frame, secs)).unwrap().gesture
        };
        let first = gesture(0, 0.0, 0.0);
        assert_eq!(gesture(0, 0.4, 0.0), first);
        assert_ne!(gesture(1, 0.5, 0.0), first, "another control");
        assert_eq!(gesture(0, 0.8, 0.0), first);
        assert_ne!(gesture(0, 1.3, 0.0), first, "after a rest");
        assert_eq!(gesture(2, 1.4, 2.0), 0, "a fade is no drag");
    }

    #[test]
    fn a_rate_is_kept() {
        let mut source = source();
        let taken = (0..100_000).filter(|at| source.may_send(1.0, f64::from(*at) * 1e-5)).count();
        // One second: what may come at once, and a second's worth.
        assert!((7990..=8001).contains(&taken), "{taken}");
    }
}
