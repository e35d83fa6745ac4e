//! One running show after another: what is the same keeps running.
//!
//! In: a running show, the show that follows it. Out: the show that follows, with the trackers, followers and values of before
//! where they are the same. Not here: when it happens (`app::reload`), loading and pixels (`app::window`).
//! Invariant: a port whose settings did not change is never closed; when the next show cannot open its ports, the one before
//! goes on untouched.

use crate::show::Show;
use crate::timing::Clock;
use crate::tracking::arrival::Wanted;
use crate::tracking::sniff::Wire;

use super::{Demo, DemoTracker, Followers, Live, LiveError, OpenPort, ports, signs};
use crate::app::arrival::{ArrivalWatch, Watched};
use crate::app::demo_tracker::Move;
use crate::app::watchdog::{LIMIT_SECS, Thread};

/// Id of the demo's packets where the tracker accepts any.
const DEMO_CAMERA_ID: u8 = 1;

impl Live {
    /// Goes on as `show`, after `old`. Ports that change are closed and opened here, which takes up to a twentieth of a second.
    pub fn succeed(mut self, old: &Show, show: &Show) -> Result<Self, (Box<Self>, LiveError)> {
        let clock = self.clock;
        let mut wanted = Vec::new();
        for port in ports(show) {
            match port.settings(show) {
                Ok(settings) => wanted.push((port, settings)),
                Err(error) => return Err((Box::new(self), error)),
            }
        }
        let is_kept = |open: &OpenPort| wanted.iter().any(|(_, settings)| *settings == open.settings);
        let is_same = self.receivers.len() == wanted.len() && self.receivers.iter().all(is_kept);
        let mut opened = Vec::new();
        if !is_same {
            // Its ears may hold a port that the next show wants.
            self.arrival = None;
            let held: Vec<u16> = self.receivers.iter().map(|open| open.settings.bind.port()).collect();
            for (port, _) in
                wanted.iter().filter(|(port, _)| port.number == 0 || !held.contains(&port.number))
            {
                if self.receivers.iter().any(|open| Some(&open.settings) == settings_of(&wanted, port)) {
                    continue;
                }
                match OpenPort::open(port.clone(), show, clock) {
                    Ok(open) => opened.push(open),
                    Err(error) => {
                        self.arrival = watch(old, &self.receivers, clock).unwrap_or_default();
                        return Err((Box::new(self), error));
                    }
                }
            }
        }
        Ok(self.over_to(old, show, (wanted, opened)))
    }

    /// From here on nothing is refused but by the system itself.
    fn over_to(
        mut self,
        old: &Show,
        show: &Show,
        (wanted, mut opened): (Vec<(super::Port, super::ReceiverSettings)>, Vec<OpenPort>),
    ) -> Self {
        let clock = self.clock;
        let mut followers = Followers::none(show);
        let mut before = std::mem::take(&mut self.receivers);
        let mut receivers = Vec::with_capacity(wanted.len());
        for (port, settings) in wanted {
            let same = before.iter().position(|open| open.settings == settings);
            let open = if let Some(same) = same {
                let mut open = before.swap_remove(same);
                // A source that went from a camera to a wall, or back, is followed anew.
                if open.cameras.len() == port.cameras.len() {
                    for ((was, _), (is, _)) in open.cameras.iter().zip(&port.cameras) {
                        followers.cameras[*is] = self.cameras[*was].follower.take();
                    }
                    for ((was, _), (is, _)) in open.walls.iter().zip(&port.walls) {
                        let body = self.bodies.iter_mut().find(|body| body.wall == *was);
                        followers.walls[*is] = body.and_then(|body| body.follower.take());
                    }
                }
                (open.cameras, open.walls) = (port.cameras, port.walls);
                Ok(open)
            } else if let Some(at) = opened.iter().position(|open| open.settings == settings) {
                Ok(opened.swap_remove(at))
            } else {
                // The same port with another id or place: the old one lets go of it first.
                before.retain(|open| open.settings.bind.port() != port.number);
                OpenPort::open(port, show, clock)
            };
            match open {
                Ok(open) => receivers.push(open),
                // A port that was this program's a moment ago was taken by another one. The picture stands; the desk says it.
                Err(error) => tracing::error!("after the reload: {error}"),
            }
        }
        let has_demo = if self.demo.is_some() { Demo::Embedded } else { Demo::None };
        let moves = demo_moves(show, &receivers, has_demo).unwrap_or_default();
        let demo = match self.demo.take() {
            Some(demo) if demo.moves() == moves => Some(demo),
            _ if moves.is_empty() => None,
            _ => DemoTracker::start(moves, show.rate, clock).ok(),
        };
        self.arrival = None;
        let arrival = watch(show, &receivers, clock).unwrap_or_default();
        let mut next = Self::with(show, clock, receivers, followers, (demo, arrival));
        next.carry_on(&mut self, (old, show));
        next.holds.succeed(&self.holds);
        // Clouds and clock go on from where they are; a sky that is new begins.
        next.inputs.trail = next.inputs.trail.map(|own| self.inputs.trail.unwrap_or(own));
        next.has_outputs = self.has_outputs;
        next.keep_flights(&self, old, show);
        next
    }

