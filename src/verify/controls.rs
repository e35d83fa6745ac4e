//! Negative controls: faults put in on purpose, which the scores must see.
//!
//! In: a proof. Out: per fault, whether the score that answers for it left its limits.
//! Not here: the scores; each control changes the inputs and runs the same functions.
//! Invariant: a control without a measurement has not failed, so a blind checker cannot call itself good.

use glam::DVec3;

use super::camera_twin::picture_of_codes;
use super::limits::Limits;
use super::ray_caster::{Seen, canvas_pixel};
use super::seam::{self, Step};
use super::{CanvasPictures, Percentiles, PictureScore, Proof, ProofError, parallax, picture_score};
use crate::color::Picture;
use crate::stage::{Canvas, Stage};

/// How far the wall is moved, metres.
const MOVED_M: f64 = 0.010;
/// Widest raster on which parallax controls are cast, pixels: a finer one, made for the picture score, only costs time.
const PARALLAX_WIDTH_PX: u32 = 1920;
/// Gain on one panel.
const GAIN: f64 = 1.01;

/// What became of a control.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The score left its limits, as it must.
    Failed,
    /// The fault was not seen: the checker is blind, and the proof is worth nothing.
    Unseen,
    /// This picture cannot show this fault; why.
    NotApplicable(String),
}

/// A fault and its outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// The fault.
    pub name: &'static str,
    /// Whether it was seen.
    pub outcome: Outcome,
    /// What the score came to, for people.
    pub measured: String,
}

/// Names of all controls, in the order of [`run`].
pub const NAMES: [&str; 5] = [
    "wall moved 10 mm in plane",
    "wall moved 10 mm in depth",
    "one panel mirrored",
    "one-LED shift",
    "1 % gain on one panel",
];

/// Name of the control that runs besides when light cards or flags are in the camera's view.
pub const CARDS: &str = "cards left out of the truth";

/// Runs every control on one frame of one camera.
pub fn run(proof: &Proof<'_>, limits: &Limits) -> Result<Vec<Control>, ProofError> {
    proof.check()?;
    let seen = proof.own(&Seen::cast(proof.stage, &proof.camera));
    let Some(panel) = most_seen_panel(proof, &seen) else {
        let why = || Outcome::NotApplicable("the camera sees no panel of the inner frustum".into());
        return Ok(NAMES.map(|name| Control { name, outcome: why(), measured: String::new() }).into());
    };
    let in_plane = proof.stage.panels[panel].right_m().normalize() * MOVED_M;
    let in_depth = proof.stage.panels[panel].normal() * -MOVED_M;
    let (parallax_plane, parallax_depth) = (moved(proof, in_plane), moved(proof, in_depth));
    let parallax_mirrored = mirrored(proof, panel);
    let mut controls = vec![
        of_parallax(NAMES[0], parallax_plane, limits),
        of_parallax(NAMES[1], parallax_depth, limits),
        of_parallax(NAMES[2], parallax_mirrored, limits),
        shifted(proof, &seen, limits),
        gained(proof, limits),
    ];
    controls.extend(proof.bare_reference.map(|bare| without_cards(proof, &seen, bare, limits)));
    Ok(controls)
}

/// The picture held against a truth without cards. They must change it by more than its limit to be missed.
fn without_cards(proof: &Proof<'_>, seen: &Seen, bare: &Picture, limits: &Limits) -> Control {
    let against = |picture| picture_score::score((proof.stage, proof.max_nits), seen, picture, bare);
    let (effect, found) = (against(proof.reference), against(proof.camera_picture));
    let (Some(effect), Some(found)) = (effect, found) else {
        let why = "too few LEDs have four camera pixels";
        return Control { name: CARDS, outcome: Outcome::NotApplicable(why.into()), measured: String::new() };
    };
    if effect.psnr_pq_db > limits.psnr_pq_db - limits.shift_cost_db {
        let why = format!("those in view change the picture little: {:.1} dB", effect.psnr_pq_db);
        return Control { name: CARDS, outcome: Outcome::NotApplicable(why), measured: String::new() };
    }
    Control {
        name: CARDS,
        outcome: if found.psnr_pq_db < limits.psnr_pq_db { Outcome::Failed } else { Outcome::Unseen },
        measured: format!("PSNR {:.1} dB", found.psnr_pq_db),
    }
}

fn of_parallax(name: &'static str, found: Option<Percentiles>, limits: &Limits) -> Control {
    let outcome = match &found {
        Some(found) if !limits.keeps_camera(found) => Outcome::Failed,
        _ => Outcome::Unseen,
    };
    let measured = found.map_or_else(
        || "no samples".into(),
        |found| format!("camera p50 {:.2} p99 {:.2} max {:.2} wall px", found.p50, found.p99, found.max),
    );
    Control { name, outcome, measured }
}

