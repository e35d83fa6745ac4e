//! Seams: steps in the wall's light across panel, wall and canvas borders that the world does not have.
//!
//! In: linear canvases and the CG reference. Out: the step's size where the reference is flat, its bias where it is not.
//! Not here: soft edges (only LEDs of the inner frustum count, all when view origin = pupil), codes and dither.
//! Invariant: a step is (canvas - reference) left minus right over `white_nits`, so a gradient of the world cancels.

use glam::{DVec2, DVec3};

use super::parallax::is_inner;
use super::ray_caster::{Plane, canvas_pixel, led_centre_px};
use super::wall_light::{WallLight, rgb};
use super::{Percentiles, Proof};
use crate::color::Picture;
use crate::math::Pose;
use crate::stage::{Panel, Stage};

/// Edges this close are one border, metres.
const BORDER_TOLERANCE_M: f64 = 1e-4;
/// Samples of the reference across and down an LED: two a camera pixel where an LED is two pixels wide.
const LED_TAPS: u32 = 4;
/// (max - min) / max of the reference's 3x3 neighbours, below which an LED is flat (CONTRACT.md 6).
const FLAT_CONTRAST: f64 = 0.01;
/// View origin and pupil this close are one point, metres.
const SAME_POINT_M: f64 = 1e-6;
/// Light that counts as black when contrast is taken, nits.
const BLACK_NITS: f64 = 1e-6;

/// Steps across borders, in shares of `white_nits`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SeamScore {
    /// 99th percentile of the largest channel's |step| on flat pairs; `None` without flat pairs.
    pub p99: Option<f64>,
    /// Mean signed step on textured pairs, of the channel where it is largest; `None` without textured pairs.
    pub mean_signed: Option<f64>,
    /// Pairs of LEDs whose reference is flat on both sides.
    pub flat_pairs: usize,
    /// The other pairs.
    pub textured_pairs: usize,
    /// Pairs of LEDs across a border that the camera has in view, whether scored or not.
    pub pairs_in_view: usize,
}

/// One LED of one panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedPlace {
    /// Index in [`Stage::panels`].
    pub panel: usize,
    /// Column and row.
    pub led: [u32; 2],
}

/// A scored pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// Panels on both sides.
    pub(super) panels: [usize; 2],
    /// Brightest channel on both sides, share of white.
    pub(super) level: [f64; 2],
    /// (canvas - reference) left minus right, share of white.
    pub(super) signed: DVec3,
    /// The reference is flat on both sides.
    pub(super) is_flat: bool,
}

struct Edge {
    panel: usize,
    start: DVec3,
    end: DVec3,
    count: u32,
    side: EdgeSide,
    pixels: [u32; 2],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum EdgeSide {
    Top,
    Right,
    Bottom,
    Left,
}

/// An LED held against the reference.
struct Residual {
    difference_nits: DVec3,
    level_nits: f64,
    is_flat: bool,
}

/// Neighbouring LEDs across every border of the stage: left or upper one first. Where pitches differ, the finer
/// panel's LEDs each meet one of the coarser's.
pub fn border_pairs(stage: &Stage) -> Vec<[LedPlace; 2]> {
    // Triangles of a mesh share one raster: between them there is no border.
    let rectangles = stage.panels.iter().enumerate().filter(|(_, panel)| panel.is_rectangle());
    let mut edges: Vec<Edge> = rectangles.flat_map(edges_of).collect();
    let low = |edge: &Edge| edge.start.x.min(edge.end.x);
    edges.sort_by(|first, second| low(first).total_cmp(&low(second)));
    let mut pairs = Vec::new();
    for (index, first) in edges.iter().enumerate() {
        let reach = first.start.max(first.end) + BORDER_TOLERANCE_M;
        for second in &edges[index + 1..] {
            if low(second) > reach.x {
                break;
            }
            let apart = second.start.min(second.end).cmpgt(reach).any()
                || (second.start.max(second.end) + BORDER_TOLERANCE_M)
                    .cmplt(first.start.min(first.end))
                    .any();
            if !apart && first.panel != second.panel {
                pair_edges(first, second, &mut pairs);
            }
        }
    }
    pairs
}

/// The four edges of a panel.
fn edges_of((index, panel): (usize, &Panel)) -> [Edge; 4] {
    let [tl, tr, br, bl] = panel.corners_m;
    let [across, down] = panel.pixels;
    let edge = |side, start, end, count| Edge { panel: index, start, end, count, side, pixels: panel.pixels };
    [
        edge(EdgeSide::Top, tl, tr, across),
        edge(EdgeSide::Right, tr, br, down),
        edge(EdgeSide::Bottom, bl, br, across),
        edge(EdgeSide::Left, tl, bl, down),
    ]
}

impl Edge {
    /// The LED at a position along the edge.
    fn place(&self, position: u32) -> LedPlace {
        let [across, down] = self.pixels;
        let led = match self.side {
            EdgeSide::Top => [position, 0],
            EdgeSide::Right => [across - 1, position],
            EdgeSide::Bottom => [position, down - 1],
            EdgeSide::Left => [0, position],
        };
        LedPlace { panel: self.panel, led }
    }

