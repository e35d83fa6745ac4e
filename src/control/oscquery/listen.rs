//! OSCQuery's WebSocket: who listens to an address is sent its value as it changes, as a binary OSC message.
//!
//! In: `{"COMMAND":"LISTEN"|"IGNORE","DATA":"/cyclorama/.."}`. Out: OSC messages, `PATH_CHANGED` when the show's parameters are others.
//! Not here: setting values: that is OSC over UDP, or `/api/v1`. Invariant: at most 30 rounds a second; a slow listener is sent the
//! newest value, late; what it listens to is bounded by the show's addresses.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use rosc::OscType;
use serde::Deserialize;

use crate::control::osc::feedback::ROUND_SECS;
use crate::control::osc::namespace::{Dialect, Namespace};
use crate::control::osc::packet;
use crate::control::web::context::Context;

/// Longest message taken, bytes.
const LONGEST: usize = 4096;
/// Messages taken in one round; a listener that sends more is cut off.
const MOST_A_ROUND: u32 = 1000;
/// Rounds after which a silent listener is asked for a sign of life: connections where nothing moves are closed.
const PING_ROUNDS: u32 = 600;

#[derive(Deserialize)]
struct Wanted {
    #[serde(rename = "COMMAND")]
    command: String,
    #[serde(rename = "DATA", default)]
    data: String,
}

/// Takes a listener in.
pub fn accept(upgrade: WebSocketUpgrade, context: Arc<Context>) -> Response {
    let upgrade = upgrade.max_message_size(LONGEST).max_frame_size(LONGEST);
    upgrade.on_upgrade(move |socket| async move {
        // A listener that goes away is the usual end.
        let _ = converse(socket, &context).await;
    })
}

/// What a listener is told.
#[derive(Default)]
struct Ear {
    space: Namespace,
    /// Values by their number, as sent.
    heard: BTreeMap<usize, Option<OscType>>,
    wanted: Vec<String>,
}

async fn converse(mut socket: WebSocket, context: &Context) -> Result<(), axum::Error> {
    let mut rounds = tokio::time::interval(Duration::from_secs_f64(ROUND_SECS));
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut ear = Ear::default();
    ear.space.follow(&context.link.state());
    let (mut taken, mut count) = (0, 0_u32);
    loop {
        tokio::select! {
            () = context.ended() => break,
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) if taken < MOST_A_ROUND => {
                    taken += 1;
                    ear.take(&text, context);
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_))) if taken < MOST_A_ROUND => taken += 1,
                _ => return Ok(()),
            },
            _ = rounds.tick() => {
                (taken, count) = (0, count.wrapping_add(1));
                if count.is_multiple_of(PING_ROUNDS) {
                    socket.send(Message::Ping(Vec::new().into())).await?;
                }
                for message in ear.round(context) {
                    socket.send(message).await?;
                }
            }
        }
    }
    socket.send(Message::Close(None)).await
}

impl Ear {
    fn take(&mut self, text: &str, context: &Context) {
        // What is no command of ours is some extension's.
        let Ok(Wanted { command, data }) = serde_json::from_str(text) else { return };
        let named = super::named(&data, &self.space, &context.link.state());
        match command.as_str() {
            "LISTEN" if !named.is_empty() => {
                if !self.wanted.contains(&data) && self.wanted.len() < self.space.len() {
                    self.wanted.push(data);
                }
                for at in named {
                    self.heard.entry(at).or_insert(None);
                }
            }
            "IGNORE" => {
                self.wanted.retain(|own| *own != data);
                named.iter().for_each(|at| drop(self.heard.remove(at)));
            }
            _ => {}
        }
    }

    fn round(&mut self, context: &Context) -> Vec<Message> {
        let state = context.link.state();
        let mut messages = Vec::new();
        if self.space.follow(&state) {
            let changed = serde_json::json!({ "COMMAND": "PATH_CHANGED", "DATA": "/cyclorama" });
            messages.push(Message::Text(changed.to_string().into()));
            let named = self.wanted.iter().flat_map(|address| super::named(address, &self.space, &state));
            self.heard = named.map(|at| (at, None)).collect();
        }
        for (at, heard) in &mut self.heard {
            let Some((address, value)) = self.space.value(*at, &state, Dialect::Typed) else { continue };
            if heard.as_ref() != Some(&value) {
                *heard = Some(value.clone());
                messages.push(Message::Binary(packet::encode(packet::message(address, vec![value])).into()));
            }
        }
        messages
    }
}
