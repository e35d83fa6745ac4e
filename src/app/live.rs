//! A running show's inputs: trackers, poses, values.
//!
//! In: datagrams through receiver threads, the clock, commands. Out: [`FrameInputs`] for the frame that is due.
//! Not here: drawing (`render`), windows (`app::window`), pacing (`app::frame_loop`).
//! Invariant: `advance` takes no lock, allocates nothing and never fails; a silent tracker holds the picture and says so.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

pub use bodies::tracked_names;
pub use pilot::Pilot;

use bodies::Body;

use super::arrival::ArrivalWatch;
use super::demo_tracker::{DemoError, DemoTracker};
use crate::math::Pose;
use crate::params::arbiter::EVENTS;
use crate::params::{Arbiter, Values};
use crate::show::holds::WorldMoment;
use crate::show::link::FrameEnd;
use crate::show::{Arming, Camera, CameraPose, FrameInputs, FrameNotes, Holds, Show, Source};
use crate::stage::Tracker;
use crate::timing::Clock;
use crate::tracking::freed::SignsError;
use crate::tracking::receiver::ReceiverError;
use crate::tracking::{
    self, Follower, FollowerSettings, Prediction, Receiver, ReceiverSettings, Resume, Signs, TrackedCamera,
    TrackedSample,
};

/// Longest fault text, bytes; longer ones make the line grow once.
const FAULT_BYTES: usize = 160;

/// One camera's tracking, or that of a body that carries a wall, for the desk.
#[derive(Clone, Debug, PartialEq)]
pub struct CameraStatus {
    /// `live`, `predicted`, `held`, `stale`, `lost`, `fixed`, `virtual`, `rehearsed`.
    pub state: &'static str,
    /// Age of the newest sample, milliseconds.
    pub sample_age_ms: Option<f64>,
    /// What is wrong, in words: "HELD: no packets from 127.0.0.1 for 0.4 s. Picture kept".
    pub fault: Option<String>,
    /// Samples taken since the start.
    pub samples_taken: u64,
    /// Samples lost since the start.
    pub lost: u64,
}

/// Whether the program tracks itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demo {
    /// Cameras with a slider whose tracker has port 0 are moved and tracked by the demo's own tracker.
    Embedded,
    /// Only real trackers.
    None,
}

