//! What people want of a running show, at the frame's begin; what the frame was, after it.
//!
//! In: commands through the seam, edits of the window. Out: values through the arbiter, a report of each drawn frame.
//! Not here: what is allowed (`params::arbiter`), who asks (`control`, `app::window`).
//! Invariant: nothing is allocated, locked or waited for; all commands that have arrived are in the frame that begins.

use std::sync::Arc;

use crate::params::arbiter::{EVENTS, succeed::Pace};
use crate::params::{Action, Author, Command, ParameterId, PersonId, Role, Values};
use crate::safety::slew::Hand;
use crate::show::holds::WorldMoment;
use crate::show::link::{Answer, Ask, Asked, COMMANDS, FrameEnd, State};
use crate::show::report::HealthReport;
use crate::show::{Show, WorldMove};

use super::Live;

impl Live {
    /// From now on commands come from there, and events and reports go there.
    pub fn listen_to(&mut self, end: FrameEnd) {
        self.arbiter.tell_to(Arc::clone(&end.events), end.epoch);
        self.end = Some(end);
    }

    /// Another show, or the same one with other parameters, is what people control from now on.
    pub fn take_over_from(&mut self, before: &mut Self, show: &Show) {
        self.inherit(before, show, false);
    }

    fn inherit(&mut self, before: &mut Self, show: &Show, is_same: bool) {
        let Some(mut end) = before.end.take() else { return };
        end.epoch += 1;
        let what = Asked::Reload { epoch: end.epoch, show: Arc::new(show.clone()), is_same };
        let ask = Ask { by: PersonId::PROGRAM, role: Role::Engineer, ticket: 0, confirmed: true, what };
        // A reload is no frame: it may wait for the clerk. One that is gone needs no telling.
        let _ = end.asks.send(ask);
        self.listen_to(end);
    }

    /// What a person at the machine changes: `change` works on a copy, and what differs is wished for, as one step.
    pub fn edit(&mut self, author: Author, change: impl FnOnce(&mut Values)) {
        self.scratch.copy_from(self.arbiter.values());
        change(&mut self.scratch);
        self.arbiter.edit(author, &self.scratch);
    }

    /// What a person at the machine wants, now.
    pub fn wish(&mut self, action: Action) {
        let command =
            Command { confirmed: true, ..Command::new(Author::WINDOW, self.arbiter.epoch(), action) };
        self.arbiter.obey(&command);
    }

    /// Asks the clerk in the window's name. False when the clerk is too busy, or there is none.
    pub fn ask(&self, what: Asked, is_confirmed: bool) -> bool {
        let Author { by, role } = Author::WINDOW;
        let ask = Ask { by, role, ticket: 1, confirmed: is_confirmed, what };
        self.end.as_ref().is_some_and(|end| end.asks.try_send(ask).is_ok())
    }

    /// The state as people see it, when it is another one than before.
    pub fn news(&self) -> Option<Arc<State>> {
        self.end.as_ref()?.states.pop()
    }

    /// An answer to the window.
    pub fn answer(&self) -> Option<Answer> {
        self.end.as_ref()?.answers.try_recv().ok()
    }

    /// A change of the program's own, which nobody takes back.
    pub fn put(&mut self, id: ParameterId, number: f64) {
        self.arbiter.put(id, number);
    }

    /// Goes on with the values and the seam of a show of before.
    pub(super) fn carry_on(&mut self, before: &mut Self, (old, show): (&Show, &Show)) {
        let was = (&old.registry, &old.file_first, before.values());
        let values = show.registry.carry_over(&show.first, was);
        self.arbiter = show.arbiter(values, EVENTS);
        let shared: Vec<_> = show.registry.shared_with(&old.registry).collect();
        let pace = if old.rate == show.rate { Pace::Same } else { Pace::Another };
        self.arbiter.succeed(&before.arbiter, &shared, pace);
        if pace == Pace::Same {
            (self.world_offset, self.moment, self.rolls) = (before.world_offset, before.moment, before.rolls);
            // What glides glides on, and what stood still does not set out from the file's place.
            (self.inputs.world_move, self.inputs.trail) = (before.inputs.world_move, before.inputs.trail);
            self.inputs.governor = before.inputs.governor;
        } else {
            self.inputs.world_move = WorldMove::still(&show.ids.world.place(self.arbiter.values()));
        }
        self.inherit(before, show, true);
    }

    /// Begins a frame: fades move on, then what was wished for since the last one is done.
    pub(super) fn obey(&mut self, show: &Show, frame: u64) {
        let begin_secs = self.clock.now_secs();
        self.read_clock();
        self.arbiter.reads(show.clock_reading(self.arbiter.values(), &self.inputs));
        self.do_what_is_wanted(frame);
        if let (Some(sky), Some(trail)) = (&show.ids.sky, &mut self.inputs.trail) {
            trail.state.clouds.fade_frames = sky.weather.fade_frames(|id| self.arbiter.fade_frames(id));
        }
        self.control_secs = self.clock.now_secs() - begin_secs;
    }