/// The panel that the most camera pixels see through the inner frustum.
fn most_seen_panel(proof: &Proof<'_>, seen: &Seen) -> Option<usize> {
    let mut counts = vec![0_usize; proof.stage.panels.len()];
    for (_, hit) in seen.lit() {
        let panel = &proof.stage.panels[hit.panel as usize];
        let Some(place) = canvas_pixel(panel, hit.led(panel)) else { continue };
        let is_inner = parallax::is_inner(proof.canvases[place.canvas].shown.at(place.x, place.y));
        counts[hit.panel as usize] += usize::from(is_inner);
    }
    (0..counts.len()).rev().max_by_key(|index| counts[*index]).filter(|index| counts[*index] > 0)
}

/// Camera parallax when every panel that the camera sees stands elsewhere than where the wall was drawn for.
fn moved(proof: &Proof<'_>, by_m: DVec3) -> Option<Percentiles> {
    let mut stage: Stage = proof.stage.clone();
    for panel in &mut stage.panels {
        panel.corners_m = panel.corners_m.map(|corner| corner + by_m);
    }
    camera_parallax(Proof { stage: &stage, ..proof.clone() })
}

/// Camera parallax on a raster no wider than [`PARALLAX_WIDTH_PX`].
fn camera_parallax(mut proof: Proof<'_>) -> Option<Percentiles> {
    let full = proof.camera.pinhole;
    let width = full.width.min(PARALLAX_WIDTH_PX);
    let height = (u64::from(full.height) * u64::from(width) / u64::from(full.width.max(1))).max(1);
    proof.camera.pinhole = full.resized(width, height as u32);
    let seen = proof.own(&Seen::cast(proof.stage, &proof.camera));
    Percentiles::of(parallax::camera_errors(&proof, &seen).wall_px)
}

/// Camera parallax when one panel's LEDs run from right to left.
fn mirrored(proof: &Proof<'_>, index: usize) -> Option<Percentiles> {
    let panel = &proof.stage.panels[index];
    let canvas = panel.slot?.canvas;
    let original = proof.canvases[canvas].shown;
    let mut shown = original.clone();
    let columns = || panel.leds().map(|[column, _]| column);
    let both_ends = columns().min()? + columns().max()?;
    for [column, row] in panel.leds() {
        let from = canvas_pixel(panel, [both_ends - column, row])?;
        let to = canvas_pixel(panel, [column, row])?;
        *shown.at_mut(to.x, to.y) = original.at(from.x, from.y);
    }
    let mut flipped = proof.clone();
    flipped.canvases[canvas] = CanvasPictures { shown: &shown, ..proof.canvases[canvas] };
    camera_parallax(flipped)
}