    /// The position along this edge of a point on it, in LEDs.
    fn position(&self, point: DVec3) -> Option<u32> {
        let along = self.end - self.start;
        let share = (point - self.start).dot(along) / along.length_squared();
        let is_on = (0.0..1.0).contains(&share)
            && (self.start + along * share).distance_squared(point)
                <= BORDER_TOLERANCE_M * BORDER_TOLERANCE_M;
        is_on.then(|| ((share * f64::from(self.count)) as u32).min(self.count - 1))
    }

    fn pitch(&self) -> f64 {
        self.start.distance(self.end) / f64::from(self.count)
    }

    /// A panel's right and bottom edges have it on their left or above.
    fn has_panel_first(&self) -> bool {
        matches!(self.side, EdgeSide::Right | EdgeSide::Bottom)
    }
}

fn pair_edges(first: &Edge, second: &Edge, pairs: &mut Vec<[LedPlace; 2]>) {
    let (fine, coarse) = if first.pitch() <= second.pitch() { (first, second) } else { (second, first) };
    let is_fine_first = match (fine.has_panel_first(), coarse.has_panel_first()) {
        (true, false) => true,
        (false, true) => false,
        _ => fine.panel < coarse.panel,
    };
    for position in 0..fine.count {
        let share = (f64::from(position) + 0.5) / f64::from(fine.count);
        let Some(other) = coarse.position(fine.start.lerp(fine.end, share)) else { continue };
        let (here, there) = (fine.place(position), coarse.place(other));
        pairs.push(if is_fine_first { [here, there] } else { [there, here] });
    }
}

/// What is needed to hold LEDs against the reference.
struct Reader<'a> {
    proof: &'a Proof<'a>,
    walls: Vec<WallLight>,
    planes: Vec<Plane>,
    view_from_stage: Pose,
    /// The outer frustum is drawn from the pupil, so that it is held against the reference too.
    is_outer_true: bool,
}

impl<'a> Reader<'a> {
    fn new(proof: &'a Proof<'a>) -> Self {
        let pupil = proof.camera.pupil;
        Self {
            proof,
            walls: WallLight::of(proof.stage, proof.max_nits),
            planes: proof.stage.panels.iter().map(|panel| Plane::new(panel, pupil.position)).collect(),
            view_from_stage: pupil.inverse(),
            is_outer_true: proof.view_origin_m.distance(pupil.position) <= SAME_POINT_M,
        }
    }

    /// Projection into the camera of a place in a panel's pixels, when it and its 3x3 neighbours are on the raster.
    fn project(&self, panel: usize, px: DVec2) -> Option<DVec2> {
        let in_view = self.view_from_stage.transform_point(self.proof.stage.panels[panel].point_m(px));
        self.proof.camera.pinhole.project(in_view)
    }

    fn is_in_view(&self, place: LedPlace) -> bool {
        let px = self.project(place.panel, led_centre_px(place.led));
        self.planes[place.panel].faces_eye()
            && px.is_some_and(|px| self.proof.camera.pinhole.contains(px - 2.0))
            && px.is_some_and(|px| self.proof.camera.pinhole.contains(px + 2.0))
    }

    /// Canvas minus reference at an LED; `None` where it is not held against the reference.
    fn residual(&self, place: LedPlace) -> Option<Residual> {
        let panel = &self.proof.stage.panels[place.panel];
        let wall = &self.walls[panel.wall];
        let pixel = canvas_pixel(panel, place.led)?;
        let pictures = &self.proof.canvases[pixel.canvas];
        let shown = pictures.shown.at(pixel.x, pixel.y);
        let is_held = is_inner(shown) || self.is_outer_true && shown[3] >= 0.0;
        if !is_held || self.proof.is_covered(panel, place.led) {
            return None;
        }
        let centre = led_centre_px(place.led);
        let at = self.project(place.panel, centre)?;
        let reference = wall.shown_nits(self.mean_over_led(place.panel, centre)?);
        let canvas = rgb(pictures.linear_nits.at(pixel.x, pixel.y));
        Some(Residual {
            difference_nits: canvas - reference,
            level_nits: canvas.max_element(),
            is_flat: self.contrast(place.panel, wall, centre, at) < FLAT_CONTRAST,
        })
    }

