//! The desk before a show that runs, without sockets.
//!
//! In: datagrams, frames. Out: values, history, datagrams. Not here: single messages (`wish`).
//! Invariant: time is told, never read; the clerk is waited for, at most five seconds.

use std::time::Duration;

use super::*;
use crate::app::clerk::Clerk;
use crate::app::live::{Demo, Live};
use crate::params::{PersonId, Role};
use crate::show::ports::Network;
use crate::show::report::HealthReport;
use crate::show::{Show, load};
use crate::timing::Clock;
use rosc::{OscBundle, OscType::*, encoder};

const ANN: ([u8; 4], u16) = ([127, 0, 0, 1], 5001);
const BEN: ([u8; 4], u16) = ([127, 0, 0, 2], 5002);
const TRIM: &str = "/cyclorama/grade/trim_ev";

struct Rig {
    show: Show,
    _clerk: Clerk,
    live: Live,
    link: Link,
    desk: Desk,
    frame: u64,
}

impl Rig {
    fn new(role: Role, feedback: &[SocketAddr]) -> Self {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let (clerk, end, link) = Clerk::start(&show).unwrap();
        let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
        live.listen_to(end);
        let settings = OscPorts {
            address: ([127, 0, 0, 1], 0).into(),
            reply_port: 9751,
            feedback: feedback.to_vec(),
            allow: vec![Network::parse("10.0.0.0/24").unwrap()],
            role,
        };
        let desk = Desk::new(settings, link.clone());
        Self { show, _clerk: clerk, live, link, desk, frame: 0 }
    }

    fn now(&self) -> Now {
        let secs = self.frame as f64 / 24.0;
        Now { secs, unix_secs: 1e9 + secs }
    }

    fn hear(&mut self, from: impl Into<SocketAddr>, address: &str, arguments: &[OscType]) {
        let bytes = packet::encode(packet::message(address, arguments.to_vec()));
        self.desk.hear(&bytes, from.into(), self.now());
    }

    /// Draws a frame, waits until the clerk has told of it, and gives what the desk sends then.
    fn frame(&mut self) -> Vec<(SocketAddr, OscMessage)> {
        self.frame += 1;
        self.live.advance(&self.show, self.frame);
        self.live.report(&self.show, &HealthReport { rate_fps: 24.0, ..HealthReport::default() });
        let frame = self.frame;
        self.until(|state| state.report.frame == frame);
        let now = self.now();
        self.desk.tick(now);
        let read = |(to, bytes): (SocketAddr, Vec<u8>)| match packet::decode(&bytes) {
            Ok(OscPacket::Message(message)) => (to, message),
            other => panic!("{other:?}"),
        };
        self.desk.outgoing().into_iter().map(read).collect()
    }

    fn frames(&mut self, count: usize) -> Vec<(SocketAddr, OscMessage)> {
        (0..count).flat_map(|_| self.frame()).collect()
    }

    fn until(&self, is: impl Fn(&State) -> bool) -> Arc<State> {
        for _ in 0..5000 {
            let state = self.link.state();
            if is(&state) {
                return state;
            }
            std::thread::park_timeout(Duration::from_millis(1));
        }
        panic!("the clerk did not get there")
    }

    fn value(&self, path: &str) -> f64 {
        self.live.values().number(self.show.registry.id(path).unwrap())
    }
}

fn at(sent: &[(SocketAddr, OscMessage)], to: impl Into<SocketAddr>, address: &str) -> Vec<Vec<OscType>> {
    let to = to.into();
    sent.iter()
        .filter(|(own, message)| *own == to && message.addr == address)
        .map(|(_, message)| message.args.clone())
        .collect()
}

