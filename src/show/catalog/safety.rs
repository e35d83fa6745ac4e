//! `safety/*`: what limits the walls' light.
//!
//! In: nothing. Out: the group's parameters and their places. Not here: the limits themselves (`safety`).
//! Invariant: every default limits as much as the stage's walls and photosensitive people need; what weakens a limit is an
//! operator's or an engineer's to hold for 0.7 s.

use crate::params::{Class, Confirm, Parameter, ParameterId, Role, Values};
use crate::safety::{cap, strobe};

use super::{Lookup, number, switch};

/// Places of `safety/*`.
#[derive(Clone, Copy, Debug)]
pub struct SafetyIds {
    /// `safety/max_nits`.
    pub max_nits: ParameterId,
    /// `safety/flash_guard`.
    pub flash_guard: ParameterId,
    /// `safety/strobe_minutes`.
    pub strobe_minutes: ParameterId,
    /// `safety/average_nits`.
    pub average_nits: ParameterId,
    /// `safety/over_temperature`.
    pub over_temperature: ParameterId,
}

/// Path that the clerk sets when a strobe is announced.
pub const STROBE_MINUTES: &str = "safety/strobe_minutes";

pub(super) fn parameters() -> Vec<Parameter> {
    let none = cap::NONE_NITS;
    vec![
        number("safety/max_nits", (1.0, none, none), "nits", "what any LED emits at most, on every wall")
            .class(Class::Stage)
            .role(Role::Engineer)
            .step(50.0),
        switch("safety/flash_guard", true, "at most three flashes a second leave the walls")
            .class(Class::Safety)
            .role(Role::Engineer)
            .confirm(Confirm::Leaving),
        number(
            STROBE_MINUTES,
            (0.0, strobe::MOST_MINUTES, 0.0),
            "min",
            "a strobe is announced for so long: the flash guard lets flashes through",
        )
        .class(Class::Safety)
        // An operator announces one with a name and a reason; only an engineer without.
        .role(Role::Engineer)
        .confirm(Confirm::Leaving)
        .step(1.0),
        number(
            "safety/average_nits",
            (1.0, none, none),
            "nits",
            "mean level over seconds: above it there is a warning, and less light between takes",
        )
        .class(Class::Stage)
        .role(Role::Operator)
        .step(50.0),
        switch("safety/over_temperature", false, "panels are too hot: lower the mean level even in a take")
            .class(Class::Safety)
            .role(Role::Operator),
    ]
}

pub(super) fn ids(id: &Lookup<'_>) -> SafetyIds {
    SafetyIds {
        max_nits: id.of("safety/max_nits"),
        flash_guard: id.of("safety/flash_guard"),
        strobe_minutes: id.of(STROBE_MINUTES),
        average_nits: id.of("safety/average_nits"),
        over_temperature: id.of("safety/over_temperature"),
    }
}

impl SafetyIds {
    /// Whether an engineer left the flash guard on.
    pub fn is_guarded(&self, values: &Values) -> bool {
        values.is_on(self.flash_guard)
    }
}
