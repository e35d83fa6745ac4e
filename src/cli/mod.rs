//! (under construction)

pub mod track;
