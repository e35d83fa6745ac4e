//! The demo's tracker: real FreeD of a rehearsed move, over loopback, into the real receiver.
//!
//! In: the sliders of a show, the clock, a person's switches. Out: datagrams, and where the cameras really are.
//! Not here: following (`tracking::follow`), what is shown of it (`app::live`).
//! Invariant: the true pose is a function of the clock and of the last stop alone; the switches are atomic.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;

use crossbeam::atomic::AtomicCell;

use crate::math::Pose;
use crate::show::Slider;
use crate::timing::{Clock, Rate};
use crate::tracking::freed::packet_from_pose;
use crate::tracking::sender::SenderError;
use crate::tracking::{FreedPacket, FreedSender, Signs};

/// Packets a frame: real trackers send faster than cameras shoot.
const PACKETS_PER_FRAME: u32 = 2;

/// One camera's move and where its packets go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// The camera's index in the show.
    pub camera: usize,
    /// Its rest pose on the stage.
    pub rest: Pose,
    /// The move about it.
    pub slider: Slider,
    /// Where the receiver listens.
    pub target: SocketAddr,
    /// Id in the packets.
    pub camera_id: u8,
    /// The receiver's place of the tracker on the stage, undone before sending.
    pub stage_from_tracker: Pose,
    /// The receiver's signs, undone before sending.
    pub signs: Signs,
}

/// Why the demo's tracker cannot start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// No socket.
    #[error(transparent)]
    Sender(#[from] SenderError),
    /// The system gives no more threads.
    #[error("no thread for the demo's tracker: {0}")]
    Thread(std::io::Error),
}

/// When the move was stopped and went on, seconds of the clock.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Timeline {
    /// Taken off the clock before the stop.
    behind_secs: f64,
    /// The last stop; infinite before the first.
    stop_secs: f64,
    /// The end of the last stop; infinite while it lasts.
    go_secs: f64,
}

impl Timeline {
    const RUNNING: Self = Self { behind_secs: 0.0, stop_secs: f64::INFINITY, go_secs: f64::INFINITY };

    /// Time along the move at a time of the clock, seconds.
    fn move_secs(&self, clock_secs: f64) -> f64 {
        let gone_on = (clock_secs - self.go_secs).max(0.0);
        clock_secs.min(self.stop_secs) - self.behind_secs + gone_on
    }

    fn stopped(self, now_secs: f64) -> Self {
        if self.is_stopped() {
            return self;
        }
        let behind_secs = now_secs - self.move_secs(now_secs);
        Self { behind_secs, stop_secs: now_secs, go_secs: f64::INFINITY }
    }

    fn going(self, now_secs: f64) -> Self {
        if self.is_stopped() { Self { go_secs: now_secs, ..self } } else { self }
    }

    fn is_stopped(&self) -> bool {
        self.stop_secs.is_finite() && self.go_secs.is_infinite()
    }
}

/// What the frame thread and the sending thread share.
#[derive(Debug)]
struct Shared {
    timeline: AtomicCell<Timeline>,
    is_sending: AtomicBool,
    late_frames: AtomicU32,
    should_stop: AtomicBool,
}

/// The running tracker; stops when dropped.
#[derive(Debug)]
pub struct DemoTracker {
    clock: Clock,
    moves: Vec<Move>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl DemoTracker {
    /// Starts the thread `demo-tracker`. Packets go out twice a frame of the rate.
    pub fn start(moves: Vec<Move>, rate: Rate, clock: Clock) -> Result<Self, DemoError> {
        let routes = moves
            .iter()
            .map(|entry| Ok((*entry, FreedSender::new(entry.target)?)))
            .collect::<Result<Vec<_>, SenderError>>()?;
        let shared = Arc::new(Shared {
            timeline: AtomicCell::new(Timeline::RUNNING),
            is_sending: AtomicBool::new(true),
            late_frames: AtomicU32::new(0),
            should_stop: AtomicBool::new(false),
        });
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("demo-tracker".to_owned())
            .spawn(move || send(&routes, rate, &clock, &theirs))
            .map_err(DemoError::Thread)?;
        Ok(Self { clock, moves, shared, thread: Some(thread) })
    }

    /// The moves that it sends.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// Where the first camera really is at a time of the clock: its sensor point on the stage.
    pub fn true_pose(&self, clock_secs: f64) -> Pose {
        let first = self.moves.first();
        first.map_or(Pose::IDENTITY, |entry| true_pose(entry, &self.shared.timeline.load(), clock_secs))
    }

    /// Where a camera of the show really is; `None` for cameras that the demo does not move.
    pub fn true_pose_of(&self, camera: usize, clock_secs: f64) -> Option<Pose> {
        let entry = self.moves.iter().find(|entry| entry.camera == camera)?;
        Some(true_pose(entry, &self.shared.timeline.load(), clock_secs))
    }

    /// Stops sending: the tracker has fallen silent. The move goes on.
    pub fn silence(&self) {
        self.shared.is_sending.store(false, Ordering::Relaxed);
    }

    /// Sends again.
    pub fn resume(&self) {
        self.shared.is_sending.store(true, Ordering::Relaxed);
    }

    /// Whether packets go out.
    pub fn is_sending(&self) -> bool {
        self.shared.is_sending.load(Ordering::Relaxed)
    }

    /// Poses sent from now on are those of this many frames ago.
    pub fn set_late_frames(&self, frames: u32) {
        self.shared.late_frames.store(frames, Ordering::Relaxed);
    }

    /// How late the poses sent are, frames.
    pub fn late_frames(&self) -> u32 {
        self.shared.late_frames.load(Ordering::Relaxed)
    }

    /// A hard stop: the camera stands from this moment on.
    pub fn stop_move(&self) {
        self.shared.timeline.store(self.shared.timeline.load().stopped(self.clock.now_secs()));
    }

    /// The move goes on where it stopped.
    pub fn continue_move(&self) {
        self.shared.timeline.store(self.shared.timeline.load().going(self.clock.now_secs()));
    }

    /// Whether the camera stands.
    pub fn is_stopped(&self) -> bool {
        self.shared.timeline.load().is_stopped()
    }
}

impl Drop for DemoTracker {
    fn drop(&mut self) {
        self.shared.should_stop.store(true, Ordering::Relaxed);
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the demo's tracker ended by a panic");
        }
    }
}

