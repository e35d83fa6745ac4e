use super::*;
use crate::app::live::{Demo, Live};
use crate::params::{Action, Author, Command};
use crate::show::link::{Look, Via};
use crate::show::load;
use crate::show::report::HealthReport;
use crate::timing::Clock;

/// Waits for the clerk by asking, at most five seconds.
fn until(link: &Link, is: impl Fn(&State) -> bool) -> Arc<State> {
    for _ in 0..5000 {
        let state = link.state();
        if is(&state) {
            return state;
        }
        std::thread::park_timeout(Duration::from_millis(1));
    }
    panic!("the clerk did not get there")
}

#[test]
fn a_guests_change_is_drawn_told_and_taken_back() {
    let show = load::demo(&|_, _| {}).unwrap().show;
    let (_clerk, end, link) = Clerk::start(&show).unwrap();
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    live.listen_to(end);
    let (ann, answers) = link.join("Ann", Role::Director, Via::Page).unwrap();
    let id = show.registry.id("grade/trim_ev").unwrap();
    let author = Author { by: ann, role: Role::Director };
    let set = Action::Set { id, number: 1.0, fade_secs: 0.0, gesture: 1 };
    link.send(Command { ticket: 7, ..Command::new(author, 0, set) }).unwrap();
    live.advance(&show, 1);
    assert_eq!(live.values().number(id), 1.0);
    live.report(&show, &HealthReport::default());
    let state = until(&link, |state| state.report.frame == 1 && !state.history.is_empty());
    assert_eq!(state.report.values.number(id), 1.0);
    assert_eq!(state.history[0].words, "grade/trim_ev 0 EV -> 1 EV");
    let told = answers.recv_timeout(Duration::from_secs(5)).unwrap();
    assert_eq!(told, Answer { ticket: 7, frame: 1, told: Told::Done });
    link.send(Command::new(author, 0, Action::Undo { fade_secs: 0.0 })).unwrap();
    live.advance(&show, 2);
    assert_eq!(live.values().number(id), 0.0);
    until(&link, |state| state.history[0].is_undone);
}

/// A show that is stepped frame by frame, with a clerk whose book stands in a folder of the test's own.
struct Rig {
    show: Show,
    _clerk: Clerk,
    live: Live,
    link: Link,
    frame: u64,
    who: Author,
    answers: crossbeam::channel::Receiver<Answer>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clerk").join(name)
}

impl Rig {
    /// With an empty book.
    fn new(name: &str) -> Self {
        let _ = std::fs::remove_dir_all(folder(name));
        Self::again(name)
    }

    /// With the book that an earlier one left.
    fn again(name: &str) -> Self {
        Self::with(load::demo(&|_, _| {}).unwrap().show, name)
    }

    /// Another show.
    fn with(show: Show, name: &str) -> Self {
        let (clerk, end, link) = Clerk::start_in(&show, Some(BookFolder::new(folder(name)))).unwrap();
        let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
        live.listen_to(end);
        let (by, answers) = link.join("Ann", Role::Operator, Via::Page).unwrap();
        let who = Author { by, role: Role::Operator };
        let mut rig = Self { show, _clerk: clerk, live, link, frame: 0, who, answers };
        rig.step();
        rig
    }

    /// Draws the next frame, and waits until the clerk has read of it.
    fn step(&mut self) -> Arc<State> {
        self.frame += 1;
        self.live.advance(&self.show, self.frame);
        self.live.report(&self.show, &HealthReport::default());
        until(&self.link, |state| state.report.frame == self.frame)
    }

    fn id(&self, path: &str) -> crate::params::ParameterId {
        self.show.registry.id(path).unwrap()
    }

    fn set(&mut self, path: &str, number: f64) -> Arc<State> {
        let set = Action::Set { id: self.id(path), number, fade_secs: 0.0, gesture: 0 };
        self.link.send(Command { confirmed: true, ..Command::new(self.who, 0, set) }).unwrap();
        self.step();
        self.step()
    }

    /// Asks and gives the answer, drawing frames until it comes.
    fn ask(&mut self, confirmed: bool, what: Asked) -> Told {
        let Author { by, role } = self.who;
        self.link.ask(Ask { by, role, ticket: 5, confirmed, what }).unwrap();
        for _ in 0..500 {
            if let Ok(answer) = self.answers.recv_timeout(Duration::from_millis(20)) {
                assert_eq!(answer.ticket, 5);
                self.step();
                return answer.told;
            }
            self.step();
        }
        panic!("no answer")
    }

    fn number(&self, path: &str) -> f64 {
        self.live.values().number(self.id(path))
    }
}

fn words_of(told: &Told) -> &str {
    match told {
        Told::Failed(words) => words,
        _ => "",
    }
}

const CONFIRM: Told = Told::Refused(crate::params::Refusal::Confirm);

