//! What becomes of datagrams: wishes to the show, answers and errors to their senders, values to whoever wants them.
//!
//! In: datagrams with their senders, the time, the show's state and answers. Out: commands and asks, datagrams to send.
//! Not here: sockets and clocks (`socket`), the meaning of a message (`wish`).
//! Invariant: any datagram is survived; the newest value of a frame wins, actions are never merged; memory is bounded.

use std::net::SocketAddr;
use std::sync::Arc;

use rosc::{OscMessage, OscPacket, OscTime, OscType};

use crate::params::{Action, Author, Command, Kind, ParameterId, PersonId};
use crate::show::link::{Ask, Link, State, Told, Via};
use crate::show::ports::OscPorts;

use super::feedback::Feedback;
use super::namespace::{Dialect, Namespace};
use super::packet;
use super::source::{Move, Source};
use super::wish::{Wish, WishError, nearest, wishes};

/// Senders that can be told apart while the program runs.
const MOST_SOURCES: usize = 256;
/// Farthest future that a bundle may wait for, seconds.
const FARTHEST_SECS: f64 = 10.0;
/// Messages that wait for their frame.
const MOST_AHEAD: usize = 4096;
/// What a pattern costs more than an address, messages.
const PATTERN_COST: f64 = 20.0;
/// NTP counts from 1900, Unix from 1970 (RFC 5905).
const UNIX_IN_NTP_SECS: f64 = 2_208_988_800.0;
/// Where errors are told.
const ERROR: &str = "/cyclorama/error";
/// Where a ping is answered.
const PONG: &str = "/cyclorama/pong";

/// The time as two clocks have it.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Monotonic, seconds.
    pub secs: f64,
    /// Since 1970, seconds: what time tags are told in.
    pub unix_secs: f64,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Datagrams taken.
    pub taken: u64,
    /// Datagrams of senders that are not allowed.
    pub foreign: u64,
    /// Datagrams and messages that were no OSC, or wanted what there is not.
    pub bad: u64,
    /// Datagrams and messages over a sender's rate.
    pub too_fast: u64,
}

/// Everything between the socket and the show.
#[derive(Debug)]
pub struct Desk {
    ports: OscPorts,
    link: Link,
    space: Namespace,
    sources: Vec<Source>,
    ahead: Vec<Ahead>,
    feedback: Feedback,
    tickets: u64,
    counts: Counts,
    out: Vec<(SocketAddr, Vec<u8>)>,
    newcomers: Vec<(PersonId, SocketAddr)>,
}

/// A message that waits for its frame.
#[derive(Debug)]
struct Ahead {
    frame: u64,
    /// When it is done even if no frame is drawn.
    latest_secs: f64,
    from: SocketAddr,
    message: OscMessage,
}

/// Whose message, and what the show is like.
struct Call<'a> {
    source: usize,
    from: SocketAddr,
    address: &'a str,
    is_confirmed: bool,
    state: &'a State,
    now: Now,
}

impl Desk {
    /// For a show that runs.
    pub fn new(ports: OscPorts, link: Link) -> Self {
        let feedback = Feedback::new(&ports.feedback);
        let mut desk = Self {
            ports,
            link,
            space: Namespace::default(),
            sources: Vec::new(),
            ahead: Vec::new(),
            feedback,
            tickets: 0,
            counts: Counts::default(),
            out: Vec::new(),
            newcomers: Vec::new(),
        };
        let state = desk.link.state();
        desk.follow(&state);
        desk
    }

    /// What was counted.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Senders that joined the show, and where they are.
    pub fn newcomers(&mut self) -> Vec<(PersonId, SocketAddr)> {
        std::mem::take(&mut self.newcomers)
    }

    /// Datagrams to send.
    pub fn outgoing(&mut self) -> Vec<(SocketAddr, Vec<u8>)> {
        std::mem::take(&mut self.out)
    }

    /// When to come back at the latest if nothing arrives, seconds.
    pub fn patience_secs(&self) -> f64 {
        if !self.ahead.is_empty() || self.sources.iter().any(Source::is_waiting) {
            0.004
        } else if self.feedback.is_idle() {
            0.25
        } else {
            super::feedback::ROUND_SECS
        }
    }