/// What a shift of all canvases by one LED costs in PSNR. Shifted across and shifted down; the costlier one counts,
/// because a world of level stripes looks the same when shifted along them.
fn shifted(proof: &Proof<'_>, seen: &Seen, limits: &Limits) -> Control {
    let name = NAMES[3];
    let canvases = &proof.stage.canvases;
    let score_with = |dx: u32, dy: u32| -> Option<PictureScore> {
        let shift =
            |(canvas, pictures): (&Canvas, &CanvasPictures<'_>)| shift_codes(canvas, pictures.codes, dx, dy);
        let codes: Vec<Vec<[u16; 3]>> = canvases.iter().zip(&proof.canvases).map(shift).collect();
        let slices: Vec<&[[u16; 3]]> = codes.iter().map(Vec::as_slice).collect();
        let picture: Picture = picture_of_codes(proof, seen, &slices);
        picture_score::score((proof.stage, proof.max_nits), seen, &picture, proof.reference)
    };
    let (Some(still), Some(across), Some(down)) = (score_with(0, 0), score_with(1, 0), score_with(0, 1))
    else {
        let why = "too few LEDs have four camera pixels: render camera and reference on a finer raster";
        return Control { name, outcome: Outcome::NotApplicable(why.into()), measured: String::new() };
    };
    let (cost_across, cost_down) = (still.psnr_pq_db - across.psnr_pq_db, still.psnr_pq_db - down.psnr_pq_db);
    let is_seen = cost_across >= limits.shift_cost_db || cost_down >= limits.shift_cost_db;
    Control {
        name,
        outcome: if is_seen { Outcome::Failed } else { Outcome::Unseen },
        measured: format!("PSNR falls by {cost_across:.1} dB across, {cost_down:.1} dB down"),
    }
}

/// Codes moved right by `dx` and down by `dy`, the first column and row held.
fn shift_codes(canvas: &Canvas, codes: &[[u16; 3]], dx: u32, dy: u32) -> Vec<[u16; 3]> {
    let [width, height] = canvas.size;
    let from = |x: u32, y: u32| codes[(y.saturating_sub(dy) * width + x.saturating_sub(dx)) as usize];
    (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| from(x, y)).collect()
}

/// Seams when one panel is 1 % too bright: the panel with the most flat LEDs at its borders that are bright enough
/// for 1 % to exceed the limit.
fn gained(proof: &Proof<'_>, limits: &Limits) -> Control {
    let name = NAMES[4];
    let (steps, pairs_in_view) = seam::steps(proof);
    if pairs_in_view == 0 {
        let why = "no border between two panels is in the camera's view";
        return Control { name, outcome: Outcome::NotApplicable(why.into()), measured: String::new() };
    }
    let Some(index) = most_exposed_panel(proof.stage, &steps, limits) else {
        let need = 100.0 * limits.seam_p99 / (GAIN - 1.0);
        let why =
            format!("no flat border is brighter than {need:.0} % of white: raise grade/trim_ev to run it");
        return Control { name, outcome: Outcome::NotApplicable(why), measured: String::new() };
    };
    let panel = &proof.stage.panels[index];
    let Some(slot) = panel.slot else {
        return Control {
            name,
            outcome: Outcome::Unseen,
            measured: format!("panel {} is not fed", panel.id),
        };
    };
    let mut linear = proof.canvases[slot.canvas].linear_nits.clone();
    for led in panel.leds() {
        let Some(place) = canvas_pixel(panel, led) else { continue };
        let pixel = linear.at_mut(place.x, place.y);
        *pixel = pixel.map(|value| value * GAIN as f32);
    }
    let mut brighter = proof.clone();
    brighter.canvases[slot.canvas] = CanvasPictures { linear_nits: &linear, ..proof.canvases[slot.canvas] };
    let found = seam::score(&brighter);
    let is_seen = found.p99.is_some_and(|p99| p99 > limits.seam_p99);
    let p99 = found.p99.unwrap_or(f64::NAN);
    Control {
        name,
        outcome: if is_seen { Outcome::Failed } else { Outcome::Unseen },
        measured: format!("panel {}: seam p99 {p99:.5} of white", panel.id),
    }
}

/// The panel with the most flat border LEDs on which the gain exceeds the seam's limit.
fn most_exposed_panel(stage: &Stage, steps: &[Step], limits: &Limits) -> Option<usize> {
    let mut counts = vec![0_usize; stage.panels.len()];
    for step in steps.iter().filter(|step| step.is_flat) {
        for (panel, level) in step.panels.iter().zip(step.level) {
            counts[*panel] += usize::from(level * (GAIN - 1.0) > limits.seam_p99);
        }
    }
    (0..counts.len()).rev().max_by_key(|index| counts[*index]).filter(|index| counts[*index] > 0)
}

#[cfg(test)]
mod tests {
    use super::super::synthetic::Film;
    use super::*;

    #[test]
    fn every_fault_in_a_good_wall_is_seen() {
        let film = Film::perfect();
        for control in run(&film.proof(), &Limits::DEMO).expect("good pictures") {
            assert_eq!(control.outcome, Outcome::Failed, "{control:?}");
        }
    }

    /// In plane, 10 mm are 0.64 LEDs of 15.6 mm everywhere, which no quantisation of 0.40 hides.
    #[test]
    fn the_moved_wall_is_off_by_its_millimetres() {
        let film = Film::perfect();
        let proof = film.proof();
        let along = proof.stage.panels[0].right_m().normalize() * MOVED_M;
        let found = moved(&proof, along).expect("samples");
        assert!(found.max > 0.64 && found.max < 0.64 + 0.72, "{found:?}");
        let still = moved(&proof, DVec3::ZERO).expect("samples");
        assert!(Limits::DEMO.keeps_camera(&still), "no displacement, no fault: {still:?}");
    }

    #[test]
    fn a_featureless_or_dark_world_does_not_pretend() {
        let dark = Film::flat(0.5);
        let found = run(&dark.proof(), &Limits::DEMO).expect("good pictures");
        assert_eq!(found[3].outcome, Outcome::Unseen, "a flat picture cannot tell a shift: {:?}", found[3]);
        assert!(
            matches!(&found[4].outcome, Outcome::NotApplicable(why) if why.contains("10 %")),
            "{:?}",
            found[4]
        );
        let mut off = Film::flat(4.0);
        for canvas in &mut off.canvases {
            canvas.shown.data.fill([0.0; 4]);
        }
        let blind = run(&off.proof(), &Limits::DEMO).expect("good pictures");
        assert!(blind.iter().all(|control| control.outcome != Outcome::Failed), "{blind:?}");
    }
}
