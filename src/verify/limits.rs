//! Limits: what a wall has to reach (CONTRACT.md 6).
//!
//! In: nothing but the contract. Out: numbers, and whether percentiles keep them.
//! Not here: how anything is measured. A limit is changed in the contract first.
//! Invariant: every comparison is written so that NaN does not pass.

use super::Percentiles;

/// One code of ten bits, the seam's limit.
const ONE_CODE: f64 = 1.0 / 1023.0;

/// The contract's limits. [`Limits::DEMO`] is the embedded demo's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Parallax at LED centres, 99th percentile, wall pixels.
    pub map_p99_wall_px: f64,
    /// Parallax at LED centres, largest, wall pixels.
    pub map_max_wall_px: f64,
    /// Parallax through the camera, median, wall pixels. A perfect renderer has 0.40: sqrt(0.5 / pi).
    pub camera_p50_wall_px: f64,
    /// Parallax through the camera, 99th percentile, wall pixels. A perfect renderer has 0.66.
    pub camera_p99_wall_px: f64,
    /// Parallax through the camera, largest, wall pixels. A perfect renderer has 0.71: half an LED's diagonal.
    pub camera_max_wall_px: f64,
    /// Least PSNR in PQ signal, decibels.
    pub psnr_pq_db: f64,
    /// Step on flat LEDs, 99th percentile, share of white.
    pub seam_p99: f64,
    /// Mean signed step on textured LEDs, absolute, share of white.
    pub seam_mean_signed: f64,
    /// Least share of wall pixels on which GPU and twin agree within 0.2 % or 0.01 nit.
    pub twin_share: f64,
    /// Least PSNR that a one-LED shift has to cost, decibels.
    pub shift_cost_db: f64,
}

impl Limits {
    /// For the embedded demo: 36 dB.
    pub const DEMO: Self = Self {
        map_p99_wall_px: 0.10,
        map_max_wall_px: 0.5,
        camera_p50_wall_px: 0.42,
        camera_p99_wall_px: 0.70,
        camera_max_wall_px: 1.0,
        psnr_pq_db: 36.0,
        seam_p99: ONE_CODE,
        seam_mean_signed: ONE_CODE,
        twin_share: 0.995,
        shift_cost_db: 3.0,
    };
    /// For an HDRI dome with glTF models, whose detail is finer than the demo's: 32 dB.
    pub const PHOTOGRAPHIC: Self = Self { psnr_pq_db: 32.0, ..Self::DEMO };

    /// Whether the parallax through the simulated camera keeps its limits.
    pub fn keeps_camera(&self, found: &Percentiles) -> bool {
        found.p50 <= self.camera_p50_wall_px
            && found.p99 <= self.camera_p99_wall_px
            && found.max <= self.camera_max_wall_px
    }
}
