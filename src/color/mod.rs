//! Color: primaries, transfer functions, grades, roll-off, dither, difference metrics, rasters of linear light.
//!
//! In: xy chromaticities, linear RGB, nits. Out: matrices, code values, differences.
//! Not here: where on a wall a value goes (`stage`), the GPU's copies (`shaders/lib`, held against these by twins).
//! Invariant: matrices are derived in f64 from xy and a white point, never pasted.

pub mod dither;
pub mod false_color;
pub mod grade;
pub mod metrics;
pub mod picture;
pub mod primaries;
pub mod rolloff;
pub mod tone_map;
pub mod transfer;
pub mod white;

pub use grade::{Cdl, Grade, GradeStep};
pub use picture::Picture;
pub use primaries::Primaries;
pub use transfer::{CodeRange, Transfer};
