//! The seam between a running show and everything that controls it: pages, OSC, the window, later DMX.
//!
//! In: [`Command`]s for the frame thread, [`Ask`]s for the clerk. Out: the [`State`] as people see it, [`Answer`]s to guests.
//! Not here: sockets (`control`), the clerk's work (`app::clerk`), the frame thread's (`app::live`).
//! Invariant: nothing here blocks the frame thread: full queues refuse, reports are lossy, commands and events are counted.
//!
//! ```text
//! page, OSC, window --Command--> frame thread (arbiter) --Event, Report--> clerk --State, Answer--> page, OSC, window
//!        \---------------Ask (presets, cues, takes)-----------------------> /
//! ```

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crossbeam::channel::{Receiver, Sender, bounded};
use crossbeam::queue::ArrayQueue;

use crate::params::arbiter::EVENTS;
use crate::params::{Command, Event, ParameterId, PersonId, Refusal, Registry, Role};

use super::Show;
use super::book::Book;
use super::feed::Feed;
use super::report::Report;

/// Commands under way to the frame thread.
pub const COMMANDS: usize = 8192;
/// Asks under way to the clerk.
pub const ASKS: usize = 1024;
/// Answers that wait for a guest.
pub const ANSWERS: usize = 4096;
/// Events kept for the audit log; the oldest go.
const CHANGES: usize = 4096;
/// Reports under way.
const REPORTS: usize = 4;

/// A channel is full: the show is too busy to take more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the show has more wishes waiting than it can take ({COMMANDS}); this one was left out, try again")]
pub struct Busy;

/// How a person reaches the show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// The program itself, its files and its command line.
    Program,
    /// The window's desk.
    Window,
    /// A page in a browser.
    Page,
    /// REST.
    Rest,
    /// OSC.
    Osc,
}

/// Somebody who changes things, or looks on.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Stable while the program runs.
    pub id: PersonId,
    /// As they called themselves.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// How they reach the show.
    pub via: Via,
    /// Whether they are connected now.
    pub is_here: bool,
}

/// One line of the undo list.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryLine {
    /// Step that it belongs to.
    pub step: u32,
    /// Who.
    pub by: PersonId,
    /// What, in words: `grade/trim_ev 0 -> 0.333 EV`, `preset Golden hour`.
    pub words: String,
    /// Frame of its last change.
    pub frame: u64,
    /// Whether it was taken back.
    pub is_undone: bool,
}

/// A control that somebody moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Touched {
    /// Path of the parameter.
    pub path: String,
    /// Who moves it.
    pub by: PersonId,
}

/// Everything that people see of a running show. Replaced as a whole; parts that did not change are shared.
#[derive(Clone, Debug)]
pub struct State {
    /// Counts replacements.
    pub rev: u64,
    /// Of the registry; as in commands.
    pub epoch: u32,
    /// Name of the show.
    pub show: Arc<str>,
    /// Names of the cameras, in the order of the report's tracking.
    pub cameras: Arc<[String]>,
    /// The parameters.
    pub registry: Arc<Registry>,
    /// Directors' bounds, one a parameter.
    pub bounds: Arc<[[f64; 2]]>,
    /// The newest frame.
    pub report: Arc<Report>,
    /// Presets, cues, takes.
    pub book: Arc<Book>,
    /// Who is here, and who was.
    pub people: Arc<[Person]>,
    /// The undo list, newest last.
    pub history: Arc<[HistoryLine]>,
    /// What is being moved, and by whom.
    pub touched: Arc<[Touched]>,
    /// Sentences of faults and notes, worst first.
    pub notes: Arc<[String]>,
    /// The strobe that an operator announced.
    pub strobe: Option<Announced>,
}

/// "Strobe announced": who lets flashes through, for how long, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Announced {
    /// Name of whoever announced it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// For so long.
    pub minutes: f32,
    /// Whether a frame was drawn under it.
    pub has_begun: bool,
}

impl Announced {
    /// For every surface.
    pub fn sentence(&self) -> String {
        format!("Strobe announced by {} for {} min: {}", self.by, self.minutes, self.reason)
    }
}

/// A wish that needs names, files or memory: the clerk's work.
#[derive(Debug)]
pub struct Ask {
    /// Who.
    pub by: PersonId,
    /// What they may do.
    pub role: Role,
    /// Comes back with the answer; 0 when nobody waits.
    pub ticket: u64,
    /// Whether the person held the control for 0.7 s.
    pub confirmed: bool,
    /// What.
    pub what: Asked,
}

