//! Values as they change, to whoever wants to know: configured targets, those who sent lately, subscribers.
//!
//! In: the state, at most 30 times a second. Out: messages with their targets. Not here: answers and errors (`desk`), sockets.
//! Invariant: what changes often is told as it is now, never as it was; a control is not told to who moves it until they rest.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use rosc::OscType;

use crate::show::link::State;

use super::namespace::{Dialect, Namespace};
use super::pattern::Pattern;

/// Shortest time between two rounds, seconds: 30 a second.
pub const ROUND_SECS: f64 = 1.0 / 30.0;
/// Messages to one target in one round; the rest waits for the next.
const MOST_A_ROUND: usize = 128;
/// How long somebody who sent is told, seconds.
const LATELY_SECS: f64 = 600.0;
/// People who sent lately that are told.
const MOST_SENDERS: usize = 32;
/// Subscribers.
const MOST_SUBSCRIBERS: usize = 64;
/// Patterns of one subscriber.
const MOST_PATTERNS: usize = 8;

/// Who is told what.
#[derive(Debug, Default)]
pub struct Feedback {
    targets: Vec<Target>,
    /// Values of the last round, in the order of [`Namespace::value`].
    last: Vec<OscType>,
    round_secs: f64,
}

#[derive(Debug)]
struct Target {
    to: SocketAddr,
    why: Why,
    /// Values that it has not been told.
    untold: BTreeSet<usize>,
    /// Where its next round begins.
    cursor: usize,
}

#[derive(Debug)]
enum Why {
    Configured,
    Sent { until_secs: f64 },
    Subscribed(Vec<Subscription>),
}

#[derive(Debug)]
struct Subscription {
    pattern: Pattern,
    until_secs: f64,
    mask: Vec<bool>,
}

impl Target {
    fn wants(&self, at: usize) -> bool {
        match &self.why {
            Why::Configured | Why::Sent { .. } => true,
            Why::Subscribed(list) => list.iter().any(|one| one.mask.get(at) == Some(&true)),
        }
    }
}

impl Feedback {
    /// To these, as long as the show runs.
    pub fn new(configured: &[SocketAddr]) -> Self {
        let target =
            |to: &SocketAddr| Target { to: *to, why: Why::Configured, untold: BTreeSet::new(), cursor: 0 };
        Self { targets: configured.iter().map(target).collect(), ..Self::default() }
    }

    /// Whether anybody wants to know.
    pub fn is_idle(&self) -> bool {
        self.targets.is_empty()
    }

    /// Somebody sent something: they are told what changes from now on, at their reply port.
    pub fn sent(&mut self, to: SocketAddr, now_secs: f64) {
        let until_secs = now_secs + LATELY_SECS;
        if let Some(target) = self.targets.iter_mut().find(|target| target.to == to) {
            if let Why::Sent { until_secs: own } = &mut target.why {
                *own = until_secs;
            }
            return;
        }
        let is_sender = |target: &Target| matches!(target.why, Why::Sent { .. });
        if self.targets.iter().filter(|target| is_sender(target)).count() >= MOST_SENDERS {
            // The one that has been quiet longest makes room.
            let oldest = self.targets.iter().enumerate().filter_map(|(at, target)| match target.why {
                Why::Sent { until_secs } => Some((at, until_secs)),
                _ => None,
            });
            if let Some((at, _)) = oldest.min_by(|(_, first), (_, second)| first.total_cmp(second)) {
                self.targets.remove(at);
            }
        }
        self.targets.push(Target { to, why: Why::Sent { until_secs }, untold: BTreeSet::new(), cursor: 0 });
    }

