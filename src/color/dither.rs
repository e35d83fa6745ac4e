//! Dither: triangular noise of one code, added to the signal before it is rounded.
//!
//! In: pixel position, channel, frame. Out: noise in (-1, 1) codes, mean 0. Source of the triangular density:
//! Lipshitz, Wannamaker, Vanderkooy, "Quantization and Dither" (JAES 1992). Not here: the rounding itself.
//! Invariant: integer arithmetic only, so CPU and GPU agree to the bit of the hash.

/// Whether and how a canvas is dithered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dither {
    /// No noise.
    Off,
    /// The same noise every frame: safe with PWM panels on camera.
    Static,
    /// New noise each frame.
    Animated,
}

impl Dither {
    /// Its name in stage files and in `manifest.json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Static => "static",
            Self::Animated => "animated",
        }
    }
}

/// A 32-bit mix with full avalanche. Source: the `pcg` output step (O'Neill 2014; Jarzynski and Olano, JCGT 2020).
/// Twin: `dither_hash`.
pub const fn hash(value: u32) -> u32 {
    let state = value.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    let word = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
    (word >> 22) ^ word
}

/// Triangular noise in codes for a pixel's channel. `seed` is 0 for static dither, else the frame index.
/// Twin: `dither_triangular`.
pub fn triangular(x: u32, y: u32, channel: u32, seed: u32) -> f64 {
    let first = hash(x ^ hash(y ^ hash(channel ^ hash(seed))));
    let second = hash(first);
    (f64::from(first >> 8) + f64::from(second >> 8)) / f64::from(1_u32 << 24) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_mean_zero_and_a_sixth_of_variance() {
        let count = 256 * 256;
        let (mut sum, mut squares) = (0.0, 0.0);
        for index in 0..count {
            let noise = triangular(index % 256, index / 256, 1, 0);
            assert!(noise.abs() < 1.0);
            sum += noise;
            squares += noise * noise;
        }
        let (mean, variance) = (sum / f64::from(count), squares / f64::from(count));
        assert!(mean.abs() < 5e-3, "mean {mean}");
        assert!((variance - 1.0 / 6.0).abs() < 3e-3, "variance {variance}");
    }
}
