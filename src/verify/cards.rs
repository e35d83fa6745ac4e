//! Light cards and flags in the truth: the CG reference as the wall must show it with them.
//!
//! In: the reference, what each camera pixel sees, the cards of the frame. Out: the same reference with their light on it.
//! Not here: what falls on an LED (`scene::card`), the scores (`picture_score`, `seam`), which read the result as any reference.
//! Invariant: no LED is left out for lying under a card; a pixel without cards keeps its bits.
//!
//! Where an inner frustum covers an LED by `w`, it has the cards over inner frusta wholly and those under them by `1 - w`.

use glam::DMat3;

use super::parallax::is_inner;
use super::ray_caster::{Seen, canvas_pixel, led_centre_px};
use super::wall_light::{NITS_PER_UNIT, rgb};
use super::{CanvasPictures, Proof};
use crate::color::Picture;
use crate::scene::card::{Fall, Spot, fall};
use crate::show::Cards;
use crate::stage::{Panel, Stage};

/// What cards make of the light of an LED that an inner frustum covers by `weight`.
fn on_led(cards: &Cards, panel: &Panel, led: [u32; 2], view_origin_m: glam::DVec3, weight: f64) -> Fall {
    let [across, down] = panel.pixels.map(f64::from);
    let spot = Spot {
        from_origin_m: panel.point_m(led_centre_px(led)) - view_origin_m,
        right_m: panel.right_m() / across,
        down_m: panel.down_m() / down,
    };
    let [over, all] = [true, false].map(|only_over| fall(cards.on(), &spot, only_over));
    Fall {
        transmission: all.transmission + (over.transmission - all.transmission) * weight,
        added_xyz_nits: all.added_xyz_nits.lerp(over.added_xyz_nits, weight),
    }
}

