//! Hot reload: what happens when a file of the running show changes.
//!
//! In: events (changed, loaded, failed, apply, dismiss), whether outputs are open, whether a take rolls. Out: one action each.
//! Not here: seeing changes (`app::watch`), loading (`app::loader`), the desk's panel (`console::reload`). The pure machine
//! comes first, the threads that serve it after.
//! Invariant: with outputs open nothing goes in without Apply; while a take rolls nothing goes in at all; what cannot be loaded
//! leaves the running show alone.

use std::sync::Arc;

use crate::gpu::Gpu;
use crate::render::Settings;
use crate::show::Show;
use crate::stage::change::Change;

use super::loader::{Loader, News, Order, Ready};
use super::watch::FileWatch;
use super::watchdog::{LONG_LIMIT_SECS, Thread};

/// Whose word a change waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Previs: it goes in at once.
    AtOnce,
    /// Real outputs are open: a person applies it.
    OnApply,
}

/// What counts at the moment of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// Whose word a change waits for.
    pub policy: Policy,
    /// Whether a take rolls.
    pub is_rolling: bool,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A file has another content.
    Changed,
    /// The files were loaded; this differs from what runs.
    Loaded(Vec<Change>),
    /// They could not be loaded, or the show not be started.
    Failed(String),
    /// A person wants the change.
    Apply,
    /// A person does not want it, or has read why it was refused.
    Dismiss,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    Nothing,
    /// Load the files on the loader thread.
    Load,
    /// Put what was loaded in at this frame boundary.
    Swap,
    /// Let go of what was loaded.
    Drop,
}

/// Where a reload stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing under way.
    #[default]
    Idle,
    /// The files are being loaded; `true` when they have changed again since.
    Loading {
        /// Whether what comes of it is out of date already.
        is_stale: bool,
    },
    /// Loaded and waiting, with what differs.
    Offered(Vec<Change>),
    /// Not taken, and why.
    Refused(String),
}

impl Phase {
    /// Takes an event and says what is to be done.
    pub fn on(&mut self, event: Event, situation: Situation) -> Action {
        match (&mut *self, event) {
            (Self::Loading { is_stale }, Event::Changed) => {
                *is_stale = true;
                Action::Nothing
            }
            (_, Event::Changed) | (Self::Loading { is_stale: true }, Event::Loaded(_) | Event::Failed(_)) => {
                *self = Self::Loading { is_stale: false };
                Action::Load
            }
            (_, Event::Failed(reason)) => {
                *self = Self::Refused(reason);
                Action::Drop
            }
            // Saved again as it was: there is nothing to apply.
            (_, Event::Loaded(changes)) if changes.is_empty() => self.settle(Action::Drop),
            (_, Event::Loaded(changes)) => {
                *self = Self::Offered(changes);
                self.look(situation)
            }
            (Self::Offered(_), Event::Apply) if !situation.is_rolling => self.settle(Action::Swap),
            (Self::Offered(_) | Self::Refused(_), Event::Dismiss) => self.settle(Action::Drop),
            (_, Event::Apply | Event::Dismiss) => Action::Nothing,
        }
    }

    /// What is to be done without an event: what waited for the end of a take in the previs goes in.
    pub fn look(&mut self, situation: Situation) -> Action {
        match self {
            Self::Offered(_) if situation.policy == Policy::AtOnce && !situation.is_rolling => {
                self.settle(Action::Swap)
            }
            _ => Action::Nothing,
        }
    }

    fn settle(&mut self, action: Action) -> Action {
        *self = Self::Idle;
        action
    }
}

/// The machine with its watch and its loader. Lives on the frame thread and only ever polls.
#[derive(Debug)]
pub struct Reloads {
    phase: Phase,
    watch: FileWatch,
    gpu: Arc<Gpu>,
    settings: Settings,
    loader: Option<Loader>,
    ready: Option<Box<Ready>>,
    /// What the desk says of it, made when it changes.
    lines: Vec<String>,
}

/// The show that runs, as a reload needs to know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Running<'a> {
    /// With all its pixels.
    pub whole: &'a Arc<Show>,
    /// Factor by which previews are smaller.
    pub divisor: u32,
    /// What counts now.
    pub situation: Situation,
}

impl Reloads {
    /// Watches the files of a show.
    pub fn start(gpu: Arc<Gpu>, settings: Settings, show: &Show) -> std::io::Result<Self> {
        let watch = FileWatch::start(show.files.clone())?;
        Ok(Self { phase: Phase::Idle, watch, gpu, settings, loader: None, ready: None, lines: Vec::new() })
    }

