//! How far apart two colors or two pictures are.
//!
//! In: absolute light in nits, or PQ signals. Out: PSNR in decibels, color difference dE_ITP.
//! Sources: ITU-R BT.2100 (ICtCp), ITU-R BT.2124 (dE_ITP). Not here: which pixels are compared (`verify`).
//! Invariant: identical inputs score infinity (PSNR) or zero (dE).

use glam::{DMat3, DVec3};

use super::Primaries;
use super::transfer::pq_from_nits;

/// ICtCp of linear BT.2020 light in nits. Source: BT.2100 table 7.
pub fn ictcp_from_rec2020_nits(nits: DVec3) -> DVec3 {
    let lms_from_rgb = DMat3::from_cols(
        DVec3::new(1688.0, 683.0, 99.0),
        DVec3::new(2146.0, 2951.0, 309.0),
        DVec3::new(262.0, 462.0, 3688.0),
    ) * (1.0 / 4096.0);
    let ictcp_from_lms = DMat3::from_cols(
        DVec3::new(2048.0, 6610.0, 17933.0),
        DVec3::new(2048.0, -13613.0, -17390.0),
        DVec3::new(0.0, 7003.0, -543.0),
    ) * (1.0 / 4096.0);
    let lms = lms_from_rgb * nits;
    ictcp_from_lms * DVec3::new(pq_from_nits(lms.x), pq_from_nits(lms.y), pq_from_nits(lms.z))
}

/// dE_ITP between two linear BT.2020 lights in nits; 1 is about just noticeable. Source: BT.2124.
pub fn delta_e_itp(first_nits: DVec3, second_nits: DVec3) -> f64 {
    let difference = ictcp_from_rec2020_nits(first_nits) - ictcp_from_rec2020_nits(second_nits);
    720.0 * (difference * DVec3::new(1.0, 0.5, 1.0)).length()
}

/// Matrix from ACEScg to BT.2020, for the functions above.
pub fn rec2020_from_acescg() -> DMat3 {
    Primaries::REC2020.from(&Primaries::ACESCG)
}

/// Peak signal to noise ratio in decibels of a mean squared error on signals with peak 1.0.
pub fn psnr_db(mean_squared_error: f64) -> f64 {
    -10.0 * mean_squared_error.log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_has_no_chroma_and_equal_lights_no_difference() {
        let grey = ictcp_from_rec2020_nits(DVec3::splat(100.0));
        assert!((grey.x - 0.508_078_4).abs() < 1e-6, "I of 100 nits is PQ(100): {}", grey.x);
        assert!(grey.y.abs() < 1e-12 && grey.z.abs() < 1e-12);
        assert_eq!(delta_e_itp(DVec3::splat(40.0), DVec3::splat(40.0)), 0.0);
        assert!(delta_e_itp(DVec3::splat(40.0), DVec3::splat(41.0)) > 0.5);
    }

    #[test]
    fn psnr_of_a_hundredth() {
        assert!((psnr_db(1e-4) - 40.0).abs() < 1e-12);
    }
}
