//! The light from above: the sun and a gradient sky.
//!
//! In: directions in the world. Out: nits and lux in linear ACEScg. Not here: HDRI domes (`scene::dome`), files.
//! Invariant: pure functions of their inputs; each has a WGSL twin in `shaders/lib/sky.wgsl`.

pub mod gradient;

pub use gradient::Gradient;

use glam::DVec3;

/// The sun as a directional light and a disc.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sun {
    /// Unit vector from the world to the sun.
    pub to_sun: DVec3,
    /// Direct normal illuminance, lux.
    pub illuminance_lux: f64,
    /// Color, linear ACEScg with luminance 1.
    pub color: DVec3,
}

/// Angular radius of the solar disc as seen from Earth, radians (0.533 degrees across, mean).
pub const SUN_RADIUS_RAD: f64 = 0.004_65;
