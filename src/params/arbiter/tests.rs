use std::sync::Arc;

use crossbeam::queue::ArrayQueue;
use proptest::prelude::*;

use super::succeed::Pace;
use super::*;
use crate::params::{Parameter, Stored, Way};

const PERIOD_SECS: f64 = 1.0 / 24.0;
const ANN: Author = Author { by: PersonId(20), role: Role::Director };
const BEN: Author = Author { by: PersonId(21), role: Role::Operator };

fn registry() -> Registry {
    Registry::new(vec![
        Parameter::number("a/far", (1.0, 1e5, 100.0), "m", "").law(Law::Log),
        Parameter::number("a/trim", (-10.0, 10.0, 0.0), "EV", "").law(Law::Ev),
        Parameter::number("a/turn", (-360.0, 360.0, 0.0), "deg", "").law(Law::ShortestArc),
        Parameter::number("a/white", (1000.0, 20_000.0, 6500.0), "K", "").law(Law::Mired),
        Parameter::choice("b/word", &["one", "two", "three"], 0, ""),
        Parameter::number("c/place", (-5.0, 5.0, 0.0), "mm", "").class(Class::Stage),
        Parameter::switch("d/black", false, "").class(Class::Safety).confirm(Confirm::Returning),
        Parameter::switch("d/rolling", false, "").class(Class::Safety),
    ])
}

/// An arbiter, and the queue that it tells.
fn arbiter() -> (Arbiter, Arc<ArrayQueue<Event>>) {
    let registry = registry();
    let events = Arc::new(ArrayQueue::new(EVENTS));
    let rolling = registry.id("d/rolling");
    let new = Arbiter::new(&registry, registry.defaults(), (0, rolling), PERIOD_SECS, Arc::clone(&events));
    (new, events)
}

fn id(path: &str) -> ParameterId {
    registry().id(path).expect("a path of the test")
}

fn set(path: &str, number: f64, fade_secs: f32, gesture: u32) -> Action {
    Action::Set { id: id(path), number, fade_secs, gesture }
}

/// Does what one person wants and gives the last event.
fn obey(
    arbiter: &mut Arbiter,
    events: &ArrayQueue<Event>,
    (author, confirmed): (Author, bool),
    action: Action,
) -> What {
    while events.pop().is_some() {}
    arbiter.obey(&Command { confirmed, ..Command::new(author, 0, action) });
    let mut last = None;
    while let Some(event) = events.pop() {
        last = Some(event.what);
    }
    last.expect("each command is answered")
}

#[test]
fn the_stage_is_locked_while_a_take_rolls_unless_somebody_means_it() {
    let (mut arbiter, events) = arbiter();
    arbiter.begin(1);
    let go = |arbiter: &mut Arbiter, who, action| obey(arbiter, &events, who, action);
    assert_eq!(go(&mut arbiter, (BEN, false), set("c/place", 1.0, 0.0, 0)), What::Done);
    assert_eq!(go(&mut arbiter, (BEN, false), set("d/rolling", 1.0, 0.0, 0)), What::Done);
    assert_eq!(go(&mut arbiter, (BEN, false), set("c/place", 2.0, 0.0, 0)), What::Refused(Refusal::Rolling));
    assert_eq!(go(&mut arbiter, (ANN, false), set("a/trim", 2.0, 0.0, 0)), What::Done, "the look is free");
    assert_eq!(go(&mut arbiter, (BEN, false), set("d/black", 1.0, 0.0, 0)), What::Done, "safety is free");
    assert_eq!(go(&mut arbiter, (BEN, true), set("c/place", 2.0, 0.0, 0)), What::Done, "overridden");
    assert_eq!(arbiter.values().number(id("c/place")), 2.0);
    let refused = go(&mut arbiter, (ANN, true), set("c/place", 3.0, 0.0, 0));
    assert_eq!(refused, What::Refused(Refusal::Role { needed: Role::Operator }));
    assert_eq!(
        go(&mut arbiter, (BEN, false), set("d/black", 0.0, 0.0, 0)),
        What::Refused(Refusal::Confirm),
        "light comes back only when it is meant"
    );
}

