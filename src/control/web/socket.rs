//! The socket: what pages say while they are open, and what they are told.
//!
//! In: one WebSocket a client. Out: commands and asks for the show, state, answers and pictures for the client.
//! Not here: reading messages (`inbox`), what waits for a client (`seat`), what all share (`hub`), JSON (`wire`).
//! Invariant: reading and writing never wait for each other, so a client on a slow line still reaches the three buttons; a
//! client that floods is read more slowly, and one that does not read is dropped.

mod hub;
mod inbox;
mod limit;
mod seat;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Router};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;

pub use hub::Hub;

use super::context::{Context, Visitor};
use super::door::Fault;
use super::wire::{self, Seen};
use crate::params::{Action, Author, Command};
use crate::show::feed::{Feed, Small};
use crate::show::link::{Ask, Asked};
use inbox::Said;
use limit::Limit;
use seat::Seat;

/// Most bytes of a message.
pub const MESSAGE_BYTES: usize = 64 * 1024;
/// Most bytes that wait for a client's line.
const WAITING_BYTES: usize = 4 << 20;
/// How long a client may take to say who it is.
const HELLO: Duration = Duration::from_secs(10);
/// Messages that may come before it.
const WORDS_BEFORE_HELLO: u32 = 16;
/// How long one message may take to go out: then the client does not read.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a farewell may take.
const FAREWELL: Duration = Duration::from_millis(500);

type Writer = SplitSink<WebSocket, Message>;
type Reader = SplitStream<WebSocket>;

/// The route.
pub fn routes() -> Router<Arc<Context>> {
    Router::new().route("/api/v1/socket", get(open))
}

async fn open(
    State(context): State<Arc<Context>>,
    Extension(visitor): Extension<Visitor>,
    upgrade: WebSocketUpgrade,
) -> Response {
    if context.hub.clients() >= hub::CLIENTS {
        let most = format!("{} clients are connected, which is the most; close one of them", hub::CLIENTS);
        return Fault::new(StatusCode::SERVICE_UNAVAILABLE, "busy", most).into_response();
    }
    let upgrade = upgrade.max_message_size(MESSAGE_BYTES).max_frame_size(MESSAGE_BYTES);
    upgrade.max_write_buffer_size(WAITING_BYTES).on_upgrade(move |socket| serve(context, visitor, socket))
}

/// One client, from hello to goodbye.
async fn serve(context: Arc<Context>, visitor: Visitor, socket: WebSocket) {
    context.hub.start(context.is_over.clone());
    let (mut writer, mut reader) = socket.split();
    let Ok(Some((name, page))) = tokio::time::timeout(HELLO, hello(&context, &mut reader)).await else {
        farewell(&mut writer, "a client says `hello` first, within 10 s").await;
        return;
    };
    // Whoever joined with a PIN has a name already; the others choose one.
    let is_named = visitor.device.is_some() || name.is_empty();
    let name = if is_named { visitor.name.to_string() } else { name };
    let Ok((person, answers)) = context.come(&visitor, &name) else {
        farewell(&mut writer, "the show has too much to do to take another client; try again").await;
        return;
    };
    let seat = Arc::new(Seat::new((person, visitor.role), answers));
    let session = Session { context, seat, name, visitor };
    if session.context.hub.sit(&session.seat) {
        session.context.hub.look_at(person, Some(page));
        let why = tokio::select! {
            why = session.read(&mut reader) => why,
            why = session.write(&mut writer) => why,
        };
        session.context.hub.stand_up(&session.seat);
        if let Some(why) = why {
            farewell(&mut writer, why).await;
        }
    } else {
        farewell(&mut writer, "too many clients are connected; close one of them").await;
    }
    session.context.go(&session.visitor, person);
}

/// Waits for the first words; `None` when the client goes.
async fn hello(context: &Context, reader: &mut Reader) -> Option<(String, String)> {
    let registry = context.link.state().registry.clone();
    for _ in 0..WORDS_BEFORE_HELLO {
        let Message::Text(text) = reader.next().await?.ok()? else { continue };
        if let Ok(Said::Hello { name, page }) = inbox::read(&text, &registry) {
            return Some((name, page));
        }
    }
    None
}

