//! A wish to change something: the one form that files, pages, OSC, cues and the window share.
//!
//! In: who wants what. Out: a value for a bounded channel to the frame thread. Not here: what becomes of it (`arbiter`).
//! Invariant: making one needs no registry lock; one that was made for another registry (`epoch`) is refused, never misread.

use std::sync::Arc;

use super::{ParameterId, Role, Stored};

/// Who did something. Names stand in `show::link::Person`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u32);

impl PersonId {
    /// The program itself: tours, demos, what is computed. Never in the history.
    pub const PROGRAM: Self = Self(0);
    /// `--set` and the show file.
    pub const COMMAND_LINE: Self = Self(1);
    /// The window's desk.
    pub const WINDOW: Self = Self(2);
    /// First of those who join.
    pub const FIRST_GUEST: Self = Self(16);
}

/// A wish.
#[derive(Clone, Debug)]
pub struct Command {
    /// Who wants it.
    pub by: PersonId,
    /// What that person may do.
    pub role: Role,
    /// Comes back in the event that answers; 0 when nobody waits for it.
    pub ticket: u64,
    /// Registry that the ids belong to.
    pub epoch: u32,
    /// Whether the person held the control for 0.7 s, or overrides a lock.
    pub confirmed: bool,
    /// What is wanted.
    pub action: Action,
}

/// What is wanted.
#[derive(Clone, Debug)]
pub enum Action {
    /// A value.
    Set {
        /// Of this parameter.
        id: ParameterId,
        /// The number behind it; out of range it is clamped, not finite it is refused.
        number: f64,
        /// Seconds to get there; 0 is at once.
        fade_secs: f32,
        /// The same for all moves of one drag and for nothing else of this person; 0 is a single change.
        gesture: u32,
    },
    /// A value moved by so much from where it is going.
    Step {
        /// Of this parameter.
        id: ParameterId,
        /// By this, in its unit.
        by: f64,
        /// Seconds to get there.
        fade_secs: f32,
    },
    /// The default.
    Reset {
        /// Of this parameter.
        id: ParameterId,
        /// Seconds to get there.
        fade_secs: f32,
    },
    /// Several values as one step: a preset, a cue.
    Recall {
        /// The values.
        stored: Arc<Stored>,
        /// Seconds to get there.
        fade_secs: f32,
        /// What its asker knows it by; comes back in [`super::What::Recalled`]. 0 for none.
        label: u32,
    },
    /// The whole look, and what depends on time, as it was when the take began, at once.
    Return {
        /// As in `Recall`.
        label: u32,
    },
    /// A drag is over: the soft lock runs out.
    LetGo {
        /// Of this parameter.
        id: ParameterId,
    },
    /// Takes back the person's own last step.
    Undo {
        /// Seconds to get there.
        fade_secs: f32,
    },
    /// Does it again.
    Redo {
        /// Seconds to get there.
        fade_secs: f32,
    },
    /// How far directors may move a parameter: the operator's to set.
    Bound {
        /// Of this parameter.
        id: ParameterId,
        /// Least.
        min: f64,
        /// Greatest.
        max: f64,
    },
}

/// Who makes commands, and with what right.
#[derive(Clone, Copy, Debug)]
pub struct Author {
    /// Who.
    pub by: PersonId,
    /// What that person may do.
    pub role: Role,
}

impl Author {
    /// Whoever sits at the machine itself.
    pub const WINDOW: Self = Self { by: PersonId::WINDOW, role: Role::Engineer };
    /// Whoever started the program.
    pub const COMMAND_LINE: Self = Self { by: PersonId::COMMAND_LINE, role: Role::Engineer };
}

impl Command {
    /// A wish without a ticket, unconfirmed.
    pub fn new(author: Author, epoch: u32, action: Action) -> Self {
        Self { by: author.by, role: author.role, ticket: 0, epoch, confirmed: false, action }
    }
}