#[test]
fn a_drag_locks_others_out_for_two_seconds_but_not_the_operator() {
    let (mut arbiter, events) = arbiter();
    let other = Author { by: PersonId(30), role: Role::Director };
    arbiter.begin(10);
    assert_eq!(obey(&mut arbiter, &events, (ANN, false), set("a/trim", 1.0, 0.0, 5)), What::Done);
    arbiter.begin(20);
    let locked = obey(&mut arbiter, &events, (other, false), set("a/trim", 2.0, 0.0, 6));
    assert!(matches!(locked, What::Refused(Refusal::Locked { by, .. }) if by == ANN.by), "{locked:?}");
    assert_eq!(obey(&mut arbiter, &events, (BEN, false), set("a/trim", 3.0, 0.0, 7)), What::Done);
    arbiter.begin(20 + 48);
    assert_eq!(obey(&mut arbiter, &events, (other, false), set("a/trim", 2.0, 0.0, 6)), What::Done);
}

#[test]
fn a_recall_is_one_step_with_its_label_and_leaves_the_stage_alone() {
    let (mut arbiter, events) = arbiter();
    arbiter.begin(1);
    let registry = registry();
    let texts = [("a/trim", "1.5"), ("b/word", "two"), ("c/place", "4"), ("no/such", "1")];
    let (stored, refused) = Stored::parse(&registry, texts);
    assert_eq!(refused.len(), 2, "{refused:?}");
    let recall = Action::Recall { stored: Arc::new(stored), fade_secs: 0.0, label: 77 };
    let What::Recalled { step, label: 77 } = obey(&mut arbiter, &events, (ANN, false), recall) else {
        panic!("not recalled")
    };
    assert_eq!((arbiter.values().number(id("a/trim")), arbiter.values().choice(id("b/word"))), (1.5, 1));
    assert_eq!(
        obey(&mut arbiter, &events, (ANN, false), Action::Undo { fade_secs: 0.0 }),
        What::Undone { step }
    );
    assert_eq!(arbiter.values(), &registry.defaults());
}

#[test]
fn the_same_recall_at_another_pace_takes_that_pace() {
    let (mut arbiter, events) = arbiter();
    arbiter.begin(1);
    let (stored, _) = Stored::parse(&registry(), [("a/trim", "4")]);
    let stored = Arc::new(stored);
    let recall = |fade_secs| Action::Recall { stored: Arc::clone(&stored), fade_secs, label: 0 };
    obey(&mut arbiter, &events, (ANN, true), recall(30.0));
    arbiter.begin(25);
    assert!(arbiter.values().number(id("a/trim")) < 1.0, "on its way");
    obey(&mut arbiter, &events, (ANN, true), recall(0.0));
    assert_eq!((arbiter.values().number(id("a/trim")), arbiter.fading()), (4.0, 0));
    obey(&mut arbiter, &events, (ANN, false), Action::Undo { fade_secs: 0.0 });
    assert_eq!(arbiter.values().number(id("a/trim")), 0.0, "there is one step to take back");
}

#[test]
fn a_step_that_may_not_go_back_whole_stays_whole() {
    let (mut arbiter, events) = arbiter();
    arbiter.begin(1);
    let mut wanted = arbiter.values().clone();
    wanted.put(id("a/trim"), 2.0);
    wanted.put(id("c/place"), 3.0);
    arbiter.edit(BEN, &wanted);
    obey(&mut arbiter, &events, (BEN, false), set("d/rolling", 1.0, 0.0, 0));
    let values = |arbiter: &Arbiter| ["a/trim", "c/place"].map(|path| arbiter.values().number(id(path)));
    let undo = Action::Undo { fade_secs: 0.0 };
    let refused = obey(&mut arbiter, &events, (BEN, false), undo.clone());
    assert_eq!((refused, values(&arbiter)), (What::Refused(Refusal::Rolling), [2.0, 3.0]));
    assert!(matches!(obey(&mut arbiter, &events, (BEN, true), undo), What::Undone { .. }));
    assert_eq!(values(&arbiter), [0.0, 0.0]);
}