async fn farewell(writer: &mut Writer, why: &str) {
    let bye = json!({ "t": "bye", "why": why }).to_string();
    let send = async {
        // A client that is gone needs no farewell.
        let _ = writer.send(Message::Text(bye.into())).await;
        let _ = writer.close().await;
    };
    let _ = tokio::time::timeout(FAREWELL, send).await;
}

/// A client that has said who it is.
struct Session {
    context: Arc<Context>,
    seat: Arc<Seat>,
    name: String,
    visitor: Visitor,
}

/// Reading.
impl Session {
    /// Reads until the client goes. Why it is sent away, if it is.
    async fn read(&self, reader: &mut Reader) -> Option<&'static str> {
        let mut limit = Limit::new(self.context.clock.now_secs());
        loop {
            let text = match reader.next().await {
                None | Some(Err(_) | Ok(Message::Close(_))) => return None,
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(Message::Binary(bytes))) => {
                    self.seat.place().refuse(0, "bad", "messages are JSON texts, not binary");
                    self.slow_down(&mut limit, bytes.len()).await;
                    continue;
                }
                // The library answers pings by itself.
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                    self.slow_down(&mut limit, 0).await;
                    continue;
                }
            };
            self.hear(&text);
            if self.seat.place().is_full() {
                return Some("answers wait that are not read; read them, or connect again");
            }
            self.seat.wake.notify_one();
            self.slow_down(&mut limit, text.len()).await;
        }
    }

    /// A client that says much is read more slowly, so that its own line holds it up and nobody else's.
    async fn slow_down(&self, limit: &mut Limit, bytes: usize) {
        let wait_secs = limit.take(self.context.clock.now_secs(), bytes);
        if wait_secs > 0.0 {
            tokio::time::sleep(Duration::from_secs_f64(wait_secs)).await;
        }
    }

    fn hear(&self, text: &str) {
        let state = self.context.link.state();
        let said = match inbox::read(text, &state.registry) {
            Ok(said) => said,
            Err(bad) => return self.seat.place().refuse(bad.id, bad.code, &bad.why),
        };
        match said {
            Said::Hello { page, .. } => self.context.hub.look_at(self.seat.person, Some(page)),
            Said::Wish { id, action, confirmed, drag } => {
                let author = Author { by: self.seat.person, role: self.seat.role };
                let mut place = self.seat.place();
                let is_drawn =
                    matches!(action, Action::Set { .. } | Action::Step { .. } | Action::Reset { .. });
                let ticket = place.ticket(id, is_drawn);
                let command = Command { confirmed, ticket, ..Command::new(author, state.epoch, action) };
                let now = match drag {
                    Some(parameter) => place.drag(parameter, command),
                    None => Some(command),
                };
                drop(place);
                now.into_iter().for_each(|command| self.send(command));
            }
            Said::Ask { id, what, confirmed } => {
                let ticket = self.seat.place().ticket(id, false);
                if !matches!(what, Asked::Compare { .. }) {
                    self.context.note(&self.visitor, &format!("asked for {what:?}"), state.report.frame);
                }
                let ask = Ask { by: self.seat.person, role: self.seat.role, ticket, confirmed, what };
                if let Err(busy) = self.context.link.ask(ask) {
                    let mut place = self.seat.place();
                    place.forget(ticket);
                    place.refuse(id, "busy", &busy.to_string());
                }
            }
            Said::Ping { id } => {
                self.seat.place().say(&json!({ "t": "pong", "id": id }));
            }
            Said::Resync => self.seat.place().is_lost = true,
            Said::Preview { source, width } => self.look_through(source.as_deref(), width),
            Said::Credit { count } => self.seat.place().credit(count),
        }
    }

    fn send(&self, command: Command) {
        let ticket = command.ticket;
        if let Err(busy) = self.context.link.send(command) {
            let mut place = self.seat.place();
            for id in place.forget(ticket) {
                place.refuse(id, "busy", &busy.to_string());
            }
        }
    }

    fn look_through(&self, source: Option<&str>, width: u32) {
        let slot = source.and_then(|source| self.context.link.feed().slot(source, width));
        let mut place = self.seat.place();
        if let (Some(source), None) = (source, slot) {
            let there = self.context.link.feed().sources().join(", ");
            place.refuse(0, "unknown", &format!("there is no picture `{source}`; there are: {there}"));
        }
        place.want(slot);
    }
}