    /// Another show runs: its files count from now on, and what was under way is forgotten.
    pub fn adopt(&mut self, show: &Show) {
        self.watch.replace(show.files.clone());
        (self.phase, self.loader, self.ready) = (Phase::Idle, None, None);
        self.lines.clear();
    }

    /// Where it stands.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// What differs, or why it was refused: a line each.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// A show is being loaded or waits to go in: pipelines are made on the loader's thread.
    pub fn is_busy(&self) -> bool {
        self.loader.is_some()
    }

    /// The thread that watches the files. A network share may be slow.
    pub fn thread(&self) -> Thread {
        let heartbeat = self.watch.heartbeat();
        Thread { name: "watch".to_owned(), heartbeat, limit_secs: LONG_LIMIT_SECS }
    }

    /// Takes an event of a person, or of a show that could not be started.
    pub(super) fn on(&mut self, event: Event, running: Running<'_>) -> Option<Box<Ready>> {
        if event == Event::Apply && running.situation.is_rolling {
            tracing::warn!("a change waits: it is not applied while a take rolls");
        }
        let action = self.phase.on(event, running.situation);
        self.act(action, running)
    }

    /// Once a frame: takes what has come. Gives a show that goes in at this frame boundary.
    pub(super) fn step(&mut self, running: Running<'_>) -> Option<Box<Ready>> {
        if self.watch.has_changed() {
            tracing::info!("{}: a file has changed", running.whole.place);
            return self.on(Event::Changed, running);
        }
        match self.loader.as_ref().and_then(|loader| loader.news().last()) {
            Some(News::Ready(mut ready)) => {
                self.loader = None;
                let changes = std::mem::take(&mut ready.changes);
                for change in &changes {
                    tracing::info!("{}: {change}", running.whole.place);
                }
                self.ready = Some(ready);
                self.on(Event::Loaded(changes), running)
            }
            Some(News::Same) => {
                self.loader = None;
                tracing::info!("{}: saved without a difference", running.whole.place);
                self.on(Event::Loaded(Vec::new()), running)
            }
            Some(News::Failed(reason)) => {
                self.loader = None;
                tracing::warn!("not reloaded, the running show goes on: {reason}");
                self.on(Event::Failed(reason), running)
            }
            Some(News::Progress(..)) | None => {
                let action = self.phase.look(running.situation);
                if action == Action::Nothing { None } else { self.act(action, running) }
            }
        }
    }

