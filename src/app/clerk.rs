//! The clerk: keeps the book and the state that people see, off the frame thread.
//!
//! In: events and reports of the frame thread, asks of guests. Out: the [`State`] on the board, answers, commands.
//! Not here: what is allowed (`params::arbiter`), the book's files (`output::book`), transports (`control`), the window (`console`).
//! Invariant: the frame thread never waits for it; a guest that does not fetch answers loses them, nobody else does.
//!
//! Reading order: `guests`, `lines` (the undo list), `looks` (presets, marks, differences), `cues`, `flashes`, `takes`, `notes`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam::channel::RecvTimeoutError;

use crate::output::book::{self, BookFolder};
use crate::params::{Action, Command, Event, PersonId, Registry, Role, What};
use crate::show::Show;
use crate::show::book::Book;
use crate::show::link::{self, Answer, Ask, Asked, ClerkEnd, FrameEnd, Link, State, Told};
use crate::show::report::Report;

use cues::Follow;
use flashes::Flashes;
use guests::Guests;
use lines::{Lines, Touches};
use looks::Looks;
use notes::Notes;
use takes::Takes;

/// Longest sleep: how late a state is at most, beside the frame's own time.
const TICK: Duration = Duration::from_millis(4);

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
    guests: Guests,
    lines: Lines,
    touches: Touches,
    /// `None` where nothing can be kept.
    folder: Option<BookFolder>,
    show: Arc<Show>,
    book: Book,
    looks: Looks,
    takes: Takes,
    notes: Notes,
    follow: Option<Follow>,
    flashes: Flashes,
    /// Whether the limits on light held or told in the newest frame.
    is_limited: bool,
    /// A reload that the frame thread has announced and not yet reached.
    reload: Option<Box<Asked>>,
}

impl Clerk {
    /// Makes a show's seam and starts its clerk.
    pub fn start(show: &Show) -> std::io::Result<(Self, FrameEnd, Link)> {
        Self::start_in(show, book_folder(folder_of(show)))
    }

    /// The same with a book that stands elsewhere, or nowhere.
    pub fn start_in(show: &Show, folder: Option<BookFolder>) -> std::io::Result<(Self, FrameEnd, Link)> {
        let (frame_end, end, link) = link::link(first_state(show));
        let is_over = Arc::new(AtomicBool::new(false));
        let mut desk = Desk::new(end, show, folder);
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

/// Where a show's files stand; `None` for one inside the program.
fn folder_of(show: &Show) -> Option<PathBuf> {
    let file = show.positions_path.as_deref().map(Path::new);
    file.and_then(Path::parent).map(PathBuf::from)
}

/// The book beside a show; the embedded demo's stands with the program's states.
fn book_folder(folder: Option<PathBuf>) -> Option<BookFolder> {
    folder.or_else(|| book::demo_folder(|name| std::env::var(name).ok())).map(BookFolder::new)
}

impl Desk {
    fn new(end: ClerkEnd, show: &Show, folder: Option<BookFolder>) -> Self {
        let mut desk = Self {
            state: (*end.board.state()).clone(),
            guests: Guests::new(end.window.clone()),
            lines: Lines::default(),
            touches: Touches::default(),
            folder,
            show: Arc::new(show.clone()),
            flashes: Flashes::default(),
            book: Book::default(),
            looks: Looks::default(),
            takes: Takes::default(),
            notes: Notes::default(),
            follow: None,
            is_limited: false,
            reload: None,
            end,
        };
        desk.open_book();
        desk.end.board.hang(Arc::new(desk.state.clone()));
        desk
    }

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
            self.read(&report);
            // There is room for each report that exists.
            let _ = self.end.free.push(report);
            is_news = true;
        }
        is_news |= self.look_for_thumbnails();
        is_news |= self.rehearse();
        if is_news {
            self.publish();
        }
    }