    /// The reference averaged over an LED's area, as the LED itself shows one mean of what lies behind it: sampled at
    /// its centre alone, an edge of the world that runs along a border would be counted as the wall's step.
    fn mean_over_led(&self, panel: usize, centre: DVec2) -> Option<DVec3> {
        let mut sum = DVec3::ZERO;
        for tap in 0..LED_TAPS * LED_TAPS {
            let cell = DVec2::new(f64::from(tap % LED_TAPS), f64::from(tap / LED_TAPS));
            let offset = (cell + 0.5) / f64::from(LED_TAPS) - 0.5;
            sum += bilinear(self.proof.reference, self.project(panel, centre + offset)?);
        }
        Some(sum / f64::from(LED_TAPS * LED_TAPS))
    }

    /// (max - min) / max of the reference over the 3x3 LEDs and the 3x3 camera pixels round an LED: flat at the wall's
    /// scale and at the camera's. The channel that varies most decides, over the brightest.
    fn contrast(&self, panel: usize, wall: &WallLight, centre: DVec2, at: DVec2) -> f64 {
        let (mut low, mut high) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
        for offset in (-1..=1).flat_map(|y| (-1..=1).map(move |x| DVec2::new(f64::from(x), f64::from(y)))) {
            let neighbour = self.project(panel, centre + offset).unwrap_or(at);
            for px in [neighbour, at + offset] {
                let nits = wall.shown_nits(bilinear(self.proof.reference, px));
                if !nits.is_finite() {
                    return f64::NAN;
                }
                (low, high) = (low.min(nits), high.max(nits));
            }
        }
        (high - low).max_element() / high.max_element().max(BLACK_NITS)
    }
}

/// A picture between its pixel centres; clamped at its borders.
fn bilinear(picture: &Picture, px: DVec2) -> DVec3 {
    let top = DVec2::new(f64::from(picture.width) - 1.0, f64::from(picture.height) - 1.0);
    let at = (px - 0.5).clamp(DVec2::ZERO, top.max(DVec2::ZERO));
    let (x, y) = (at.x as u32, at.y as u32);
    let (next_x, next_y) = ((x + 1).min(picture.width - 1), (y + 1).min(picture.height - 1));
    let part = at - DVec2::new(f64::from(x), f64::from(y));
    let upper = rgb(picture.at(x, y)).lerp(rgb(picture.at(next_x, y)), part.x);
    let lower = rgb(picture.at(x, next_y)).lerp(rgb(picture.at(next_x, next_y)), part.x);
    upper.lerp(lower, part.y)
}

/// Every scored step, and the number of pairs that the camera has in view.
pub(super) fn steps(proof: &Proof<'_>) -> (Vec<Step>, usize) {
    let reader = Reader::new(proof);
    let (mut steps, mut pairs_in_view) = (Vec::new(), 0);
    for pair in border_pairs(proof.stage) {
        if !pair.iter().all(|place| reader.is_in_view(*place)) {
            continue;
        }
        pairs_in_view += 1;
        let [Some(left), Some(right)] = pair.map(|place| reader.residual(place)) else { continue };
        let white = |place: LedPlace| reader.walls[proof.stage.panels[place.panel].wall].white_nits;
        // Where two walls meet, the dimmer white is the stricter measure.
        let white_nits = white(pair[0]).min(white(pair[1]));
        steps.push(Step {
            panels: pair.map(|place| place.panel),
            level: [left.level_nits / white_nits, right.level_nits / white_nits],
            signed: (left.difference_nits - right.difference_nits) / white_nits,
            is_flat: left.is_flat && right.is_flat,
        });
    }
    (steps, pairs_in_view)
}

/// Scores all borders in the camera's view.
pub fn score(proof: &Proof<'_>) -> SeamScore {
    let (steps, pairs_in_view) = steps(proof);
    score_of(&steps, pairs_in_view)
}

pub(super) fn score_of(steps: &[Step], pairs_in_view: usize) -> SeamScore {
    let (mut flat, mut sum, mut textured_pairs) = (Vec::new(), DVec3::ZERO, 0);
    for step in steps {
        if step.is_flat {
            flat.push(size(step.signed));
        } else {
            sum += step.signed;
            textured_pairs += 1;
        }
    }
    let flat_pairs = flat.len();
    let mean = (sum / f64::from(textured_pairs.max(1))).to_array();
    let larger = |a: f64, b: f64| if a.is_nan() || a.abs() >= b.abs() { a } else { b };
    SeamScore {
        p99: Percentiles::of(flat).map(|found| found.p99),
        mean_signed: (textured_pairs > 0).then(|| larger(larger(mean[0], mean[1]), mean[2])),
        flat_pairs,
        textured_pairs: textured_pairs as usize,
        pairs_in_view,
    }
}

