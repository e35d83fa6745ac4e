//! The one door through which values change while a show runs: commands in, values and events out, at a frame boundary.
//!
//! In: [`Command`]s in the order of their arrival, frames. Out: values of the frame, one [`Event`] a change.
//! Not here: where commands come from, names of people, files.
//! Invariant: nothing is allocated, locked or waited for after [`Arbiter::new`]; every value is finite and in range; whatever
//! two sources send, the order of arrival at the frame boundary decides, for values and history alike.

use std::sync::Arc;

use crossbeam::queue::ArrayQueue;

use super::clock::{Clock, Reading};
use super::command::{Action, Author, Command, PersonId};
use super::event::{Event, Refusal, What};
use super::fade::Fade;
use super::history::History;
use super::moment::Moment;
use super::{Class, Confirm, Kind, Law, ParameterId, Registry, Role, Values};

/// Events under way to the clerk; more than a frame of commands can make.
pub const EVENTS: usize = 16_384;
/// Changes that can be taken back.
const HISTORY: usize = 8192;
/// How long a control stays its mover's after the last move, seconds.
pub const LOCK_SECS: f64 = 2.0;
/// Most changes of one person in one frame: a page sends 30 a second, a desk of faders a few hundred.
const MOST_A_FRAME: u32 = 1000;
/// Commands between two frames that may wait for the next one.
const WAITING: usize = 64;
/// People whose changes are counted in one frame.
const COUNTED: usize = 256;

/// Values while a show runs.
#[derive(Debug)]
pub struct Arbiter {
    rules: Vec<Rule>,
    values: Values,
    fades: Vec<Option<Fade>>,
    /// Parameters that fade.
    fading: Vec<ParameterId>,
    touches: Vec<Touch>,
    history: History,
    events: Arc<ArrayQueue<Event>>,
    lost_events: u64,
    epoch: u32,
    /// Index of `take/rolling` or its like.
    rolling: Option<ParameterId>,
    /// Whether it was on at the end of the frame before.
    was_rolling: bool,
    /// The last frame at which it came on.
    moment: Moment,
    has_returned: bool,
    moves: moves::Moves,
    /// A return that was asked for between two frames waits for the next one, and what comes after it.
    waiting: Vec<Command>,
    /// Whether a frame's commands are being taken.
    is_open: bool,
    /// Counts changes of bounds.
    bounds_rev: u64,
    frame: u64,
    period_secs: f64,
    counts: Vec<(PersonId, u32)>,
    /// A value that runs on by itself, and what it reads while it does.
    clock: Option<Clock>,
    reading: Option<Reading>,
    has_read: bool,
}

/// What the arbiter must know of a parameter.
#[derive(Clone, Debug)]
struct Rule {
    kind: Kind,
    law: Law,
    class: Class,
    role: Role,
    confirm: Confirm,
    /// Directors' bounds.
    bounds: [f64; 2],
}

/// Which parameters a step of several may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Look,
    Everything,
}

/// What a frame's commands asked of whoever keeps the world's time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Everything goes back to the moment that was kept, before anything else.
    pub has_returned: bool,
    /// This frame is the moment to go back to from now on.
    pub has_begun: bool,
}

#[derive(Clone, Copy, Debug)]
struct Touch {
    by: PersonId,
    until_frame: u64,
}

impl Arbiter {
    /// For a registry with these first values. While the switch at `rolling` is on, the stage is soft-locked.
    pub fn new(
        registry: &Registry,
        first: Values,
        (epoch, rolling): (u32, Option<ParameterId>),
        period_secs: f64,
        events: Arc<ArrayQueue<Event>>,
    ) -> Self {
        let rules = registry.parameters().iter().map(|parameter| Rule {
            kind: parameter.kind.clone(),
            law: parameter.law,
            class: parameter.class,
            role: parameter.role,
            confirm: parameter.confirm,
            bounds: parameter.kind.range(),
        });
        let count = registry.len();
        Self {
            rules: rules.collect(),
            moment: Moment::empty(&first),
            // One that rolls from the start begins with the first frame.
            was_rolling: false,
            has_returned: false,
            moves: moves::Moves::default(),
            waiting: Vec::with_capacity(WAITING),
            is_open: false,
            bounds_rev: 0,
            values: first,
            fades: vec![None; count],
            fading: Vec::with_capacity(count),
            touches: vec![Touch { by: PersonId::PROGRAM, until_frame: 0 }; count],
            history: History::new(HISTORY),
            events,
            lost_events: 0,
            epoch,
            rolling,
            frame: 0,
            period_secs,
            counts: Vec::with_capacity(COUNTED),
            clock: None,
            reading: None,
            has_read: false,
        }
    }

