//! The simulated camera again, on the CPU in f64: codes to light through the rays of `ray_caster`.
//!
//! In: canvas codes and what each pixel sees. Out: the camera's picture, and how far the GPU's is from it.
//! Not here: the CG reference (`picture_score` compares with it), geometry (`ray_caster`).
//! Invariant: one ray a pixel centre, Lambertian LEDs, black backs, alpha 0 off-wall (CONTRACT.md 3).

use super::ray_caster::{Seen, Side, canvas_pixel};
use super::wall_light::{WallLight, nits_by_code, rgb};
use super::{Proof, wall_light};
use crate::color::Picture;

/// Relative difference that is still the same light: 0.2 %.
pub const SAME_RELATIVE: f64 = 0.002;
/// Absolute difference that is still the same light, nits.
pub const SAME_NITS: f64 = 0.01;

/// How much of the GPU's simulated camera is the twin's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Pixels that see LEDs.
    pub wall_pixels: usize,
    /// Share of them, 0 to 1, with every channel within 0.2 % or 0.01 nit and with alpha set.
    pub share: f64,
    /// Share of the pixels that see no panel, 0 to 1, whose alpha is 0 on the GPU too.
    pub off_wall_share: f64,
}

/// The simulated camera's picture from the canvas codes: linear ACEScg, 1.0 = 100 nits, alpha 0 off-wall.
pub fn picture(proof: &Proof<'_>, seen: &Seen) -> Picture {
    let codes: Vec<&[[u16; 3]]> = proof.canvases.iter().map(|canvas| canvas.codes).collect();
    picture_of_codes(proof, seen, &codes)
}

/// The same with other codes than the proof's, one slice a canvas of the canvas's size.
pub(super) fn picture_of_codes(proof: &Proof<'_>, seen: &Seen, codes: &[&[[u16; 3]]]) -> Picture {
    let stage = proof.stage;
    let walls = WallLight::of(stage, proof.max_nits);
    let tables: Vec<Vec<Vec<f64>>> = stage
        .canvases
        .iter()
        .map(|canvas| walls.iter().map(|wall| nits_by_code(canvas, wall.white_nits)).collect())
        .collect();
    let mut picture = Picture::filled(seen.width, seen.height, [0.0; 4]);
    for (pixel, hit) in picture.data.iter_mut().zip(&seen.hits) {
        let Some(hit) = hit else { continue };
        *pixel = [0.0, 0.0, 0.0, 1.0];
        let panel = &stage.panels[hit.panel as usize];
        let Some(place) = canvas_pixel(panel, hit.led(panel)).filter(|_| hit.side == Side::Lit) else {
            continue;
        };
        let code = codes[place.canvas][(place.y * stage.canvases[place.canvas].size[0] + place.x) as usize];
        let table = &tables[place.canvas][panel.wall];
        let nits = code.map(|code| table[usize::from(code).min(table.len() - 1)]);
        let light = walls[panel.wall].acescg(nits.into());
        *pixel = [light.x as f32, light.y as f32, light.z as f32, 1.0];
    }
    picture
}

/// Holds the GPU's picture against the twin's; `None` when the camera sees no LED.
pub fn compare(seen: &Seen, twin: &Picture, gpu: &Picture) -> Option<Agreement> {
    let (mut wall_pixels, mut same) = (0_usize, 0_usize);
    for (index, _) in seen.lit() {
        let (want, got) = (rgb(twin.data[index]), rgb(gpu.data[index]));
        let room =
            (want.abs() * SAME_RELATIVE).max(glam::DVec3::splat(SAME_NITS / wall_light::NITS_PER_UNIT));
        wall_pixels += 1;
        same += usize::from((got - want).abs().cmple(room).all() && gpu.data[index][3] > 0.5);
    }
    let off_wall = seen.hits.iter().zip(&gpu.data).filter(|(hit, _)| hit.is_none());
    let (off, clear) = off_wall
        .fold((0_usize, 0_usize), |(all, clear), (_, pixel)| (all + 1, clear + usize::from(pixel[3] == 0.0)));
    let off_wall_share = if off == 0 { 1.0 } else { clear as f64 / off as f64 };
    (wall_pixels > 0).then(|| Agreement {
        wall_pixels,
        share: same as f64 / wall_pixels as f64,
        off_wall_share,
    })
}

#[cfg(test)]
mod tests {
    use super::super::synthetic::Film;
    use super::*;

    /// 10-bit full-range PQ code 520 is the published code of 100 nits (BT.2408 gives 50.8 %): white on a D65 wall is
    /// R = G = B = 1 in ACEScg, up to the rounding of the code (1 % a code).
    #[test]
    fn white_of_a_hundred_nits_is_one() {
        let mut film = Film::perfect();
        for canvas in &mut film.canvases {
            canvas.codes.fill([520; 3]);
        }
        let proof = film.proof();
        let seen = Seen::cast(proof.stage, &proof.camera);
        let twin = picture(&proof, &seen);
        for (index, _) in seen.lit() {
            let light = rgb(twin.data[index]);
            assert!((light - 1.0).abs().max_element() < 5e-3, "{light}");
            assert!((light - light.x).abs().max_element() < 1e-6, "grey stays grey: {light}");
        }
        for (pixel, _) in twin.data.iter().zip(&seen.hits).filter(|(_, hit)| hit.is_none()) {
            assert_eq!(*pixel, [0.0; 4]);
        }
    }

    #[test]
    fn agreement_sees_half_a_percent_and_nan() {
        let film = Film::perfect();
        let proof = film.proof();
        let seen = Seen::cast(proof.stage, &proof.camera);
        let twin = picture(&proof, &seen);
        assert_eq!(compare(&seen, &twin, &twin).map(|found| found.share), Some(1.0));
        let mut other = twin.clone();
        let (first, _) = seen.lit().next().expect("a wall pixel");
        other.data[first][1] = f32::NAN;
        assert!(compare(&seen, &twin, &other).expect("wall").share < 1.0);
        for pixel in &mut other.data {
            *pixel = pixel.map(|value| value * 1.005);
        }
        assert!(compare(&seen, &twin, &other).expect("wall").share < 0.01);
    }
}
