//! What became of a command: one event for each, in the order of the frame thread.
//!
//! In: decisions of the arbiter. Out: plain values for a lossless queue. Not here: their words (`show::link`).
//! Invariant: making one allocates nothing.

use super::{ParameterId, PersonId, Role};

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Frame that is the first to show it.
    pub frame: u64,
    /// Who asked.
    pub by: PersonId,
    /// The command's ticket.
    pub ticket: u64,
    /// What it was.
    pub what: What,
}

/// What it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// A parameter goes to a value. A recall, an undo and a redo tell one for each parameter that moves.
    Set {
        /// Which.
        id: ParameterId,
        /// Number that it was going to before.
        from: f64,
        /// Number that it is going to.
        to: f64,
        /// Seconds to get there.
        fade_secs: f32,
        /// Whether the wish was out of range or out of the director's bounds and was clamped.
        clamped: bool,
        /// Step of the history that this belongs to; 0 for none, and for steps that are taken back or done again.
        step: u32,
        /// The command's drag; 0 for none.
        gesture: u32,
    },
    /// A drag is over.
    LetGo {
        /// Which.
        id: ParameterId,
    },
    /// A recall or a return is done; its `Set`s came before.
    Recalled {
        /// Step of the history that its changes belong to, if there were any.
        step: u32,
        /// The command's label.
        label: u32,
    },
    /// A whole command is done; its `Set`s came before.
    Done,
    /// A step was taken back.
    Undone {
        /// Which.
        step: u32,
    },
    /// A step was done again.
    Redone {
        /// Which.
        step: u32,
    },
    /// From here on, ids are those of this registry.
    Adopted {
        /// Its epoch.
        epoch: u32,
    },
    /// Directors' bounds of a parameter.
    Bounded {
        /// Which.
        id: ParameterId,
        /// Least.
        min: f64,
        /// Greatest.
        max: f64,
    },
    /// Nothing changed.
    Refused(Refusal),
}

/// Why nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Too little a role.
    #[error("this takes the role {needed}; ask whoever runs the stage for it")]
    Role {
        /// The least that may.
        needed: Role,
    },
    /// Another person is moving it.
    #[error("somebody else is moving this; it is free {left_secs:.1} s after their last move")]
    Locked {
        /// Who.
        by: PersonId,
        /// Until it is free.
        left_secs: f32,
    },
    /// A hold is wanted.
    #[error("this changes the wall at once: hold for 0.7 s")]
    Confirm,
    /// A take rolls.
    #[error("a take is rolling and this would change the stage: hold for 0.7 s to do it anyway")]
    Rolling,
    /// No number.
    #[error("that is no finite number")]
    NotFinite,
    /// Made before a reload.
    #[error("the show was reloaded meanwhile; try again")]
    Stale,
    /// No take has begun since the show was loaded.
    #[error("no take has rolled since the show was loaded: ROLL stores what BACK TO ONE goes back to")]
    NoMoment,
    /// Nothing of the person's to take back, or to do again.
    #[error("you have changed nothing that could be taken back or done again")]
    Nothing,
    /// Another person has changed all of it since.
    #[error("somebody else has changed it since; nothing was taken back")]
    Superseded {
        /// Who.
        by: PersonId,
    },
    /// Too many commands in one frame.
    #[error("more than {most} changes in one frame from you; the rest was left out")]
    TooFast {
        /// The most.
        most: u32,
    },
}
