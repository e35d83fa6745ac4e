//! OSC's socket: datagrams in and out, in the control thread.
//!
//! In: a bound socket. Out: what the desk makes of its datagrams. Not here: what they mean (`desk`).
//! Invariant: a flood of datagrams leaves the other tasks of the thread their turns; what cannot be sent at once is dropped.

use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use crate::control::ControlError;
use crate::control::settings::OscSettings;
use crate::control::web::context::Context;
use crate::tracking::port_owner::owner_of;

use super::desk::{Counts, Desk, Now};

/// The largest UDP datagram.
const LARGEST_DATAGRAM: usize = 65_536;
/// Datagrams in a row before others have their turn.
const IN_A_ROW: usize = 64;
/// Seconds between two log lines about what was refused.
const LOG_SECS: f64 = 10.0;
/// Wait after the system's own fault: it may last.
const RETRY: Duration = Duration::from_millis(10);

/// Binds a socket, or says who has the port.
pub fn bind(address: SocketAddr) -> Result<UdpSocket, ControlError> {
    let socket = UdpSocket::bind(address).and_then(|socket| {
        socket.set_nonblocking(true)?;
        Ok(socket)
    });
    socket.map_err(|error| {
        let owner = match error.kind() {
            ErrorKind::AddrInUse => owner_of(address.port()),
            _ => None,
        };
        let by = owner.map_or_else(String::new, |owner| format!(" by {owner}"));
        let reason =
            format!("{error}{by}. Give OSC another one with --osc ADDRESS:PORT, or end that program");
        ControlError::Listen { address, reason }
    })
}

/// Serves a socket until the show ends.
pub async fn serve(socket: UdpSocket, ports: OscSettings, context: Arc<Context>) {
    let socket = match tokio::net::UdpSocket::from_std(socket) {
        Ok(socket) => socket,
        Err(error) => {
            tracing::warn!("OSC: the port was lost: {error}");
            return;
        }
    };
    let mut desk = Desk::new(ports, context.link.clone());
    let mut datagram = vec![0; LARGEST_DATAGRAM];
    let mut log = Log::default();
    loop {
        let patience = Duration::from_secs_f64(desk.patience_secs());
        tokio::select! {
            () = context.ended() => return,
            first = tokio::time::timeout(patience, socket.recv_from(&mut datagram)) => {
                let mut received = first.ok();
                for _ in 0..IN_A_ROW {
                    match received {
                        Some(Ok((length, from))) => desk.hear(&datagram[..length], from, now(&context)),
                        // Windows tells a sender that nobody listens any more.
                        Some(Err(error)) if error.kind() != ErrorKind::WouldBlock => tokio::time::sleep(RETRY).await,
                        _ => break,
                    }
                    received = Some(socket.try_recv_from(&mut datagram));
                }
            }
        }
        let now = now(&context);
        desk.tick(now);
        for (person, from) in desk.newcomers() {
            context.came_from(person, from);
        }
        for (to, bytes) in desk.outgoing() {
            // A full buffer or an unreachable network loses it; values are told again when they change.
            let _ = socket.try_send_to(&bytes, to);
        }
        log.tell(desk.counts(), now.secs);
        tokio::task::yield_now().await;
    }
}

fn now(context: &Context) -> Now {
    Now { secs: context.clock.now_secs(), unix_secs: context.clock.calendar_ms() as f64 / 1000.0 }
}

/// What was said of the counts.
#[derive(Debug, Default)]
struct Log {
    told: Counts,
    at_secs: f64,
}

impl Log {
    fn tell(&mut self, counts: Counts, now_secs: f64) {
        let is_new = (counts.foreign, counts.bad, counts.too_fast)
            != (self.told.foreign, self.told.bad, self.told.too_fast);
        if !is_new || now_secs < self.at_secs + LOG_SECS {
            return;
        }
        let Counts { foreign, bad, too_fast, .. } = counts;
        tracing::warn!(
            "OSC: refused since the start: {foreign} of senders that are not in osc_allow, {bad} that made no sense, \
             {too_fast} over a sender's rate"
        );
        (self.told, self.at_secs) = (counts, now_secs);
    }
}