    /// Hangs the state up; parts that did not change are shared with the one before.
    fn publish(&mut self) {
        if self.book.rev != self.state.book.rev {
            self.state.book = Arc::new(self.book.clone());
        }
        if let Some(history) = self.lines.news() {
            self.state.history = history;
        }
        if let Some(touched) = self.touches.news(self.state.report.frame, &self.state.registry) {
            self.state.touched = touched;
        }
        if let Some(people) = self.guests.news() {
            self.state.people = people;
        }
        if let Some(notes) = self.notes.news(&self.state) {
            self.state.notes = notes;
        }
        self.state.rev += 1;
        self.end.board.hang(Arc::new(self.state.clone()));
    }

    fn take(&mut self, ask: Ask) {
        let Ask { by, role, ticket, confirmed, what } = ask;
        match what {
            Asked::Join { person, answers } => {
                let report = Arc::clone(&self.state.report);
                self.guests.join(person, answers, (report, Arc::clone(&self.state.registry)));
            }
            Asked::Leave => self.guests.leave(by),
            Asked::Reload { .. } => self.reload = Some(Box::new(what)),
            what => {
                let who = Who { by, role, ticket, is_confirmed: confirmed };
                if let Some(told) = self.answer_to(who, what) {
                    self.answer(by, ticket, told);
                }
            }
        }
    }

    /// Does what is asked. `None` where the frame thread's event will be the answer.
    fn answer_to(&mut self, who: Who, what: Asked) -> Option<Told> {
        let needed = match &what {
            Asked::Compare { .. } => Role::Viewer,
            Asked::SavePreset { .. }
            | Asked::RecallPreset { .. }
            | Asked::Metar { .. }
            | Asked::MatchTake { .. }
            | Asked::NoteTake { .. }
            | Asked::BackToOne
            | Asked::RevokeStrobe
            | Asked::Meter
            | Asked::Mark
            | Asked::RecallMark { .. } => Role::Director,
            _ => Role::Operator,
        };
        if who.role < needed {
            return Some(Told::Refused(crate::params::Refusal::Role { needed }));
        }
        let done = match what {
            Asked::SavePreset { name } => self.save_preset(who, &name),
            Asked::RecallPreset { name, fade_secs } => self.recall_preset(who, &name, fade_secs),
            Asked::Metar { text, fade_secs } => self.recall_metar(who, &text, fade_secs),
            Asked::DeletePreset { name } => self.delete_preset(who, &name),
            Asked::WriteCue(cue) => self.write_cue(cue),
            Asked::DeleteCue { number } => self.delete_cue(who, &number),
            Asked::Standby { number } => self.stand_by(number.as_deref()),
            Asked::Go => self.go(who),
            Asked::Back => self.go_back(who),
            Asked::GoTo { number } => self.go_to(who, &number),
            Asked::Slate(slate) => self.set_slate(&slate),
            Asked::Roll => self.roll(who, true),
            Asked::Cut => self.roll(who, false),
            Asked::BackToOne => self.back_to_one(who),
            Asked::MatchTake { take, fade_secs } => self.match_take(who, take, fade_secs),
            Asked::NoteTake { take, note } => self.note_take(take, note),
            Asked::Compare { from, to } => self.compare(&from, &to),
            Asked::Meter => self.meter(who),
            Asked::Mark => self.mark(who),
            Asked::AnnounceStrobe { reason, minutes } => self.announce_strobe(who, &reason, minutes),
            Asked::RevokeStrobe => self.revoke_strobe(who),
            Asked::RecallMark { fade_secs } => self.recall_mark(who, fade_secs),
            // Taken before.
            Asked::Join { .. } | Asked::Leave | Asked::Reload { .. } => Ok(Some(Told::Done)),
        };
        done.unwrap_or_else(Some)
    }

    /// Sends a wish in a person's name; the event that comes of it is their answer.
    fn wish(&self, who: Who, action: Action) -> Done {
        let Who { by, role, ticket, is_confirmed } = who;
        let command = Command { by, role, ticket, epoch: self.state.epoch, confirmed: is_confirmed, action };
        match self.end.commands.try_send(command) {
            Ok(()) => Ok(None),
            Err(_) => Err(Told::Failed(link::Busy.to_string())),
        }
    }

