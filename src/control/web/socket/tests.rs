//! A client's place without a socket: what is merged, what is counted, what is bounded.

use super::seat::{Seat, TEXTS};
use super::*;
use crate::params::{ParameterId, PersonId, Registry, Role};
use crate::show::link::{Answer, ClerkEnd, FrameEnd, Link, State as Shown, Told, link};
use crate::show::load;
use crate::show::report::Report;

/// A seam with the demo's registry, and nobody at its ends.
pub(super) fn show() -> (FrameEnd, ClerkEnd, Link) {
    let show = load::demo(&|_, _| {}).unwrap().show;
    let report = Report { values: show.first.clone(), goals: show.first.clone(), ..Report::default() };
    let registry: Arc<Registry> = Arc::new(show.registry.clone());
    link(Shown {
        rev: 0,
        epoch: 0,
        show: "Demo".into(),
        cameras: Arc::new(["A".to_owned()]),
        bounds: registry.parameters().iter().map(|parameter| parameter.kind.range()).collect(),
        registry,
        report: Arc::new(report),
        book: Arc::default(),
        people: Arc::new([]),
        history: Arc::new([]),
        touched: Arc::new([]),
        notes: Arc::new([]),
        strobe: None,
    })
}

fn seat() -> (crossbeam::channel::Sender<Answer>, Seat) {
    let (answers, answered) = crossbeam::channel::bounded(16);
    (answers, Seat::new((PersonId(20), Role::Director), answered))
}

fn texts(seat: &Seat) -> Vec<String> {
    let mut place = seat.place();
    std::iter::from_fn(|| place.next_text()).map(|text| text.to_string()).collect()
}

fn drag(seat: &Seat, id: u64, number: f64) -> Option<Command> {
    let mut place = seat.place();
    let ticket = place.ticket(id, true);
    let action = Action::Set { id: ParameterId::at(0), number, fade_secs: 0.0, gesture: 1 };
    let author = Author { by: seat.person, role: seat.role };
    place.drag(ParameterId::at(0), Command { ticket, ..Command::new(author, 0, action) })
}

fn number(command: &Command) -> f64 {
    match command.action {
        Action::Set { number, .. } => number,
        _ => f64::NAN,
    }
}

#[test]
fn of_a_flood_of_moves_the_first_and_the_last_are_done_and_all_are_answered() {
    let (answers, seat) = seat();
    let first = drag(&seat, 1, 1.0).unwrap();
    assert_eq!(number(&first), 1.0);
    assert!((2..=5).all(|id| drag(&seat, id, id as f64).is_none()));
    let held = seat.place().take_held();
    assert_eq!(held.iter().map(number).collect::<Vec<_>>(), [5.0]);
    let done = |ticket| Answer { ticket, frame: 9, told: Told::Done };
    answers.send(done(first.ticket)).unwrap();
    answers.send(done(held[0].ticket)).unwrap();
    seat.hear(8);
    let acks = |ids: &[u64]| -> Vec<String> {
        ids.iter().map(|id| format!(r#"{{"frame":9,"id":{id},"ok":true,"t":"ack"}}"#)).collect()
    };
    assert_eq!(texts(&seat), acks(&[1, 2, 3, 4, 5]));
    seat.hear(9);
    let shown: Vec<String> = (1..=5).map(|id| format!(r#"{{"frame":9,"id":{id},"t":"shown"}}"#)).collect();
    assert_eq!(texts(&seat), shown, "once a frame with it was drawn");
}

#[test]
fn what_waits_for_a_client_is_bounded() {
    let (answers, seat) = seat();
    for id in 1..100_000 {
        seat.place().refuse(id, "bad", "no");
        seat.place().ticket(id, true);
        drag(&seat, id, 0.0);
    }
    assert!(seat.place().is_full());
    assert_eq!(texts(&seat).len(), TEXTS);
    assert_eq!(seat.place().take_held().len(), 1);
    drop(answers);
}

#[test]
fn pictures_go_out_for_credit_each_once() {
    let (_frame_end, _clerk_end, link) = show();
    let feed = link.feed();
    feed.offer(vec!["camera:A".to_owned()]);
    let (_answers, seat) = seat();
    let slot = feed.slot("camera:A", 640);
    seat.place().want(slot);
    assert!(!seat.look(feed, 0) && feed.due(feed.now_secs()).is_empty(), "without credit nothing is wanted");
    seat.place().credit(2);
    seat.look(feed, 0);
    assert!(feed.due(feed.now_secs()).has(slot.unwrap()));
    let small =
        Small { seq: 0, size: [640, 360], frame: 5, drawn_secs: feed.now_secs(), jpeg: vec![0xff, 0xd8] };
    feed.show(slot.unwrap(), small.clone());
    assert!(seat.look(feed, 0));
    let sent = seat.place().next_picture(feed).unwrap();
    assert!(seat.place().next_picture(feed).is_none(), "the same one once");
    let bytes = frame_of(&sent, feed);
    assert_eq!(bytes[..10], [1, 1, 0x80, 2, 0x68, 1, 1, 0, 0, 0], "640, 360, the first");
    assert_eq!(bytes[12..], [0, 0, 0, 0, 0xff, 0xd8]);
    feed.show(slot.unwrap(), small.clone());
    assert!(seat.place().next_picture(feed).is_some());
    feed.show(slot.unwrap(), small);
    assert!(seat.place().next_picture(feed).is_none() && !seat.look(feed, 0), "the credit is used up");
}

#[test]
fn a_snapshot_and_its_deltas_are_the_next_snapshot() {
    use serde_json::Value;
    let (_frame_end, clerk_end, link) = show();
    let pages: wire::Pages = Arc::new([]);
    let seen = |link: &Link| Seen::of(&link.state(), &pages);
    let before = seen(&link);
    let mut known: Value = serde_json::from_str(&wire::snapshot(&before, 0)).unwrap();
    let registry = Arc::clone(&before.state.registry);
    let mut from = before;
    // Each parameter in turn to its other end, every third of them as a fade.
    for (at, parameter) in registry.parameters().iter().enumerate() {
        let mut state = (*link.state()).clone();
        let mut report = (*state.report).clone();
        let [min, max] = parameter.kind.range();
        let id = ParameterId::at(at);
        let to = if report.values.number(id) == max { min } else { max };
        report.goals.put(id, to);
        if at % 3 != 0 {
            report.values.put(id, to);
        }
        (state.rev, state.report) = (state.rev + 1, Arc::new(report));
        clerk_end.board.hang(Arc::new(state));
        let next = seen(&link);
        let delta: Value = serde_json::from_str(&wire::delta(&from, &next).unwrap()).unwrap();
        assert_eq!(delta["from"], known["rev"]);
        known["rev"] = delta["rev"].clone();
        for part in ["values", "goals"] {
            for (path, value) in delta[part].as_object().unwrap() {
                match value.is_null() {
                    true => drop(known[part].as_object_mut().unwrap().remove(path)),
                    false => known[part][path] = value.clone(),
                }
            }
        }
        from = next;
    }
    let last: Value = serde_json::from_str(&wire::snapshot(&from, 0)).unwrap();
    assert_eq!((&known["values"], &known["goals"]), (&last["values"], &last["goals"]));
    assert!(!last["goals"].as_object().unwrap().is_empty());
    assert_eq!(wire::delta(&from, &from), None);
}