/// What is asked for.
#[derive(Debug)]
pub enum Asked {
    /// Somebody comes.
    Join {
        /// Who, and how.
        person: Person,
        /// Where their answers go.
        answers: Sender<Answer>,
    },
    /// They leave.
    Leave,
    /// The program's own: the show was reloaded.
    Reload {
        /// Of the registry from now on.
        epoch: u32,
        /// The show as it is now.
        show: Arc<Show>,
        /// Whether it is the show that ran before, changed: the undo list stays.
        is_same: bool,
    },
    /// The look as it is going to be becomes a preset; one of the same name is replaced only when confirmed.
    SavePreset {
        /// Its name.
        name: String,
    },
    /// To a preset.
    RecallPreset {
        /// Its name.
        name: String,
        /// Seconds to get there.
        fade_secs: f32,
    },
    /// To the weather of a report that was pasted.
    Metar {
        /// The report.
        text: String,
        /// Seconds to get there.
        fade_secs: f32,
    },
    /// A preset goes; wants confirmation.
    DeletePreset {
        /// Its name.
        name: String,
    },
    /// The wall is exposed for the live sky as it is: `exposure/world_grey_nits` becomes what a grey card on the mark would read.
    Meter,
    /// A cue is written, or replaced by its number.
    WriteCue(super::book::CueCard),
    /// A cue goes; wants confirmation.
    DeleteCue {
        /// Its number.
        number: String,
    },
    /// GO will fire this one.
    Standby {
        /// Its number; `None` for none.
        number: Option<String>,
    },
    /// The cue in standby fires, and the next one stands by.
    Go,
    /// The cue before the active one fires.
    Back,
    /// A cue fires out of order.
    GoTo {
        /// Its number.
        number: String,
    },
    /// Scene and take of the next ROLL.
    Slate(super::book::Slate),
    /// A take begins.
    Roll,
    /// It ends.
    Cut,
    /// World, sky, plates and animation as they were at the last ROLL, at once.
    BackToOne,
    /// The look of a take's ROLL.
    MatchTake {
        /// [`super::book::TakeCard::id`].
        take: u32,
        /// Seconds to get there.
        fade_secs: f32,
    },
    /// A word on a take.
    NoteTake {
        /// [`super::book::TakeCard::id`].
        take: u32,
        /// The word.
        note: String,
    },
    /// What differs between two looks, in words.
    Compare {
        /// From this one.
        from: Look,
        /// To that one.
        to: Look,
    },
    /// For so many minutes the flash guard lets flashes through; wants confirmation and a reason.
    AnnounceStrobe {
        /// Why: everybody reads it.
        reason: String,
        /// For so long.
        minutes: f32,
    },
    /// The guard keeps flashes apart again.
    RevokeStrobe,
    /// "That is how I like it": what `RecallMark` goes back to, by person.
    Mark,
    /// Back to the person's mark, or to the look when they joined: "back to how it was".
    RecallMark {
        /// Seconds to get there.
        fade_secs: f32,
    },
}

/// A look to compare.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// As it is now.
    Now,
    /// The show file's.
    File,
    /// A preset's, by name.
    Preset(String),
    /// A take's at ROLL, by id.
    Take(u32),
}

/// What became of a command or an ask.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The ticket.
    pub ticket: u64,
    /// Frame that is the first to show it.
    pub frame: u64,
    /// How it went.
    pub told: Told,
}

/// How it went.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Done.
    Done,
    /// The arbiter refused.
    Refused(Refusal),
    /// The clerk refused, in words: what was found, what was needed, what to do.
    Failed(String),
    /// Sentences that were asked for.
    Words(Vec<String>),
}

/// What a transport holds of a running show.
#[derive(Clone, Debug)]
pub struct Link {
    commands: Sender<Command>,
    asks: Sender<Ask>,
    changes: Arc<ArrayQueue<(u32, Event)>>,
    board: Arc<Board>,
    feed: Feed,
}

/// The state as it hangs on the wall.
#[derive(Debug)]
pub struct Board {
    state: RwLock<Arc<State>>,
    window: Arc<ArrayQueue<Arc<State>>>,
    people: AtomicU32,
}

/// The frame thread's end.
#[derive(Debug)]
pub struct FrameEnd {
    /// Wishes, in the order of arrival.
    pub commands: Receiver<Command>,
    /// Of the registry that the show on the frame thread has.
    pub epoch: u32,
    /// What the command line set, and what it was before: its changes at the first frame.
    pub settings: Vec<(ParameterId, f64)>,
    /// To the clerk.
    pub asks: Sender<Ask>,
    /// The clerk's answers to the window's asks.
    pub answers: Receiver<Answer>,
    /// The newest state, for the window: the frame thread takes no lock.
    pub states: Arc<ArrayQueue<Arc<State>>>,
    /// The arbiter's.
    pub events: Arc<ArrayQueue<Event>>,
    /// Reports to fill.
    pub free: Arc<ArrayQueue<Box<Report>>>,
    /// Filled ones.
    pub filled: Arc<ArrayQueue<Box<Report>>>,
    /// Small pictures that somebody wants.
    pub feed: Feed,
}