    fn hear(&mut self, event: &Event) {
        // The oldest is lost when nobody keeps a log.
        self.end.changes.force_push((self.state.epoch, *event));
        match event.what {
            What::Set { id, .. } => {
                self.lines.hear(event, &self.state.registry);
                self.touches.hear(event, id, self.show.rate);
            }
            What::LetGo { id } => self.touches.hear(event, id, self.show.rate),
            What::Undone { step } => self.lines.mark(step, true),
            What::Redone { step } => self.lines.mark(step, false),
            What::Recalled { step, label } => {
                self.lines.name(step, label);
                self.has_fired(label, event.frame);
            }
            What::Bounded { id, min, max } => {
                let mut bounds = self.state.bounds.to_vec();
                if let Some(own) = bounds.get_mut(id.index()) {
                    *own = [min, max];
                }
                self.state.bounds = bounds.into();
            }
            What::Adopted { epoch } => self.adopt(epoch),
            What::Done | What::Refused(_) => {}
        }
        let told = match event.what {
            What::Set { .. } | What::Adopted { .. } => return,
            What::Refused(refusal) => Told::Refused(refusal),
            _ => Told::Done,
        };
        if event.ticket != 0 {
            self.guests.send(event.by, Answer { ticket: event.ticket, frame: event.frame, told });
        }
    }

    fn read(&mut self, report: &Report) {
        if report.epoch != self.state.epoch {
            // Its announcement was lost among too many events.
            self.adopt(report.epoch);
        }
        if report.bounds.len() == self.state.bounds.len() && *report.bounds != *self.state.bounds {
            self.state.bounds = report.bounds.as_slice().into();
        }
        self.state.report = Arc::new(report.clone());
        self.follow_takes();
        self.follow_safety();
        self.follow_on();
    }

    /// From here on, ids are those of another registry.
    fn adopt(&mut self, epoch: u32) {
        if epoch == self.state.epoch {
            return;
        }
        // It was asked for before it was announced; everything that was asked before it comes first.
        while self.reload.is_none() {
            let Ok(ask) = self.end.asks.try_recv() else { return };
            self.take(ask);
        }
        let Some(reload) = self.reload.take() else { return };
        let Asked::Reload { epoch, show, is_same } = *reload else { return };
        let registry = &show.registry;
        self.state.bounds = registry.parameters().iter().map(|parameter| parameter.kind.range()).collect();
        (self.state.epoch, self.state.registry) = (epoch, Arc::new(registry.clone()));
        self.state.show = show.name.as_str().into();
        self.state.cameras = show.cameras.iter().map(|camera| camera.name.clone()).collect();
        self.touches = Touches::default();
        let report = Report {
            epoch,
            values: show.file_first.clone(),
            goals: show.file_first.clone(),
            ..(*self.state.report).clone()
        };
        self.state.report = Arc::new(report);
        if !is_same {
            self.end_takes();
            (self.looks, self.book) = (Looks::default(), Book { rev: self.book.rev + 1, ..Book::default() });
            (self.lines, self.follow) = (Lines::default(), None);
            self.folder = book_folder(folder_of(&show));
            self.guests.forget_marks();
        }
        self.show = show;
        self.open_book();
        // What is being rehearsed is of the show before.
        self.rehearse_all();
    }

    fn answer(&self, to: PersonId, ticket: u64, told: Told) {
        if ticket != 0 {
            self.guests.send(to, Answer { ticket, frame: self.state.report.frame, told });
        }
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
struct Who {
    by: PersonId,
    role: Role,
    ticket: u64,
    is_confirmed: bool,
}

/// `Ok(None)`: the frame thread's event is the answer. `Err` is why it was not done.
type Done = Result<Option<Told>, Told>;

fn failed(words: impl Into<String>) -> Told {
    Told::Failed(words.into())
}

fn first_state(show: &Show) -> State {
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
        people: Arc::new(guests::own_people()),
        history: Arc::new([]),
        touched: Arc::new([]),
        notes: Arc::new([]),
        strobe: None,
    }
}

mod cues;
mod flashes;
mod guests;
mod lines;
mod looks;
mod notes;
mod safety;
mod takes;
#[cfg(test)]
mod tests;