    /// Values of the frame.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Registry that its ids belong to.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// How many parameters fade.
    pub fn fading(&self) -> usize {
        self.fading.len()
    }

    /// Events that the clerk was too slow for.
    pub fn lost_events(&self) -> u64 {
        self.lost_events
    }

    /// Where a parameter is going: its value when it does not fade.
    pub fn goal(&self, id: ParameterId) -> f64 {
        self.fades[id.index()].as_ref().map_or_else(|| self.now(id), Fade::target)
    }

    /// Frames that the fade of a parameter takes; 0 when it does not fade.
    pub fn fade_frames(&self, id: ParameterId) -> u32 {
        self.fades[id.index()].as_ref().map_or(0, |fade| fade.frames().round() as u32)
    }

    /// Puts the goals of what fades over the values of what does not.
    pub fn goals(&self, values: &mut Values) {
        for id in &self.fading {
            values.put(*id, self.goal(*id));
        }
    }

    /// Begins a frame: fades move on.
    pub fn begin(&mut self, frame: u64) {
        self.frame = frame;
        self.counts.clear();
        let at = frame as i64;
        let (fades, values) = (&mut self.fades, &mut self.values);
        self.fading.retain(|id| {
            let Some(fade) = fades[id.index()] else { return false };
            values.put(*id, fade.value(at));
            let goes_on = !fade.is_over(at);
            if !goes_on {
                fades[id.index()] = None;
            }
            goes_on
        });
        self.is_open = true;
        for at in 0..self.waiting.len() {
            let command = self.waiting[at].clone();
            self.obey(&command);
        }
        self.waiting.clear();
    }

    /// Ends a frame's commands: where a take begins, the moment is kept.
    pub fn end(&mut self) -> Turn {
        self.is_open = false;
        let is_rolling = self.rolling.is_some_and(|rolling| self.values.is_on(rolling));
        let was_rolling = std::mem::replace(&mut self.was_rolling, is_rolling);
        let has_begun = is_rolling && !was_rolling;
        if has_begun {
            self.read_clock();
            self.moment.keep(&self.values, &self.fades, self.frame);
        }
        Turn { has_returned: std::mem::take(&mut self.has_returned), has_begun }
    }

    /// The frame at which the last take began, and its values; before the first there is no frame.
    pub fn moment(&self) -> (Option<u64>, &Values) {
        (self.moment.frame(), self.moment.values())
    }

    /// Directors' bounds of each parameter, and a count of their changes.
    pub fn bounds(&self) -> (u64, impl Iterator<Item = [f64; 2]> + '_) {
        (self.bounds_rev, self.rules.iter().map(|rule| rule.bounds))
    }

    /// Does what is wanted, or says why not.
    pub fn obey(&mut self, command: &Command) {
        let is_return = matches!(command.action, Action::Return { .. });
        // Its fades are those of the frame that begins.
        let waits = !self.is_open && (is_return || !self.waiting.is_empty());
        if waits && self.waiting.len() < WAITING {
            self.waiting.push(command.clone());
            return;
        }
        let what = match self.try_obey(command) {
            Ok(what) => what,
            Err(refusal) => What::Refused(refusal),
        };
        self.tell(command, what);
    }

    /// Wishes for all that differs in `wanted`, as one step; a single value merges with the one before, like a drag's.
    /// Confirmed: whoever calls this has asked the person.
    pub fn edit(&mut self, author: Author, wanted: &Values) {
        let differs = |at: &usize| {
            let id = ParameterId::at(*at);
            self.values.number(id).to_bits() != wanted.number(id).to_bits()
        };
        let count = (0..self.rules.len()).filter(differs).count();
        let step = if count > 1 { Some(self.history.begin()) } else { None };
        for at in 0..self.rules.len() {
            let id = ParameterId::at(at);
            let number = wanted.number(id);
            if self.values.number(id).to_bits() == number.to_bits() {
                continue;
            }
            let action = Action::Set { id, number, fade_secs: 0.0, gesture: 0 };
            let command = Command { confirmed: true, ..Command::new(author, self.epoch, action) };
            match step {
                None => {
                    self.obey(&command);
                    self.scrubbed(id, 0.0);
                }
                Some(step) => {
                    let what = self.part(&command, (step, Scope::Everything), id, number, 0.0);
                    if let Err(refusal) = what {
                        self.tell(&command, What::Refused(refusal));
                    }
                }
            }
        }
    }

