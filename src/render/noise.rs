//! Noise that repeats, from integer hashes: the twin of `shaders/lib/noise.wgsl`.
//!
//! In: a place in cells. Out: numbers. Not here: the textures that are baked from it (`cloud_noise`).
//! Sources: Jarzynski and Olano 2020 (pcg3d), Worley 1996, Perlin 2002. Invariant: repeats every `period` cells along each axis.

use glam::{DVec3, IVec3};

/// Three hashed words of three.
pub fn hash(words: [u32; 3]) -> [u32; 3] {
    let [mut x, mut y, mut z] = words.map(|word| word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let mut stir = || {
        x = x.wrapping_add(y.wrapping_mul(z));
        y = y.wrapping_add(z.wrapping_mul(x));
        z = z.wrapping_add(x.wrapping_mul(y));
        [x, y, z]
    };
    [x, y, z] = stir().map(|word| word ^ (word >> 16));
    let mut stir = || {
        x = x.wrapping_add(y.wrapping_mul(z));
        y = y.wrapping_add(z.wrapping_mul(x));
        z = z.wrapping_add(x.wrapping_mul(y));
        [x, y, z]
    };
    stir()
}

/// Three numbers of a lattice point, 0..1.
pub fn lattice(point: IVec3, period: i32, seed: u32) -> DVec3 {
    let wrapped = point.to_array().map(|lane| lane.rem_euclid(period) as u32);
    let salt = [seed.wrapping_mul(131), seed.wrapping_mul(17), seed];
    let words = hash([0, 1, 2].map(|lane| wrapped[lane].wrapping_add(salt[lane])));
    DVec3::from_array(words.map(|word| f64::from(word >> 8) / 16_777_216.0))
}

/// Distance to the nearest of scattered points, one a cell.
pub fn worley(at: DVec3, period: i32, seed: u32) -> f64 {
    let (cell, within) = (at.floor().as_ivec3(), at - at.floor());
    let steps = (0..27).map(|index| IVec3::new(index % 3, index / 3 % 3, index / 9) - 1);
    let away = steps.map(|step| step.as_dvec3() + lattice(cell + step, period, seed) - within);
    away.map(DVec3::length_squared).fold(4.0, f64::min).sqrt()
}

/// Gradient noise.
pub fn gradient(at: DVec3, period: i32, seed: u32) -> f64 {
    let (cell, t) = (at.floor().as_ivec3(), at - at.floor());
    let fade = t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    let corners = (0..8).map(|index| IVec3::new(index & 1, (index >> 1) & 1, index >> 2));
    let parts = corners.map(|corner| {
        let slope = lattice(cell + corner, period, seed) * 2.0 - 1.0;
        let side = corner.as_dvec3();
        let share = (DVec3::ONE - fade) * (DVec3::ONE - side) + fade * side;
        share.element_product() * slope.dot(t - side)
    });
    parts.sum::<f64>() * 1.2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand from the published code: words 0, 0, 0 and 1, 2, 3, in Python 3.11 with `& 0xffffffff`.
    #[test]
    fn the_hash_is_pcg3d() {
        assert_eq!(hash([0, 0, 0]), [0x9baf_d7c6, 0xa8e8_8a6b, 0x3f15_482c]);
        assert_eq!(hash([1, 2, 3]), [0xfa9f_79a6, 0x48f2_f44c, 0x596f_5ab1]);
    }

    #[test]
    fn noise_repeats_and_nothing_else_does() {
        for index in 0..50 {
            let at = DVec3::new(f64::from(index) * 0.37, 1.9, f64::from(index) * 0.11);
            let next = at + DVec3::new(8.0, -8.0, 16.0);
            assert!((worley(at, 8, 3) - worley(next, 8, 3)).abs() < 1e-12);
            assert!((gradient(at, 8, 3) - gradient(next, 8, 3)).abs() < 1e-12);
            let (off, seed) = (at + DVec3::new(4.0, 0.0, 0.0), worley(at, 8, 4));
            assert!((worley(at, 8, 3) - worley(off, 8, 3)).abs() > 1e-9 && worley(at, 8, 3) != seed);
        }
    }
}