/// Why a show cannot go live.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// A port cannot be listened on.
    #[error(transparent)]
    Receiver(#[from] ReceiverError),
    /// The demo's tracker cannot start.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The system gives no more threads.
    #[error("no thread to watch the trackers' ports: {0}")]
    Thread(#[from] std::io::Error),
    /// A tracker's signs are not signs.
    #[error("tracker `{tracker}`: {error}; correct `signs` in the stage file")]
    Signs {
        /// Its name.
        tracker: String,
        /// What is wrong.
        error: SignsError,
    },
}

/// The trackers, cameras and values of a running show. Lives on the frame thread.
#[derive(Debug)]
pub struct Live {
    clock: Clock,
    cameras: Vec<LiveCamera>,
    /// Of the walls that are carried.
    bodies: Vec<Body>,
    arbiter: Arbiter,
    /// What a person edits before it is wished for.
    scratch: Values,
    /// To the rest of the program; `None` while nobody controls the show.
    end: Option<FrameEnd>,
    poses: Vec<CameraPose>,
    inputs: FrameInputs,
    holds: Holds,
    /// By how much the world's frame index lies behind the show's.
    world_offset: u64,
    /// The world at the last ROLL, and how many there were.
    moment: Option<WorldMoment>,
    rolls: u32,
    has_outputs: bool,
    status: Vec<CameraStatus>,
    /// How long the trackers took in the last frame, seconds.
    tracker_secs: f64,
    /// Of it, what people's wishes took.
    control_secs: f64,
    /// How long telling of the last frame took, seconds.
    report_secs: f64,
    demo: Option<DemoTracker>,
    /// Why samples do not come; `None` without a port that others send to.
    arrival: Option<ArrivalWatch>,
    /// Dropped after the demo that sends to them.
    receivers: Vec<OpenPort>,
}

#[derive(Debug)]
struct LiveCamera {
    /// `None` without a tracker.
    follower: Option<Follower>,
    /// Shown when neither tracker nor keys move it.
    rest: CameraPose,
    /// The pose that keys fly, while they do.
    flown: Option<Pose>,
    /// From a frame's begin to its light, seconds, as the show says: the demo's truth, whatever prediction assumes.
    light_delay_secs: f64,
    /// Text of the last fault, while there is none.
    spare: String,
    /// Why its samples do not come, or come wrong.
    diagnosis: Option<String>,
}

impl Live {
    /// Opens the trackers' ports and starts their threads.
    pub fn start(show: &Show, clock: Clock, demo: Demo) -> Result<Self, LiveError> {
        let open = ports(show).into_iter().map(|port| OpenPort::open(port, show, clock));
        let receivers = open.collect::<Result<Vec<_>, LiveError>>()?;
        let followers = Followers::none(show);
        let moves = succeed::demo_moves(show, &receivers, demo)?;
        let demo = if moves.is_empty() { None } else { Some(DemoTracker::start(moves, show.rate, clock)?) };
        let arrival = succeed::watch(show, &receivers, clock)?;
        Ok(Self::with(show, clock, receivers, followers, (demo, arrival)))
    }

    /// A show with its ports open. Cameras without a follower of before get a new one.
    fn with(
        show: &Show,
        clock: Clock,
        receivers: Vec<OpenPort>,
        mut followers: Followers,
        (demo, arrival): (Option<DemoTracker>, Option<ArrivalWatch>),
    ) -> Self {
        for port in &receivers {
            for (source, (camera, _)) in port.cameras.iter().enumerate() {
                let settings =
                    FollowerSettings { rest: show.cameras[*camera].rest, resume: Resume::default() };
                let queue = port.receiver.queue(source);
                let new = || queue.map(|queue| Follower::new(queue, settings));
                let follower = &mut followers.cameras[*camera];
                *follower = follower.take().or_else(new);
            }
            for (at, (wall, _)) in port.walls.iter().enumerate() {
                let queue = port.receiver.queue(port.cameras.len() + at);
                let new = || queue.map(|queue| Follower::new(queue, bodies::FOLLOWED));
                let follower = &mut followers.walls[*wall];
                *follower = follower.take().or_else(new);
            }
        }
        let cameras: Vec<_> = followers.cameras.into_iter().zip(&show.cameras).map(LiveCamera::new).collect();
        let bodies = Body::all(show, followers.walls);
        let poses: Vec<CameraPose> = cameras.iter().map(|camera| camera.rest).collect();
        let states = poses.iter().map(|pose| pose.state).chain(bodies.iter().map(|_| "lost"));
        let status = states
            .map(|state| CameraStatus { state, sample_age_ms: None, fault: None, samples_taken: 0, lost: 0 })
            .collect();
        let arbiter = show.arbiter(show.first.clone(), EVENTS);
        let inputs = show.inputs(arbiter.values(), 0, &poses);
        let holds = Holds::dark(&inputs);
        Self {
            clock,
            cameras,
            bodies,
            scratch: arbiter.values().clone(),
            arbiter,
            end: None,
            poses,
            inputs,
            holds,
            world_offset: 0,
            moment: None,
            rolls: 0,
            has_outputs: false,
            status,
            tracker_secs: 0.0,
            control_secs: 0.0,
            report_secs: 0.0,
            demo,
            arrival,
            receivers,
        }
    }

    /// The inputs of a frame that is drawn now.
    pub fn advance(&mut self, show: &Show, frame: u64) -> &FrameInputs {
        let begin_secs = self.clock.now_secs();
        self.release_buttons(show, frame);
        self.obey(show, frame);
        self.take_samples(show);
        self.tracker_secs = self.clock.now_secs() - begin_secs;
        let frames = (frame, self.world_frame(frame));
        show.fill_at(&mut self.inputs, self.arbiter.values(), frames, &self.poses);
        for body in &self.bodies {
            self.inputs.carry(body.wall, body.pose);
        }
        let arming = self.arming(show).unwrap_or(Arming::Armed);
        self.holds.apply(show, self.arbiter.values(), arming, &mut self.inputs);
        &self.inputs
    }

    /// Takes what the trackers have sent. `advance` does it too; a frame that takes long calls it in between,
    /// so that no sample is lost.
    pub fn take_samples(&mut self, show: &Show) {
        let now_secs = self.clock.now_secs();
        let half_secs = show.rate.period_secs() / 2.0;
        for news in self.arrival.iter().flat_map(ArrivalWatch::news) {
            if let Some(camera) = self.cameras.get_mut(news.camera) {
                camera.diagnosis = news.sentence;
            }
        }
        for (index, camera) in self.cameras.iter_mut().enumerate() {
            let ids = &show.ids.cameras[index];
            let values = self.arbiter.values();
            let latency_secs = values.number(ids.latency_ms) * 1e-3;
            let (prediction, photon_secs) = if values.is_on(ids.predict) {
                (Prediction::On, now_secs + half_secs + latency_secs)
            } else {
                (Prediction::Off, now_secs)
            };
            let tracked =
                camera.follower.as_mut().map(|follower| follower.pose_at(now_secs, photon_secs, prediction));
            // What prediction assumes does not move the light.
            let light_secs = now_secs + half_secs + camera.light_delay_secs;
            let actual = self.demo.as_ref().and_then(|demo| demo.true_pose_of(index, light_secs));
            let (pose, status) = (&mut self.poses[index], &mut self.status[index]);
            if let Some(tracked) = &tracked {
                *pose = CameraPose {
                    sensor: tracked.pose,
                    // Where nothing knows better, the camera is where the nudge says.
                    actual: actual.unwrap_or_else(|| ids.nudge(values).then(&tracked.pose)),
                    state: tracked.state.word(),
                    sample_age_ms: tracked.sample_age_secs.map(|age| age * 1e3),
                };
            }
            if let Some(flown) = camera.flown {
                *pose = CameraPose::known(flown, "virtual");
            }
            camera.report(status, pose, tracked.as_ref());
        }
        for (body, status) in self.bodies.iter_mut().zip(&mut self.status[self.cameras.len()..]) {
            body.take(status, now_secs, now_secs + half_secs);
        }
    }

    /// The inputs of the last frame.
    pub fn inputs(&self) -> &FrameInputs {
        &self.inputs
    }

    /// Values of the parameters now.
    pub fn values(&self) -> &Values {
        self.arbiter.values()
    }

    /// How long the last frame's `advance` took for the trackers, seconds.
    pub fn tracker_secs(&self) -> f64 {
        self.tracker_secs
    }

    /// Age of the oldest sample among the tracked cameras, seconds; `None` when no camera is tracked.
    pub fn sample_age_secs(&self) -> Option<f64> {
        self.status
            .iter()
            .filter_map(|status| status.sample_age_ms)
            .reduce(f64::max)
            .map(|age_ms| age_ms * 1e-3)
    }

    /// What the last frame did otherwise than asked, and what a person has to decide.
    pub fn notes(&self) -> &FrameNotes {
        &self.inputs.notes
    }

    /// A person decided that pictures that stalled in a take may go on.
    pub fn resume(&mut self) {
        self.holds.resume();
    }

    /// Real outputs are open: they stay black until somebody arms them.
    pub fn drive_outputs(&mut self) {
        self.has_outputs = true;
    }

    /// Whether light may leave them; `None` without outputs.
    pub fn arming(&self, show: &Show) -> Option<Arming> {
        let is_armed = self.values().is_on(show.ids.wall.armed);
        self.has_outputs.then_some(if is_armed { Arming::Armed } else { Arming::Disarmed })
    }

    /// Tracking as of the last frame: each camera's, then each carried wall's.
    pub fn status(&self) -> &[CameraStatus] {
        &self.status
    }

    /// The demo's tracker, while the program tracks itself.
    pub fn demo(&self) -> Option<&DemoTracker> {
        self.demo.as_ref()
    }

    /// Sensor point of a camera as of the last frame, stage axes.
    pub fn pose(&self, camera: usize) -> Option<Pose> {
        self.poses.get(camera).map(|pose| pose.sensor)
    }

    /// Moves every tracked pose of a camera by this, from the next frame on.
    pub fn correct(&mut self, camera: usize, correction: Pose) {
        if let Some(follower) = self.cameras.get_mut(camera).and_then(|camera| camera.follower.as_mut()) {
            follower.correct(correction);
        }
    }

    /// What every tracked pose of a camera is moved by.
    pub fn correction(&self, camera: usize) -> Pose {
        let follower = self.cameras.get(camera).and_then(|camera| camera.follower.as_ref());
        follower.map_or(Pose::IDENTITY, Follower::correction)
    }

    /// The newest sample of a camera's tracker.
    pub fn newest(&self, camera: usize) -> Option<&TrackedSample> {
        self.cameras.get(camera)?.follower.as_ref()?.newest()
    }

    /// Other signs for a camera's tracker, from its next message on.
    pub fn set_signs(&self, camera: usize, signs: Signs) {
        for port in &self.receivers {
            for (source, _) in port.cameras.iter().enumerate().filter(|(_, (other, _))| *other == camera) {
                port.receiver.set_signs(source, signs);
            }
        }
    }

    /// Places a camera that keys fly: one with the source `virtual`, or one taken over. No effect on others,
    /// nor with a pose that is not finite.
    pub fn fly(&mut self, camera: usize, pose: Pose) {
        let flown = self.cameras.get_mut(camera).and_then(|camera| camera.flown.as_mut());
        if let (Some(flown), true) = (flown, pose.is_finite()) {
            *flown = pose;
        }
    }

    /// From now on keys fly a camera, from where it is. Its tracker is followed on, unseen. For the demo's camera alone:
    /// [`Live::pilot`] decides.
    fn take_over(&mut self, camera: usize) {
        if let (Some(taken), Some(pose)) = (self.cameras.get_mut(camera), self.poses.get(camera)) {
            taken.flown = taken.flown.or(Some(pose.sensor));
        }
    }

    /// Gives a camera back to its tracker, or to its rest pose. One that is virtual stays so.
    pub fn release(&mut self, camera: usize) {
        let Some(taken) = self.cameras.get_mut(camera).filter(|camera| camera.rest.state != "virtual") else {
            return;
        };
        taken.flown = None;
        // A tracker's pose comes with the next frame.
        self.poses[camera] = taken.rest;
    }

    /// Datagrams refused since the start, over all trackers.
    pub fn rejected(&self) -> u64 {
        self.receivers.iter().map(|port| port.receiver.counts().rejected()).sum()
    }

    /// The trackers' names, and where the program listens to them.
    pub fn listening(&self) -> impl Iterator<Item = (&str, SocketAddr)> {
        self.receivers.iter().map(|port| (port.settings.name.as_str(), port.receiver.local_addr()))
    }
}

impl LiveCamera {
    fn new((follower, camera): (Option<Follower>, &Camera)) -> Self {
        Self {
            follower,
            rest: CameraPose::known(camera.rest, word(camera)),
            flown: (camera.source == Source::Virtual).then_some(camera.rest),
            light_delay_secs: camera.latency_secs,
            spare: String::with_capacity(FAULT_BYTES),
            diagnosis: None,
        }
    }

    fn report(&mut self, status: &mut CameraStatus, pose: &CameraPose, tracked: Option<&TrackedCamera>) {
        status.state = pose.state;
        status.sample_age_ms = pose.sample_age_ms;
        if let Some(tracked) = tracked {
            status.samples_taken = tracked.samples_taken;
            status.lost = tracked.lost;
        }
        let tracked = tracked.filter(|_| self.flown.is_none());
        let fault = tracked.and_then(TrackedCamera::fault);
        let diagnosis = self.diagnosis.as_deref().filter(|_| tracked.is_some());
        if fault.is_none() && diagnosis.is_none() {
            self.spare = status.fault.take().unwrap_or_else(|| std::mem::take(&mut self.spare));
            return;
        }
        let text = status.fault.get_or_insert_with(|| std::mem::take(&mut self.spare));
        text.clear();
        // Writing to a String cannot fail.
        let _ = match (fault, diagnosis) {
            // Nothing has come yet: the diagnosis says why, better than the list of what to check.
            (Some(fault), Some(diagnosis)) if fault.source.is_none() => write!(text, "LOST: {diagnosis}"),
            (Some(fault), Some(diagnosis)) => write!(text, "{fault}. {diagnosis}"),
            (Some(fault), None) => write!(text, "{fault}"),
            (None, diagnosis) => write!(text, "{}", diagnosis.unwrap_or_default()),
        };
    }
}

/// The state word of a camera before its tracker speaks.
fn word(camera: &Camera) -> &'static str {
    match camera.source {
        Source::Tracker(_) => "lost",
        Source::Fixed => "fixed",
        Source::Virtual => "virtual",
    }
}

