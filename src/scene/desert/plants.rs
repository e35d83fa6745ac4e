//! Rocks and scrub, scattered beside the road.
//!
//! In: fixed seeds. Out: shapes that stand on the ground. Not here: their pictures (`surfaces`).
//! Invariant: nothing stands on the asphalt.

use glam::{Affine3A, Quat, Vec2, Vec3};

use super::land::{ground_color, ground_y, road_x};
use super::look;
use super::noise::{Dice, mix3, value};
use crate::scene::generate::{Shape, ball};

/// A place on the ground beside the road: along, across, position.
struct Spot {
    along: f32,
    across: f32,
    position: Vec3,
}

/// A spot between `near` and `far` metres ahead of a point behind the viewer, thinning out with distance.
fn spot(dice: &mut Dice, near: f32, far: f32, clear: f32) -> Spot {
    let along = near * (far / near).powf(dice.roll());
    let along = if dice.roll() < 0.16 { -along } else { along };
    let reach = along.abs() * 0.8 + 9.0;
    let side = if dice.roll() < 0.55 { -1.0 } else { 1.0 };
    let across = side * (clear + (reach - clear) * dice.roll().powf(1.5));
    Spot { along, across, position: Vec3::new(road_x(along) + across, ground_y(along, across), -along) }
}

/// Stones of all sizes; a few boulders.
pub(super) fn rocks() -> Shape {
    let mut dice = Dice::new(901);
    let mut shape = Shape::default();
    let models: Vec<Shape> = (0..5).map(|seed| stone(2, seed)).collect();
    let small: Vec<Shape> = (0..5).map(|seed| stone(1, seed + 20)).collect();
    let pebbles: Vec<Shape> = (0..5).map(|seed| stone(0, seed + 40)).collect();
    for index in 0..520 {
        let (range, size, models) = match index {
            0..300 => ((5.0, 60.0), dice.between(0.03, 0.10), &pebbles),
            300..440 => ((7.0, 160.0), dice.between(0.09, 0.34), &small),
            440..510 => ((11.0, 220.0), dice.between(0.25, 0.7), &small),
            _ => ((36.0, 320.0), dice.between(0.9, 2.1), &models),
        };
        let spot = spot(&mut dice, range.0, range.1, 4.3 + size * 4.0);
        let model = &models[(dice.roll() * 5.0) as usize % 5];
        let turn = Quat::from_rotation_y(dice.between(0.0, std::f32::consts::TAU))
            * Quat::from_rotation_x(dice.between(-0.3, 0.3));
        let scale = Vec3::new(1.0, dice.between(0.55, 0.9), dice.between(0.75, 1.2)) * size;
        let position = spot.position - Vec3::Y * (scale.y * 0.35);
        let soil = ground_color(spot.along, spot.across).map(|channel| channel * 0.5);
        let color = mix3(look::STONE[(index % 3) as usize], soil, 0.45).map(|channel| channel * 0.85);
        let placed = model.clone().moved(Affine3A::from_scale_rotation_translation(scale, turn, position));
        shape.join(&placed.painted(color));
    }
    shape
}

/// A ball of triangles, dented.
fn stone(cuts: u32, seed: u32) -> Shape {
    let mut shape = ball(1.0, cuts);
    for vertex in &mut shape.vertices {
        let at = Vec3::from_array(vertex.position);
        let broad = value(at.x * 1.1 + 3.0 + at.z, at.y * 1.1 + 3.0 - at.z * 0.7, 300 + seed);
        let fine = value(at.x * 2.9 + at.z * 1.7 + 9.0, at.y * 2.9 + 9.0, 340 + seed);
        vertex.position = (at * (0.62 + 0.5 * broad + 0.2 * fine)).to_array();
        vertex.uv = [at.x * 0.4, at.z * 0.4 + at.y * 0.3, 0.0, 0.0];
    }
    shape.smooth();
    shape
}

/// Low dry bushes: three crossed cards each, seen from both sides, lit like a tuft rather than like a board.
pub(super) fn scrub() -> Shape {
    let mut dice = Dice::new(902);
    let mut shape = Shape::default();
    for _ in 0..1050 {
        let spot = spot(&mut dice, 6.0, 520.0, 6.5);
        let size = dice.between(0.28, 0.95) * if dice.roll() < 0.12 { 1.7 } else { 1.0 };
        let color = mix3(look::SCRUB[0], look::SCRUB[1], dice.roll());
        let tone = 2.2 * dice.between(0.75, 1.25);
        let tint = color.map(|channel| channel * tone);
        shape.join(&tuft(spot.position, size, dice.between(0.0, std::f32::consts::PI)).painted(tint));
    }
    shape
}

fn tuft(foot: Vec3, size: f32, turn: f32) -> Shape {
    let mut shape = Shape::default();
    for card in 0..3 {
        let angle = turn + card as f32 * std::f32::consts::FRAC_PI_3;
        let along = Vec3::new(angle.cos(), 0.0, angle.sin()) * size * 0.62;
        let (low, high) = (foot - Vec3::Y * size * 0.06, foot + Vec3::Y * size * 0.72);
        for side in [1.0, -1.0] {
            let across = along * side;
            let first = shape.vertices.len() as u32;
            for (corner, u, v) in [
                (low - across, 0.0, 1.0),
                (low + across, 1.0, 1.0),
                (high + across, 1.0, 0.0),
                (high - across, 0.0, 0.0),
            ] {
                let normal = (Vec3::Y * 0.8 + (corner - foot).normalize_or_zero() * 0.6).normalize();
                let tangent = (along - normal * normal.dot(along)).normalize();
                // The back shows the same picture from behind.
                let u = if side > 0.0 { u } else { 1.0 - u };
                shape.push(corner, normal, tangent, Vec2::new(u, v));
            }
            shape.indices.extend([0, 1, 2, 0, 2, 3].map(|index| first + index));
        }
    }
    shape
}