    fn act(&mut self, action: Action, running: Running<'_>) -> Option<Box<Ready>> {
        match action {
            Action::Nothing => {}
            Action::Load => {
                self.ready = None;
                let order =
                    Order::Again { path: running.whole.place.clone(), before: Arc::clone(running.whole) };
                let loader = Loader::start(Arc::clone(&self.gpu), order, running.divisor, self.settings);
                match loader {
                    Ok(loader) => self.loader = Some(loader),
                    Err(error) => self.phase = Phase::Refused(format!("no thread for loading: {error}")),
                }
            }
            Action::Swap => {
                self.lines.clear();
                return self.ready.take();
            }
            Action::Drop => self.ready = None,
        }
        self.lines = match &self.phase {
            Phase::Offered(changes) => changes.iter().map(ToString::to_string).collect(),
            Phase::Refused(reason) => vec![reason.clone()],
            Phase::Idle | Phase::Loading { .. } => Vec::new(),
        };
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::change::Effect;

    const PREVIS: Situation = Situation { policy: Policy::AtOnce, is_rolling: false };
    const LIVE: Situation = Situation { policy: Policy::OnApply, is_rolling: false };
    const TAKE: Situation = Situation { policy: Policy::OnApply, is_rolling: true };
    const PREVIS_TAKE: Situation = Situation { policy: Policy::AtOnce, is_rolling: true };

    fn changes() -> Vec<Change> {
        let mut change = Change::of("wall B");
        change.did(Effect::Picture, "moved 12 mm");
        vec![change]
    }

    /// Runs events from rest and gives the actions and where it ends.
    fn run(events: impl IntoIterator<Item = (Event, Situation)>) -> (Vec<Action>, Phase) {
        let mut phase = Phase::Idle;
        let actions = events.into_iter().map(|(event, situation)| phase.on(event, situation)).collect();
        (actions, phase)
    }

    #[test]
    fn previs_takes_a_change_at_once() {
        let (actions, phase) = run([(Event::Changed, PREVIS), (Event::Loaded(changes()), PREVIS)]);
        assert_eq!((actions, phase), (vec![Action::Load, Action::Swap], Phase::Idle));
    }

    #[test]
    fn with_outputs_it_waits_for_apply_or_is_dismissed() {
        let loaded = [(Event::Changed, LIVE), (Event::Loaded(changes()), LIVE)];
        let (actions, phase) = run(loaded.clone());
        assert_eq!((actions, &phase), (vec![Action::Load, Action::Nothing], &Phase::Offered(changes())));
        for (event, action) in [(Event::Apply, Action::Swap), (Event::Dismiss, Action::Drop)] {
            let mut phase = phase.clone();
            assert_eq!(
                (phase.look(LIVE), phase.on(event, LIVE), phase),
                (Action::Nothing, action, Phase::Idle)
            );
        }
    }

    #[test]
    fn while_a_take_rolls_nothing_goes_in() {
        let events = [(Event::Changed, TAKE), (Event::Loaded(changes()), TAKE), (Event::Apply, TAKE)];
        let (actions, mut phase) = run(events);
        assert_eq!(actions, [Action::Load, Action::Nothing, Action::Nothing]);
        assert_eq!(phase.look(TAKE), Action::Nothing);
        // The end of the take is not a person's word.
        assert_eq!(phase.look(LIVE), Action::Nothing);
        assert_eq!(phase.on(Event::Apply, LIVE), Action::Swap);
        let (actions, mut phase) =
            run([(Event::Changed, PREVIS_TAKE), (Event::Loaded(changes()), PREVIS_TAKE)]);
        assert_eq!(actions, [Action::Load, Action::Nothing]);
        assert_eq!((phase.look(PREVIS_TAKE), phase.look(PREVIS)), (Action::Nothing, Action::Swap));
    }

    #[test]
    fn a_broken_file_is_refused_until_it_is_mended() {
        let broken = || Event::Failed("show.toml:3:1: unknown key".to_owned());
        for situation in [PREVIS, LIVE, TAKE] {
            let (actions, mut phase) = run([(Event::Changed, situation), (broken(), situation)]);
            assert_eq!(actions, [Action::Load, Action::Drop]);
            assert_eq!(phase, Phase::Refused("show.toml:3:1: unknown key".to_owned()));
            assert_eq!(
                (phase.on(Event::Apply, situation), phase.look(situation)),
                (Action::Nothing, Action::Nothing)
            );
            assert_eq!(phase.on(Event::Changed, situation), Action::Load);
        }
        let (_, mut phase) = run([(Event::Changed, LIVE), (broken(), LIVE)]);
        assert_eq!((phase.on(Event::Dismiss, LIVE), phase), (Action::Drop, Phase::Idle));
    }

    #[test]
    fn what_changes_while_it_loads_is_loaded_again() {
        let events = [(Event::Changed, PREVIS), (Event::Changed, PREVIS), (Event::Loaded(changes()), PREVIS)];
        let (actions, phase) = run(events);
        assert_eq!(actions, [Action::Load, Action::Nothing, Action::Load]);
        assert_eq!(phase, Phase::Loading { is_stale: false });
        // An offer is out of date as soon as the files change.
        let events = [(Event::Changed, LIVE), (Event::Loaded(changes()), LIVE), (Event::Changed, LIVE)];
        assert_eq!(run(events).0, [Action::Load, Action::Nothing, Action::Load]);
    }

    #[test]
    fn no_difference_is_nothing_to_apply() {
        let (actions, phase) =
            run([(Event::Changed, LIVE), (Event::Loaded(Vec::new()), LIVE), (Event::Apply, LIVE)]);
        assert_eq!((actions, phase), (vec![Action::Load, Action::Drop, Action::Nothing], Phase::Idle));
    }

    /// Every sequence of four events in every situation: a swap only ever follows a load, and never in a take.
    #[test]
    fn no_order_of_events_swaps_in_a_take_or_without_apply() {
        let events = [
            Event::Changed,
            Event::Loaded(changes()),
            Event::Failed("x".into()),
            Event::Apply,
            Event::Dismiss,
        ];
        for code in 0..5_usize.pow(5) {
            let sequence = (0..5).map(|place| events[code / 5_usize.pow(place) % 5].clone());
            for situation in [LIVE, TAKE] {
                let (mut phase, mut has_loaded) = (Phase::Idle, false);
                for event in sequence.clone() {
                    let is_apply = event == Event::Apply;
                    has_loaded |= matches!(event, Event::Loaded(_));
                    let action = phase.on(event, situation);
                    assert!(action != Action::Swap || (is_apply && has_loaded && !situation.is_rolling));
                    assert_eq!(phase.look(situation), Action::Nothing);
                }
            }
        }
    }
}