#[test]
fn a_fader_moves_and_is_taken_back_as_one_step() {
    let mut rig = Rig::new(Role::Operator, &[]);
    for value in [0.5, 0.75, 0.25, 1.5] {
        rig.hear(ANN, TRIM, &[Float(value)]);
    }
    rig.frames(2);
    assert_eq!(rig.value("grade/trim_ev"), 1.5, "the newest of the frame");
    let state = rig.until(|state| state.history.iter().any(|line| line.words.contains("1.5")));
    assert_eq!(state.history.len(), 1);
    let person = state.people.iter().find(|person| person.id == state.history[0].by).unwrap();
    assert_eq!((person.name.as_str(), person.role, person.via), ("OSC 127.0.0.1", Role::Operator, Via::Osc));
    rig.hear(BEN, "/cyclorama/undo", &[]);
    rig.frame();
    assert_eq!(rig.value("grade/trim_ev"), 1.5, "not Ben's to take back");
    rig.hear(ANN, "/cyclorama/undo", &[Float(1.0)]);
    rig.hear(ANN, "/cyclorama/undo", &[Float(0.0)]);
    rig.frame();
    assert_eq!(rig.value("grade/trim_ev"), 0.0);
}

#[test]
fn values_are_asked_for_and_pings_answered() {
    let mut rig = Rig::new(Role::Operator, &[]);
    rig.hear(ANN, TRIM, &[Double(0.1)]);
    rig.frame();
    rig.hear(ANN, TRIM, &[]);
    rig.hear(ANN, "/cyclorama/ping", &[Int(7)]);
    rig.hear(ANN, "/cyclorama/show/name", &[]);
    let sent = rig.frame();
    for to in [ANN, (ANN.0, 9751)] {
        assert_eq!(at(&sent, to, TRIM)[0], [Float(0.1)]);
        assert_eq!(at(&sent, to, PONG), [[Int(7)]]);
        assert_eq!(at(&sent, to, "/cyclorama/show/name"), [[String(rig.show.name.clone())]]);
    }
}

#[test]
fn who_is_refused_is_told_in_words() {
    let mut rig = Rig::new(Role::Director, &[]);
    rig.hear(ANN, "/cyclorama/wall/blackout", &[Int(1)]);
    rig.hear(ANN, "/cyclorama/grade/trim", &[Int(1)]);
    rig.desk.hear(b"/abc", ANN.into(), rig.now());
    rig.hear(ANN, ERROR, &[String("an error is no question".to_owned())]);
    let mut sent = rig.frames(3);
    // The clerk passes refusals on after the frame's report.
    for _ in 0..1000 {
        if at(&sent, ANN, ERROR).len() >= 3 {
            break;
        }
        std::thread::park_timeout(Duration::from_millis(1));
        sent.extend(rig.frame());
    }
    let mut errors: Vec<_> = at(&sent, ANN, ERROR)
        .into_iter()
        .map(|pair| {
            let mut words = pair.into_iter().map(|argument| argument.string().unwrap());
            (words.next().unwrap(), words.next().unwrap())
        })
        .collect();
    errors.sort();
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert_eq!(errors[0].0, "");
    assert!(errors[1].0 == "/cyclorama/grade/trim" && errors[1].1.contains("trim_ev"), "{errors:?}");
    assert!(errors[2].0 == "/cyclorama/wall/blackout" && errors[2].1.contains("operator"), "{errors:?}");
    assert_eq!(rig.value("wall/blackout"), 0.0);
    assert_eq!(rig.desk.counts().bad, 2);
}

#[test]
fn a_hold_is_said_with_a_word() {
    let mut rig = Rig::new(Role::Operator, &[]);
    rig.hear(ANN, "/cyclorama/wall/blackout", &[Int(1)]);
    rig.frame();
    rig.hear(ANN, "/cyclorama/wall/blackout", &[Int(0)]);
    rig.frames(2);
    assert_eq!(rig.value("wall/blackout"), 1.0, "a release of blackout wants a hold");
    rig.hear(ANN, "/cyclorama/wall/blackout", &[Int(0), String("confirmed".to_owned())]);
    rig.frames(2);
    assert_eq!(rig.value("wall/blackout"), 0.0);
}