/// The largest channel, NaN if any is.
fn size(step: DVec3) -> f64 {
    if step.is_nan() { f64::NAN } else { step.abs().max_element() }
}

#[cfg(test)]
mod tests {
    use super::super::synthetic::{self, Film};
    use super::*;

    /// Two 1 m panels of 64 LEDs share an edge; the ceiling's 32 LEDs lie along both their top edges, 2 x 16 of them.
    #[test]
    fn borders_pair_row_by_row() {
        let pairs = border_pairs(&synthetic::stage());
        let between = |a, b| pairs.iter().filter(move |pair| pair[0].panel == a && pair[1].panel == b);
        assert_eq!(between(0, 1).count(), 64);
        for pair in between(0, 1) {
            assert_eq!((pair[0].led[0], pair[1].led[0]), (63, 0), "right edge to left edge");
            assert_eq!(pair[0].led[1], pair[1].led[1], "same row");
        }
        let ceiling = synthetic::CEILING as usize;
        let along: Vec<_> = pairs.iter().filter(|pair| pair[0].panel == ceiling).collect();
        assert_eq!(along.len(), 64, "the finer wall counts, and only panel 0 lies in the ceiling's edge");
        for pair in along {
            assert_eq!(pair[0].led, [pair[1].led[0] / 2, 31], "ceiling's bottom row over the wall's top row");
            assert_eq!(pair[1].led[1], 0);
        }
    }

    #[test]
    fn edges_a_millimetre_apart_are_no_border() {
        let mut stage = synthetic::stage();
        for corner in &mut stage.panels[1].corners_m {
            corner.x += 1e-3;
        }
        assert!(!border_pairs(&stage).iter().any(|pair| pair[0].panel == 0 && pair[1].panel == 1));
    }

    #[test]
    fn a_perfect_wall_has_no_seams() {
        let found = score(&Film::perfect().proof());
        assert!(found.flat_pairs > 30, "{found:?}");
        assert!(found.p99.expect("flat pairs") < 2e-4, "{found:?}");
        assert!(found.mean_signed.is_none_or(|mean| mean.abs() < 2e-4), "{found:?}");
    }

    /// A flat world of 400 nits on a 1000-nit wall: 1 % gain on one side steps by 0.004 of white.
    #[test]
    fn gain_steps_by_its_share_of_the_level() {
        let mut film = Film::flat(4.0);
        assert!(score(&film.proof()).p99.expect("flat") < 1e-6);
        film.gain_panel(1, 1.01);
        let found = score(&film.proof());
        assert!((found.p99.expect("flat") - 0.004).abs() < 1e-5, "{found:?}");
    }

    /// 800 to 1600 nits across the view on a 1000-nit wall: without the roll-off in the reference, its slope alone would
    /// step by 0.4 % of white from LED to LED.
    #[test]
    fn the_reference_is_rolled_off_like_the_wall() {
        let film =
            Film::of_world(synthetic::stage(), |toward| DVec3::splat(12.0 + 8.0 * toward.normalize().x));
        let found = score(&film.proof());
        assert!(found.flat_pairs > 60 && found.p99.expect("flat") < 2e-4, "{found:?}");
    }

    #[test]
    fn texture_is_judged_by_its_mean_and_nan_is_not_lost() {
        let mut film = Film::flat(4.0);
        for (index, pixel) in film.reference.data.iter_mut().enumerate() {
            let lift = if index % 2 == 0 { 0.9 } else { 1.1 };
            *pixel = pixel.map(|value| value * lift);
        }
        film.gain_panel(1, 1.05);
        let found = score(&film.proof());
        assert_eq!((found.p99, found.flat_pairs), (None, 0));
        assert!(found.mean_signed.expect("textured").abs() > 1.0 / 1023.0, "{found:?}");
        film.reference.data.fill([f32::NAN; 4]);
        assert!(score(&film.proof()).mean_signed.expect("textured").is_nan());
        film.canvases[0].shown.data.fill([0.0; 4]);
        let outer = score(&film.proof());
        assert!(outer.flat_pairs + outer.textured_pairs == 0 && outer.pairs_in_view > 0);
        film.view_origin_m = film.camera.pupil.position;
        assert!(score(&film.proof()).textured_pairs > 0, "view origin = pupil: the outer counts");
    }
}