    /// Takes a datagram.
    pub fn hear(&mut self, datagram: &[u8], from: SocketAddr, now: Now) {
        let ip = from.ip().to_canonical();
        if !ip.is_loopback() && !self.ports.allow.iter().any(|network| network.contains(ip)) {
            self.counts.foreign += 1;
            return;
        }
        let state = self.link.state();
        self.follow(&state);
        let Some(source) = self.source(from) else {
            self.counts.too_fast += 1;
            return;
        };
        if !self.sources[source].may_send(1.0, now.secs) {
            self.counts.too_fast += 1;
            self.refuse(source, from, "", "more messages than one sender may send; some were left out", now);
            return;
        }
        self.counts.taken += 1;
        self.feedback.sent(SocketAddr::new(from.ip(), self.ports.reply_port), now.secs);
        match packet::decode(datagram) {
            Ok(packet) => self.unpack(packet, (source, from), f64::NEG_INFINITY, (&state, now)),
            Err(error) => {
                self.counts.bad += 1;
                self.refuse(source, from, "", &error.to_string(), now);
            }
        }
    }

    /// Sends on what waited, tells answers and what has changed.
    pub fn tick(&mut self, now: Now) {
        let state = self.link.state();
        self.follow(&state);
        let frame = state.report.frame;
        for source in 0..self.sources.len() {
            self.send_due(source, (frame, now.secs), false);
        }
        // The frame that is drawn next obeys what is sent now.
        let is_due = |ahead: &Ahead| frame + 1 >= ahead.frame || now.secs >= ahead.latest_secs;
        let (due, ahead) = std::mem::take(&mut self.ahead).into_iter().partition(is_due);
        self.ahead = ahead;
        let due: Vec<Ahead> = due;
        for Ahead { from, message, .. } in due {
            if let Some(source) = self.source(from) {
                self.obey(&message, (source, from), (&state, now));
            }
        }
        self.pass_on_answers(now);
        let (sources, out) = (&self.sources, &mut self.out);
        let is_moving = |to: &SocketAddr, at: usize| {
            sources.iter().any(|own| own.ip == to.ip().to_canonical() && own.is_moving(at, now.secs))
        };
        let send = |to, address: String, value| {
            out.push((to, packet::encode(packet::message(address, vec![value]))));
        };
        self.feedback.round((&self.space, &state), now.secs, is_moving, send);
    }

    /// Takes up another registry.
    fn follow(&mut self, state: &Arc<State>) {
        if self.space.follow(state) {
            let parameters = self.space.registry().len();
            self.sources.iter_mut().for_each(|source| source.begin_again(parameters));
            self.feedback.begin_again(&self.space);
        }
    }

    /// The sender at an address; a new one joins the show.
    fn source(&mut self, from: SocketAddr) -> Option<usize> {
        let (ip, wire) = (from.ip().to_canonical(), from.ip());
        if let Some(at) = self.sources.iter().position(|source| source.ip == ip) {
            return Some(at);
        }
        if self.sources.len() >= MOST_SOURCES {
            return None;
        }
        let guest = self.link.join(&format!("OSC {ip}"), self.ports.role, Via::Osc).ok()?;
        self.newcomers.push((guest.0, from));
        self.sources.push(Source::new((ip, wire), guest, self.space.registry().len()));
        Some(self.sources.len() - 1)
    }

    fn unpack(
        &mut self,
        packet: OscPacket,
        (source, from): (usize, SocketAddr),
        not_before_secs: f64,
        (state, now): (&State, Now),
    ) {
        match packet {
            OscPacket::Message(message) if not_before_secs <= now.unix_secs => {
                self.obey(&message, (source, from), (state, now));
            }
            OscPacket::Message(message) => {
                self.put_off(message, from, not_before_secs - now.unix_secs, (state, now));
            }
            OscPacket::Bundle(bundle) => {
                let mut at_secs = due_secs(bundle.timetag).max(not_before_secs);
                if at_secs - now.unix_secs >= FARTHEST_SECS {
                    tracing::warn!(
                        "OSC {}: a bundle for {:.1} s from now is done at once; the most is {FARTHEST_SECS} s",
                        from.ip(),
                        at_secs - now.unix_secs
                    );
                    at_secs = f64::NEG_INFINITY;
                }
                for packet in bundle.content {
                    self.unpack(packet, (source, from), at_secs, (state, now));
                }
            }
        }
    }