    /// Tells a clerk's queue from now on, who knows its registry by this epoch.
    pub fn tell_to(&mut self, events: Arc<ArrayQueue<Event>>, epoch: u32) {
        (self.events, self.epoch) = (events, epoch);
        let event =
            Event { frame: self.frame, by: PersonId::PROGRAM, ticket: 0, what: What::Adopted { epoch } };
        self.push(event);
    }

    /// The program's own change, which nobody takes back: clamped, not told, ending a fade.
    pub fn put(&mut self, id: ParameterId, number: f64) {
        let [min, max] = self.rules[id.index()].kind.range();
        if number.is_finite() {
            self.stop(id);
            self.values.put(id, number.clamp(min, max));
        }
    }

    fn try_obey(&mut self, command: &Command) -> Result<What, Refusal> {
        if command.epoch != self.epoch {
            return Err(Refusal::Stale);
        }
        self.count(command.by)?;
        match &command.action {
            Action::Set { id, number, fade_secs, gesture } => {
                self.change(command, *id, *number, (*fade_secs, *gesture))?;
                if *gesture != 0 {
                    self.scrubbed(*id, *fade_secs);
                }
            }
            Action::Step { id, by, fade_secs } => {
                self.known(*id)?;
                self.change(command, *id, self.goal(*id) + by, (*fade_secs, 0))?;
            }
            Action::Reset { id, fade_secs } => {
                self.known(*id)?;
                let default = self.rules[id.index()].kind.default_number();
                self.change(command, *id, default, (*fade_secs, 0))?;
            }
            Action::Recall { stored, fade_secs, label } => {
                let step = self.history.begin();
                for (id, number) in stored.values() {
                    // What the person may not change stays as it is.
                    let _ = self.part(command, (step, Scope::Look), *id, *number, *fade_secs);
                }
                self.snapped(*fade_secs);
                return Ok(What::Recalled { step, label: *label });
            }
            Action::Return { label } => {
                self.snapped(0.0);
                return self.go_back(command, *label);
            }
            Action::LetGo { id } => {
                self.known(*id)?;
                let touch = &mut self.touches[id.index()];
                if touch.by == command.by {
                    touch.until_frame = self.frame + (LOCK_SECS / self.period_secs) as u64;
                }
                return Ok(What::LetGo { id: *id });
            }
            Action::Undo { fade_secs } => return self.travel(command, *fade_secs, true),
            Action::Redo { fade_secs } => return self.travel(command, *fade_secs, false),
            Action::Bound { id, min, max } => return self.bound(command, *id, *min, *max),
        }
        Ok(What::Done)
    }

    /// Changes one parameter, as the person's own step or a part of their drag.
    fn change(
        &mut self,
        command: &Command,
        id: ParameterId,
        number: f64,
        (fade_secs, gesture): (f32, u32),
    ) -> Result<(), Refusal> {
        self.known(id)?;
        let (to, clamped) = self.allowed(command, id, number)?;
        self.touch(command, id, gesture)?;
        let from = self.goal(id);
        let is_kept = self.rules[id.index()].class != Class::Safety && command.by != PersonId::PROGRAM;
        let step = match is_kept && from.to_bits() != to.to_bits() {
            true => self.history.change((command.by, gesture, self.frame), id, from, to),
            false => 0,
        };
        let fade_secs = self.go(id, to, fade_secs);
        self.tell(command, What::Set { id, from, to, fade_secs, clamped, step, gesture });
        Ok(())
    }

    fn bound(&mut self, command: &Command, id: ParameterId, min: f64, max: f64) -> Result<What, Refusal> {
        self.known(id)?;
        if command.role < Role::Operator {
            return Err(Refusal::Role { needed: Role::Operator });
        }
        if !(min.is_finite() && max.is_finite() && min <= max) {
            return Err(Refusal::NotFinite);
        }
        let rule = &mut self.rules[id.index()];
        let [least, most] = rule.kind.range();
        let is_number = matches!(rule.kind, Kind::Number { .. });
        // There is nothing between two words.
        rule.bounds =
            [min, max].map(|bound| if is_number { bound } else { bound.round() }.clamp(least, most));
        self.bounds_rev += 1;
        let [min, max] = rule.bounds;
        Ok(What::Bounded { id, min, max })
    }

