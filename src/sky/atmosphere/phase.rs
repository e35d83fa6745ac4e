//! Where scattered light goes.
//!
//! In: cosine between the ways of light, asymmetry. Out: 1/sr. Twin: `shaders/lib/atmosphere.wgsl`.
//! Source: Rayleigh 1871; Cornette and Shanks 1992. Not here: droplets of clouds and fog.
//! Invariant: each has the integral 1 over the sphere.

use std::f64::consts::PI;

/// Of molecules. Twin: `atmosphere_rayleigh_phase`.
pub fn rayleigh(cosine: f64) -> f64 {
    3.0 / (16.0 * PI) * (1.0 + cosine * cosine)
}

/// Of aerosol. Twin: `atmosphere_mie_phase`.
pub fn cornette_shanks(cosine: f64, asymmetry: f64) -> f64 {
    let squared = asymmetry * asymmetry;
    let width = 1.0 + squared - 2.0 * asymmetry * cosine;
    let scale = 3.0 * (1.0 - squared) / (8.0 * PI * (2.0 + squared));
    scale * (1.0 + cosine * cosine) / (width * libm::sqrt(width))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(of: impl Fn(f64) -> f64) -> f64 {
        let steps = 20_000;
        (0..steps).map(|step| of(-1.0 + (f64::from(step) + 0.5) * 2.0 / f64::from(steps))).sum::<f64>() * 2.0
            / f64::from(steps)
    }

    /// Integral 1; the mean cosine of Cornette and Shanks' function at g = 0.8 is 0.8436 (sky.md 1.1).
    #[test]
    fn phase_functions_lose_no_light() {
        assert!((2.0 * PI * mean(rayleigh) - 1.0).abs() < 1e-8);
        assert!((2.0 * PI * mean(|cosine| cornette_shanks(cosine, 0.8)) - 1.0).abs() < 1e-6);
        let asymmetry = 2.0 * PI * mean(|cosine| cosine * cornette_shanks(cosine, 0.8));
        assert!((asymmetry - 0.8436).abs() < 1e-4, "{asymmetry}");
    }
}