/// The reference with cards on it; `None` when no pixel that sees an LED has any.
pub fn onto_reference(
    stage: &Stage,
    canvases: &[CanvasPictures<'_>],
    view_origin_m: glam::DVec3,
    (cards, seen): (&Cards, &Seen),
    reference: &Picture,
) -> Option<Picture> {
    cards.on().next()?;
    let acescg_from_xyz: Vec<DMat3> =
        stage.walls.iter().map(|wall| wall.acescg_from_xyz() * (1.0 / NITS_PER_UNIT)).collect();
    let mut lit = reference.clone();
    let mut has_any = false;
    for (index, hit) in seen.lit() {
        let panel = &stage.panels[hit.panel as usize];
        let led = hit.led(panel);
        let Some(place) = canvas_pixel(panel, led) else { continue };
        let shown = canvases[place.canvas].shown.at(place.x, place.y);
        let weight = if is_inner(shown) { 1.0 } else { f64::from(shown[3]).clamp(0.0, 1.0) };
        let fall = on_led(cards, panel, led, view_origin_m, weight);
        if fall == Fall::NOTHING {
            continue;
        }
        has_any = true;
        let pixel = &mut lit.data[index];
        let light = rgb(*pixel) * fall.transmission + acescg_from_xyz[panel.wall] * fall.added_xyz_nits;
        *pixel = [light.x as f32, light.y as f32, light.z as f32, pixel[3]];
    }
    has_any.then_some(lit)
}

/// The same for a proof whose reference has none yet.
pub fn in_proof(proof: &Proof<'_>, cards: &Cards) -> Option<Picture> {
    let seen = Seen::cast(proof.stage, &proof.camera);
    onto_reference(proof.stage, &proof.canvases, proof.view_origin_m, (cards, &seen), proof.reference)
}

#[cfg(test)]
mod tests {
    use glam::{DVec2, DVec3};

    use super::super::controls::{self, Outcome};
    use super::super::limits::Limits;
    use super::super::synthetic::Film;
    use super::super::{camera_twin, score};
    use super::*;
    use crate::color::Transfer;
    use crate::scene::card::{Card, Effect, Shape, axes, azimuth_elevation};

    /// A disc toward the middle of the film's first panel, wide enough for half of it; D65 of the wall's own white.
    fn cards(film: &Film, effect: Effect, is_over: bool) -> Cards {
        let toward = film.stage.panels[0].centre_m() - film.view_origin_m;
        let [azimuth, elevation] = azimuth_elevation(toward);
        let [axis, right, up] = axes(azimuth, elevation, 0.0);
        let card = Card {
            shape: Shape::Disc,
            axis,
            right,
            up,
            half_rad: DVec2::splat(0.4),
            feather_rad: 0.1,
            effect,
            is_over,
        };
        let mut cards = Cards::NONE;
        cards.slots[3] = Some(card);
        cards
    }

    /// Puts a fall on a film's canvases by the roll-off of its wall: what a perfect renderer makes of `nits` of D65 more.
    fn light(film: &mut Film, cards: &Cards, gain: f64) {
        for panel in film.stage.panels.clone() {
            for led in panel.leds() {
                let Some(place) = canvas_pixel(&panel, led) else { continue };
                let fall = on_led(cards, &panel, led, film.view_origin_m, 1.0);
                let wall = &film.stage.walls[panel.wall];
                let added = wall.primaries.xyz_from_rgb().inverse() * fall.added_xyz_nits * gain;
                let canvas = &mut film.canvases[place.canvas];
                let pixel = canvas.linear_nits.at_mut(place.x, place.y);
                let nits = rgb(*pixel) * fall.transmission + added;
                *pixel = [nits.x as f32, nits.y as f32, nits.z as f32, 1.0];
                let code = |nits: f64| (Transfer::Pq.signal_from_nits(nits, 1000.0) * 1023.0).round() as u16;
                canvas.codes[(place.y * canvas.shown.width + place.x) as usize] = nits.to_array().map(code);
            }
        }
        film.camera_picture = camera_twin::picture(&film.proof(), &Seen::cast(&film.stage, &film.camera));
    }

    fn d65(nits: f64) -> Effect {
        Effect::Adds(crate::color::primaries::xyz_from_xy(DVec2::new(0.3127, 0.3290)) * nits)
    }

    fn psnr(film: &Film, reference: &Picture) -> f64 {
        let proof = Proof { reference, ..film.proof() };
        score(&proof).expect("sizes").picture.expect("enough LEDs").psnr_pq_db
    }

    /// A card over the frustum on the wall: held against a truth with the card it is as good as a wall without any; left out
    /// of the truth, or 10 % too bright, it is seen.
    #[test]
    fn the_truth_has_the_cards_that_the_wall_has() {
        for effect in [d65(120.0), Effect::Cuts(1.0)] {
            let mut film = Film::perfect();
            let clean = psnr(&film, &film.reference);
            let cards = cards(&film, effect, true);
            light(&mut film, &cards, 1.0);
            let lit = in_proof(&film.proof(), &cards).expect("it falls on the wall in view");
            let (with, without) = (psnr(&film, &lit), psnr(&film, &film.reference));
            assert!(with > clean - 1.0, "{effect:?}: {with} for {clean}");
            assert!(without < 30.0, "{effect:?}: {without}");
            let proof = Proof { reference: &lit, bare_reference: Some(&film.reference), ..film.proof() };
            let found = controls::run(&proof, &Limits::DEMO).expect("sizes");
            let control = found.last().expect("controls");
            assert_eq!((control.name, &control.outcome), (controls::CARDS, &Outcome::Failed), "{control:?}");
        }
        let mut film = Film::perfect();
        let cards = cards(&film, d65(300.0), true);
        let lit = in_proof(&film.proof(), &cards).expect("in view");
        light(&mut film, &cards, 1.0);
        let right = psnr(&film, &lit);
        let mut film = Film::perfect();
        light(&mut film, &cards, 1.1);
        assert!(psnr(&film, &lit) < right - 3.0, "10 % more: {} for {right}", psnr(&film, &lit));
    }

    /// Under the frustum it is in no pixel of the camera, on the soft edge by what is left of it.
    #[test]
    fn cards_under_the_frustum_are_not_in_its_truth() {
        let mut film = Film::perfect();
        let cards = cards(&film, d65(100.0), false);
        assert_eq!(in_proof(&film.proof(), &cards), None);
        for pixel in &mut film.canvases[0].shown.data {
            pixel[3] = pixel[3].min(0.25);
        }
        let lit = in_proof(&film.proof(), &cards).expect("on the soft edge");
        let (index, most) = lit
            .data
            .iter()
            .zip(&film.reference.data)
            .map(|(lit, bare)| f64::from(lit[1] - bare[1]))
            .enumerate()
            .max_by(|(_, one), (_, two)| one.total_cmp(two))
            .expect("pixels");
        // 100 nits of white are 1.0, three quarters of them show.
        assert!((most - 0.75).abs() < 1e-3, "{most} at {index}");
    }

    #[test]
    fn a_light_card_of_white_is_grey_in_acescg() {
        let film = Film::perfect();
        let Effect::Adds(xyz) = d65(100.0) else { return };
        let light = film.stage.walls[0].acescg_from_xyz() * xyz / NITS_PER_UNIT;
        assert!((light - DVec3::ONE).abs().max_element() < 1e-3, "{light}");
    }
}
