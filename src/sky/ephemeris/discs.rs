//! How discs look: what the air does to them, their own shading.
//!
//! In: elevations, places on a disc. Out: shares. Not here: where they stand (`sun`, `moon`).
//! Invariant: twins of `shaders/lib/celestial.wgsl`, in f64.

use std::f64::consts::PI;

use super::earth::dot;

/// Elevation of a sine, degrees. Twin: `celestial_degrees`.
pub fn degrees(sine: f64) -> f64 {
    libm::asin(sine.clamp(-1.0, 1.0)).to_degrees()
}

/// Air that a ray crosses over that of the zenith. Twin: `celestial_air_mass`.
pub fn air_mass(sine: f64) -> f64 {
    let degrees = degrees(sine).max(0.0);
    1.0 / (sine.max(0.0) + 0.505_72 * libm::pow(degrees + 6.079_95, -1.6364))
}

/// True height of a disc over the height seen. Twin: `celestial_stretch`.
pub fn stretch(sine: f64) -> f64 {
    let degrees = degrees(sine).max(-0.3);
    let above = degrees + 4.4;
    let s = libm::sin((degrees + 7.31 / above).to_radians());
    1.0 + (1.0 - 7.31 / (above * above)) / (60.0 * 180.0 / PI * s * s)
}

/// Limb darkening over its mean. Twin: `celestial_limb`.
pub fn limb(radii: f64) -> f64 {
    (0.4 + 0.6 * libm::sqrt((1.0 - radii * radii).max(0.0))) / 0.8
}

/// Share of a disc's area above a line. Twin: `celestial_share_above`.
pub fn share_above(height: f64) -> f64 {
    let x = height.clamp(-1.0, 1.0);
    0.5 + (libm::asin(x) + x * libm::sqrt(1.0 - x * x)) / PI
}

/// Light of a dusty ball. Twin: `celestial_lommel_seeliger`.
pub fn lommel_seeliger(to_sun: f64, to_eye: f64) -> f64 {
    let lit = to_sun.max(0.0);
    lit / (lit + to_eye.max(0.0)).max(1e-4)
}

/// Light of such a ball's disc over that of the full one. Twin: `celestial_lit_disc`.
pub fn lit_disc(cos_phase: f64) -> f64 {
    let half = 0.5 * libm::acos(cos_phase.clamp(-0.99999, 0.99999));
    (1.0 + libm::sin(half) * libm::tan(half) * libm::log(libm::tan(0.5 * half))).max(1e-4)
}

/// The moon's grey. Twin: `celestial_moon_albedo`.
pub fn moon_albedo(normal: [f64; 3]) -> f64 {
    let smooth = |from: f64, to: f64, x: f64| {
        let share = ((x - from) / (to - from)).clamp(0.0, 1.0);
        share * share * (3.0 - 2.0 * share)
    };
    let [x, y, z] = normal;
    let ripple = |along: f64| 0.025 * libm::sin(21.0 * along + 2.0);
    let place = [
        x + 0.05 * libm::sin(9.0 * y + 4.0 * x) + ripple(y),
        y + 0.05 * libm::sin(8.0 * x - 5.0 * y + 1.0) + ripple(x),
        z + ripple(z),
    ];
    let dark: f64 = SEAS
        .iter()
        .map(|[x, y, z, edge]| smooth(1.6 * edge - 0.6, 0.25 * edge + 0.75, dot(place, [*x, *y, *z])))
        .sum();
    1.12 - 0.5 * dark.min(1.0)
}

/// Middle and cosine of the radius of the moon's seas: Imbrium, Serenitatis, Tranquillitatis, Crisium, Fecunditatis, Nectaris,
/// Humorum, Nubium, Procellarum, south of it, Frigoris.
const SEAS: [[f64; 4]; 11] = [
    [-0.2312, 0.5446, 0.8062, 0.9455],
    [0.2581, 0.4695, 0.8444, 0.9781],
    [0.5100, 0.1392, 0.8488, 0.9703],
    [0.8197, 0.2924, 0.4925, 0.9877],
    [0.7696, -0.1392, 0.6232, 0.9781],
    [0.5540, -0.2588, 0.7912, 0.9936],
    [-0.5749, -0.4067, 0.7100, 0.9903],
    [-0.2730, -0.3584, 0.8928, 0.9781],
    [-0.7881, 0.3420, 0.5118, 0.9397],
    [-0.7067, -0.0349, 0.7067, 0.9703],
    [0.0000, 0.8290, 0.5592, 0.9877],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Kasten and Young's table: 1.000 at 90, 5.585 at 10, 10.316 at 5, 38 at 0 degrees.
    #[test]
    fn air_mass_of_kasten_and_young() {
        for (degrees, mass, within) in
            [(90.0, 1.0, 1e-3), (10.0, 5.585, 6e-3), (5.0, 10.316, 0.02), (0.0, 37.9, 0.2)]
        {
            assert!((air_mass(f64::to_radians(degrees).sin()) - mass).abs() < within, "{degrees}");
        }
    }

    /// The low sun is 0.82 as high as wide (Meeus ch. 16: 5/6 with its lower limb at the horizon); a high one is round.
    #[test]
    fn a_low_sun_is_flat() {
        assert!((1.0 / stretch(0.0) - 0.82).abs() < 0.02);
        assert!((stretch(1.0) - 1.0).abs() < 1e-3);
    }

    /// Means over discs, by sums: limb darkening 1; Lommel-Seeliger's over a grid is what the closed form says.
    #[test]
    fn means_over_the_disc_are_what_the_closed_forms_say() {
        let side = 400;
        let phase = f64::to_radians(70.0);
        let sun = [phase.sin(), 0.0, phase.cos()];
        let [mut count, mut darkening, mut above, mut lit] = [0.0; 4];
        for index in 0..side * side {
            let place = |lane: i32| 2.0 * (f64::from(lane) + 0.5) / f64::from(side) - 1.0;
            let (x, y) = (place(index % side), place(index / side));
            let squared = x * x + y * y;
            if squared < 1.0 {
                let normal = [x, y, (1.0 - squared).sqrt()];
                count += 1.0;
                darkening += limb(squared.sqrt());
                above += f64::from(u8::from(y + 0.3 > 0.0));
                lit += lommel_seeliger(dot(normal, sun), normal[2]);
            }
        }
        assert!((darkening / count - 1.0).abs() < 1e-3);
        assert!((above / count - share_above(0.3)).abs() < 3e-3);
        assert!((lit / count - 0.5 * lit_disc(phase.cos())).abs() < 1e-3);
    }
}
