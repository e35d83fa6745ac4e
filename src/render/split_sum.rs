//! The second factor of the split sum: how much of a GGX lobe returns, by view angle and roughness.
//!
//! In: nothing. Out: a table of scale and bias of F0. Not here: the first factor (`passes::environment`).
//! Source: Karis, "Real Shading in Unreal Engine 4" (SIGGRAPH 2013 course), with glTF 2.0 Appendix B's visibility term.
//! Invariant: computed in f64 from a fixed point set, so the table is the same on every machine.

use super::{brdf, sampling};

/// Columns (n.v) and rows (roughness) of the table.
pub const SIDE: u32 = 32;
const SAMPLES: u32 = 256;

/// RGBA f16 texels as bytes: scale, bias, 0, 1.
pub fn table_bytes() -> Vec<u8> {
    let mut bytes = Vec::with_capacity((SIDE * SIDE * 8) as usize);
    for row in 0..SIDE {
        for column in 0..SIDE {
            let centre = |index: u32| (f64::from(index) + 0.5) / f64::from(SIDE);
            let (scale, bias) = integrate(centre(column), centre(row));
            for value in [scale, bias, 0.0, 1.0] {
                bytes.extend_from_slice(&half::f16::from_f64(value).to_le_bytes());
            }
        }
    }
    bytes
}

/// Scale and bias of F0 for a view angle and a perceptual roughness.
pub fn integrate(n_dot_v: f64, roughness: f64) -> (f64, f64) {
    let alpha = (roughness * roughness).max(1e-3);
    let view = glam::DVec3::new((1.0 - n_dot_v * n_dot_v).max(0.0).sqrt(), 0.0, n_dot_v);
    let (mut scale, mut bias) = (0.0, 0.0);
    for index in 0..SAMPLES {
        let half = sampling::ggx_half_vector(sampling::hammersley(index, SAMPLES), alpha);
        let v_dot_h = view.dot(half).max(1e-9);
        let light = half * (2.0 * v_dot_h) - view;
        if light.z <= 0.0 {
            continue;
        }
        let visibility = brdf::visibility(light.z, n_dot_v, alpha);
        let weight = visibility * light.z * 4.0 * v_dot_h / half.z.max(1e-9);
        let fresnel = (1.0 - v_dot_h).powi(5);
        scale += weight * (1.0 - fresnel);
        bias += weight * fresnel;
    }
    (scale / f64::from(SAMPLES), bias / f64::from(SAMPLES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_seen_frontally_returns_f0() {
        let (scale, bias) = integrate(1.0, 0.0);
        assert!((scale - 1.0).abs() < 1e-3 && bias.abs() < 1e-3, "{scale} {bias}");
    }

    #[test]
    fn nothing_returns_more_than_arrives() {
        for roughness in [0.1, 0.5, 1.0] {
            for n_dot_v in [0.05, 0.5, 0.95] {
                let (scale, bias) = integrate(n_dot_v, roughness);
                assert!(scale >= 0.0 && bias >= 0.0 && scale + bias <= 1.02, "{n_dot_v} {roughness}");
            }
        }
    }
}