/// The clerk's end.
#[derive(Debug)]
pub struct ClerkEnd {
    /// What people ask for.
    pub asks: Receiver<Ask>,
    /// To the frame thread.
    pub commands: Sender<Command>,
    /// From the arbiter.
    pub events: Arc<ArrayQueue<Event>>,
    /// Filled reports.
    pub filled: Arc<ArrayQueue<Box<Report>>>,
    /// Read ones.
    pub free: Arc<ArrayQueue<Box<Report>>>,
    /// Where the state hangs.
    pub board: Arc<Board>,
    /// Every event with its epoch, for the audit log.
    pub changes: Arc<ArrayQueue<(u32, Event)>>,
    /// To the window.
    pub window: Sender<Answer>,
    /// Small pictures, for thumbnails.
    pub feed: Feed,
}

/// Makes the seam of a show whose state is this at first.
pub fn link(state: State) -> (FrameEnd, ClerkEnd, Link) {
    let (commands, wishes) = bounded(COMMANDS);
    let (asks, asked) = bounded(ASKS);
    let events = Arc::new(ArrayQueue::new(EVENTS));
    let (free, filled) = (Arc::new(ArrayQueue::new(REPORTS)), Arc::new(ArrayQueue::new(REPORTS)));
    for _ in 0..REPORTS {
        // There is room for each.
        let _ = free.push(Box::new((*state.report).clone()));
    }
    let changes = Arc::new(ArrayQueue::new(CHANGES));
    let people = AtomicU32::new(PersonId::FIRST_GUEST.0);
    let (window, answers) = bounded(ANSWERS);
    let states = Arc::new(ArrayQueue::new(1));
    let board = Arc::new(Board { state: RwLock::new(Arc::new(state)), window: Arc::clone(&states), people });
    let feed = Feed::default();
    let frame_end = FrameEnd {
        commands: wishes,
        epoch: 0,
        settings: Vec::new(),
        asks: asks.clone(),
        answers,
        states,
        events: Arc::clone(&events),
        free: Arc::clone(&free),
        filled: Arc::clone(&filled),
        feed: feed.clone(),
    };
    let clerk_end = ClerkEnd {
        asks: asked,
        commands: commands.clone(),
        events,
        filled,
        free,
        board: Arc::clone(&board),
        changes: Arc::clone(&changes),
        window,
        feed: feed.clone(),
    };
    (frame_end, clerk_end, Link { commands, asks, changes, board, feed })
}

impl Board {
    /// The state now.
    pub fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hangs up another one.
    pub fn hang(&self, state: Arc<State>) {
        self.window.force_push(Arc::clone(&state));
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

impl Link {
    /// The state now. Not for the frame thread.
    pub fn state(&self) -> Arc<State> {
        self.board.state()
    }

    /// Small pictures of what the show draws.
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    /// The oldest event that nobody has taken from here, with its epoch.
    pub fn next_change(&self) -> Option<(u32, Event)> {
        self.changes.pop()
    }

    /// Sends a wish to the frame thread.
    pub fn send(&self, command: Command) -> Result<(), Busy> {
        self.commands.try_send(command).map_err(|_| Busy)
    }

    /// Sends an ask to the clerk.
    pub fn ask(&self, ask: Ask) -> Result<(), Busy> {
        self.asks.try_send(ask).map_err(|_| Busy)
    }

    /// Somebody joins; their answers come out of the receiver.
    pub fn join(&self, name: &str, role: Role, via: Via) -> Result<(PersonId, Receiver<Answer>), Busy> {
        let id = PersonId(self.board.people.fetch_add(1, Ordering::Relaxed));
        Ok((id, self.join_again(id, (name, role), via)?))
    }

    /// Somebody who left comes again as the same person: what they changed is theirs to take back still.
    pub fn join_again(
        &self,
        id: PersonId,
        (name, role): (&str, Role),
        via: Via,
    ) -> Result<Receiver<Answer>, Busy> {
        let (answers, answered) = bounded(ANSWERS);
        let person = Person { id, name: name.to_owned(), role, via, is_here: true };
        let what = Asked::Join { person, answers };
        self.ask(Ask { by: id, role, ticket: 0, confirmed: false, what })?;
        Ok(answered)
    }

    /// They leave.
    pub fn leave(&self, id: PersonId) {
        // A clerk that is too busy, or gone, forgets guests by itself at the end.
        let _ = self.ask(Ask { by: id, role: Role::Viewer, ticket: 0, confirmed: false, what: Asked::Leave });
    }
}