    /// Threads that serve the show, for the watchdog.
    pub fn threads(&self) -> Vec<Thread> {
        let thread = |name: String, heartbeat| Thread { name, heartbeat, limit_secs: LIMIT_SECS };
        let receivers = self.receivers.iter().map(|port| {
            thread(format!("receiver {}", port.settings.name), port.receiver.hearing().heartbeat())
        });
        let arrival = self.arrival.iter().map(|watch| thread("arrival".to_owned(), watch.heartbeat()));
        receivers.chain(arrival).collect()
    }

    /// A camera stays where a person flew it.
    fn keep_flights(&mut self, before: &Self, old: &Show, show: &Show) {
        for (index, camera) in show.cameras.iter().enumerate() {
            let same = old.cameras.iter().position(|other| other.name == camera.name);
            let flown = same.and_then(|same| before.cameras.get(same)?.flown);
            let is_alike = same.is_some_and(|same| old.cameras[same].source == camera.source);
            if is_alike && flown.is_some() {
                self.cameras[index].flown = flown;
            }
        }
    }
}

fn settings_of<'a>(
    wanted: &'a [(super::Port, super::ReceiverSettings)],
    port: &super::Port,
) -> Option<&'a super::ReceiverSettings> {
    let is_it = |other: &super::Port| other.cameras == port.cameras && other.walls == port.walls;
    wanted.iter().find(|(other, _)| is_it(other)).map(|(_, settings)| settings)
}

/// Watches the ports that others send to; `None` when there are none.
pub(super) fn watch(show: &Show, open: &[OpenPort], clock: Clock) -> std::io::Result<Option<ArrivalWatch>> {
    let watched: Vec<Watched> = open
        .iter()
        .filter(|port| port.settings.bind.port() != 0 && !port.cameras.is_empty())
        .map(|port| Watched {
            reports: port.receiver.hearing().reports(),
            cameras: port.cameras.iter().map(|(camera, tracker)| (*camera, wanted(show, *tracker))).collect(),
        })
        .collect();
    if watched.is_empty() { Ok(None) } else { ArrivalWatch::start(watched, clock).map(Some) }
}

fn wanted(show: &Show, tracker: usize) -> Wanted {
    let tracker = &show.stage.trackers[tracker];
    Wanted {
        tracker: tracker.name.clone(),
        port: tracker.port,
        wire: Wire::Freed,
        camera_id: tracker.camera_id,
    }
}

/// The demo's moves: on each port that nobody chose, of the first camera with a slider, since one tracker carries one camera.
pub(super) fn demo_moves(show: &Show, open: &[OpenPort], demo: Demo) -> Result<Vec<Move>, LiveError> {
    let is_own = |port: &&OpenPort| demo == Demo::Embedded && port.settings.bind.port() == 0;
    open.iter().filter(is_own).filter_map(|port| demo_move(show, port)).collect()
}

fn demo_move(show: &Show, port: &OpenPort) -> Option<Result<Move, LiveError>> {
    let slider_of = |(camera, tracker): &(usize, usize)| {
        Some((*camera, &show.stage.trackers[*tracker], show.cameras[*camera].slider?))
    };
    let (camera, tracker, slider) = port.cameras.iter().find_map(slider_of)?;
    Some(signs(tracker).map(|signs| Move {
        camera,
        rest: show.cameras[camera].rest,
        slider,
        target: port.receiver.local_addr(),
        camera_id: tracker.camera_id.unwrap_or(DEMO_CAMERA_ID),
        stage_from_tracker: tracker.stage_from_tracker,
        signs,
    }))
}