#[test]
fn what_the_command_line_set_is_drawn_at_once_and_stands_in_the_undo_list() {
    let mut show = load::demo(&|_, _| {}).unwrap().show;
    let id = show.registry.set(&mut show.first, "grade/trim_ev=0.5").unwrap();
    let (_clerk, mut end, link) = Clerk::start_in(&show, None).unwrap();
    end.settings = vec![(id, show.file_first.number(id))];
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    live.listen_to(end);
    let exposure_ev = live.advance(&show, 0).world.exposure_ev;
    assert_eq!(exposure_ev, show.exposure.ev(0.5));
    let state = until(&link, |state| !state.history.is_empty());
    let line = &state.history[0];
    assert_eq!((line.by, line.words.as_str()), (PersonId::COMMAND_LINE, "grade/trim_ev 0 EV -> 0.5 EV"));
    link.send(Command::new(Author::COMMAND_LINE, 0, Action::Undo { fade_secs: 0.0 })).unwrap();
    live.advance(&show, 1);
    assert_eq!(live.values().number(id), 0.0);
}

#[test]
fn presets_are_saved_recalled_compared_and_kept() {
    let mut rig = Rig::new("presets");
    rig.set("grade/trim_ev", 1.0);
    rig.set("inner/A/overscan_percent", 44.0);
    let save = |name: &str| Asked::SavePreset { name: name.to_owned() };
    assert_eq!(rig.ask(false, save("Golden hour")), Told::Done);
    rig.set("grade/trim_ev", -1.0);
    assert!(
        words_of(&rig.ask(false, save("Golden hour"))).contains("already"),
        "not over another by mistake"
    );
    let compare = Asked::Compare { from: link_look("Golden hour"), to: Look::Now };
    assert_eq!(rig.ask(false, compare), Told::Words(vec!["exposure 2 stops darker".to_owned()]));
    let recall = |fade_secs| Asked::RecallPreset { name: "Golden hour".to_owned(), fade_secs };
    assert_eq!(rig.ask(false, recall(0.0)), CONFIRM, "an unarmed snap");
    assert_eq!(rig.ask(false, recall(2.0)), Told::Done);
    for _ in 0..48 {
        rig.step();
    }
    assert_eq!((rig.number("grade/trim_ev"), rig.number("inner/A/overscan_percent")), (1.0, 44.0));
    let state = rig.step();
    assert_eq!(state.history.last().unwrap().words, "preset Golden hour", "one line");
    assert!(
        words_of(&rig.ask(true, Asked::RecallPreset { name: "No".into(), fade_secs: 0.0 }))
            .contains("no preset `No`")
    );
    drop(rig);
    // What the show does not have is told, and is still there after the preset was saved anew.
    let place = folder("presets").join("presets/Golden-hour.json");
    let text = std::fs::read_to_string(&place).unwrap();
    assert!(!text.contains("overscan"), "the look alone");
    std::fs::write(&place, text.replace("\"grade/trim_ev\"", "\"fog/depth\": \"3\",\n    \"grade/trim_ev\""))
        .unwrap();
    let mut rig = Rig::again("presets");
    let state = rig.step();
    let own = |state: &State| state.book.presets.iter().filter(|card| !card.is_shipped).count();
    assert_eq!(own(&state), 1);
    assert!(state.notes.iter().any(|note| note.contains("fog/depth")), "{:?}", state.notes);
    assert_eq!(rig.ask(true, save("Golden hour")), Told::Done);
    assert!(std::fs::read_to_string(&place).unwrap().contains("fog/depth"));
    assert!(words_of(&rig.ask(false, Asked::DeletePreset { name: "Golden hour".into() })).contains("hold"));
    assert_eq!(rig.ask(true, Asked::DeletePreset { name: "Golden hour".into() }), Told::Done);
    assert!(!place.exists() && own(&rig.step()) == 0);
}

fn link_look(preset: &str) -> Look {
    Look::Preset(preset.to_owned())
}