#[test]
fn every_roll_begins_a_take() {
    let (mut arbiter, events) = arbiter();
    for (frame, is_on) in [(1, true), (2, true), (3, false), (4, true), (5, false), (6, false), (7, true)] {
        let before = arbiter.values().is_on(id("d/rolling"));
        arbiter.begin(frame);
        obey(&mut arbiter, &events, (BEN, true), set("d/rolling", f64::from(u8::from(is_on)), 0.0, 0));
        assert_eq!(arbiter.end().has_begun, is_on && !before, "frame {frame}");
    }
}

#[test]
fn a_return_brings_back_look_and_fades_frame_for_frame_and_nothing_of_the_stage() {
    let (mut arbiter, events) = arbiter();
    let go = |arbiter: &mut Arbiter, action| obey(arbiter, &events, (BEN, true), action);
    arbiter.begin(1);
    assert_eq!(go(&mut arbiter, Action::Return { label: 0 }), What::Refused(Refusal::NoMoment));
    go(&mut arbiter, set("a/trim", 4.0, 5.0, 0));
    arbiter.end();
    arbiter.begin(30);
    go(&mut arbiter, set("d/rolling", 1.0, 0.0, 0));
    go(&mut arbiter, set("a/white", 3000.0, 2.0, 0));
    assert_eq!(arbiter.end(), Turn { has_returned: false, has_begun: true });
    let look =
        |arbiter: &Arbiter| ["a/trim", "a/white", "a/far"].map(|path| arbiter.values().number(id(path)));
    let mut first = vec![look(&arbiter)];
    for frame in 31..230 {
        arbiter.begin(frame);
        assert_eq!(arbiter.end(), Turn::default());
        first.push(look(&arbiter));
    }
    arbiter.begin(230);
    go(&mut arbiter, set("d/rolling", 0.0, 0.0, 0));
    go(&mut arbiter, set("a/trim", -3.0, 1.0, 0));
    go(&mut arbiter, set("a/far", 5.0, 0.0, 0));
    go(&mut arbiter, set("c/place", 3.0, 0.0, 0));
    arbiter.end();
    // Asked for between two frames, as the window does: it is the next frame's.
    arbiter.obey(&Command::new(ANN, 0, Action::Return { label: 9 }));
    arbiter.begin(300);
    assert_eq!(arbiter.end(), Turn { has_returned: true, has_begun: false });
    let mut second = vec![look(&arbiter)];
    for frame in 301..500 {
        arbiter.begin(frame);
        arbiter.end();
        second.push(look(&arbiter));
    }
    assert!(first.iter().zip(&second).all(|(one, two)| one.map(f64::to_bits) == two.map(f64::to_bits)));
    assert_eq!(first[199][0], 4.0, "the fade has ended by then");
    assert_ne!(first[0][0], first[1][0], "and was on its way at the begin");
    assert_eq!(arbiter.values().number(id("c/place")), 3.0);
    arbiter.begin(501);
    go(&mut arbiter, set("d/rolling", 1.0, 0.0, 0));
    arbiter.obey(&Command::new(ANN, 0, Action::Return { label: 0 }));
    let mut last = None;
    while let Some(event) = events.pop() {
        last = Some(event.what);
    }
    assert_eq!(last, Some(What::Refused(Refusal::Rolling)), "not in the middle of a take by mistake");
}

