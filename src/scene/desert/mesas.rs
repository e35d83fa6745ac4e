//! Mesas and buttes on the horizon.
//!
//! In: a list of places and sizes. Out: one shape with strata. Not here: the strata's picture (`surfaces`).
//! Invariant: every mesa stands below its ground, so none floats.

use glam::{Vec2, Vec3};

use super::land::{ground_y, road_x};
use super::noise::{mix, octaves, step, value};
use crate::scene::generate::{Shape, push_cells};

/// A mesa: where it is seen from the mark, and how large it is.
struct Mesa {
    /// 0 is -Z, positive to the right.
    azimuth_deg: f32,
    distance_m: f32,
    radius_m: f32,
    height_m: f32,
    /// Width over depth, as seen from the mark.
    stretch: f32,
    segments: u32,
}

/// In front: a hero butte left of the road, a long mesa right of it, spires and steps between them; the rest closes
/// the round for the outer frustum.
const MESAS: [Mesa; 13] = [
    mesa(-8.5, 1250.0, 150.0, 175.0, 1.05, 96),
    mesa(-3.4, 2250.0, 95.0, 185.0, 0.8, 56),
    mesa(-0.9, 2450.0, 60.0, 165.0, 0.9, 44),
    mesa(19.0, 1650.0, 330.0, 150.0, 1.7, 96),
    mesa(12.2, 2500.0, 260.0, 120.0, 1.8, 72),
    mesa(-19.5, 1900.0, 300.0, 135.0, 1.6, 72),
    mesa(-31.0, 950.0, 120.0, 120.0, 1.3, 72),
    mesa(36.0, 1300.0, 200.0, 170.0, 1.2, 72),
    mesa(62.0, 900.0, 140.0, 110.0, 1.4, 40),
    mesa(105.0, 1800.0, 400.0, 160.0, 1.5, 40),
    mesa(165.0, 1500.0, 260.0, 140.0, 1.4, 40),
    mesa(-105.0, 2000.0, 380.0, 120.0, 1.6, 40),
    mesa(-150.0, 1200.0, 170.0, 130.0, 1.0, 40),
];

const fn mesa(
    azimuth_deg: f32,
    distance_m: f32,
    radius_m: f32,
    height_m: f32,
    stretch: f32,
    segments: u32,
) -> Mesa {
    Mesa { azimuth_deg, distance_m, radius_m, height_m, stretch, segments }
}

/// Rings from the foot to the top: height and radius as shares. Talus, two cliffs with a ledge, cap, flat top.
const PROFILE: [[f32; 2]; 22] = [
    [-0.06, 1.12],
    [0.0, 1.0],
    [0.07, 0.90],
    [0.15, 0.80],
    [0.24, 0.71],
    [0.32, 0.645],
    [0.36, 0.62],
    [0.42, 0.605],
    [0.48, 0.60],
    [0.54, 0.595],
    [0.56, 0.572],
    [0.58, 0.555],
    [0.64, 0.548],
    [0.71, 0.543],
    [0.78, 0.540],
    [0.85, 0.536],
    [0.90, 0.533],
    [0.93, 0.528],
    [0.96, 0.512],
    [0.985, 0.48],
    [1.0, 0.40],
    [1.0, 0.0],
];

/// All of them.
pub(super) fn all() -> Shape {
    let mut whole = Shape::default();
    for (index, mesa) in MESAS.iter().enumerate() {
        whole.join(&build(mesa, 500 + index as u32 * 7));
    }
    whole
}

fn build(mesa: &Mesa, seed: u32) -> Shape {
    let azimuth = mesa.azimuth_deg.to_radians();
    let toward = Vec3::new(azimuth.sin(), 0.0, -azimuth.cos());
    let right = Vec3::new(azimuth.cos(), 0.0, azimuth.sin());
    let centre = toward * mesa.distance_m;
    let foot = ground_y(-centre.z, centre.x - road_x(-centre.z));
    let mut shape = Shape::default();
    for &[height, radius] in &PROFILE {
        for segment in 0..=mesa.segments {
            // The seam is on the far side.
            let around = std::f32::consts::TAU * segment as f32 / mesa.segments as f32;
            let (sin, cos) = around.sin_cos();
            let outline = outline(sin, cos, height, seed);
            let flat = right * (sin * mesa.stretch) + toward * cos;
            let reach = mesa.radius_m * radius * outline;
            let sway = 0.03 * (octaves(sin * 2.0 + 3.0, cos * 2.0 + 3.0, 3, seed + 5) - 0.5);
            let y = foot + mesa.height_m * (height + sway * step(0.5, 1.0, height));
            let position = Vec3::new(0.0, y, 0.0) + centre * Vec3::new(1.0, 0.0, 1.0) + flat * reach;
            let uv = Vec2::new(around * mesa.radius_m * 0.6 / 90.0, -(y - foot) / 110.0);
            let vertex = shape.push(position, Vec3::Y, Vec3::X, uv);
            shape.vertices[vertex as usize].color = color(height, sin, cos, seed);
        }
    }
    push_cells(&mut shape, mesa.segments, PROFILE.len() as u32 - 1);
    shape.smooth();
    close_seam(&mut shape, mesa.segments);
    shape
}

/// Radius as a share: broad lobes everywhere, gullies in the talus, flutes in the cliffs.
fn outline(sin: f32, cos: f32, height: f32, seed: u32) -> f32 {
    let lobes = octaves(sin * 1.3 + 7.0, cos * 1.3 + 7.0, 3, seed) - 0.5;
    let flutes = octaves(sin * 7.0 + 9.0, cos * 7.0 + 9.0, 3, seed + 1) - 0.5;
    let cliff = step(0.30, 0.40, height) * (1.0 - step(0.97, 1.0, height));
    let gully = (octaves(sin * 4.0 + 5.0, cos * 4.0 + 5.0, 2, seed + 2) - 0.5) * (1.0 - cliff);
    1.0 + 0.55 * lobes + 0.17 * flutes * cliff + 0.30 * gully
}

/// Multiplies the strata: dusty talus, darker cap, broad stains.
fn color(height: f32, sin: f32, cos: f32, seed: u32) -> [f32; 4] {
    let stain = 0.78 + 0.44 * value(sin * 5.0 + 20.0, cos * 5.0 + height * 3.0, seed + 3);
    let talus = 1.0 - step(0.26, 0.38, height);
    let cap = step(0.86, 0.93, height);
    let tone = stain * mix(1.0, 0.80, cap);
    [tone * mix(1.0, 1.10, talus), tone * mix(1.0, 1.16, talus), tone * mix(1.0, 1.18, talus), 1.0]
}

/// The first and last column are one place: they share their normal.
fn close_seam(shape: &mut Shape, segments: u32) {
    let across = segments as usize + 1;
    for row in shape.vertices.chunks_exact_mut(across) {
        let (first, last) = (Vec3::from_array(row[0].normal), Vec3::from_array(row[across - 1].normal));
        let normal = (first + last).normalize_or(Vec3::Y);
        for vertex in [0, across - 1] {
            let tangent = Vec3::from_slice(&row[vertex].tangent);
            let tangent =
                (tangent - normal * normal.dot(tangent)).normalize_or(normal.any_orthonormal_vector());
            row[vertex].normal = normal.to_array();
            row[vertex].tangent = tangent.extend(1.0).to_array();
        }
    }
}
