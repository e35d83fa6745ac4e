//! Steps of several parameters: recalls, the return to a moment, undo and redo.
//!
//! In: commands that were counted. Out: values, entries of the history, events. Not here: single changes (`arbiter`).
//! Invariant: a step is taken back as a whole, but for what somebody else has changed since.

use super::{Arbiter, Scope};
use crate::params::command::Command;
use crate::params::event::{Refusal, What};
use crate::params::fade::Fade;
use crate::params::{Class, ParameterId, Role};

impl Arbiter {
    /// The look of the moment: values, and fades where they were on their way. What the stage does stays.
    pub(super) fn go_back(&mut self, command: &Command, label: u32) -> Result<What, Refusal> {
        if self.moment.frame().is_none() {
            return Err(Refusal::NoMoment);
        }
        if command.role < Role::Director {
            return Err(Refusal::Role { needed: Role::Director });
        }
        if !command.confirmed && self.rolling.is_some_and(|rolling| self.values.is_on(rolling)) {
            return Err(Refusal::Rolling);
        }
        let step = self.history.begin();
        // It read the world's time that is left.
        self.reading = None;
        for at in 0..self.rules.len() {
            let id = ParameterId::at(at);
            if self.rules[at].class != Class::Look {
                continue;
            }
            let (number, fade) = self.moment.at(id, self.frame);
            let (from, to) = (self.goal(id), fade.as_ref().map_or(number, Fade::target));
            self.stop(id);
            self.values.put(id, number);
            if fade.is_some() {
                self.fades[at] = fade;
                self.fading.push(id);
            }
            if from.to_bits() != to.to_bits() {
                self.history.part(step, (command.by, self.frame), id, from, to);
                self.tell(
                    command,
                    What::Set { id, from, to, fade_secs: 0.0, clamped: false, step, gesture: 0 },
                );
            }
        }
        self.has_returned = true;
        Ok(What::Recalled { step, label })
    }

    /// One of several changes that are one step.
    pub(super) fn part(
        &mut self,
        command: &Command,
        (step, scope): (u32, Scope),
        id: ParameterId,
        number: f64,
        fade_secs: f32,
    ) -> Result<(), Refusal> {
        self.known(id)?;
        let class = self.rules[id.index()].class;
        if scope == Scope::Look && class != Class::Look {
            return Ok(());
        }
        let (to, clamped) = self.allowed(command, id, number)?;
        let from = self.goal(id);
        let is_other = from.to_bits() != to.to_bits();
        // What is on its way there already goes at the new pace.
        if !is_other && self.fades[id.index()].is_none() {
            return Ok(());
        }
        if is_other && class != Class::Safety {
            self.history.part(step, (command.by, self.frame), id, from, to);
        }
        let fade_secs = self.go(id, to, fade_secs);
        self.tell(command, What::Set { id, from, to, fade_secs, clamped, step, gesture: 0 });
        Ok(())
    }

    /// Takes back a person's last step, or does it again.
    pub(super) fn travel(
        &mut self,
        command: &Command,
        fade_secs: f32,
        is_back: bool,
    ) -> Result<What, Refusal> {
        let by = command.by;
        let step = if is_back { self.history.last_step(by) } else { self.history.next_redo(by) };
        let step = step.ok_or(Refusal::Nothing)?;
        let (mut moved, mut others) = (0, None);
        // All of it may be moved, or nothing is.
        for at in self.history.parts(step) {
            let entry = self.history.entry(at);
            if self.history.superseded(step, entry.id, by).is_none() {
                self.allowed(command, entry.id, if is_back { entry.from } else { entry.to })?;
            }
        }
        for at in 0..self.history.len() {
            let entry = self.history.entry(at);
            if entry.step != step {
                continue;
            }
            if let Some(other) = self.history.superseded(step, entry.id, by) {
                others = Some(other);
                continue;
            }
            let from = self.goal(entry.id);
            let wanted = if is_back { entry.from } else { entry.to };
            let (to, clamped) = self.allowed(command, entry.id, wanted)?;
            let fade_secs = self.go(entry.id, to, fade_secs);
            self.tell(command, What::Set { id: entry.id, from, to, fade_secs, clamped, step: 0, gesture: 0 });
            moved += 1;
        }
        self.history.mark(step, is_back);
        match others {
            Some(by) if moved == 0 => Err(Refusal::Superseded { by }),
            _ if is_back => Ok(What::Undone { step }),
            _ => Ok(What::Redone { step }),
        }
    }
}
