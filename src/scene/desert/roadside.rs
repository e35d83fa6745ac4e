//! What people left beside the road: a fence, marker posts, a sign, a petrol station.
//!
//! In: fixed places. Out: shapes by material. Not here: poles (`poles`).
//! Invariant: everything stands outside the asphalt.

use glam::{Affine3A, Quat, Vec3};

use super::land::{ground_y, road_x, road_y};
use super::noise::hash;
use super::{Stuff, look};
use crate::scene::generate::{Shape, cuboid, cylinder, rod};

const FENCE_ACROSS_M: f32 = 10.5;
const SIGN_ALONG_M: f32 = 31.0;
const SIGN_ACROSS_M: f32 = 5.3;
const STATION_ALONG_M: f32 = 235.0;
const STATION_ACROSS_M: f32 = 21.0;

fn on_ground(along: f32, across: f32) -> Vec3 {
    Vec3::new(road_x(along) + across, ground_y(along, across), -along)
}

/// Fence, marker posts and the sign.
pub(super) fn all() -> Vec<(Shape, Stuff)> {
    let mut wood = Shape::default();
    let mut wire = Shape::default();
    fence(&mut wood, &mut wire);
    let mut paint = wire;
    for index in 0..16 {
        let along = -40.0 + 27.0 * index as f32;
        for across in [-4.45_f32, 4.45] {
            let foot = on_ground(along, across);
            paint.join(
                &cuboid(Vec3::new(0.10, 1.2, 0.03)).at(foot + Vec3::Y * 0.4).painted([0.62, 0.6, 0.56]),
            );
            let mark = cuboid(Vec3::new(0.07, 0.14, 0.036)).at(foot + Vec3::Y * 0.84);
            paint.join(&mark.painted(if across < 0.0 { [0.55, 0.3, 0.03] } else { [0.5, 0.04, 0.03] }));
        }
    }
    let foot = on_ground(SIGN_ALONG_M, SIGN_ACROSS_M);
    paint.join(
        &cuboid(Vec3::new(0.07, 3.6, 0.05)).at(foot + Vec3::new(0.0, 1.1, -0.04)).painted([0.32, 0.33, 0.33]),
    );
    let plate = cuboid(Vec3::new(0.92, 0.92, 0.006)).moved(Affine3A::from_rotation_translation(
        Quat::from_rotation_y(-0.05) * Quat::from_rotation_z(-std::f32::consts::FRAC_PI_4),
        foot + Vec3::Y * 2.35,
    ));
    vec![(wood.painted([1.0; 3]), Stuff::Wood), (paint, Stuff::Paint), (plate, Stuff::Sign)]
}

fn fence(wood: &mut Shape, wire: &mut Shape) {
    let post = |index: i32| {
        let along = -24.0 + 4.5 * index as f32;
        on_ground(along, FENCE_ACROSS_M + (hash(index, 0, 61) - 0.5) * 0.3)
    };
    for index in 0..60 {
        let (foot, next) = (post(index), post(index + 1));
        let lean = Vec3::new(hash(index, 1, 61) - 0.5, 0.0, hash(index, 2, 61) - 0.5) * 0.16;
        wood.join(&rod(foot - Vec3::Y * 0.3, foot + Vec3::Y * 1.2 + lean, 0.055, 0.045, 6));
        for height in [0.45_f32, 0.75, 1.05] {
            let (from, to) = (foot + Vec3::Y * height, next + Vec3::Y * height);
            let middle = from.lerp(to, 0.5) - Vec3::Y * 0.05;
            for (a, b) in [(from, middle), (middle, to)] {
                wire.join(&rod(a, b, 0.006 + 0.000_08 * a.length(), 0.006 + 0.000_08 * b.length(), 3));
            }
        }
    }
    *wire = std::mem::take(wire).painted([0.08, 0.055, 0.045]);
}

/// A small petrol station far down the road, its sign lit: it gives the land its scale.
pub(super) fn petrol_station() -> Vec<(Shape, Stuff)> {
    let foot = on_ground(STATION_ALONG_M, STATION_ACROSS_M).with_y(road_y(STATION_ALONG_M) + 0.05);
    let place = |x: f32, y: f32, z: f32| foot + Vec3::new(x, y, z);
    let mut paint = Shape::default();
    let mut lamp = Shape::default();
    let mut add = |size: [f32; 3], at: [f32; 3], color: [f32; 3]| {
        let box_shape = cuboid(Vec3::from_array(size)).at(place(at[0], at[1], at[2]));
        paint.join(&box_shape.painted(color));
    };
    let (plaster, red, dark) = ([0.62, 0.55, 0.45], [0.45, 0.05, 0.03], [0.03, 0.03, 0.035]);
    add([26.0, 0.5, 20.0], [0.0, -0.2, 0.0], look::ASPHALT);
    add([11.0, 3.6, 7.0], [5.0, 1.8, -3.0], plaster);
    add([11.3, 0.35, 7.3], [5.0, 3.75, -3.0], red);
    add([3.2, 1.7, 0.1], [3.0, 1.6, 0.53], dark);
    add([1.1, 2.2, 0.1], [6.4, 1.15, 0.53], dark);
    add([9.5, 0.55, 6.0], [-4.0, 4.7, 1.5], [0.66, 0.62, 0.55]);
    add([9.6, 0.22, 6.1], [-4.0, 4.62, 1.5], red);
    for x in [-7.0, -1.0] {
        add([0.3, 4.6, 0.3], [x, 2.3, 1.5], plaster);
        add([0.6, 1.5, 0.45], [x + 1.4, 0.8, 1.5], red);
    }
    add([2.9, 2.1, 0.25], [-11.5, 9.4, 4.0], red);
    paint.join(&cylinder(0.16, 0.12, 9.6, 10).at(place(-11.5, -0.2, 3.9)).painted(dark));
    for (size, at) in [
        ([2.5, 0.75, 0.30], [-11.5, 9.75, 4.0]),
        ([2.5, 0.5, 0.30], [-11.5, 8.85, 4.0]),
        ([8.4, 0.06, 0.4], [-4.0, 4.40, 1.5]),
        ([3.0, 1.5, 0.02], [3.0, 1.6, 0.60]),
    ] {
        lamp.join(&cuboid(Vec3::from_array(size)).at(place(at[0], at[1], at[2])).painted([0.3; 3]));
    }
    vec![(paint, Stuff::Paint), (lamp, Stuff::Lamp)]
}