    /// Keeps a message for the frame that is shown in so many seconds.
    fn put_off(
        &mut self,
        message: OscMessage,
        from: SocketAddr,
        wait_secs: f64,
        (state, now): (&State, Now),
    ) {
        if self.ahead.len() >= MOST_AHEAD {
            self.counts.too_fast += 1;
            return;
        }
        let rate_fps = Some(state.report.health.rate_fps).filter(|rate| *rate > 0.0).unwrap_or(24.0);
        let frame = state.report.frame + (wait_secs * rate_fps).ceil() as u64;
        // A show that draws no frames must not keep it for ever.
        let latest_secs = now.secs + wait_secs + 1.0;
        self.ahead.push(Ahead { frame, latest_secs, from, message });
    }

    fn obey(
        &mut self,
        message: &OscMessage,
        (source, from): (usize, SocketAddr),
        (state, now): (&State, Now),
    ) {
        // Two programs that answer each other's errors would never end.
        if message.addr == ERROR || message.addr == PONG {
            return;
        }
        let is_pattern = super::pattern::Pattern::is_pattern(&message.addr);
        if is_pattern && !self.sources[source].may_send(PATTERN_COST, now.secs) {
            self.counts.too_fast += 1;
            return;
        }
        let address = message.addr.as_str();
        let all = match wishes(message, &self.space) {
            Ok(all) => all,
            Err(error) => {
                self.counts.bad += 1;
                if self.sources[source].may_be_told(now.secs) {
                    let hint = match &error {
                        WishError::Unknown { found } => {
                            format!("; the nearest is `{}`", nearest(found, &self.space))
                        }
                        _ => String::new(),
                    };
                    self.tell(from, address, &format!("{error}{hint}"));
                }
                return;
            }
        };
        // The message itself has paid for the first.
        let more = all.wishes.len().saturating_sub(1) as f64;
        if !self.sources[source].may_send(more, now.secs) {
            self.counts.too_fast += 1;
            self.refuse(source, from, address, "more changes than one sender may send; none was made", now);
            return;
        }
        let call = Call { source, from, address, is_confirmed: all.is_confirmed, state, now };
        for wish in all.wishes {
            self.grant(wish, &call);
        }
    }

    fn grant(&mut self, wish: Wish, call: &Call<'_>) {
        let at = (call.state.report.frame, call.now.secs);
        if let Wish::Set { id, number, fade_secs } = wish {
            let is_fader = matches!(self.space.registry().parameter(id).kind, Kind::Number { .. });
            let wanted = (number, fade_secs, call.is_confirmed, call.from.port());
            let sent = self.sources[call.source].moves(id, wanted, is_fader, at);
            if let Some(sent) = sent {
                self.send_move(call.source, id, sent, call.now.secs);
            }
            return;
        }
        // What was moved before an action is there when it is done.
        self.send_due(call.source, at, true);
        match wish {
            Wish::Set { .. } => {}
            Wish::Step { id, by, fade_secs } => self.command(call, Action::Step { id, by, fade_secs }),
            Wish::Reset { id, fade_secs } => self.command(call, Action::Reset { id, fade_secs }),
            Wish::Undo { fade_secs, is_redo: false } => self.command(call, Action::Undo { fade_secs }),
            Wish::Undo { fade_secs, is_redo: true } => self.command(call, Action::Redo { fade_secs }),
            Wish::Ask(what) => {
                let ticket = self.ticket(call.source, call.from, call.address);
                let (by, role) = (self.sources[call.source].person, self.ports.role);
                let ask = Ask { by, role, ticket, confirmed: call.is_confirmed, what };
                if let Err(busy) = self.link.ask(ask) {
                    self.refuse(call.source, call.from, call.address, &busy.to_string(), call.now);
                }
            }
            Wish::Query(at) => {
                if let Some((address, value)) = self.space.value(at, call.state, Dialect::Plain) {
                    self.answer(call.from, address, vec![value]);
                }
            }
            Wish::Ping(arguments) => self.answer(call.from, PONG.to_owned(), arguments),
            Wish::Subscribe { pattern, ttl_secs, port } => {
                let to = SocketAddr::new(call.from.ip(), port.unwrap_or(call.from.port()));
                let until_secs = call.now.secs + ttl_secs;
                if !self.feedback.subscribe(to, (pattern, until_secs), &self.space) {
                    let why = "too many subscriptions; let some of them run out";
                    self.refuse(call.source, call.from, call.address, why, call.now);
                }
            }
            Wish::Unsubscribe { pattern } => self.feedback.unsubscribe(call.from, &pattern),
        }
    }

