//! The thread that listens to trackers on one UDP port.
//!
//! In: datagrams. Out: samples with arrival times in one queue a source, and counts of all that was refused.
//! Not here: the frame thread's side (`tracking::follow`), other protocols than FreeD.
//! Invariant: any datagram is survived; what is refused is counted by reason; `stop` ends the thread within a tenth of a second.

use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam::atomic::AtomicCell;
use crossbeam::channel;
use crossbeam::queue::ArrayQueue;

use super::arrival::{PortReport, PortStats};
use super::freed::{ANY_CAMERA, FreedError, FreedPacket, Signs, messages, pose_from_packet};
use super::port_owner::owner_of;
use super::sample::{SampleQueue, TrackedSample};
use crate::math::Pose;
use crate::timing::{Clock, Heartbeat};

/// How long the thread sleeps in the socket before it looks whether to stop.
const STOP_CHECK: Duration = Duration::from_millis(50);
/// Ten seconds at 25 Hz, one at 250 Hz: a software-drawn frame may take that long, and no sample is lost.
const QUEUE_CAPACITY: usize = 256;
/// The largest UDP datagram.
const LARGEST_DATAGRAM: usize = 65_536;
/// Kernel buffer asked for, bytes: a second of datagrams while the thread does not run.
const SOCKET_BUFFER: usize = 1 << 20;
/// Seconds between two log lines of one receiver.
const LOG_INTERVAL_SECS: f64 = 1.0;
/// Seconds between two reports of a port.
const REPORT_INTERVAL_SECS: f64 = 0.1;

/// One tracked camera on a port.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Source {
    /// Only messages of this id (or [`ANY_CAMERA`]) are taken; `None` takes all.
    pub camera_id: Option<u8>,
    /// The sender's sign faults.
    pub signs: Signs,
    /// Where the tracker's origin is on the stage.
    pub stage_from_tracker: Pose,
}

impl Source {
    /// A sender that follows the manual, with its origin on the mark.
    pub const PLAIN: Self = Self { camera_id: None, signs: Signs::PLAIN, stage_from_tracker: Pose::IDENTITY };

    fn takes(&self, packet: &FreedPacket) -> bool {
        packet.camera_id == ANY_CAMERA || self.camera_id.is_none_or(|id| id == packet.camera_id)
    }
}

/// What to listen to.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceiverSettings {
    /// Name in the thread's name and in logs.
    pub name: String,
    /// Address to listen on; port 0 takes any free one.
    pub bind: SocketAddr,
    /// The cameras on this port; each gets its own queue.
    pub sources: Vec<Source>,
}