#[test]
fn undo_bounds_and_fades_go_on_after_a_reload() {
    let (mut before, events) = arbiter();
    before.begin(1);
    obey(&mut before, &events, (ANN, false), set("a/trim", 2.0, 2.0, 0));
    obey(&mut before, &events, (ANN, false), set("b/word", 2.0, 0.0, 0));
    obey(&mut before, &events, (BEN, false), Action::Bound { id: id("a/trim"), min: -1.0, max: 3.0 });
    before.begin(20);
    let old = registry();
    let new = Registry::new(vec![
        Parameter::number("a/another", (0.0, 1.0, 0.0), "", ""),
        Parameter::number("a/trim", (-10.0, 10.0, 0.0), "EV", "").law(Law::Ev),
        Parameter::switch("d/rolling", false, "").class(Class::Safety),
    ]);
    let values = new.carry_over(&new.defaults(), (&old, &old.defaults(), before.values()));
    let mut after = Arbiter::new(&new, values, (0, new.id("d/rolling")), PERIOD_SECS, Arc::clone(&events));
    let shared: Vec<_> = new.shared_with(&old).collect();
    assert_eq!(shared.len(), 2);
    after.succeed(&before, &shared, Pace::Same);
    let trim = new.id("a/trim").expect("kept");
    for frame in 21..60 {
        before.begin(frame);
        after.begin(frame);
        assert_eq!(before.values().number(id("a/trim")), after.values().number(trim), "frame {frame}");
    }
    assert_eq!(after.values().number(trim), 2.0);
    let beyond = Action::Set { id: trim, number: 9.0, fade_secs: 0.0, gesture: 1 };
    obey(&mut after, &events, (ANN, false), beyond);
    assert_eq!(after.values().number(trim), 3.0, "the operator's bound holds");
    obey(&mut after, &events, (ANN, false), Action::Undo { fade_secs: 0.0 });
    assert_eq!(after.values().number(trim), 2.0);
    // The word is gone with its parameter; what is left of the way back is the trim.
    obey(&mut after, &events, (ANN, false), Action::Undo { fade_secs: 0.0 });
    assert_eq!(after.values().number(trim), 0.0);
}

/// Any command of a person, in and out of range, with any fade.
fn action() -> impl Strategy<Value = Action> {
    let number = prop_oneof![
        -20.0..20.0_f64,
        -1e9..1e9_f64,
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(0.0),
        Just(-0.0),
        Just(f64::MIN_POSITIVE)
    ];
    let fade = prop_oneof![Just(0.0_f32), 0.0..3.0_f32, Just(f32::NAN), Just(f32::INFINITY), Just(-1.0_f32)];
    let place = (0..9_usize).prop_map(ParameterId::at);
    (0..9_u32, place, number, fade, 0..3_u32).prop_map(|(what, id, number, fade_secs, gesture)| match what {
        0..=2 => Action::Set { id, number, fade_secs, gesture },
        3 => Action::Step { id, by: number, fade_secs },
        4 => Action::Reset { id, fade_secs },
        5 => Action::Undo { fade_secs },
        6 => Action::Redo { fade_secs },
        7 => Action::Return { label: 0 },
        _ => Action::Bound { id, min: number, max: number + 1.0 },
    })
}

fn author() -> impl Strategy<Value = Author> {
    let roles = Role::ALL;
    (16..20_u32, 0..4_usize).prop_map(move |(by, role)| Author { by: PersonId(by), role: roles[role] })
}