fn true_pose(entry: &Move, timeline: &Timeline, clock_secs: f64) -> Pose {
    entry.rest.then(&entry.slider.offset(timeline.move_secs(clock_secs)))
}

/// The packet that a tracker with this origin and these signs sends of a camera on the stage.
fn packet_of(entry: &Move, pose: &Pose) -> FreedPacket {
    let extras = FreedPacket { camera_id: entry.camera_id, ..FreedPacket::default() };
    packet_from_pose(&entry.stage_from_tracker.inverse().then(pose), entry.signs, &extras)
}

/// The thread's loop.
fn send(routes: &[(Move, FreedSender)], rate: Rate, clock: &Clock, shared: &Shared) {
    let packet_rate = Rate { num: rate.num.saturating_mul(PACKETS_PER_FRAME), den: rate.den };
    let start_secs = clock.now_secs();
    let mut tick = 0;
    while !shared.should_stop.load(Ordering::Relaxed) {
        let now_secs = start_secs + packet_rate.time_secs(tick);
        clock.sleep_until(now_secs);
        tick += 1;
        if !shared.is_sending.load(Ordering::Relaxed) {
            continue;
        }
        let timeline = shared.timeline.load();
        let late_secs = rate.time_secs(u64::from(shared.late_frames.load(Ordering::Relaxed)));
        for (entry, sender) in routes {
            let pose = true_pose(entry, &timeline, now_secs - late_secs);
            if let Err(error) = sender.send(&packet_of(entry, &pose)) {
                tracing::debug!(%error, "demo packet not sent");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;
    use crate::tracking::freed::pose_from_packet;

    #[test]
    fn a_stop_freezes_the_move_and_it_goes_on_where_it_stood() {
        let running = Timeline::RUNNING;
        assert_eq!(running.move_secs(3.0), 3.0);
        let stopped = running.stopped(5.0);
        // Before the stop nothing changes: late packets tell the way that was.
        for (clock, want) in [(4.0, 4.0), (5.0, 5.0), (9.0, 5.0)] {
            assert_eq!(stopped.move_secs(clock), want, "at {clock} s");
        }
        assert_eq!(stopped.stopped(6.0), stopped);
        let going = stopped.going(8.0);
        for (clock, want) in [(4.0, 4.0), (6.0, 5.0), (8.0, 5.0), (9.5, 6.5)] {
            assert_eq!(going.move_secs(clock), want, "at {clock} s");
        }
        let again = going.stopped(10.0);
        for (clock, want) in [(9.5, 6.5), (10.0, 7.0), (20.0, 7.0)] {
            assert_eq!(again.move_secs(clock), want, "at {clock} s");
        }
        assert!(again.is_stopped() && !going.is_stopped() && going.going(9.0) == going);
    }

    #[test]
    fn what_is_sent_comes_back_as_the_true_pose() {
        let entry = Move {
            camera: 0,
            rest: Pose::from_pan_tilt_roll(DVec3::new(0.3, 1.6, 2.8), 0.2, 0.02, 0.0),
            slider: Slider { length_m: 1.2, speed_mps: 0.4, pan_rad: 0.1 },
            target: SocketAddr::from(([127, 0, 0, 1], 9)),
            camera_id: 7,
            stage_from_tracker: Pose::from_pan_tilt_roll(DVec3::new(1.0, 0.5, -2.0), 1.1, 0.0, 0.0),
            signs: Signs::new([1, -1, 1, -1, 1, 1]).unwrap(),
        };
        let pose = true_pose(&entry, &Timeline::RUNNING, 2.34);
        let packet = packet_of(&entry, &pose);
        assert_eq!(packet.camera_id, 7);
        let back = entry.stage_from_tracker.then(&pose_from_packet(&packet, entry.signs));
        // Half of 1/64 mm an axis and of 1/32768 degree.
        assert!((back.position - pose.position).length() < 2e-5);
        assert!(back.forward().angle_between(pose.forward()) < 1e-6);
        // A control: without undoing the tracker's place the pose is another one.
        assert!((pose_from_packet(&packet, entry.signs).position - pose.position).length() > 0.1);
    }
}