/// Why a receiver cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ReceiverError {
    /// Another program or camera has the port.
    #[error(
        "UDP port {port} on {ip} is in use by {owner}: stop it, or set another port for tracker `{name}`",
        port = .bind.port(), ip = .bind.ip(),
        owner = .owner.as_deref().unwrap_or("another program (a second cyclorama?)")
    )]
    PortInUse {
        /// The receiver's name.
        name: String,
        /// The address asked for.
        bind: SocketAddr,
        /// The program that has it, when the system tells.
        owner: Option<String>,
    },
    /// The address cannot be listened on.
    #[error("tracker `{name}` cannot listen on {bind}: {source}; use 0.0.0.0 or an address of this machine")]
    Bind {
        /// The receiver's name.
        name: String,
        /// The address asked for.
        bind: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The system gives no more threads.
    #[error("no thread for tracker `{name}`: {source}")]
    Thread {
        /// The receiver's name.
        name: String,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// What came in since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceiverCounts {
    /// Datagrams.
    pub datagrams: u64,
    /// Messages handed to at least one camera.
    pub accepted: u64,
    /// Messages refused for their length.
    pub wrong_length: u64,
    /// Messages of another type.
    pub wrong_type: u64,
    /// Messages with a wrong checksum.
    pub wrong_checksum: u64,
    /// Good messages of a camera id nobody listens to.
    pub wrong_id: u64,
}

impl ReceiverCounts {
    /// Messages refused, whatever the reason.
    pub fn rejected(&self) -> u64 {
        self.wrong_length + self.wrong_type + self.wrong_checksum + self.wrong_id
    }
}

#[derive(Debug, Default)]
struct Counters {
    datagrams: AtomicU64,
    accepted: AtomicU64,
    wrong_length: AtomicU64,
    wrong_type: AtomicU64,
    wrong_checksum: AtomicU64,
    wrong_id: AtomicU64,
}

/// The newest report of a port, for whoever takes it; a later one replaces it.
pub type ReportSlot = Arc<ArrayQueue<PortReport>>;

/// An open port with its thread; both end when dropped.
#[derive(Debug)]
pub struct Hearing {
    local_addr: SocketAddr,
    reports: ReportSlot,
    heartbeat: Heartbeat,
    should_stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Hearing {
    /// Opens a port and starts the thread `track-rx NAME`, which reports what arrives and hands each datagram on, with its sender
    /// and the clock's time.
    pub(super) fn start(
        name: &str,
        bind: SocketAddr,
        clock: Clock,
        take: impl FnMut(&[u8], SocketAddr, f64) + Send + 'static,
    ) -> Result<Self, ReceiverError> {
        let (socket, local_addr) = open(bind).map_err(|source| match source.kind() {
            ErrorKind::AddrInUse => {
                ReceiverError::PortInUse { name: name.to_owned(), bind, owner: owner_of(bind.port()) }
            }
            _ => ReceiverError::Bind { name: name.to_owned(), bind, source },
        })?;
        let (reports, heartbeat) = (Arc::new(ArrayQueue::new(1)), Heartbeat::default());
        let should_stop = Arc::new(AtomicBool::new(false));
        let port = Port {
            socket,
            clock,
            take,
            stats: Box::default(),
            reports: Arc::clone(&reports),
            heartbeat: heartbeat.clone(),
            next_report_secs: f64::NEG_INFINITY,
        };
        let stop = Arc::clone(&should_stop);
        let thread = std::thread::Builder::new()
            .name(format!("track-rx {name}"))
            .spawn(move || port.run(&stop))
            .map_err(|source| ReceiverError::Thread { name: name.to_owned(), source })?;
        Ok(Self { local_addr, reports, heartbeat, should_stop, thread: Some(thread) })
    }

    /// The address and port it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Where its reports are left.
    pub fn reports(&self) -> ReportSlot {
        Arc::clone(&self.reports)
    }

    /// The thread's sign of life, at least ten times a second.
    pub fn heartbeat(&self) -> Heartbeat {
        self.heartbeat.clone()
    }
}

impl Hearing {
    /// Asks the thread to end, and does not wait: for closing many ports in the time of one.
    pub fn ask_to_stop(&self) {
        self.should_stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Hearing {
    fn drop(&mut self) {
        self.ask_to_stop();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!(address = %self.local_addr, "tracking thread ended by a panic");
        }
    }
}

/// What the thread of a [`Hearing`] owns.
struct Port<T> {
    socket: UdpSocket,
    clock: Clock,
    take: T,
    stats: Box<PortStats>,
    reports: ReportSlot,
    heartbeat: Heartbeat,
    next_report_secs: f64,
}

impl<T: FnMut(&[u8], SocketAddr, f64)> Port<T> {
    fn run(mut self, should_stop: &AtomicBool) {
        let mut buffer = vec![0; LARGEST_DATAGRAM];
        while !should_stop.load(Ordering::Relaxed) {
            self.heartbeat.beat();
            match self.socket.recv_from(&mut buffer) {
                Ok((length, source)) => {
                    let arrival_secs = self.clock.now_secs();
                    (self.take)(&buffer[..length], source, arrival_secs);
                    self.stats.take(&buffer[..length], source.ip(), arrival_secs);
                }
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    tracing::debug!(%error, "socket error");
                    self.clock.sleep_until(self.clock.now_secs() + STOP_CHECK.as_secs_f64());
                }
            }
            let now_secs = self.clock.now_secs();
            if now_secs >= self.next_report_secs {
                self.next_report_secs = now_secs + REPORT_INTERVAL_SECS;
                self.reports.force_push(self.stats.report(now_secs));
            }
        }
    }
}

/// A running receiver; stops when dropped.
#[derive(Debug)]
pub struct Receiver {
    hearing: Hearing,
    queues: Vec<Arc<SampleQueue>>,
    signs: Vec<Arc<AtomicCell<Signs>>>,
    counters: Arc<Counters>,
    arrived: channel::Receiver<()>,
}

impl Receiver {
    /// Opens the port and starts its thread. Arrival times are the clock's.
    pub fn start(settings: ReceiverSettings, clock: Clock) -> Result<Self, ReceiverError> {
        let ReceiverSettings { name, bind, sources } = settings;
        let queues: Vec<_> = sources.iter().map(|_| Arc::new(SampleQueue::new(QUEUE_CAPACITY))).collect();
        let counters = Arc::new(Counters::default());
        let (arrival, arrived) = channel::bounded(1);
        let signs: Vec<_> = sources.iter().map(|source| Arc::new(AtomicCell::new(source.signs))).collect();
        let route = |((source, queue), signs)| Route { source, signs, queue };
        let routes =
            sources.into_iter().zip(queues.iter().cloned()).zip(signs.iter().cloned()).map(route).collect();
        let mut listener = Listener {
            name: name.clone(),
            clock,
            routes,
            counters: Arc::clone(&counters),
            last_log_secs: f64::NEG_INFINITY,
        };
        let hearing = Hearing::start(&name, bind, clock, move |datagram, source, arrival_secs| {
            listener.handle(datagram, source, arrival_secs);
            // Full means that a wake-up is already waiting.
            let _ = arrival.try_send(());
        })?;
        Ok(Self { hearing, queues, signs, counters, arrived })
    }

    /// The port and its thread.
    pub fn hearing(&self) -> &Hearing {
        &self.hearing
    }

    /// The address and port it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.hearing.local_addr
    }

    /// The queue of the source at this index of the settings, for one [`super::Follower`].
    pub fn queue(&self, source: usize) -> Option<Arc<SampleQueue>> {
        self.queues.get(source).cloned()
    }

    /// Other signs for a source, from its next message on. Its pose jumps: the follower takes that for a new origin.
    pub fn set_signs(&self, source: usize, signs: Signs) {
        if let Some(cell) = self.signs.get(source) {
            cell.store(signs);
        }
    }

    /// What came in so far.
    pub fn counts(&self) -> ReceiverCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        ReceiverCounts {
            datagrams: self.counters.datagrams.load(Ordering::Acquire),
            accepted: read(&self.counters.accepted),
            wrong_length: read(&self.counters.wrong_length),
            wrong_type: read(&self.counters.wrong_type),
            wrong_checksum: read(&self.counters.wrong_checksum),
            wrong_id: read(&self.counters.wrong_id),
        }
    }

    /// Waits until a datagram has been handled since the last call; false when the time is over. Not for the frame thread.
    pub fn wait_for_datagram(&self, limit: Duration) -> bool {
        self.arrived.recv_timeout(limit).is_ok()
    }

    /// Ends the thread and closes the port.
    pub fn stop(self) {
        drop(self);
    }
}