    /// Somebody wants values of a pattern: as they are, and then as they change. Whether there was room.
    pub fn subscribe(
        &mut self,
        to: SocketAddr,
        (pattern, until_secs): (Pattern, f64),
        space: &Namespace,
    ) -> bool {
        let mask = space.mask(&pattern);
        let wanted: BTreeSet<usize> = (0..mask.len()).filter(|at| mask[*at]).collect();
        let subscription = Subscription { pattern, until_secs, mask };
        let Some(at) = self.targets.iter().position(|target| target.to == to) else {
            let is_subscriber = |target: &&Target| matches!(target.why, Why::Subscribed(_));
            if self.targets.iter().filter(is_subscriber).count() >= MOST_SUBSCRIBERS {
                return false;
            }
            let why = Why::Subscribed(vec![subscription]);
            self.targets.push(Target { to, why, untold: wanted, cursor: 0 });
            return true;
        };
        let target = &mut self.targets[at];
        target.untold.extend(wanted);
        match &mut target.why {
            // They are told everything as it is.
            Why::Configured => true,
            Why::Sent { until_secs } => {
                *until_secs = until_secs.max(subscription.until_secs);
                true
            }
            Why::Subscribed(list) => {
                list.retain(|one| one.pattern != subscription.pattern);
                let is_room = list.len() < MOST_PATTERNS;
                if is_room {
                    list.push(subscription);
                }
                is_room
            }
        }
    }

    /// Somebody has heard enough.
    pub fn unsubscribe(&mut self, to: SocketAddr, pattern: &Pattern) {
        for target in self.targets.iter_mut().filter(|target| target.to == to) {
            if let Why::Subscribed(list) = &mut target.why {
                list.retain(|one| one.pattern != *pattern);
            }
        }
        self.forget(f64::NEG_INFINITY);
    }

    /// The registry is another one: everything is to be told again.
    pub fn begin_again(&mut self, space: &Namespace) {
        self.last.clear();
        for target in &mut self.targets {
            target.untold.clear();
            if let Why::Subscribed(list) = &mut target.why {
                list.iter_mut().for_each(|one| one.mask = space.mask(&one.pattern));
            }
        }
    }

    /// What is to be sent now, if it is time. `is_moving` says whether the sender at an address moves a value.
    pub fn round(
        &mut self,
        (space, state): (&Namespace, &State),
        now_secs: f64,
        is_moving: impl Fn(&SocketAddr, usize) -> bool,
        mut send: impl FnMut(SocketAddr, String, OscType),
    ) {
        // A timer that fires a little early is in time.
        if self.is_idle() || now_secs < self.round_secs + ROUND_SECS * 0.9 {
            return;
        }
        self.round_secs = now_secs;
        self.forget(now_secs);
        self.look(space, state);
        for target in &mut self.targets {
            let ahead = target.untold.range(target.cursor..).chain(target.untold.range(..target.cursor));
            let due: Vec<usize> =
                ahead.copied().filter(|at| !is_moving(&target.to, *at)).take(MOST_A_ROUND).collect();
            for at in due {
                target.untold.remove(&at);
                target.cursor = at + 1;
                if let Some((address, value)) = space.value(at, state, Dialect::Plain) {
                    send(target.to, address, value);
                }
            }
        }
    }

    /// Marks what has changed since the last round.
    fn look(&mut self, space: &Namespace, state: &State) {
        let values: Option<Vec<OscType>> = (0..space.len())
            .map(|at| space.value(at, state, Dialect::Plain).map(|(_, value)| value))
            .collect();
        // The report is of another registry; the next one will fit.
        let Some(values) = values else { return };
        let is_first = self.last.len() != values.len();
        for (at, value) in values.iter().enumerate() {
            // Nobody can have subscribed to what is not there yet, but configured targets begin with everything.
            if !is_first && self.last[at] == *value {
                continue;
            }
            for target in self.targets.iter_mut().filter(|target| target.wants(at)) {
                if !is_first || !matches!(target.why, Why::Sent { .. }) {
                    target.untold.insert(at);
                }
            }
        }
        self.last = values;
    }

    /// Drops who is past their time.
    fn forget(&mut self, now_secs: f64) {
        self.targets.retain_mut(|target| match &mut target.why {
            Why::Configured => true,
            Why::Sent { until_secs } => *until_secs > now_secs,
            Why::Subscribed(list) => {
                list.retain(|one| one.until_secs > now_secs);
                !list.is_empty()
            }
        });
    }
}
