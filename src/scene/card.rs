//! Light cards and flags: a shape of light on the dome round the view origin, or of light taken away.
//!
//! In: a card as plain values, a place on a wall. Out: how much of it falls there, and what it makes of the light.
//! Not here: where its values come from (`show::cards`), drawing (`render::passes::wall_map`, `shaders/lib/card.wgsl`).
//! Invariant: all of it follows from the direction from the view origin and from the size of an LED, so a shape goes on over
//! panels, walls and canvases without a step; the order of cards does not matter.
//!
//! Flags cut the world, cards add to what is left: a card is the light that it says, whatever flag lies there too.

use glam::{DVec2, DVec3};

use crate::math::Pose;

/// Most cards and flags of a show.
pub const MOST_CARDS: usize = 16;
/// Greatest half width of a shape: half a sphere.
pub const MOST_HALF_RAD: f64 = std::f64::consts::FRAC_PI_2;
/// Least half width of an edge, radians: what keeps a hard edge from a division by zero.
const LEAST_EDGE_RAD: f64 = 1e-6;
/// Inside by any measure, radians.
const FAR_INSIDE_RAD: f64 = 10.0;
/// Beyond a shape and its feather by this much, not even an LED's own width brings any of it, radians.
const LED_MARGIN_RAD: f64 = 0.07;

/// What a card looks like from the view origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Between four planes through the view origin: its edges are straight on every flat wall.
    Rectangle,
    /// All directions within an angle of its middle; an ellipse when width and height differ.
    Disc,
    /// A rectangle that goes from nothing at its lower edge to all at its upper one.
    Gradient,
}

impl Shape {
    /// In the order of [`Shape::NAMES`].
    pub const ALL: [Self; 3] = [Self::Rectangle, Self::Disc, Self::Gradient];
    /// Their words.
    pub const NAMES: &'static [&'static str] = &["rectangle", "disc", "gradient"];
}

/// What it does to the light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// Adds this light: CIE 1931 XYZ, Y in nits.
    Adds(DVec3),
    /// Takes this many stops away.
    Cuts(f64),
}

/// A card or a flag that is on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// Its shape.
    pub shape: Shape,
    /// Unit vectors, stage axes: from the view origin to its middle, to its right, up.
    pub axis: DVec3,
    /// See `axis`.
    pub right: DVec3,
    /// See `axis`.
    pub up: DVec3,
    /// Half its width and height, radians, above zero, at most [`MOST_HALF_RAD`].
    pub half_rad: DVec2,
    /// Half the width of its soft edge, which lies across the outline; at most the smaller half side.
    pub feather_rad: f64,
    /// What it does.
    pub effect: Effect,
    /// Whether it lies over inner frusta too.
    pub is_over: bool,
}

/// A place on a wall that light is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// From the view origin, metres.
    pub from_origin_m: DVec3,
    /// From LED to LED along a row, metres.
    pub right_m: DVec3,
    /// From LED to LED down a column, metres.
    pub down_m: DVec3,
}

/// What cards and flags make of light: `light x transmission + added`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fall {
    /// Share of the light that flags let through.
    pub transmission: f64,
    /// What cards add: CIE 1931 XYZ, Y in nits.
    pub added_xyz_nits: DVec3,
}

impl Fall {
    /// No card and no flag.
    pub const NOTHING: Self = Self { transmission: 1.0, added_xyz_nits: DVec3::ZERO };
}

impl Card {
    /// Right, up and axis of a direction of any length.
    pub fn local(&self, direction: DVec3) -> DVec3 {
        DVec3::new(direction.dot(self.right), direction.dot(self.up), direction.dot(self.axis))
    }

    /// Cosine of the angle from its middle beyond which nothing of it falls.
    pub fn least_cosine(&self) -> f64 {
        let reach = self.half_rad + self.feather_rad;
        let corner = match self.shape {
            _ if reach.max_element() >= MOST_HALF_RAD => std::f64::consts::PI,
            Shape::Disc => reach.max_element(),
            Shape::Rectangle | Shape::Gradient => reach.x.tan().hypot(reach.y.tan()).atan(),
        };
        (corner + LED_MARGIN_RAD).min(std::f64::consts::PI).cos()
    }