#[test]
fn a_bundle_waits_for_its_frame() {
    let mut rig = Rig::new(Role::Operator, &[]);
    rig.frame();
    let bundle = |rig: &mut Rig, in_secs: f64, value| {
        let at_secs = rig.now().unix_secs + in_secs + UNIX_IN_NTP_SECS;
        let timetag =
            OscTime { seconds: at_secs as u32, fractional: (at_secs.fract() * 2f64.powi(32)) as u32 };
        let content = vec![OscPacket::Message(packet::message(TRIM, vec![Float(value)]))];
        let bytes = encoder::encode(&OscPacket::Bundle(OscBundle { timetag, content })).unwrap();
        rig.desk.hear(&bytes, ANN.into(), rig.now());
    };
    // A quarter of a second at 24 frames a second is six frames.
    bundle(&mut rig, 0.25, 1.0);
    let now = rig.frame;
    let first = (0..20).find(|_| {
        rig.frame();
        rig.value("grade/trim_ev") == 1.0
    });
    assert!(first.is_some());
    assert!((now + 6..=now + 7).contains(&rig.frame), "{} after {now}", rig.frame);
    bundle(&mut rig, 11.0, 2.0);
    rig.frame();
    assert_eq!(rig.value("grade/trim_ev"), 2.0, "too far ahead is at once");
    bundle(&mut rig, -5.0, 0.5);
    rig.frame();
    assert_eq!(rig.value("grade/trim_ev"), 0.5, "what is past is at once");
}

#[test]
fn everybody_is_told_but_who_moves_it() {
    let target: SocketAddr = ([10, 0, 0, 5], 9751).into();
    let mut rig = Rig::new(Role::Operator, &[target]);
    let all = rig.frames(6);
    assert_eq!(at(&all, target, TRIM), [[Float(0.0)]], "a configured target begins with everything");
    rig.hear(BEN, "/cyclorama/subscribe", &[String("/cyclorama/grade/*".to_owned()), Int(1)]);
    rig.hear(ANN, TRIM, &[Float(0.5)]);
    let first = rig.frames(3);
    assert_eq!(at(&first, target, TRIM).last().unwrap(), &[Float(0.5)]);
    assert_eq!(at(&first, BEN, TRIM).last().unwrap(), &[Float(0.5)], "a subscriber, at its own port");
    assert!(at(&first, BEN, "/cyclorama/wall/hold").is_empty());
    assert!(at(&first, (BEN.0, 9751), TRIM).last().is_some(), "who sent lately, at the reply port");
    assert!(at(&first, (ANN.0, 9751), TRIM).is_empty(), "Ann's finger is on it");
    let rest = rig.frames(24);
    assert_eq!(at(&rest, (ANN.0, 9751), TRIM), [[Float(0.5)]], "she is told once it rests");
    rig.hear(ANN, TRIM, &[Float(0.75)]);
    let late = rig.frames(3);
    assert!(at(&late, BEN, TRIM).is_empty(), "the subscription has run out");
    assert_eq!(at(&late, target, TRIM), [[Float(0.75)]]);
}

#[test]
fn strangers_are_not_heard() {
    let mut rig = Rig::new(Role::Operator, &[]);
    rig.hear(([10, 0, 1, 7], 5000), TRIM, &[Float(1.0)]);
    assert!(rig.frames(2).is_empty());
    assert_eq!((rig.desk.counts().foreign, rig.value("grade/trim_ev")), (1, 0.0));
    rig.hear(([10, 0, 0, 7], 5000), TRIM, &[Float(1.0)]);
    rig.frame();
    assert_eq!(rig.value("grade/trim_ev"), 1.0);
    assert!(rig.link.state().people.iter().any(|person| person.name == "OSC 10.0.0.7"));
    assert!(
        rig.link.state().people.iter().all(|person| person.id != PersonId(0) || person.via == Via::Program)
    );
}

#[test]
fn a_flood_is_cut_to_its_rate() {
    let mut rig = Rig::new(Role::Operator, &[]);
    for value in 0..20_000 {
        rig.hear(ANN, TRIM, &[Int(value)]);
    }
    assert!(rig.desk.counts().too_fast >= 15_000);
    let errors = at(&rig.frame(), ANN, ERROR).len();
    assert!((1..=20).contains(&errors), "{errors}");
    rig.hear(BEN, TRIM, &[Int(1)]);
    rig.frame();
    assert_eq!(rig.value("grade/trim_ev"), 1.0, "another sender is heard");
}
