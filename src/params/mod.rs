//! The parameter registry and its arbiter: every value that can be set while a show runs, and the one door through which it changes.
//!
//! In: parameters that each room declares, [`Command`]s of people and programs. Out: values by id, [`Event`]s, refusals.
//! Not here: what a value means (this room knows no domain word), where commands come from (`control`, `console`, `app`).
//! Invariant: a value in [`Values`] is finite and inside its parameter's range; after the start only the [`Arbiter`] changes one.
//!
//! Reading order: `parameter` (what can be set), `registry`, `values`, `command` (a wish), `arbiter` (what becomes of it),
//! `fade`, `history`, `moment` (what a return goes back to), `stored` (presets), `clock` (a value that runs on by itself), `role`.

pub mod arbiter;
pub mod clock;
pub mod command;
pub mod date;
pub mod event;
pub mod fade;
pub mod history;
pub mod law;
mod moment;
pub mod parameter;
pub mod registry;
pub mod role;
pub mod stored;
pub mod values;

pub use arbiter::Arbiter;
pub use clock::{Clock, Reading, Way};
pub use command::{Action, Author, Command, PersonId};
pub use event::{Event, Refusal, What};
pub use law::Law;
pub use parameter::{Class, Confirm, Kind, Parameter, ParameterId, Value};
pub use registry::{Registry, SetError};
pub use role::Role;
pub use stored::Stored;
pub use values::Values;
