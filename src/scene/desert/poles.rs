//! Telegraph poles beside the road, and their wires.
//!
//! In: distances along the road. Out: shapes. Not here: where the wall stands (`desert`).
//! Invariant: the five near poles stand exactly 3, 6, 12, 24 and 48 m behind the wall's plane.

use glam::{Affine3A, DMat4, Quat, Vec3};

use super::land::{road_x, road_y};
use super::noise::hash;
use super::{POLE_DISTANCES_M, WALL_Z_M};
use crate::scene::generate::{Shape, cuboid, cylinder, rod};

/// Where the poles stand: metres from the road's centre (left of it).
const ACROSS_M: f32 = -5.0;
const HEIGHT_M: f32 = 7.4;
/// Where the wires hang on the pole: across and above, metres.
const WIRES: [[f32; 2]; 6] =
    [[-1.0, 7.16], [-0.55, 7.16], [0.55, 7.16], [1.0, 7.16], [-0.7, 6.42], [0.7, 6.42]];

/// A pole round its foot, its arms across the road.
pub(super) fn pole() -> Shape {
    round_pole(14, 7)
}

fn round_pole(sides: u32, small_sides: u32) -> Shape {
    let mut shape = cylinder(0.15, 0.10, HEIGHT_M + 0.8, sides).at(Vec3::new(0.0, -0.8, 0.0));
    for (y, length) in [(7.0_f32, 2.3), (6.26, 1.7)] {
        shape.join(&cuboid(Vec3::new(length, 0.12, 0.10)).at(Vec3::new(0.0, y, 0.12)));
        for side in [-1.0_f32, 1.0] {
            let (out, up) = (Vec3::new(side * 0.6, y - 0.04, 0.13), Vec3::new(0.0, y - 0.62, 0.13));
            shape.join(&rod(up, out, 0.022, 0.022, small_sides));
        }
    }
    for [x, y] in WIRES {
        shape.join(&cylinder(0.028, 0.040, 0.11, small_sides).at(Vec3::new(x, y - 0.10, 0.12)));
    }
    shape.painted([1.0; 3])
}

/// Where the pole `distance_m` behind the wall's plane stands.
pub(super) fn near_place(distance_m: f64) -> DMat4 {
    let place = place((distance_m - WALL_Z_M) as f32, 0);
    let mut matrix = Affine3A::from_mat4(place.into()).as_daffine3().into();
    exact_z(&mut matrix, WALL_Z_M - distance_m);
    matrix
}

fn exact_z(matrix: &mut DMat4, z: f64) {
    matrix.w_axis.z = z;
}

/// All other poles, merged.
pub(super) fn far() -> Shape {
    let pole = round_pole(7, 4);
    let mut shape = Shape::default();
    for (index, along) in stations().into_iter().enumerate() {
        if !is_near(along) {
            shape.join(&pole.clone().moved(place(along, index as u32)));
        }
    }
    shape
}

/// Wires from pole to pole, sagging 2 % of their span; thicker far away, where they would fall between pixels.
pub(super) fn wires() -> Shape {
    let mut shape = Shape::default();
    for (index, pair) in stations().windows(2).enumerate() {
        let ends = [0, 1].map(|end| {
            let along: f32 = pair[end];
            place(along, if is_near(along) { 0 } else { (index + end) as u32 })
        });
        let span = pair[1] - pair[0];
        let segments = if span > 20.0 && pair[0].abs() < 260.0 { 10 } else { 4 };
        for [x, y] in WIRES {
            let from = ends[0].transform_point3(Vec3::new(x, y, 0.12));
            let to = ends[1].transform_point3(Vec3::new(x, y, 0.12));
            let at = |share: f32| {
                let sag = 0.02 * span * 4.0 * share * (1.0 - share);
                from.lerp(to, share) - Vec3::Y * sag
            };
            for segment in 0..segments {
                let (a, b) = (segment as f32 / segments as f32, (segment + 1) as f32 / segments as f32);
                let radius = 0.006 + 0.000_11 * at(a).length();
                shape.join(&wire(at(a), at(b), radius));
            }
        }
    }
    shape.painted([0.03, 0.026, 0.022])
}

/// A three-sided rod without ends.
fn wire(from: Vec3, to: Vec3, radius: f32) -> Shape {
    let mut shape = rod(from, to, radius, radius, 3);
    shape.indices.truncate(18);
    shape.vertices.truncate(8);
    shape
}

/// Distances along the road of all poles.
fn stations() -> Vec<f32> {
    let mut all: Vec<f32> = (0..6).map(|index| -236.0 + 45.0 * index as f32).collect();
    all.extend(POLE_DISTANCES_M.map(|distance_m| (distance_m - WALL_Z_M) as f32));
    let last = all[all.len() - 1];
    all.extend((1..30).map(|index| last + 45.0 * index as f32));
    all
}

fn is_near(along: f32) -> bool {
    POLE_DISTANCES_M.iter().any(|&distance_m| ((distance_m - WALL_Z_M) as f32 - along).abs() < 0.01)
}

/// A pole's place; all but the near ones (seed 0) lean a little.
fn place(along: f32, seed: u32) -> Affine3A {
    let foot = Vec3::new(road_x(along) + ACROSS_M, road_y(along), -along);
    let heading = (road_x(along + 5.0) - road_x(along - 5.0)) / 10.0;
    let lean = |salt| if seed == 0 { 0.0 } else { (hash(seed as i32, salt, 77) - 0.5) * 0.06 };
    let turn = Quat::from_rotation_y(-heading.atan())
        * Quat::from_rotation_z(lean(1))
        * Quat::from_rotation_x(lean(2));
    Affine3A::from_rotation_translation(turn, foot)
}
