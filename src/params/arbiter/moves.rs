//! How people moved the look since it was asked last: by hand on a slider, or by a cue that snaps.
//!
//! In: commands that were obeyed. Out: [`Moves`]. Not here: what is made of them (`safety::slew`).
//! Invariant: a fade is neither; a switch that is pressed is no scrub.

use super::{Arbiter, Class, Kind, ParameterId};

/// How the look was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// A number of the look went at once where a drag wanted it.
    pub has_scrubbed: bool,
    /// A stored look was recalled at once.
    pub has_snapped: bool,
}

impl Arbiter {
    /// What was moved since this was asked last.
    pub fn take_moves(&mut self) -> Moves {
        std::mem::take(&mut self.moves)
    }

    pub(super) fn scrubbed(&mut self, id: ParameterId, fade_secs: f32) {
        let is_number = self
            .rules
            .get(id.index())
            .is_some_and(|rule| rule.class == Class::Look && matches!(rule.kind, Kind::Number { .. }));
        self.moves.has_scrubbed |= is_number && fade_secs <= 0.0;
    }

    pub(super) fn snapped(&mut self, fade_secs: f32) {
        self.moves.has_snapped |= fade_secs <= 0.0;
    }
}
