//! Geometry without a domain: rigid poses, pinhole cameras, axis conventions.
//!
//! In: metres, radians, pixels as f64. Out: the same. Reading order: `pose`, `frustum`, `axes`, `rigid`.
//! Not here: lenses (`lens`), walls (`stage`), anything of the GPU.
//! Invariant: everything is f64 and right-handed; a camera looks along -Z with +Y up.

pub mod axes;
pub mod frustum;
pub mod pose;
pub mod rigid;
pub mod sphere;

pub use frustum::Pinhole;
pub use pose::Pose;