    /// How much of it falls on a place, 0 to 1.
    pub fn coverage(&self, spot: &Spot) -> f64 {
        let [here, right, down] =
            [DVec3::ZERO, spot.right_m, spot.down_m].map(|step| self.local(spot.from_origin_m + step));
        coverage(self.shape, [here, right, down], self.half_rad, self.feather_rad)
    }

    /// A point of its outline, unit vector, stage axes; `turn` goes once round from 0 to 1.
    pub fn outline(&self, turn: f64) -> DVec3 {
        let [right, up] = match self.shape {
            Shape::Disc => {
                let (sine, cosine) = (std::f64::consts::TAU * turn).sin_cos();
                let angle = 1.0 / (cosine / self.half_rad.x).hypot(sine / self.half_rad.y);
                return self.axis * angle.cos() + (self.right * cosine + self.up * sine) * angle.sin();
            }
            Shape::Rectangle | Shape::Gradient => {
                let side = (turn.rem_euclid(1.0) * 4.0).min(3.999_999);
                let along = 2.0 * side.fract() - 1.0;
                match side as usize {
                    0 => [1.0, along],
                    1 => [-along, 1.0],
                    2 => [-1.0, -along],
                    _ => [along, -1.0],
                }
            }
        };
        let reach = self.half_rad.min(DVec2::splat(MOST_HALF_RAD - 1e-3));
        (self.axis + self.right * (right * reach.x.tan()) + self.up * (up * reach.y.tan())).normalize()
    }
}

/// Angles by which a direction lies inside a shape, across and up, radians; negative outside. `local` is right, up, axis.
pub fn inside(shape: Shape, local: DVec3, half_rad: DVec2) -> DVec2 {
    let across = local.truncate();
    match shape {
        Shape::Disc => {
            let length = across.length();
            let toward = if length > 0.0 { across / length } else { DVec2::X };
            let reach = 1.0 / (toward / half_rad).length();
            DVec2::new(reach - length.atan2(local.z), FAR_INSIDE_RAD)
        }
        Shape::Rectangle | Shape::Gradient => {
            half_rad - DVec2::new(local.x.abs().atan2(local.z), local.y.abs().atan2(local.z))
        }
    }
}