/// A follower for each camera and each wall of a show that is tracked.
struct Followers {
    cameras: Vec<Option<Follower>>,
    walls: Vec<Option<Follower>>,
}

impl Followers {
    fn none(show: &Show) -> Self {
        Self {
            cameras: show.cameras.iter().map(|_| None).collect(),
            walls: show.stage.walls.iter().map(|_| None).collect(),
        }
    }
}

/// A UDP port, and the cameras and walls whose trackers send to it.
#[derive(Clone, Debug)]
struct Port {
    number: u16,
    /// Indices of cameras and of their trackers.
    cameras: Vec<(usize, usize)>,
    /// Indices of walls and of their trackers.
    walls: Vec<(usize, usize)>,
}

/// The ports of a show. Trackers with one port share it; each tracker with port 0 has its own.
fn ports(show: &Show) -> Vec<Port> {
    let mut ports: Vec<Port> = Vec::new();
    for (index, camera) in show.cameras.iter().enumerate() {
        if let Source::Tracker(tracker) = camera.source {
            port_of(show, tracker, &mut ports).cameras.push((index, tracker));
        }
    }
    for (wall, tracker) in bodies::carried(show) {
        port_of(show, tracker, &mut ports).walls.push((wall, tracker));
    }
    ports
}

/// The port of a tracker, a new one when no tracker before it has the same.
fn port_of<'a>(show: &Show, tracker: usize, ports: &'a mut Vec<Port>) -> &'a mut Port {
    let number = show.stage.trackers[tracker].port;
    let is_same = |port: &Port| match number {
        0 => port.trackers().all(|other| other == tracker),
        _ => port.number == number,
    };
    let at = ports.iter().position(is_same).unwrap_or_else(|| {
        ports.push(Port { number, cameras: Vec::new(), walls: Vec::new() });
        ports.len() - 1
    });
    &mut ports[at]
}

