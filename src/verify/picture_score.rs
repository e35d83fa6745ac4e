//! Picture: the simulated camera against the CG reference, averaged per LED.
//!
//! In: both pictures and what each pixel sees. Out: PSNR in PQ signal and dE_ITP.
//! Not here: which differences are parallax (`parallax`) or seams (`seam`).
//! Invariant: too few LEDs give no score rather than a lucky one; NaN gives a NaN score, which passes no limit.

use glam::{DVec2, DVec3};

use super::ray_caster::{CanvasPixel, canvas_pixel};
use super::wall_light::{WallLight, rgb};
use super::{Camera, Percentiles, Seen};
use crate::color::Picture;
use crate::color::metrics::{delta_e_itp, psnr_db};
use crate::color::transfer::pq_from_nits;
use crate::math::Pinhole;
use crate::stage::{Panel, Stage};

/// Camera pixels that an LED needs to be compared (CONTRACT.md 6).
const LEAST_PIXELS: usize = 4;
/// LEDs that a picture needs to be scored. Fewer are chance.
pub const LEAST_LEDS: usize = 100;
/// Share of the camera's LED pixels that the scored LEDs must hold. Less is a corner of the picture, not the picture:
/// at one pixel an LED, a thousandth qualifies, and it is the nearest ceiling.
pub const LEAST_SHARE: f64 = 0.25;
/// PSNR of identical pictures, decibels; infinity has no place in JSON.
const IDENTICAL_DB: f64 = 200.0;
/// LED width in camera pixels that gives most LEDs four pixel centres: 1.9 x 1.9 pixels hold four in 81 % of places.
const ENOUGH_PX_PER_LED: f64 = 1.9;

/// How close the simulated camera comes to the CG reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureScore {
    /// Peak signal to noise ratio in PQ signal with peak 1.0, decibels; at most 200.
    pub psnr_pq_db: f64,
    /// 99th percentile over LEDs of dE_ITP (ITU-R BT.2124).
    pub delta_e_itp_p99: f64,
    /// LEDs compared.
    pub leds: usize,
    /// Share of the camera's LED pixels that they hold, 0 to 1.
    pub pixel_share: f64,
}

/// Scores `camera` against `reference`, both linear ACEScg with 1.0 = 100 nits; `None` with fewer than
/// [`LEAST_LEDS`] LEDs of four camera pixels, or when they hold less than [`LEAST_SHARE`] of the picture (see
/// [`raster_factor`]).
pub fn score(
    (stage, max_nits): (&Stage, f64),
    seen: &Seen,
    camera: &Picture,
    reference: &Picture,
) -> Option<PictureScore> {
    let walls = WallLight::of(stage, max_nits);
    let (mut squares, mut differences, mut held) = (0.0, Vec::new(), 0);
    let pixels = pixels_by_led(stage, seen);
    for led in pixels.chunk_by(|(first, _), (second, _)| first == second) {
        if led.len() < LEAST_PIXELS {
            continue;
        }
        let Some(hit) = seen.hits[led[0].1] else { continue };
        let wall = &walls[stage.panels[hit.panel as usize].wall];
        let (mut got, mut want) = (DVec3::ZERO, DVec3::ZERO);
        for (_, index) in led {
            got += wall.nits(rgb(camera.data[*index]));
            want += wall.shown_nits(rgb(reference.data[*index]));
        }
        held += led.len();
        let (got, want) = (got / led.len() as f64, want / led.len() as f64);
        squares += (signal(got) - signal(want)).length_squared();
        differences.push(delta_e_itp(wall.rec2020_nits(got), wall.rec2020_nits(want)));
    }
    let leds = differences.len();
    let pixel_share = held as f64 / pixels.len().max(1) as f64;
    if leds < LEAST_LEDS || pixel_share < LEAST_SHARE {
        return None;
    }
    let decibels = psnr_db(squares / (3 * leds) as f64);
    let psnr_pq_db = if decibels > IDENTICAL_DB { IDENTICAL_DB } else { decibels };
    Percentiles::of(differences).map(|found| PictureScore {
        psnr_pq_db,
        delta_e_itp_p99: found.p99,
        leds,
        pixel_share,
    })
}

fn signal(nits: DVec3) -> DVec3 {
    DVec3::new(pq_from_nits(nits.x), pq_from_nits(nits.y), pq_from_nits(nits.z))
}

/// Every lit pixel's LED (canvas, row, column in one number: an LED of a mesh may lie on two of its triangles) and
/// index, sorted by LED.
fn pixels_by_led(stage: &Stage, seen: &Seen) -> Vec<(u64, usize)> {
    let key = |(index, hit): (usize, super::Hit)| {
        let panel = &stage.panels[hit.panel as usize];
        let CanvasPixel { canvas, x, y } = canvas_pixel(panel, hit.led(panel))?;
        Some(((canvas as u64) << 32 | u64::from(y) << 16 | u64::from(x), index))
    };
    let mut pixels: Vec<(u64, usize)> = seen.lit().filter_map(key).collect();
    pixels.sort_unstable();
    pixels
}