fn open(bind: SocketAddr) -> std::io::Result<(UdpSocket, SocketAddr)> {
    let socket = UdpSocket::bind(bind)?;
    socket.set_read_timeout(Some(STOP_CHECK))?;
    // The kernel may grant less; a smaller buffer only shortens the stall it can bridge.
    if let Err(error) = socket2::SockRef::from(&socket).set_recv_buffer_size(SOCKET_BUFFER) {
        tracing::debug!(%error, "receive buffer keeps its size");
    }
    let local_addr = socket.local_addr()?;
    Ok((socket, local_addr))
}

/// One source and where its samples go.
struct Route {
    source: Source,
    /// The signs in force: those of the source until somebody sets others.
    signs: Arc<AtomicCell<Signs>>,
    queue: Arc<SampleQueue>,
}

/// What becomes of the datagrams of a receiver.
struct Listener {
    name: String,
    clock: Clock,
    routes: Vec<Route>,
    counters: Arc<Counters>,
    last_log_secs: f64,
}

impl Listener {
    fn handle(&mut self, datagram: &[u8], source: SocketAddr, arrival_secs: f64) {
        let add = |counter: &AtomicU64| counter.fetch_add(1, Ordering::Relaxed);
        for message in messages(datagram) {
            match message {
                Ok(packet) if self.hand_over(&packet, source, arrival_secs) => {
                    add(&self.counters.accepted);
                }
                Ok(packet) => {
                    add(&self.counters.wrong_id);
                    let camera_id = packet.camera_id;
                    self.log(
                        |name| tracing::warn!(tracker = name, %source, camera_id, "no camera has this id"),
                    );
                }
                Err(error) => {
                    add(match error {
                        FreedError::Length { .. } => &self.counters.wrong_length,
                        FreedError::Type { .. } => &self.counters.wrong_type,
                        FreedError::Checksum { .. } => &self.counters.wrong_checksum,
                    });
                    self.log(|name| tracing::warn!(tracker = name, %source, %error, "packet refused"));
                }
            }
        }
        // Last, so that whoever reads this count sees all that the datagram did.
        self.counters.datagrams.fetch_add(1, Ordering::Release);
    }

    /// False when no camera takes this id.
    fn hand_over(&self, packet: &FreedPacket, source: SocketAddr, arrival_secs: f64) -> bool {
        let mut is_taken = false;
        for route in self.routes.iter().filter(|route| route.source.takes(packet)) {
            is_taken = true;
            route.queue.push(TrackedSample {
                source,
                camera_id: packet.camera_id,
                arrival_secs,
                pose: route.source.stage_from_tracker.then(&pose_from_packet(packet, route.signs.load())),
                raw: *packet,
            });
        }
        is_taken
    }

    /// Logs at most once in [`LOG_INTERVAL_SECS`].
    fn log(&mut self, write: impl FnOnce(&str)) {
        let now_secs = self.clock.now_secs();
        if now_secs - self.last_log_secs >= LOG_INTERVAL_SECS {
            self.last_log_secs = now_secs;
            write(&self.name);
        }
    }
}

#[cfg(test)]
mod tests;
