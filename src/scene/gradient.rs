//! A gradient sky: zenith, horizon, ground and a glow round the sun.
//!
//! In: a world direction and the sun. Out: luminance in nits, linear ACEScg. Not here: scattering physics.
//! Invariant: continuous in direction everywhere except across the horizon line, where it is steep but finite.
//! Twin: `sky_gradient_nits` in shaders/lib/sky.wgsl.

use glam::DVec3;

use super::Sun;

/// Colors of the sky in nits, linear ACEScg.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradient {
    /// Straight up.
    pub zenith: DVec3,
    /// Just above the horizon.
    pub horizon: DVec3,
    /// Everything below the horizon.
    pub ground: DVec3,
    /// Added toward the sun at its full strength.
    pub glow: DVec3,
    /// How fast the horizon's color gives way to the zenith's: 1 is slow, 8 is a thin band.
    pub falloff: f64,
}

/// Depth below the horizon, in units of sin(elevation), at which the ground's color is reached: 0.005 is a sharp
/// line, 0.04 a hazy one. The blend ends at the horizon itself, so that terrain at infinity meets the full sky.
const HORIZON_BLEND: f64 = 0.02;

impl Gradient {
    /// No light from anywhere.
    pub const BLACK: Self = Self {
        zenith: DVec3::ZERO,
        horizon: DVec3::ZERO,
        ground: DVec3::ZERO,
        glow: DVec3::ZERO,
        falloff: 1.0,
    };

    /// Luminance from a unit direction, the sun's disc left out.
    pub fn nits(&self, direction: DVec3, sun: Option<&Sun>) -> DVec3 {
        let height = direction.y.clamp(-1.0, 1.0);
        let above = height.max(0.0);
        let sky = self.zenith.lerp(self.horizon, (1.0 - above).powf(self.falloff));
        let glow = sun.map_or(0.0, |sun| {
            let toward = direction.dot(sun.to_sun).clamp(0.0, 1.0);
            0.35 * toward.powf(8.0) + 0.65 * toward.powf(96.0)
        });
        let lit = sky + self.glow * (glow * (1.0 - above).powf(2.0));
        let blend = smoothstep(-HORIZON_BLEND, 0.0, height);
        self.ground.lerp(lit, blend)
    }
}

fn smoothstep(low: f64, high: f64, value: f64) -> f64 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