#[test]
fn cues_fire_in_order_by_hand_and_by_themselves() {
    let mut rig = Rig::new("cues");
    for (name, trim) in [("Dawn", 0.5), ("Noon", 2.0), ("Dusk", -1.0)] {
        rig.set("grade/trim_ev", trim);
        assert_eq!(rig.ask(false, Asked::SavePreset { name: name.to_owned() }), Told::Done);
    }
    let cue = |number: &str, preset: &str, fade_secs: f32, follow_secs| crate::show::book::CueCard {
        number: number.to_owned(),
        preset: preset.to_owned(),
        fade_secs,
        follow_secs,
        ..Default::default()
    };
    for cue in [cue("10", "Dusk", 0.0, None), cue("1", "Dawn", 0.0, None), cue("2", "Noon", 0.0, Some(2.0))] {
        assert_eq!(rig.ask(false, Asked::WriteCue(cue)), Told::Done);
    }
    assert!(words_of(&rig.ask(false, Asked::Go)).contains("STANDBY"));
    assert_eq!(rig.ask(false, Asked::GoTo { number: "1".into() }), CONFIRM, "an unarmed snap");
    assert_eq!(rig.ask(false, Asked::Standby { number: Some("1".into()) }), Told::Done);
    assert_eq!(rig.ask(false, Asked::Go), Told::Done, "armed: at once, at any fade");
    assert_eq!(rig.number("grade/trim_ev"), 0.5);
    let state = rig.step();
    assert_eq!((state.book.active.as_deref(), state.book.standby.as_deref()), (Some("1"), Some("2")));
    assert_eq!(rig.ask(false, Asked::Go), Told::Done);
    let state = rig.step();
    let fired = state.history.last().unwrap().frame;
    assert_eq!(state.history.last().unwrap().words, "cue 2");
    // 2 s at 24 frames a second.
    while rig.frame < fired + 47 {
        rig.step();
        assert_eq!(rig.number("grade/trim_ev"), 2.0, "frame {}", rig.frame);
    }
    // The clerk sends it meanwhile; the queue is read at the next frame.
    until(&rig.link, |state| state.book.active.as_deref() == Some("10"));
    rig.step();
    assert_eq!(rig.number("grade/trim_ev"), -1.0);
    assert_eq!(rig.step().book.standby, None);
    assert_eq!(rig.ask(true, Asked::Back), Told::Done);
    assert_eq!(rig.number("grade/trim_ev"), 2.0);
    drop(rig);
    let mut rig = Rig::again("cues");
    let numbers: Vec<_> = rig.step().book.cues.iter().map(|cue| cue.number.clone()).collect();
    assert_eq!(numbers, ["1", "2", "10"]);
    assert_eq!(rig.ask(true, Asked::DeleteCue { number: "2".into() }), Told::Done);
    assert_eq!(rig.step().book.cues.len(), 2);
}

#[test]
fn takes_follow_the_switch_whoever_throws_it() {
    let mut rig = Rig::new("takes");
    assert_eq!(
        rig.ask(false, Asked::Slate(crate::show::book::Slate { scene: "101A".into(), take: 3 })),
        Told::Done
    );
    rig.set("grade/trim_ev", 1.0);
    // By a key of the window.
    let rolling = rig.id("take/rolling");
    rig.live.edit(Author::WINDOW, |values| values.put(rolling, 1.0));
    rig.step();
    let state = rig.step();
    let take = &state.book.takes[0];
    assert!(
        take.label.starts_with("101A T3 ") && take.label.len() == "101A T3 14:22".len(),
        "{}",
        take.label
    );
    assert_eq!((take.first_frame, take.end_frame), (rig.frame - 1, None));
    assert!(words_of(&rig.ask(false, Asked::Roll)).contains("already"));
    rig.set("grade/trim_ev", -2.0);
    assert_eq!(rig.ask(false, Asked::BackToOne), Told::Refused(crate::params::Refusal::Rolling));
    assert_eq!(rig.ask(false, Asked::Cut), Told::Done);
    let state = rig.step();
    assert!(state.book.takes[0].end_frame.is_some());
    assert_eq!((state.book.slate.scene.as_str(), state.book.slate.take), ("101A", 4), "counted up");
    assert_eq!(rig.ask(false, Asked::BackToOne), Told::Done);
    assert_eq!(rig.number("grade/trim_ev"), 1.0);
    assert!(rig.step().history.last().unwrap().words.starts_with("back to one: 101A T3"));
    rig.set("grade/trim_ev", 3.0);
    assert_eq!(rig.ask(false, Asked::NoteTake { take: 1, note: "circled".into() }), Told::Done);
    drop(rig);
    // Another day: takes and slate are there, and the look can be matched.
    let mut rig = Rig::again("takes");
    let state = rig.step();
    assert_eq!((state.book.takes[0].note.as_str(), state.book.slate.take), ("circled", 4));
    assert_eq!(rig.ask(false, Asked::MatchTake { take: 1, fade_secs: 1.0 }), Told::Done);
    for _ in 0..24 {
        rig.step();
    }
    assert_eq!(rig.number("grade/trim_ev"), 1.0);
    assert_eq!(rig.ask(false, Asked::Roll), Told::Done);
    assert_eq!(rig.step().book.reminder, None);
    rig.frame += 10 * 60 * 24;
    let state = rig.step();
    assert!(
        state.book.reminder.as_ref().is_some_and(|words| words.contains("10 minutes")),
        "{:?}",
        state.book
    );
    assert_eq!(state.book.takes[1].label.split(' ').nth(1), Some("T4"));
}