/// Writing.
impl Session {
    /// Writes until the client does not read any more, or the show ends. Why it is sent away.
    async fn write(&self, writer: &mut Writer) -> Option<&'static str> {
        let mut told = (0, self.greet());
        let mut batch = Vec::new();
        loop {
            if *self.context.is_over.borrow() {
                return Some("the show ends");
            }
            if self.visitor.device.is_some_and(|device| !self.context.access.knows(device)) {
                return Some("this device may no more: its token was taken back. Join with a new PIN");
            }
            self.gather(&mut told, &mut batch);
            if batch.is_empty() {
                self.seat.wake.notified().await;
                continue;
            }
            let send = async {
                for message in batch.drain(..) {
                    writer.feed(message).await?;
                }
                writer.flush().await
            };
            match tokio::time::timeout(PATIENCE, send).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                Err(_) => return Some("this client reads nothing any more"),
            }
        }
    }

    /// All that there is to tell now, the most urgent first. `turn_told` is the last turn told, `known` what the client knows.
    fn gather(&self, (turn_told, known): &mut (u64, Arc<Seen>), batch: &mut Vec<Message>) {
        let (hub, link) = (&self.context.hub, &self.context.link);
        self.seat.hear(link.state().report.frame);
        let held = self.seat.place().take_held();
        held.into_iter().for_each(|command| self.send(command));
        let turn = hub.turn();
        let is_lost = std::mem::take(&mut self.seat.place().is_lost);
        if is_lost || turn.seen.state.epoch > known.state.epoch {
            *known = self.greet();
        }
        let mut place = self.seat.place();
        batch.extend(std::iter::from_fn(|| place.next_text()).map(Message::Text));
        if turn.number != *turn_told {
            *turn_told = turn.number;
            // One that was greeted with a newer state waits for the next turn.
            if turn.seen.state.epoch == known.state.epoch && turn.seen.state.rev >= known.state.rev {
                let (next, text) = turn.tell(known);
                *known = next;
                batch.extend(text.map(Message::Text));
            }
            batch.extend(turn.health.clone().map(Message::Text));
        }
        let picture = place.next_picture(link.feed());
        batch.extend(picture.map(|small| Message::Binary(frame_of(&small, link.feed()).into())));
    }

    /// Queues all that a client must know to begin; what it knows then.
    fn greet(&self) -> Arc<Seen> {
        let (hub, link) = (&self.context.hub, &self.context.link);
        // Nobody was here before, or a show was loaded since: the last turn is old.
        let mut seen = hub.turn().seen.clone();
        let state = link.state();
        if state.epoch != seen.state.epoch || seen.state.rev + STALE_REVS < state.rev {
            seen = Arc::new(Seen::of(&state, &hub.pages()));
        }
        let me = (self.seat.person, self.name.as_str(), self.seat.role);
        let mut place = self.seat.place();
        place.say_text(wire::welcome(&seen.state, &link.feed().sources(), me));
        place.say_text(wire::snapshot(&seen, hub.clients()));
        seen
    }
}

/// Revisions by which a turn may be behind and still be where a new client begins.
const STALE_REVS: u64 = 64;

/// A picture as it is sent: the header, then the JPEG.
fn frame_of(small: &Small, feed: &Feed) -> Vec<u8> {
    let age_ms = (feed.age_secs(small) * 1e3).min(f64::from(u16::MAX)) as u16;
    let [width, height] = small.size.map(|side| side.min(u32::from(u16::MAX)) as u16);
    let mut bytes = Vec::with_capacity(16 + small.jpeg.len());
    bytes.extend_from_slice(&[1, 1]);
    bytes.extend_from_slice(&width.to_le_bytes());
    bytes.extend_from_slice(&height.to_le_bytes());
    bytes.extend_from_slice(&small.seq.to_le_bytes());
    bytes.extend_from_slice(&age_ms.to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&small.jpeg);
    bytes
}

#[cfg(test)]
mod tests;