proptest! {
    /// Whatever is asked, every value is finite, in range, whole where it must be, and each command is answered.
    #[test]
    fn whatever_is_asked_values_stay_values(
        commands in prop::collection::vec((author(), action(), any::<bool>(), 0..4_u64), 1..200),
    ) {
        let (mut arbiter, events) = arbiter();
        let registry = registry();
        let mut frame = 0;
        arbiter.begin(frame);
        for (author, action, confirmed, frames) in commands {
            let ticket = 1 + frame;
            arbiter.obey(&Command { confirmed, ticket, ..Command::new(author, 0, action) });
            let mut answers = 0;
            while let Some(event) = events.pop() {
                answers += u32::from(!matches!(event.what, What::Set { .. }));
            }
            prop_assert_eq!(answers, 1);
            for _ in 0..frames {
                arbiter.end();
                frame += 1;
                arbiter.begin(frame);
            }
            for (parameter, value) in registry.iter(arbiter.values()) {
                let [min, max] = parameter.kind.range();
                prop_assert!((min..=max).contains(&value.number()), "{} = {:?}", parameter.path, value);
                let is_whole = matches!(parameter.kind, Kind::Number { .. }) || value.number().fract() == 0.0;
                prop_assert!(is_whole, "{} = {:?}", parameter.path, value);
            }
        }
    }

    /// A fade ends at its target to the bit, whatever law, and whatever it was sent to midway.
    #[test]
    fn a_fade_ends_to_the_bit(
        at in 0..5_usize, targets in prop::collection::vec((0.0..1.0_f64, 0.1..3.0_f32, 0..50_u64), 1..6),
    ) {
        let (mut arbiter, _events) = arbiter();
        let id = ParameterId::at(at);
        let kind = registry().parameter(id).kind.clone();
        let [min, max] = kind.range();
        let mut frame = 0;
        let mut last = 0.0;
        arbiter.begin(frame);
        for (share, fade_secs, frames) in targets {
            let number = min + share * (max - min);
            last = if matches!(kind, Kind::Number { .. }) { number } else { number.round() };
            let set = Action::Set { id, number, fade_secs, gesture: 0 };
            arbiter.obey(&Command::new(BEN, 0, set));
            for _ in 0..frames {
                frame += 1;
                arbiter.begin(frame);
            }
        }
        arbiter.begin(frame + 100);
        prop_assert_eq!(arbiter.values().number(id).to_bits(), last.to_bits());
        prop_assert_eq!(arbiter.fading(), 0);
    }

    /// Where nobody changes what another did, everybody's undo of everything leads back to the start, and redo forth again.
    #[test]
    fn undo_of_everything_by_everyone_is_the_start(
        moves in prop::collection::vec((0..2_usize, 0..2_usize, 0.0..1.0_f64, 0..3_u32, 0..20_u64), 1..60),
    ) {
        let (mut arbiter, _events) = arbiter();
        let registry = registry();
        let own = [[0, 1], [2, 3]];
        let mut frame = 0;
        arbiter.begin(frame);
        for (who, which, share, gesture, frames) in moves {
            let id = ParameterId::at(own[who][which]);
            let [min, max] = registry.parameter(id).kind.range();
            let number = min + share * (max - min);
            let set = Action::Set { id, number, fade_secs: 0.0, gesture };
            arbiter.obey(&Command::new([ANN, BEN][who], 0, set));
            frame += frames;
            arbiter.begin(frame);
        }
        let end = arbiter.values().clone();
        for (author, action) in [(ANN, Action::Undo { fade_secs: 0.0 }), (BEN, Action::Undo { fade_secs: 0.0 })] {
            for _ in 0..60 {
                arbiter.obey(&Command::new(author, 0, action.clone()));
            }
        }
        prop_assert_eq!(arbiter.values(), &registry.defaults());
        for author in [BEN, ANN] {
            for _ in 0..60 {
                arbiter.obey(&Command::new(author, 0, Action::Redo { fade_secs: 0.0 }));
            }
        }
        prop_assert_eq!(arbiter.values(), &end);
    }

    /// The order of arrival decides, not who or over how many frames: the same commands give the same values and history.
    #[test]
    fn the_order_of_arrival_alone_decides(
        commands in prop::collection::vec((author(), action()), 1..60), split in 0..60_usize,
    ) {
        let run = |pause: usize| {
            let (mut arbiter, events) = arbiter();
            arbiter.begin(0);
            for (at, (author, action)) in commands.iter().enumerate() {
                if at == pause {
                    // The same frame once more: nothing may hang on where the queue was cut.
                    while events.pop().is_some() {}
                }
                arbiter.obey(&Command { confirmed: true, ..Command::new(*author, 0, action.clone()) });
            }
            (arbiter.values().clone(), format!("{:?}", arbiter.history))
        };
        prop_assert_eq!(run(split), run(usize::MAX));
    }
}