/// A port that is listened to.
#[derive(Debug)]
struct OpenPort {
    settings: ReceiverSettings,
    /// Indices of cameras and of their trackers, in the order of the settings' sources.
    cameras: Vec<(usize, usize)>,
    /// Indices of walls and of their trackers, whose sources follow the cameras'.
    walls: Vec<(usize, usize)>,
    receiver: Receiver,
}

impl OpenPort {
    fn open(port: Port, show: &Show, clock: Clock) -> Result<Self, LiveError> {
        let settings = port.settings(show)?;
        let receiver = Receiver::start(settings.clone(), clock)?;
        Ok(Self { settings, cameras: port.cameras, walls: port.walls, receiver })
    }
}

impl Port {
    /// Trackers in the order of the sources: of cameras, then of walls.
    fn trackers(&self) -> impl Iterator<Item = usize> {
        self.cameras.iter().chain(&self.walls).map(|(_, tracker)| *tracker)
    }

    /// The trackers' names, for the thread and for messages.
    fn names(&self, show: &Show) -> String {
        let mut names: Vec<&str> =
            self.trackers().map(|tracker| show.stage.trackers[tracker].name.as_str()).collect();
        names.dedup();
        names.join(", ")
    }

    fn settings(&self, show: &Show) -> Result<ReceiverSettings, LiveError> {
        // A port that nobody chose can only be sent to by this machine.
        let ip = if self.number == 0 { Ipv4Addr::LOCALHOST } else { Ipv4Addr::UNSPECIFIED };
        let source = |tracker: usize| {
            let tracker = &show.stage.trackers[tracker];
            Ok(tracking::Source {
                camera_id: tracker.camera_id,
                signs: signs(tracker)?,
                stage_from_tracker: tracker.stage_from_tracker,
            })
        };
        Ok(ReceiverSettings {
            name: self.names(show),
            bind: SocketAddr::new(IpAddr::V4(ip), self.number),
            sources: self.trackers().map(source).collect::<Result<_, LiveError>>()?,
        })
    }
}

/// Signs and order of a tracker's channels.
pub(super) fn signs(tracker: &Tracker) -> Result<Signs, LiveError> {
    // The file's numbers are 1 or -1; anything else becomes a value that `Signs` refuses.
    Signs::new(tracker.signs.map(|sign| if sign.abs() == 1.0 { sign as i8 } else { 0 }))
        .and_then(|signs| signs.ordered(tracker.order))
        .map_err(|error| LiveError::Signs { tracker: tracker.name.clone(), error })
}

mod bodies;
mod obey;
mod pilot;
mod succeed;
#[cfg(test)]
mod tests;