    /// The number that may be set, and whether it is another one than was wanted.
    fn allowed(&self, command: &Command, id: ParameterId, number: f64) -> Result<(f64, bool), Refusal> {
        let rule = &self.rules[id.index()];
        if command.role < rule.role {
            return Err(Refusal::Role { needed: rule.role });
        }
        if !number.is_finite() {
            return Err(Refusal::NotFinite);
        }
        let [min, max] = if command.role < Role::Operator { rule.bounds } else { rule.kind.range() };
        let whole = if matches!(rule.kind, Kind::Number { .. }) { number } else { number.round() };
        let to = whole.clamp(min, max);
        let is_default = to == rule.kind.default_number();
        let wants_hold = match rule.confirm {
            Confirm::Never => false,
            Confirm::Leaving => !is_default,
            Confirm::Returning => is_default,
            Confirm::Always => true,
        };
        let changes = to.to_bits() != self.goal(id).to_bits();
        if changes && wants_hold && !command.confirmed {
            return Err(Refusal::Confirm);
        }
        let is_rolling = self.rolling.is_some_and(|rolling| self.values.is_on(rolling));
        if changes && is_rolling && rule.class == Class::Stage && !command.confirmed {
            return Err(Refusal::Rolling);
        }
        Ok((to, to != number))
    }

    /// A drag makes a control its mover's for a while; an operator may take it over.
    fn touch(&mut self, command: &Command, id: ParameterId, gesture: u32) -> Result<(), Refusal> {
        let held_frames = (LOCK_SECS / self.period_secs) as u64;
        let touch = &mut self.touches[id.index()];
        if touch.by != command.by && self.frame < touch.until_frame && command.role < Role::Operator {
            let left_secs = ((touch.until_frame - self.frame) as f64 * self.period_secs) as f32;
            return Err(Refusal::Locked { by: touch.by, left_secs });
        }
        if gesture != 0 {
            *touch = Touch { by: command.by, until_frame: self.frame + held_frames };
        }
        Ok(())
    }

    /// Sends a parameter somewhere; the seconds that it takes.
    fn go(&mut self, id: ParameterId, to: f64, fade_secs: f32) -> f32 {
        let clock_speed = if self.is_clock(id) { self.read_clock() } else { 0.0 };
        let rule = &self.rules[id.index()];
        let law = self.way_of(rule.law);
        let frames = f64::from(fade_secs) / self.period_secs;
        if !(frames >= 1.0 && frames.is_finite()) || rule.class == Class::Safety {
            self.stop(id);
            self.values.put(id, to);
            return 0.0;
        }
        let now = self.values.number(id);
        let at = self.frame as i64;
        let own_speed = if matches!(law, Law::Clock(_)) { clock_speed } else { 0.0 };
        let speed = self.fades[id.index()].as_ref().map_or(own_speed, |fade| fade.speed(at));
        let mut fade = Fade::new((&rule.kind, law), (now, speed), to, (at, frames));
        // A speed in another coordinate is no speed of this one.
        let is_alike = self.fades[id.index()].is_none_or(|before| before.is_positive() == fade.is_positive());
        if !is_alike {
            fade = Fade::new((&rule.kind, law), (now, 0.0), to, (at, frames));
        }
        if self.fades[id.index()].replace(fade).is_none() {
            self.fading.push(id);
        }
        self.values.put(id, fade.value(at));
        fade_secs
    }

    fn stop(&mut self, id: ParameterId) {
        if self.fades[id.index()].take().is_some() {
            self.fading.retain(|other| *other != id);
        }
    }

    fn known(&self, id: ParameterId) -> Result<(), Refusal> {
        if id.index() < self.rules.len() { Ok(()) } else { Err(Refusal::Stale) }
    }

    fn count(&mut self, by: PersonId) -> Result<(), Refusal> {
        let refusal = Refusal::TooFast { most: MOST_A_FRAME };
        if let Some((_, count)) = self.counts.iter_mut().find(|(person, _)| *person == by) {
            *count += 1;
            return if *count <= MOST_A_FRAME { Ok(()) } else { Err(refusal) };
        }
        if self.counts.len() == COUNTED {
            return Err(refusal);
        }
        self.counts.push((by, 1));
        Ok(())
    }

    fn tell(&mut self, command: &Command, what: What) {
        self.push(Event { frame: self.frame, by: command.by, ticket: command.ticket, what });
    }

    fn push(&mut self, event: Event) {
        if self.events.push(event).is_err() {
            self.lost_events += 1;
        }
    }
}

pub mod moves;
mod running;
mod steps;
pub mod succeed;
#[cfg(test)]
mod tests;