/// An edge: from 0 at `-half_width` outside to 1 at `half_width` inside, C1, one half on the outline. Source: the cubic
/// of Hermite.
pub fn edge(inside: f64, half_width: f64) -> f64 {
    let share = (0.5 + 0.5 * inside / half_width.max(LEAST_EDGE_RAD)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// How much of a shape falls on an LED. `places` are the LED, the next one to its right, the next one below, each as
/// right, up, axis. An edge is never narrower than the LED: what falls on part of it counts in part.
pub fn coverage(shape: Shape, places: [DVec3; 3], half_rad: DVec2, feather_rad: f64) -> f64 {
    let [here, right, down] = places.map(|place| inside(shape, place, half_rad));
    let led = ((right - here).abs() + (down - here).abs()) * 0.5;
    let width = led.max(DVec2::splat(feather_rad));
    let whole = edge(here.x, width.x) * edge(here.y, width.y);
    match shape {
        Shape::Gradient => whole * edge(places[0].y.atan2(places[0].z), half_rad.y),
        Shape::Rectangle | Shape::Disc => whole,
    }
}

/// Share of light that a flag of `stops` lets through where `coverage` of it falls: an edge is even in stops.
pub fn transmission(stops: f64, coverage: f64) -> f64 {
    (-stops * coverage).exp2()
}

/// What cards make of the light at a place; `only_over` leaves out those that lie under inner frusta. LEDs that face away
/// from the view origin get nothing.
pub fn fall<'a>(cards: impl IntoIterator<Item = &'a Card>, spot: &Spot, only_over: bool) -> Fall {
    let mut fall = Fall::NOTHING;
    if spot.down_m.cross(spot.right_m).dot(spot.from_origin_m) >= 0.0 {
        return fall;
    }
    for card in cards.into_iter().filter(|card| card.is_over || !only_over) {
        let coverage = card.coverage(spot);
        match card.effect {
            Effect::Adds(xyz_nits) => fall.added_xyz_nits += xyz_nits * coverage,
            Effect::Cuts(stops) => fall.transmission *= transmission(stops, coverage),
        }
    }
    fall
}

/// Axis, right and up of a card to the left by `azimuth_rad` and up by `elevation_rad`, turned clockwise by `roll_rad`.
pub fn axes(azimuth_rad: f64, elevation_rad: f64, roll_rad: f64) -> [DVec3; 3] {
    let turned = Pose::from_pan_tilt_roll(DVec3::ZERO, azimuth_rad, elevation_rad, roll_rad);
    [-DVec3::Z, DVec3::X, DVec3::Y].map(|axis| turned.transform_vector(axis))
}

/// Azimuth (left positive) and elevation of a direction, radians: the inverse of [`axes`].
pub fn azimuth_elevation(direction: DVec3) -> [f64; 2] {
    let azimuth =
        if direction.x == 0.0 && direction.z == 0.0 { 0.0 } else { (-direction.x).atan2(-direction.z) };
    [azimuth, direction.y.atan2(direction.x.hypot(direction.z))]
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    fn card(shape: Shape, half_deg: [f64; 2], feather_deg: f64) -> Card {
        let [axis, right, up] = axes(0.3, 0.2, 0.1);
        Card {
            shape,
            axis,
            right,
            up,
            half_rad: DVec2::from_array(half_deg.map(f64::to_radians)),
            feather_rad: feather_deg.to_radians(),
            effect: Effect::Adds(DVec3::ONE),
            is_over: false,
        }
    }

    /// A patch of a unit sphere that faces its middle.
    fn spot(direction: DVec3, side: f64) -> Spot {
        let right = direction.any_orthonormal_vector();
        // Lit side inward: down x right points to the middle.
        let down = right.cross(-direction);
        Spot { from_origin_m: direction, right_m: right * side, down_m: down * side }
    }

    /// Solid angle by a Fibonacci lattice, steradians.
    fn solid_angle(card: &Card) -> f64 {
        let count = 400_000;
        let side = (4.0 * PI / f64::from(count)).sqrt();
        let golden = PI * (3.0 - 5.0_f64.sqrt());
        let sum: f64 = (0..count)
            .map(|index| {
                let y = 1.0 - 2.0 * (f64::from(index) + 0.5) / f64::from(count);
                let radius = (1.0 - y * y).sqrt();
                let turn = golden * f64::from(index);
                card.coverage(&spot(DVec3::new(radius * turn.cos(), y, radius * turn.sin()), side))
            })
            .sum();
        sum * 4.0 * PI / f64::from(count)
    }

    #[test]
    fn a_disc_has_the_solid_angle_of_a_cone() {
        for half_deg in [5.0_f64, 20.0, 60.0, 90.0] {
            let want = 2.0 * PI * (1.0 - half_deg.to_radians().cos());
            let got = solid_angle(&card(Shape::Disc, [half_deg; 2], 0.0));
            assert!((got / want - 1.0).abs() < 2e-3, "{half_deg}: {got} for {want}");
        }
    }

    /// Between four planes at half angles a and b: 4 asin(sin a' sin b') with tan a' = tan a cos b and the like; the
    /// usual form is 4 asin(tan a tan b / sqrt((1 + tan2 a)(1 + tan2 b))) (Van Oosterom 1983 for a rectangle).
    #[test]
    fn a_rectangle_has_the_solid_angle_of_a_pyramid() {
        for [across, up] in [[10.0_f64, 10.0], [40.0, 15.0], [60.0, 60.0]] {
            let (a, b) = (across.to_radians().tan(), up.to_radians().tan());
            let want = 4.0 * (a * b / ((1.0 + a * a) * (1.0 + b * b)).sqrt()).asin();
            let got = solid_angle(&card(Shape::Rectangle, [across, up], 0.0));
            assert!((got / want - 1.0).abs() < 2e-3, "{across} x {up}: {got} for {want}");
        }
    }

    /// Across its middle a card is as wide as it says whatever its feather: the edge's integral is that of a step. It has
    /// one half on the outline and slope 0 at both ends.
    #[test]
    fn a_feather_keeps_the_width() {
        let steps = 20_000;
        for feather in [0.05, 0.2, 0.3] {
            let integral: f64 = (0..steps)
                .map(|step| -1.0 + 2.0 * (f64::from(step) + 0.5) / f64::from(steps))
                .map(|angle: f64| edge(0.3 - angle.abs(), feather) * 2.0 / f64::from(steps))
                .sum();
            assert!((integral - 0.6).abs() < 1e-6, "{feather}: {integral}");
            assert_eq!(
                [edge(-feather, feather), edge(0.0, feather), edge(feather, feather)],
                [0.0, 0.5, 1.0]
            );
            let slope = |at: f64| (edge(at + 1e-6, feather) - edge(at - 1e-6, feather)) / 2e-6;
            assert!(slope(-feather) < 1e-4 / feather && slope(feather) < 1e-4 / feather);
            assert!((slope(0.0) - 0.75 / feather).abs() < 1e-4);
        }
    }

    #[test]
    fn a_gradient_is_half_in_its_middle_and_all_above() {
        let gradient = card(Shape::Gradient, [20.0, 20.0], 0.0);
        let at = |up_deg: f64| {
            let angle = up_deg.to_radians();
            gradient.coverage(&spot(gradient.axis * angle.cos() + gradient.up * angle.sin(), 1e-5))
        };
        assert!((at(0.0) - 0.5).abs() < 1e-9 && at(19.9) > 0.99 && at(-19.9) < 0.01 && at(21.0) == 0.0);
    }

    #[test]
    fn azimuth_is_left_and_elevation_up() {
        let [left, ..] = axes(PI / 2.0, 0.0, 0.0);
        assert!((left - -DVec3::X).length() < 1e-12, "{left}");
        let [up, ..] = axes(0.0, PI / 2.0, 0.0);
        assert!((up - DVec3::Y).length() < 1e-12, "{up}");
        // Clockwise as seen from the view origin: its right edge goes down.
        let [_, right, _] = axes(0.0, 0.0, PI / 2.0);
        assert!((right - -DVec3::Y).length() < 1e-12, "{right}");
        for (azimuth, elevation) in [(0.4, 0.3), (-2.9, -1.2), (3.0, 1.5)] {
            let [got, tilt] = azimuth_elevation(axes(azimuth, elevation, 0.7)[0] * 3.0);
            assert!((got - azimuth).abs() < 1e-9 && (tilt - elevation).abs() < 1e-9);
        }
    }

    /// A flag is even in stops, cuts the world only, and no light becomes negative. Backs get nothing.
    #[test]
    fn flags_cut_and_cards_add_in_any_order() {
        let key = Card { effect: Effect::Adds(DVec3::splat(50.0)), ..card(Shape::Disc, [10.0; 2], 2.0) };
        let flag = Card { effect: Effect::Cuts(1.0), ..key };
        let here = spot(key.axis, 1e-4);
        let both = Fall { transmission: 0.5, added_xyz_nits: DVec3::splat(50.0) };
        assert_eq!(fall([&key, &flag], &here, false), both);
        assert_eq!(fall([&flag, &key], &here, false), both);
        assert_eq!(fall([&flag, &key], &here, true), Fall::NOTHING);
        assert!((transmission(3.0, 0.5) - 0.5_f64.powf(1.5)).abs() < 1e-12);
        let back = Spot { right_m: here.down_m, down_m: here.right_m, ..here };
        assert_eq!(fall([&flag, &key], &back, false), Fall::NOTHING);
    }

    /// Nothing falls beyond the cone that the shader stops at.
    #[test]
    fn the_bounding_cone_holds_the_shape() {
        for shape in Shape::ALL {
            for half in [[3.0, 8.0], [40.0, 30.0], [85.0, 20.0]] {
                let card = card(shape, half, 3.0);
                let least = card.least_cosine();
                for index in 0..20_000 {
                    let angle = PI * f64::from(index) / 20_000.0;
                    let (sine, cosine) = (0.37 * f64::from(index)).sin_cos();
                    let direction =
                        card.axis * angle.cos() + (card.right * cosine + card.up * sine) * angle.sin();
                    if card.coverage(&spot(direction, 0.03)) > 0.0 {
                        assert!(angle.cos() >= least, "{shape:?} {half:?} at {angle}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_outline_is_where_half_of_it_falls() {
        for shape in [Shape::Rectangle, Shape::Disc] {
            let card = card(shape, [20.0, 12.0], 4.0);
            for step in 0..40 {
                let point = card.outline(f64::from(step) / 40.0 + 0.003);
                let inside = inside(shape, card.local(point), card.half_rad);
                assert!(inside.min_element().abs() < 1e-9, "{shape:?} {step}: {inside}");
            }
        }
    }
}
