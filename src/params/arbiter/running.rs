//! The clock among the parameters: what it reads is what a change of it begins from.
//!
//! In: readings, once a frame. Out: values. Not here: what makes it run (`sky::state`), the way round (`params::clock`).
//! Invariant: nothing is read into the parameters before somebody changes them or a take begins; no event tells of it.

use super::{Arbiter, Clock, Law, ParameterId, Reading};
use crate::params::Way;

impl Arbiter {
    /// These parameters are a clock that runs.
    pub fn watch(&mut self, clock: Clock) {
        self.clock = Some(clock);
    }

    /// What the clock reads; `None` while it reads what it was set to.
    pub fn reads(&mut self, reading: Option<Reading>) {
        self.reading = reading;
    }

    /// Whether the parameters were set to what the clock read, since this was asked last.
    pub fn take_read(&mut self) -> bool {
        std::mem::take(&mut self.has_read)
    }

    pub(super) fn is_clock(&self, id: ParameterId) -> bool {
        self.clock.is_some_and(|clock| clock.time == id || clock.date == id)
    }

    /// A value as it is, which for a clock that runs is what it reads.
    pub(super) fn now(&self, id: ParameterId) -> f64 {
        match (self.clock, self.reading) {
            (Some(clock), Some(reading)) if clock.time == id => reading.time,
            (Some(clock), Some(reading)) if clock.date == id => reading.date,
            _ => self.values.number(id),
        }
    }

    /// From here on the clock counts from what it reads; how fast it goes, a frame.
    pub(super) fn read_clock(&mut self) -> f64 {
        let (Some(clock), Some(reading)) = (self.clock, self.reading.take()) else { return 0.0 };
        // What fades is where its fade is.
        if [clock.time, clock.date].iter().any(|id| self.fades[id.index()].is_some()) {
            return 0.0;
        }
        self.values.put(clock.time, reading.time);
        self.values.put(clock.date, reading.date);
        self.has_read = true;
        reading.time_a_frame
    }

    /// The law with the way round that is chosen now.
    pub(super) fn way_of(&self, law: Law) -> Law {
        match (law, self.clock) {
            (Law::Clock(_), Some(clock)) => {
                Law::Clock(Way::ALL.get(self.values.choice(clock.turn)).copied().unwrap_or_default())
            }
            _ => law,
        }
    }
}
