//! The previs window's face: pictures, captions, states and controls, drawn with egui.
//!
//! In: a drawn frame's pictures, a [`Readout`], the registry's values. Out: pixels of the window, [`Command`]s.
//! Not here: the event loop, keys and what a command does (`app::window`). Reading order: `readout`, `desk`, `pictures`, `screen`.
//! Invariant: changes nothing itself: everything that a person does leaves as a command.

pub mod align;
pub mod book;
pub mod buttons;
pub mod caption;
pub mod cards;
pub mod controls;
pub mod desk;
pub mod exposure;
pub mod join;
pub mod keys;
pub mod loading;
pub mod orbit;
pub mod pictures;
pub mod readout;
pub mod reload;
pub mod scopes;
pub mod screen;
pub mod sky;
pub mod slip;
pub mod theme;
pub mod top_bar;
pub mod world_position;

pub use desk::{Command, Desk};
pub use readout::Readout;
pub use screen::Screen;
