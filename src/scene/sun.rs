//! The sun as a directional light and a disc.
//!
//! In: a direction and an illuminance. Out: the same, with the disc's luminance. Not here: where the sun is when.
//! Source of the radius: 0.533 degrees across, mean as seen from Earth (IAU 2015 B3 solar radius over 1 au).
//! Invariant: `to_sun` is unit; `color` has luminance 1.

use glam::DVec3;

/// Angular radius of the solar disc, radians.
pub const RADIUS_RAD: f64 = 0.004_65;

/// The sun.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sun {
    /// Unit vector from the world to the sun.
    pub to_sun: DVec3,
    /// Direct normal illuminance, lux.
    pub illuminance_lux: f64,
    /// Color, linear ACEScg with luminance 1.
    pub color: DVec3,
}
