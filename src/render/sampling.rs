//! Fixed point sets on the CPU.
//!
//! In: indices, roughness. Out: points and half vectors. Not here: what is integrated. Twin: shaders/lib/sampling.wgsl.
//! Invariant: no random state: the same index gives the same point.

use glam::{DVec2, DVec3};

/// Point of a Hammersley set in [0, 1)^2. Twin: `sampling_hammersley`.
pub fn hammersley(index: u32, count: u32) -> DVec2 {
    let inverse = f64::from(index.reverse_bits() >> 8) / f64::from(1_u32 << 24);
    DVec2::new((f64::from(index) + 0.5) / f64::from(count), inverse)
}

/// Half vector of a GGX lobe round +Z. Source: Walter et al. 2007, eq. 35. Twin: `sampling_ggx_half_vector`.
pub fn ggx_half_vector(point: DVec2, alpha: f64) -> DVec3 {
    let turn = std::f64::consts::TAU * point.x;
    let whole = 1.0 - point.y + alpha * alpha * point.y;
    let cosine = ((1.0 - point.y) / whole).sqrt();
    let sine = alpha * (point.y / whole).sqrt();
    DVec3::new(sine * turn.cos(), sine * turn.sin(), cosine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_radical_inverse_is_van_der_corput() {
        let second: Vec<f64> = (0..4).map(|index| hammersley(index, 4).y).collect();
        assert_eq!(second, [0.0, 0.5, 0.25, 0.75]);
    }

    #[test]
    fn half_vectors_are_unit_and_narrow_when_smooth() {
        for index in 0..64 {
            let half = ggx_half_vector(hammersley(index, 64), 0.01);
            assert!((half.length() - 1.0).abs() < 1e-12);
            assert!(half.z > 0.9);
        }
    }
}
