//! The clerk: keeps the book and the state that people see, off the frame thread.
//!
//! In: events and reports of the frame thread, asks of guests. Out: the [`State`] on the board, answers, commands.
//! Not here: what is allowed (`params::arbiter`), transports (`control`), the window (`console`).
//! Invariant: the frame thread never waits for it; a guest that does not fetch answers loses them, nobody else does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam::channel::{RecvTimeoutError, Sender};

use crate::params::{Event, Kind, PersonId, Registry, Role, What};
use crate::show::Show;
use crate::show::link::{
    self, Answer, Ask, Asked, ClerkEnd, FrameEnd, HistoryLine, Link, Person, State, Told, Via,
};
use crate::show::report::Report;

/// Longest sleep: how late a state is at most, beside the frame's own time.
const TICK: Duration = Duration::from_millis(4);
/// Lines of the undo list that people see.
const LINES: usize = 500;

/// The clerk's thread. Ends when dropped.
#[derive(Debug)]
pub struct Clerk {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What the clerk keeps.
struct Desk {
    end: ClerkEnd,
    state: State,
    answers: Vec<(PersonId, Sender<Answer>)>,
}

impl Clerk {
    /// Makes a show's seam and starts its clerk.
    pub fn start(show: &Show) -> std::io::Result<(Self, FrameEnd, Link)> {
        let (frame_end, end, link) = link::link(first_state(show));
        let is_over = Arc::new(AtomicBool::new(false));
        let answers = vec![(PersonId::WINDOW, end.window.clone())];
        let mut desk = Desk { state: (*end.board.state()).clone(), end, answers };
        let over = Arc::clone(&is_over);
        let thread = std::thread::Builder::new().name("clerk".to_owned()).spawn(move || {
            while !over.load(Ordering::Relaxed) {
                desk.step();
            }
        })?;
        Ok((Self { is_over, thread: Some(thread) }, frame_end, link))
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A clerk that panicked has said so.
            let _ = thread.join();
        }
    }
}

impl Desk {
    fn step(&mut self) {
        let mut is_news = false;
        match self.end.asks.recv_timeout(TICK) {
            Ok(ask) => {
                self.take(ask);
                is_news = true;
            }
            Err(RecvTimeoutError::Timeout) => {}
            // Nobody can ask any more; the frame thread still tells.
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(TICK),
        }
        while let Some(event) = self.end.events.pop() {
            self.hear(&event);
            is_news = true;
        }
        while let Some(report) = self.end.filled.pop() {
            self.state.report = Arc::new((*report).clone());
            // There is room for each report that exists.
            let _ = self.end.free.push(report);
            is_news = true;
        }
        if is_news {
            self.state.rev += 1;
            self.end.board.hang(Arc::new(self.state.clone()));
        }
    }

    fn take(&mut self, ask: Ask) {
        match ask.what {
            Asked::Join { person, answers } => {
                self.answers.push((person.id, answers));
                let mut people = self.state.people.to_vec();
                people.push(person);
                self.state.people = people.into();
            }
            Asked::Leave => {
                self.answers.retain(|(id, _)| *id != ask.by);
                let mut people = self.state.people.to_vec();
                people.iter_mut().filter(|person| person.id == ask.by).for_each(|one| one.is_here = false);
                self.state.people = people.into();
            }
            Asked::Reload { epoch, registry, show, cameras, .. } => {
                self.state.bounds =
                    registry.parameters().iter().map(|parameter| parameter.kind.range()).collect();
                (self.state.epoch, self.state.registry) = (epoch, registry);
                (self.state.show, self.state.cameras) = (show, cameras);
            }
            _ => self.answer(ask.by, ask.ticket, Told::Failed("this is not built yet".to_owned())),
        }
    }

