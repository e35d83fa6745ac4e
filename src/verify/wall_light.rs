//! What a wall makes of the world's light: gamut and roll-off, and the way back from its codes.
//!
//! In: linear ACEScg (1.0 = 100 nits), codes. Out: wall-gamut nits.
//! Not here: calibration, dither, any GPU code; the functions are `color`'s own.
//! Invariant: a value that is not finite stays NaN; it never turns into black.

use glam::{DMat3, DVec3};

use crate::color::{Primaries, metrics, rolloff};
use crate::safety::cap;
use crate::stage::{Canvas, Stage, Wall};

/// Nits of 1.0 in `camera:` and `reference:` pictures (CONTRACT.md 3).
pub(super) const NITS_PER_UNIT: f64 = 100.0;

/// One wall's color space.
pub(super) struct WallLight {
    /// What full code emits, nits.
    pub(super) white_nits: f64,
    /// What it rolls off to: its white, or the cap where that is less.
    peak_nits: f64,
    wall_from_acescg: DMat3,
    acescg_from_wall: DMat3,
    rec2020_from_wall: DMat3,
}

impl WallLight {
    fn new(wall: &Wall, max_nits: f64) -> Self {
        Self {
            white_nits: wall.white_nits,
            peak_nits: cap::peak_nits(wall.white_nits, max_nits),
            wall_from_acescg: wall.primaries.from(&Primaries::ACESCG),
            acescg_from_wall: Primaries::ACESCG.from(&wall.primaries),
            rec2020_from_wall: metrics::rec2020_from_acescg() * Primaries::ACESCG.from(&wall.primaries),
        }
    }

    /// One for each wall of the stage.
    pub(super) fn of(stage: &Stage, max_nits: f64) -> Vec<Self> {
        stage.walls.iter().map(|wall| Self::new(wall, max_nits)).collect()
    }

    /// Wall-gamut nits of a picture's color, nothing clipped.
    pub(super) fn nits(&self, acescg: DVec3) -> DVec3 {
        self.wall_from_acescg * acescg * NITS_PER_UNIT
    }

    /// Wall-gamut nits that the wall shows for a color of the world: through gamut and roll-off.
    pub(super) fn shown_nits(&self, acescg: DVec3) -> DVec3 {
        let relative = self.nits(acescg) / self.peak_nits;
        // `compress` lifts NaN to 0 (f64 max), and a picture of NaN would look black.
        if relative.is_finite() { rolloff::compress(relative) * self.peak_nits } else { DVec3::NAN }
    }

    /// Linear ACEScg (1.0 = 100 nits) of wall-gamut nits.
    pub(super) fn acescg(&self, nits: DVec3) -> DVec3 {
        self.acescg_from_wall * nits / NITS_PER_UNIT
    }

    /// Linear BT.2020 nits of wall-gamut nits.
    pub(super) fn rec2020_nits(&self, nits: DVec3) -> DVec3 {
        self.rec2020_from_wall * nits
    }
}

/// Nits of every code of a canvas on a wall of `white_nits`.
pub(super) fn nits_by_code(canvas: &Canvas, white_nits: f64) -> Vec<f64> {
    let nits = |code| {
        let signal = canvas.range.signal_from_code(code, canvas.bits);
        canvas.transfer.nits_from_signal(signal, white_nits)
    };
    (0..1_u32 << canvas.bits).map(nits).collect()
}

/// The color of a pixel, without its alpha.
pub(super) fn rgb(pixel: [f32; 4]) -> DVec3 {
    DVec3::new(f64::from(pixel[0]), f64::from(pixel[1]), f64::from(pixel[2]))
}
