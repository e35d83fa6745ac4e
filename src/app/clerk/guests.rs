//! Who is here, where their answers go, and what each of them calls "how it was".
//!
//! In: joins and leaves. Out: the list of people, answers. Not here: how somebody gets a role (`control`).
//! Invariant: bounded: who left long ago is forgotten; a guest that does not fetch answers loses them.

use std::sync::Arc;

use crossbeam::channel::Sender;

use crate::params::{PersonId, Registry, Role};
use crate::show::link::{Answer, Person, Via};
use crate::show::report::Report;

/// Most people who left and are still named.
const DEPARTED: usize = 100;

/// What a look was at some time.
pub(super) type Mark = (Arc<Report>, Arc<Registry>);

/// Everybody.
pub(super) struct Guests {
    answers: Vec<(PersonId, Sender<Answer>)>,
    people: Vec<Person>,
    marks: Vec<(PersonId, Mark)>,
    is_new: bool,
}

impl Guests {
    /// The program's own, and the window.
    pub(super) fn new(window: Sender<Answer>) -> Self {
        let answers = vec![(PersonId::WINDOW, window)];
        Self { answers, people: own_people().into(), marks: Vec::new(), is_new: false }
    }

    /// Somebody comes; the look now is theirs to go back to. Who was here before goes back to what was theirs.
    pub(super) fn join(&mut self, person: Person, answers: Sender<Answer>, look: Mark) {
        if self.marked(person.id).is_none() {
            self.marks.push((person.id, look));
        }
        self.answers.retain(|(id, _)| *id != person.id);
        self.answers.push((person.id, answers));
        self.people.retain(|other| other.id != person.id);
        self.people.push(person);
        self.is_new = true;
    }

    /// They leave.
    pub(super) fn leave(&mut self, by: PersonId) {
        self.answers.retain(|(id, _)| *id != by);
        self.people.iter_mut().filter(|person| person.id == by).for_each(|person| person.is_here = false);
        let departed = self.people.iter().filter(|person| !person.is_here).count();
        let mut excess = departed.saturating_sub(DEPARTED);
        self.people.retain(|person| {
            let goes = !person.is_here && excess > 0;
            excess -= usize::from(goes);
            !goes
        });
        let people = &self.people;
        self.marks.retain(|(id, _)| people.iter().any(|person| person.id == *id));
        self.is_new = true;
    }

    /// Keeps a look as a person's own.
    pub(super) fn mark(&mut self, by: PersonId, look: Mark) {
        self.marks.retain(|(id, _)| *id != by);
        self.marks.push((by, look));
    }

    /// The look that a person goes back to.
    pub(super) fn marked(&self, by: PersonId) -> Option<&Mark> {
        self.marks.iter().find(|(id, _)| *id == by).map(|(_, mark)| mark)
    }

    /// Another show: nobody goes back to this one's looks.
    pub(super) fn forget_marks(&mut self) {
        self.marks.clear();
    }

    /// The people, if they changed since they were asked for last.
    pub(super) fn news(&mut self) -> Option<Arc<[Person]>> {
        std::mem::take(&mut self.is_new).then(|| self.people.as_slice().into())
    }

    /// Sends an answer.
    pub(super) fn send(&self, to: PersonId, answer: Answer) {
        if let Some((_, answers)) = self.answers.iter().find(|(id, _)| *id == to) {
            // A guest that does not fetch its answers loses them.
            let _ = answers.try_send(answer);
        }
    }
}

/// Those who are always there.
pub(super) fn own_people() -> [Person; 3] {
    let person =
        |id, name: &str, via| Person { id, name: name.to_owned(), role: Role::Engineer, via, is_here: true };
    [
        person(PersonId::PROGRAM, "Cyclorama", Via::Program),
        person(PersonId::COMMAND_LINE, "Command line", Via::Program),
        person(PersonId::WINDOW, "Window", Via::Window),
    ]
}