/// A clock that reads 20:00 on the next day, was set to 18:00, and goes half an hour a frame.
fn running() -> (Arbiter, Arc<ArrayQueue<Event>>, [ParameterId; 3]) {
    let registry = Registry::new(vec![
        Parameter::number("sky/date", (0.0, 1000.0, 100.0), "days", "").law(Law::Stepped),
        Parameter::number("sky/time", (0.0, 24.0, 18.0), "h", "").law(Law::Clock(Way::Shorter)),
        Parameter::choice("sky/way", &Way::WORDS, 0, ""),
    ]);
    let [date, time, turn] =
        ["sky/date", "sky/time", "sky/way"].map(|path| registry.id(path).expect("a path of the test"));
    let events = Arc::new(ArrayQueue::new(EVENTS));
    let mut arbiter =
        Arbiter::new(&registry, registry.defaults(), (0, None), PERIOD_SECS, Arc::clone(&events));
    arbiter.watch(Clock { time, date, turn });
    arbiter.begin(1);
    arbiter.reads(Some(Reading { time: 20.0, date: 101.0, time_a_frame: 0.5 }));
    (arbiter, events, [date, time, turn])
}

#[test]
fn a_clock_that_runs_is_set_from_what_it_reads() {
    let (mut arbiter, events, [date, time, _]) = running();
    assert_eq!(arbiter.values().number(time), 18.0, "nothing is read before somebody wants something");
    let to = Action::Set { id: time, number: 21.0, fade_secs: 1.0, gesture: 0 };
    obey(&mut arbiter, &events, (ANN, false), to);
    assert!(arbiter.take_read() && !arbiter.take_read());
    assert_eq!([arbiter.values().number(time), arbiter.values().number(date)], [20.0, 101.0]);
    arbiter.begin(2);
    // C1: the first frame of the fade goes on about as fast as the clock went.
    let step = arbiter.values().number(time) - 20.0;
    assert!((step - 0.5).abs() < 0.1, "{step}");
    arbiter.begin(25);
    assert_eq!(arbiter.values().number(time), 21.0);
    obey(&mut arbiter, &events, (ANN, false), Action::Undo { fade_secs: 0.0 });
    assert_eq!(arbiter.values().number(time), 20.0, "back to what it read");
}

/// What it was set to and what it reads differ, so the same number again is a change.
#[test]
fn a_clock_can_be_set_to_the_same_time_again() {
    let (mut arbiter, events, [date, time, _]) = running();
    let to = Action::Set { id: time, number: 18.0, fade_secs: 0.0, gesture: 0 };
    obey(&mut arbiter, &events, (ANN, false), to);
    assert!(arbiter.take_read());
    assert_eq!([arbiter.values().number(time), arbiter.values().number(date)], [18.0, 101.0]);
    // Without a reading there is nothing to read.
    obey(&mut arbiter, &events, (ANN, false), Action::Step { id: time, by: 0.25, fade_secs: 0.0 });
    assert_eq!((arbiter.take_read(), arbiter.values().number(time)), (false, 18.25));
}

#[test]
fn a_clock_goes_the_way_that_the_parameter_says() {
    for (way, halfway) in [(0.0, 23.0), (1.0, 23.0), (2.0, 11.0)] {
        let (mut arbiter, events, [_, time, turn]) = running();
        arbiter.reads(Some(Reading { time: 20.0, date: 101.0, time_a_frame: 0.0 }));
        arbiter.put(turn, way);
        let to = Action::Set { id: time, number: 2.0, fade_secs: 1.0, gesture: 0 };
        obey(&mut arbiter, &events, (ANN, false), to);
        arbiter.begin(13);
        assert!(
            (arbiter.values().number(time) - halfway).abs() < 1e-9,
            "{way}: {}",
            arbiter.values().number(time)
        );
    }
}