    fn send_due(&mut self, source: usize, at: (u64, f64), is_now: bool) {
        for (id, sent) in self.sources[source].due(at, is_now) {
            self.send_move(source, id, sent, at.1);
        }
    }

    fn send_move(&mut self, source: usize, id: ParameterId, sent: Move, now_secs: f64) {
        let address = self.space.address(id).to_owned();
        let from = SocketAddr::new(self.sources[source].wire, sent.port);
        let ticket = self.ticket(source, from, &address);
        let Move { number, fade_secs, gesture, is_confirmed, .. } = sent;
        let action = Action::Set { id, number, fade_secs, gesture };
        let command = Command { ticket, confirmed: is_confirmed, ..self.wish(source, action) };
        if let Err(busy) = self.link.send(command) {
            let now = Now { secs: now_secs, unix_secs: 0.0 };
            self.refuse(source, from, &address, &busy.to_string(), now);
        }
    }

    fn command(&mut self, call: &Call<'_>, action: Action) {
        let ticket = self.ticket(call.source, call.from, call.address);
        let command = Command { ticket, confirmed: call.is_confirmed, ..self.wish(call.source, action) };
        if let Err(busy) = self.link.send(command) {
            self.refuse(call.source, call.from, call.address, &busy.to_string(), call.now);
        }
    }

    fn wish(&self, source: usize, action: Action) -> Command {
        let author = Author { by: self.sources[source].person, role: self.ports.role };
        Command::new(author, self.space.epoch(), action)
    }

    fn ticket(&mut self, source: usize, from: SocketAddr, address: &str) -> u64 {
        self.tickets += 1;
        self.sources[source].asks(self.tickets, from, address);
        self.tickets
    }

    fn pass_on_answers(&mut self, now: Now) {
        for source in 0..self.sources.len() {
            while let Ok(answer) = self.sources[source].answers.try_recv() {
                let Some((to, address)) = self.sources[source].asked(answer.ticket) else { continue };
                match answer.told {
                    Told::Done | Told::Words(_) => {}
                    Told::Refused(refusal) => self.refuse(source, to, &address, &refusal.to_string(), now),
                    Told::Failed(why) => self.refuse(source, to, &address, &why, now),
                }
            }
        }
    }

    /// Tells a sender why not, unless it has been told too often.
    fn refuse(&mut self, source: usize, to: SocketAddr, address: &str, why: &str, now: Now) {
        if self.sources[source].may_be_told(now.secs) {
            self.tell(to, address, why);
        }
    }

    fn tell(&mut self, to: SocketAddr, address: &str, why: &str) {
        let words = [address, why].map(|text| OscType::String(text.to_owned()));
        self.answer(to, ERROR.to_owned(), words.to_vec());
    }

    /// To the socket that asked, and to the port where its machine listens for what changes.
    fn answer(&mut self, to: SocketAddr, address: String, arguments: Vec<OscType>) {
        let bytes = packet::encode(packet::message(address, arguments));
        let reply = SocketAddr::new(to.ip(), self.ports.reply_port);
        if reply != to {
            self.out.push((reply, bytes.clone()));
        }
        self.out.push((to, bytes));
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.sources.iter().for_each(|source| self.link.leave(source.person));
    }
}

/// When a time tag is due, seconds since 1970; `1` means at once.
fn due_secs(tag: OscTime) -> f64 {
    if (tag.seconds, tag.fractional) <= (0, 1) {
        return f64::NEG_INFINITY;
    }
    f64::from(tag.seconds) + f64::from(tag.fractional) / 2f64.powi(32) - UNIX_IN_NTP_SECS
}

#[cfg(test)]
mod tests;