#[test]
fn each_has_their_own_way_back_to_how_it_was() {
    let mut rig = Rig::new("marks");
    rig.set("grade/trim_ev", 2.0);
    assert_eq!(rig.ask(false, Asked::RecallMark { fade_secs: 0.0 }), Told::Done);
    assert_eq!(rig.number("grade/trim_ev"), 0.0, "as it was when they came");
    rig.set("grade/trim_ev", 1.5);
    assert_eq!(rig.ask(false, Asked::Mark), Told::Done);
    rig.set("grade/trim_ev", -3.0);
    assert_eq!(rig.ask(false, Asked::RecallMark { fade_secs: 0.0 }), Told::Done);
    assert_eq!(rig.number("grade/trim_ev"), 1.5);
    assert_eq!(rig.step().history.last().unwrap().words, "back to how it was");
    rig.who.role = Role::Viewer;
    assert!(matches!(rig.ask(true, Asked::Mark), Told::Refused(crate::params::Refusal::Role { .. })));
}

#[test]
fn a_drag_is_one_line_from_where_it_began_and_names_its_mover() {
    let mut rig = Rig::new("drags");
    let id = rig.id("grade/trim_ev");
    for number in [0.25, 0.5, 0.75] {
        let set = Action::Set { id, number, fade_secs: 0.0, gesture: 9 };
        rig.link.send(Command::new(rig.who, 0, set)).unwrap();
        rig.step();
    }
    let state = rig.step();
    assert_eq!(state.history.len(), 1);
    assert_eq!(state.history[0].words, "grade/trim_ev 0 EV -> 0.75 EV");
    assert_eq!((state.touched.len(), state.touched[0].by), (1, rig.who.by));
    for _ in 0..60 {
        rig.step();
    }
    assert!(rig.step().touched.is_empty(), "two seconds after the last move");
}

#[test]
fn a_reload_keeps_book_bounds_and_undo() {
    let mut rig = Rig::new("reload");
    assert_eq!(rig.ask(false, Asked::SavePreset { name: "Flat".into() }), Told::Done);
    rig.set("grade/trim_ev", 1.0);
    let id = rig.id("grade/trim_ev");
    let bound = Action::Bound { id, min: -2.0, max: 2.0 };
    rig.link.send(Command::new(rig.who, 0, bound)).unwrap();
    rig.step();
    let mut next = load::demo(&|_, _| {}).unwrap().show;
    let mut parameters = next.registry.parameters().to_vec();
    parameters.push(crate::params::Parameter::number("aa/new", (0.0, 1.0, 0.0), "", "new"));
    let before = next.clone();
    next.registry = Registry::new(parameters);
    next.first = next.registry.carry_over(
        &next.registry.defaults(),
        (&before.registry, &before.registry.defaults(), &before.first),
    );
    next.file_first = next.first.clone();
    let names = crate::show::catalog::Names {
        cameras: next.cameras.iter().map(|camera| camera.name.clone()).collect(),
        canvases: next.stage.canvases.iter().map(|canvas| canvas.name.clone()).collect(),
        walls: next.stage.walls.iter().map(|wall| wall.name.clone()).collect(),
        cards: crate::show::catalog::card::slots(&[]),
        sky: None,
    };
    next.ids = crate::show::catalog::ids(&next.registry, &names);
    let old = std::mem::replace(&mut rig.show, next);
    let live = std::mem::replace(&mut rig.live, Live::start(&old, Clock::start(), Demo::None).unwrap());
    rig.live = live.succeed(&old, &rig.show).map_err(|(_, error)| error).unwrap();
    let state = rig.step();
    assert_eq!((state.epoch, state.registry.len()), (1, rig.show.registry.len()));
    let id = rig.id("grade/trim_ev");
    assert_eq!(state.bounds[id.index()], [-2.0, 2.0]);
    assert_eq!(state.history.len(), 1, "{:?}", state.history);
    let undo = Command::new(rig.who, 1, Action::Undo { fade_secs: 0.0 });
    rig.link.send(undo).unwrap();
    rig.step();
    assert_eq!(rig.number("grade/trim_ev"), 0.0);
    assert!(rig.step().history[0].is_undone);
    rig.set("grade/trim_ev", 0.0);
    assert_eq!(rig.ask(true, Asked::RecallPreset { name: "Flat".into(), fade_secs: 0.0 }), Told::Done);
    let stale = Command { ticket: 5, ..Command::new(rig.who, 0, Action::Undo { fade_secs: 0.0 }) };
    rig.link.send(stale).unwrap();
    rig.step();
    let told = rig.answers.recv_timeout(Duration::from_secs(5)).unwrap().told;
    assert_eq!(told, Told::Refused(crate::params::Refusal::Stale));
}

mod sky;

mod flashes;
