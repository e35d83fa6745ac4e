//! (under construction)

pub mod stage;
pub mod track;
