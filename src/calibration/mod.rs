//! Test patterns and their names; solvers that line a tracker up.
//!
//! In: words; measured points. Out: patterns; transforms with their residuals. Not here: how patterns are drawn
//! (`shaders/wall/pattern.wgsl`), who measures (`cli`, `app`).
//! Invariant: `Pattern::NAMES[i]` names `Pattern::ALL[i]`; solvers are pure and total.
//!
//! Reading order of the solvers: [`symmetric`] -> [`rigid`] -> [`suspects`]; [`targets`] -> [`sight`]; [`axis_check`]; their files: [`schema`].

pub mod axis_check;
pub mod caption;
pub mod chart;
pub mod chroma;
pub mod glyph;
pub mod marker;
pub mod pattern;
pub mod rigid;
pub mod schema;
pub mod sight;
pub mod suspects;
pub mod symmetric;
pub mod targets;

pub use caption::Caption;
pub use chroma::{FlatColor, Reach};
pub use marker::MarkerShape;
pub use pattern::Pattern;
