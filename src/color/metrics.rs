//! How far apart two colors or two pictures are.
//!
//! In: absolute light in nits, or PQ signals. Out: PSNR in decibels, color differences dE_ITP and dE2000.
//! Sources: ITU-R BT.2100 (ICtCp), ITU-R BT.2124 (dE_ITP), CIE 015:2018 8 (CIELAB), Sharma et al. 2005 (CIEDE2000). Not here: which pixels are compared (`verify`).
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

/// CIELAB of linear ACEScg, for a viewer adapted to `white` times its own white. Source: CIE 015:2018 8.2.1.
pub fn lab_from_acescg(acescg: DVec3, white: f64) -> DVec3 {
    let to_xyz = Primaries::ACESCG.xyz_from_rgb();
    let relative = (to_xyz * acescg) / (to_xyz * DVec3::splat(white));
    let root = |t: f64| {
        if t > (6.0_f64 / 29.0).powi(3) { t.cbrt() } else { t * (29.0_f64 / 6.0).powi(2) / 3.0 + 4.0 / 29.0 }
    };
    let [x, y, z] = relative.to_array().map(root);
    DVec3::new(116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z))
}

/// CIEDE2000 between two CIELAB colors, all weights 1. Source: Sharma, Wu, Dalal 2005, equations 2 to 22.
pub fn delta_e_2000(first: DVec3, second: DVec3) -> f64 {
    let chroma = |lab: DVec3| lab.y.hypot(lab.z);
    let mean7 = (0.5 * (chroma(first) + chroma(second))).powi(7);
    let stretch = 1.5 - 0.5 * (mean7 / (mean7 + 25_f64.powi(7))).sqrt();
    let polar = |lab: DVec3| {
        let a = lab.y * stretch;
        let chroma = a.hypot(lab.z);
        (chroma, if chroma == 0.0 { 0.0 } else { lab.z.atan2(a).to_degrees().rem_euclid(360.0) })
    };
    let ((chroma1, hue1), (chroma2, hue2)) = (polar(first), polar(second));
    let has_hue = chroma1 * chroma2 != 0.0;
    let turn = if has_hue { (hue2 - hue1 + 540.0).rem_euclid(360.0) - 180.0 } else { 0.0 };
    let hue = if has_hue { hue1 + 0.5 * turn } else { hue1 + hue2 };
    let (lightness, chroma) = (0.5 * (first.x + second.x), 0.5 * (chroma1 + chroma2));
    let wave = |times: f64, shift: f64| (times * hue + shift).to_radians().cos();
    let t = 1.0 - 0.17 * wave(1.0, -30.0) + 0.24 * wave(2.0, 0.0) + 0.32 * wave(3.0, 6.0)
        - 0.20 * wave(4.0, -63.0);
    let from50 = (lightness - 50.0).powi(2);
    let (weigh_l, weigh_c) = (1.0 + 0.015 * from50 / (20.0 + from50).sqrt(), 1.0 + 0.045 * chroma);
    let weigh_h = 1.0 + 0.015 * chroma * t;
    let chroma7 = chroma.powi(7);
    let bend = (-((hue.rem_euclid(360.0) - 275.0) / 25.0).powi(2)).exp() * 60.0;
    let rotation = -2.0 * (chroma7 / (chroma7 + 25_f64.powi(7))).sqrt() * bend.to_radians().sin();
    let light = (second.x - first.x) / weigh_l;
    let color = (chroma2 - chroma1) / weigh_c;
    let hue_step = 2.0 * (chroma1 * chroma2).sqrt() * (0.5 * turn).to_radians().sin() / weigh_h;
    (light * light + color * color + hue_step * hue_step + rotation * color * hue_step).sqrt()
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

    /// Sharma, Wu, Dalal 2005, table 1: pairs 1, 7, 10, 17, 19 and 25, which turn on each of the formula's corners.
    #[test]
    fn delta_e_2000_hits_the_published_pairs() {
        let pairs = [
            ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
            ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
            ([50.0, 2.49, -0.001], [50.0, -2.49, 0.001], 7.1792),
            ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
            ([50.0, 2.5, 0.0], [58.0, 24.0, 15.0], 19.4535),
            ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
        ];
        for (first, second, want) in pairs {
            let got = delta_e_2000(DVec3::from_array(first), DVec3::from_array(second));
            assert!((got - want).abs() < 1e-4, "{first:?} {second:?}: {got} for {want}");
        }
    }

    /// colour-science 0.4.7, by tests/golden/derive_grade.py.
    #[test]
    fn lab_of_acescg_is_colour_sciences() {
        let pairs = [
            ([0.5, 0.4, 0.3], [0.52, 0.4, 0.29], [70.998_550_9, 9.050_987_5, 16.215_522_3], 1.779_585_6),
            ([0.02, 0.03, 0.9], [0.02, 0.035, 0.85], [32.697_981, 64.713_616_4, -109.233_116_2], 1.210_034_2),
        ];
        for (first, second, lab, want) in pairs {
            let [first, second] = [first, second].map(|rgb| lab_from_acescg(DVec3::from_array(rgb), 1.0));
            assert!((first - DVec3::from_array(lab)).abs().max_element() < 1e-4, "{first}");
            assert!((delta_e_2000(first, second) - want).abs() < 1e-4);
        }
    }

    #[test]
    fn psnr_of_a_hundredth() {
        assert!((psnr_db(1e-4) - 40.0).abs() < 1e-12);
    }
}