/// By which whole number the camera's raster must be multiplied so that LEDs of the panels in view get four pixels:
/// the median panel decides. 1 when no panel is in view.
pub fn raster_factor(stage: &Stage, camera: &Camera) -> u32 {
    let mut widths: Vec<f64> = stage.panels.iter().filter_map(|panel| led_width_px(panel, camera)).collect();
    if widths.is_empty() {
        return 1;
    }
    let middle = widths.len() / 2;
    let width = *widths.select_nth_unstable_by(middle, f64::total_cmp).1;
    (ENOUGH_PX_PER_LED / width).ceil().clamp(1.0, 8.0) as u32
}

/// Narrower side in camera pixels of the LED in a panel's middle, when the camera sees it from the lit side.
fn led_width_px(panel: &Panel, camera: &Camera) -> Option<f64> {
    let Camera { pupil, pinhole } = camera;
    if panel.normal().dot(pupil.position - panel.centre_m()) <= 0.0 {
        return None;
    }
    let middle = panel.middle_px();
    let to_view = pupil.inverse();
    let project = |pinhole: &Pinhole, px| pinhole.project(to_view.transform_point(panel.point_m(px)));
    let at = project(pinhole, middle).filter(|px| pinhole.contains(*px))?;
    let right = project(pinhole, middle + DVec2::X)?.distance(at);
    let down = project(pinhole, middle + DVec2::Y)?.distance(at);
    Some(right.min(down))
}

#[cfg(test)]
mod tests {
    use super::super::synthetic::Film;
    use super::*;

    fn scored(film: &Film, camera: &Picture) -> Option<PictureScore> {
        score(
            (&film.stage, crate::safety::cap::NONE_NITS),
            &Seen::cast(&film.stage, &film.camera),
            camera,
            &film.reference,
        )
    }

    #[test]
    fn the_reference_itself_is_identical_within_gamut_and_knee() {
        let film = Film::perfect();
        let found = scored(&film, &film.reference).expect("enough LEDs");
        assert!(found.psnr_pq_db > 150.0 && found.delta_e_itp_p99 < 1e-4, "{found:?}");
        assert!(found.leds > 1000 && found.pixel_share > 0.5, "{found:?}");
    }

    /// A picture of 100 nits against one of 110: PQ(110) - PQ(100), squared, in decibels.
    #[test]
    fn ten_percent_costs_what_pq_says() {
        let mut film = Film::perfect();
        film.reference.data.fill([1.0; 4]);
        let brighter = Picture::filled(film.reference.width, film.reference.height, [1.1; 4]);
        let found = scored(&film, &brighter).expect("enough LEDs");
        let want = -20.0 * (pq_from_nits(110.0) - pq_from_nits(100.0)).log10();
        assert!((found.psnr_pq_db - want).abs() < 1e-4, "{found:?}, want {want}");
        assert!(found.delta_e_itp_p99 > 1.0);
    }

    /// A world of 2000 nits on a 1000-nit wall rolls off to 1 - 0.04 / (2 + 1 - 1.6) = 0.9714 of white; that picture has
    /// no error but one code's rounding.
    #[test]
    fn the_wall_is_not_blamed_for_its_peak() {
        let film = Film::flat(20.0);
        let found = scored(&film, &Picture::filled(560, 400, [9.714_286; 4])).expect("enough LEDs");
        assert!(found.psnr_pq_db > 120.0, "{found:?}");
        assert!(scored(&film, &film.camera_picture).expect("enough LEDs").psnr_pq_db > 60.0);
    }

    #[test]
    fn nan_passes_nothing_and_few_leds_give_no_score() {
        let mut film = Film::perfect();
        for pixel in &mut film.reference.data {
            *pixel = [f32::NAN; 4];
        }
        let camera = Picture::filled(film.reference.width, film.reference.height, [1.0; 4]);
        let found = scored(&film, &camera).expect("LEDs are there");
        assert!(found.psnr_pq_db.is_nan() && found.delta_e_itp_p99 == f64::INFINITY, "{found:?}");
        assert!(scored(&film, &film.camera_picture).is_some());
        film.camera.pinhole = film.camera.pinhole.resized(60, 34);
        film.reference = Picture::filled(60, 34, [1.0; 4]);
        let small = Picture::filled(60, 34, [1.0; 4]);
        assert_eq!(scored(&film, &small), None, "an LED has no four pixels");
        assert!(raster_factor(&film.stage, &film.camera) >= 3);
    }
}