    fn do_what_is_wanted(&mut self, frame: u64) {
        self.arbiter.begin(frame);
        if let Some(end) = &mut self.end {
            for (id, before) in end.settings.drain(..) {
                let number = self.arbiter.values().number(id);
                self.arbiter.put(id, before);
                let set = Action::Set { id, number, fade_secs: 0.0, gesture: 0 };
                let command = Command::new(Author::COMMAND_LINE, self.arbiter.epoch(), set);
                self.arbiter.obey(&Command { confirmed: true, ..command });
            }
            // Whoever floods the queue does not hold the frame.
            for command in end.commands.try_iter().take(COMMANDS) {
                self.arbiter.obey(&command);
            }
        }
        let turn = self.arbiter.end();
        let moves = self.arbiter.take_moves();
        self.inputs.governor.hand = match (moves.has_snapped, moves.has_scrubbed) {
            (true, _) => Hand::Snaps,
            (false, true) => Hand::Scrubs,
            (false, false) => Hand::Off,
        };
        self.read_clock();
        if let (true, Some(moment)) = (turn.has_returned, &self.moment) {
            self.world_offset = frame.saturating_sub(moment.world_frame());
            self.holds.go_back(moment, &mut self.inputs);
        }
        if turn.has_begun {
            self.moment = Some(self.holds.moment(self.world_frame(frame), &self.inputs));
            self.rolls += 1;
        }
    }

    /// Buttons that act once come up by themselves in the frame after; an announcement that is over is taken back.
    pub(super) fn release_buttons(&mut self, show: &Show, frame: u64) {
        if let Some(sky) = &show.ids.sky
            && self.arbiter.values().is_on(sky.weather.strike)
        {
            self.arbiter.put(sky.weather.strike, 0.0);
        }
        if self.inputs.governor.strobe.has_expired(frame) {
            self.arbiter.put(show.ids.safety.strobe_minutes, 0.0);
        }
    }

    /// The sky's clock counts from where people's changes of it began.
    fn read_clock(&mut self) {
        if let (true, Some(trail)) = (self.arbiter.take_read(), &mut self.inputs.trail) {
            trail.state.read_clock();
        }
    }

    /// Frame index of the world at a frame of the show.
    pub(super) fn world_frame(&self, frame: u64) -> u64 {
        frame.saturating_sub(self.world_offset)
    }

    /// Tells of the frame that was just drawn.
    pub fn report(&mut self, show: &Show, health: &HealthReport) {
        let begin_secs = self.clock.now_secs();
        self.fill_report(show, health);
        self.report_secs = self.clock.now_secs() - begin_secs;
    }

    fn fill_report(&mut self, show: &Show, health: &HealthReport) {
        let Some(end) = &self.end else { return };
        // All reports lie with the clerk: it will miss this one.
        let Some(mut report) = end.free.pop() else { return };
        report.epoch = self.arbiter.epoch();
        report.frame = self.inputs.frame;
        report.world_frame = self.inputs.world_frame;
        let (rev, bounds) = self.arbiter.bounds();
        if report.bounds_rev != rev || report.bounds.len() != self.arbiter.values().all().len() {
            report.bounds.clear();
            report.bounds.extend(bounds);
            report.bounds_rev = rev;
        }
        report.lost_events = self.arbiter.lost_events();
        report.roll.count = self.rolls;
        // Copied before the first ROLL too: its frame finds the memory there.
        let (rolled, values) = self.arbiter.moment();
        report.roll.values.copy_from(values);
        report.roll.frame = rolled.unwrap_or(0);
        report.roll.world_frame = self.moment.as_ref().map_or(0, WorldMoment::world_frame);
        report.values.copy_from(self.arbiter.values());
        report.goals.copy_from(self.arbiter.values());
        self.arbiter.goals(&mut report.goals);
        report.fading = self.arbiter.fading();
        report.health = *health;
        report.health.control_secs = self.control_secs + self.report_secs;
        report.health.rejected = self.rejected();
        report.tracking.resize_with(self.status.len(), Default::default);
        for (told, status) in report.tracking.iter_mut().zip(&self.status) {
            told.state = status.state;
            told.sample_age_ms = status.sample_age_ms;
            told.fault.clear();
            told.fault.reserve(super::FAULT_BYTES);
            told.fault.push_str(status.fault.as_deref().unwrap_or_default());
            (told.taken, told.lost) = (status.samples_taken, status.lost);
        }
        report.sky = show.sky_report(&self.inputs);
        report.notes = self.inputs.notes;
        report.is_armed = self.arming(show).map(|arming| arming == crate::show::Arming::Armed);
        let Some(end) = &self.end else { return };
        // There is room for each report that exists.
        let _ = end.filled.push(report);
    }
}