    fn hear(&mut self, event: &Event) {
        // The oldest is lost when nobody keeps a log.
        self.end.changes.force_push((self.state.epoch, *event));
        match event.what {
            What::Set { id, from, to, step, .. } if step != 0 => {
                let registry = Arc::clone(&self.state.registry);
                let words = registry.parameters().get(id.index()).map(|parameter| {
                    let text = |number: f64| shown(&parameter.kind, number);
                    format!("{} {} -> {} {}", parameter.path, text(from), text(to), parameter.unit)
                });
                self.note(event, step, words.unwrap_or_default().trim_end());
            }
            What::Undone { step } => self.mark(step, true),
            What::Redone { step } => self.mark(step, false),
            What::Bounded { id, min, max } => {
                let mut bounds = self.state.bounds.to_vec();
                if let Some(own) = bounds.get_mut(id.index()) {
                    *own = [min, max];
                }
                self.state.bounds = bounds.into();
            }
            _ => {}
        }
        let told = match event.what {
            What::Set { .. } => return,
            What::Refused(refusal) => Told::Refused(refusal),
            _ => Told::Done,
        };
        if event.ticket != 0 {
            let frame = event.frame;
            self.send(event.by, Answer { ticket: event.ticket, frame, told });
        }
    }

    fn note(&mut self, event: &Event, step: u32, words: &str) {
        let mut history = self.state.history.to_vec();
        match history.iter_mut().rev().find(|line| line.step == step) {
            Some(line) => (line.words, line.frame) = (words.to_owned(), event.frame),
            None => history.push(HistoryLine {
                step,
                by: event.by,
                words: words.to_owned(),
                frame: event.frame,
                is_undone: false,
            }),
        }
        let excess = history.len().saturating_sub(LINES);
        history.drain(..excess);
        self.state.history = history.into();
    }

    fn mark(&mut self, step: u32, is_undone: bool) {
        let mut history = self.state.history.to_vec();
        history.iter_mut().filter(|line| line.step == step).for_each(|line| line.is_undone = is_undone);
        self.state.history = history.into();
    }

    fn answer(&self, to: PersonId, ticket: u64, told: Told) {
        if ticket != 0 {
            self.send(to, Answer { ticket, frame: self.state.report.frame, told });
        }
    }

    fn send(&self, to: PersonId, answer: Answer) {
        if let Some((_, answers)) = self.answers.iter().find(|(id, _)| *id == to) {
            // A guest that does not fetch its answers loses them.
            let _ = answers.try_send(answer);
        }
    }
}

/// A number as people read it.
fn shown(kind: &Kind, number: f64) -> String {
    match kind {
        Kind::Number { .. } => format!("{}", (number * 1000.0).round() / 1000.0),
        Kind::Switch { .. } => if number == 0.0 { "off" } else { "on" }.to_owned(),
        Kind::Choice { options, .. } => (*options.get(number as usize).unwrap_or(&"")).to_owned(),
    }
}

fn first_state(show: &Show) -> State {
    let person =
        |id, name: &str, via| Person { id, name: name.to_owned(), role: Role::Engineer, via, is_here: true };
    let registry: Arc<Registry> = Arc::new(show.registry.clone());
    let report = Report { values: show.first.clone(), goals: show.first.clone(), ..Report::default() };
    State {
        rev: 0,
        epoch: 0,
        show: show.name.as_str().into(),
        cameras: show.cameras.iter().map(|camera| camera.name.clone()).collect(),
        bounds: registry.parameters().iter().map(|parameter| parameter.kind.range()).collect(),
        registry,
        report: Arc::new(report),
        book: Arc::default(),
        people: Arc::new([
            person(PersonId::PROGRAM, "Cyclorama", Via::Program),
            person(PersonId::COMMAND_LINE, "Command line", Via::Program),
            person(PersonId::WINDOW, "Window", Via::Window),
        ]),
        history: Arc::new([]),
        touched: Arc::new([]),
        notes: Arc::new([]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::live::{Demo, Live};
    use crate::params::{Action, Author, Command};
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
        assert_eq!(state.history[0].words, "grade/trim_ev 0 -> 1 EV");
        let told = answers.recv_timeout(Duration::from_secs(5)).unwrap();
        assert_eq!(told, Answer { ticket: 7, frame: 1, told: Told::Done });
        link.send(Command::new(author, 0, Action::Undo { fade_secs: 0.0 })).unwrap();
        live.advance(&show, 2);
        assert_eq!(live.values().number(id), 0.0);
        until(&link, |state| state.history[0].is_undone);
    }
}
