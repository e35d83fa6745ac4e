//! Test patterns and their names; solvers that line a tracker up.
//!
//! In: words; measured points. Out: patterns; transforms with their residuals. Not here: how patterns are drawn
//! (`shaders/wall/pattern.wgsl`), who measures (`cli`, `app`).
//! Invariant: `Pattern::NAMES[i]` names `Pattern::ALL[i]`; solvers are pure and total.
//!
//! Reading order of the solvers: [`symmetric`] -> [`rigid`] -> [`suspects`]; [`targets`] -> [`sight`]; [`axis_check`]; their files: [`schema`].

pub mod axis_check;
pub mod chroma;
pub mod glyph;
pub mod marker;
pub mod rigid;
pub mod schema;
pub mod sight;
pub mod suspects;
pub mod symmetric;
pub mod targets;

pub use chroma::{FlatColor, Reach};
pub use marker::MarkerShape;

/// A test pattern of a canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pattern {
    /// The show's picture.
    #[default]
    Off,
    /// Panel outlines, column and row of each, an arrow up, a dot at the top left.
    Grid,
    /// Lines of one LED: proof of 1:1.
    Lines,
    /// Sixteen steps of equal PQ signal up to the wall's white.
    Steps,
    /// Numbered crosses at known places of the wall, for the Align panel.
    Targets,
}

impl Pattern {
    /// Every pattern, in the order of the names.
    pub const ALL: [Self; 5] = [Self::Off, Self::Grid, Self::Lines, Self::Steps, Self::Targets];
    /// The words for `pattern/<canvas>`.
    pub const NAMES: &[&str] = &["off", "grid", "lines", "pq_steps", "targets"];

    /// The number by which the shader knows it.
    pub const fn shader_id(self) -> u32 {
        match self {
            Self::Off => 0,
            Self::Grid => 1,
            Self::Lines => 2,
            Self::Steps => 3,
            Self::Targets => 40,
        }
    }
}
