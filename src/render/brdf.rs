//! The metallic-roughness BRDF on the CPU.
//!
//! In: linear base color, metallic, perceptual roughness, unit vectors. Out: 1/sr times n.l.
//! Source: glTF 2.0 Appendix B.3.5. Not here: lights, textures. Twin: shaders/lib/brdf.wgsl.
//! Invariant: reciprocal in view and light apart from the cosine; never negative.

use glam::DVec3;
use std::f64::consts::PI;

/// Below this a highlight is narrower than f32 can hold.
pub const MIN_ALPHA: f64 = 0.001;

/// GGX distribution, 1/sr; 0 for a half vector below the surface. Twin: `brdf_distribution`.
pub fn distribution(n_dot_h: f64, alpha: f64) -> f64 {
    if n_dot_h <= 0.0 {
        return 0.0;
    }
    let squared = alpha * alpha;
    let denominator = n_dot_h * n_dot_h * (squared - 1.0) + 1.0;
    squared / (PI * denominator * denominator)
}

/// Smith visibility by Appendix B.3.2: `G / (4 n.l n.v)` with separable `G`. Twin: `brdf_visibility`.
pub fn visibility(n_dot_l: f64, n_dot_v: f64, alpha: f64) -> f64 {
    let squared = alpha * alpha;
    let from_light = n_dot_l + (squared + (1.0 - squared) * n_dot_l * n_dot_l).sqrt();
    let from_view = n_dot_v + (squared + (1.0 - squared) * n_dot_v * n_dot_v).sqrt();
    1.0 / (from_light * from_view)
}

/// BRDF times n.l. Twin: `brdf_evaluate`.
pub fn evaluate(base_color: DVec3, metallic: f64, roughness: f64, [n, v, l]: [DVec3; 3]) -> DVec3 {
    let n_dot_l = n.dot(l);
    if n_dot_l <= 0.0 {
        return DVec3::ZERO;
    }
    let n_dot_v = n.dot(v).max(1e-4);
    // View and light from opposite sides have no half vector; the surface is then seen from behind.
    let h = (v + l) / (v + l).length().max(1e-6);
    let alpha = (roughness * roughness).max(MIN_ALPHA);
    let fresnel = (1.0 - v.dot(h).abs().clamp(0.0, 1.0)).powi(5);
    let f0 = DVec3::splat(0.04).lerp(base_color, metallic);
    let f = f0 + (DVec3::ONE - f0) * fresnel;
    let specular = f * (visibility(n_dot_l, n_dot_v, alpha) * distribution(n.dot(h).min(1.0), alpha));
    let diffuse = (DVec3::ONE - f) * base_color.lerp(DVec3::ZERO, metallic) / PI;
    (diffuse + specular) * n_dot_l
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frontal_values_follow_from_the_equations() {
        // n = v = l = h: D = 1/(pi a^2), V = 1/4, F = F0.
        let alpha = 0.25;
        let got = evaluate(DVec3::splat(0.5), 0.0, 0.5, [DVec3::Z; 3]);
        let want = 0.96 * 0.5 / PI + 0.04 * 0.25 / (PI * alpha * alpha);
        assert!((got.x - want).abs() < 1e-12, "{} is not {want}", got.x);
        let metal = evaluate(DVec3::splat(0.5), 1.0, 0.5, [DVec3::Z; 3]);
        assert!((metal.x - 0.5 * 0.25 / (PI * alpha * alpha)).abs() < 1e-12);
    }

    #[test]
    fn the_distribution_projects_to_one() {
        let (steps, alpha) = (20_000, 0.3);
        let sum: f64 = (0..steps)
            .map(|step| {
                let theta = (f64::from(step) + 0.5) / f64::from(steps) * PI / 2.0;
                distribution(theta.cos(), alpha) * theta.cos() * theta.sin()
            })
            .sum();
        let whole = sum * 2.0 * PI * (PI / 2.0) / f64::from(steps);
        assert!((whole - 1.0).abs() < 1e-6, "{whole}");
    }

    #[test]
    fn exchanging_view_and_light_changes_only_the_cosine() {
        let (v, l) = (DVec3::new(0.3, 0.1, 0.9).normalize(), DVec3::new(-0.7, 0.2, 0.4).normalize());
        let forth = evaluate(DVec3::new(0.8, 0.2, 0.1), 0.3, 0.6, [DVec3::Z, v, l]) / l.z;
        let back = evaluate(DVec3::new(0.8, 0.2, 0.1), 0.3, 0.6, [DVec3::Z, l, v]) / v.z;
        assert!((forth - back).length() < 1e-12);
    }
}
