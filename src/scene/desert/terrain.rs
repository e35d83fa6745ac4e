//! Ground and road as triangles.
//!
//! In: the lie of the land. Out: shapes with vertex colors. Not here: pictures (`surfaces`).
//! Invariant: ground and road share their rows, so neither cuts through the other far away.

use glam::{Vec2, Vec3};

use super::Stuff;
use super::land::{ASPHALT_HALF_M, asphalt_color, ground_color, ground_y, road_x, road_y};
use crate::scene::generate::{Shape, push_cells};

/// Metres that one tile of the sand picture covers.
const SAND_TILE_M: f32 = 2.6;
/// Metres that one tile of the asphalt picture covers.
const ASPHALT_TILE_M: f32 = 6.0;
/// Where the painted lines lie: their inner and outer edge, metres from the centre.
const YELLOW_HALF_M: f32 = 0.065;
const WHITE_M: [f32; 2] = [3.36, 3.48];
/// The period of the dashes, metres (MUTCD 3A.06: 10 ft lines, 30 ft gaps).
const DASH_PERIOD_M: f32 = 12.19;

/// Distances along the road of all rows, rising: fine at the stage, coarse at the horizon.
fn rows() -> Vec<f32> {
    let mut behind = Vec::new();
    let mut at = -6.0_f32;
    while at > -2600.0 {
        behind.push(at);
        at -= 1.1 + (-at - 6.0).max(0.0) * 0.15;
    }
    behind.push(-2600.0);
    let mut all: Vec<f32> = behind.into_iter().rev().collect();
    at = -5.2;
    while at < 4200.0 {
        all.push(at);
        at += 0.9 + (at - 30.0).max(0.0) * 0.054;
    }
    all.push(4200.0);
    all
}

/// Distances from the road's centre of the ground's columns on one side.
fn columns() -> Vec<f32> {
    let mut all = vec![3.0, 3.35, 3.55, 3.7, 3.85, 4.0, 4.2];
    let mut at = 4.5_f32;
    while at < 4200.0 {
        all.push(at);
        at += 0.5 + (at - 4.5) * 0.14;
    }
    all.push(4200.0);
    all
}

/// Everything but the asphalt.
pub(super) fn ground() -> Shape {
    let (rows, columns) = (rows(), columns());
    let mut whole = Shape::default();
    for side in [-1.0_f32, 1.0] {
        let mut shape = Shape::default();
        // Rows run toward -Z; columns are laid so that the front faces up.
        for &along in rows.iter().rev() {
            for index in 0..columns.len() {
                let across = if side < 0.0 { -columns[columns.len() - 1 - index] } else { columns[index] };
                let position = Vec3::new(road_x(along) + across, ground_y(along, across), -along);
                let uv = Vec2::new(position.x, position.z) / SAND_TILE_M;
                let vertex = shape.push(position, Vec3::Y, Vec3::X, uv);
                let [red, green, blue] = ground_color(along, across);
                shape.vertices[vertex as usize].color = [red, green, blue, 1.0];
            }
        }
        push_cells(&mut shape, columns.len() as u32 - 1, rows.len() as u32 - 1);
        shape.smooth();
        whole.join(&shape);
    }
    whole
}

/// Asphalt and its lines.
pub(super) fn road() -> Vec<(Shape, Stuff)> {
    let rows = rows();
    let half = ASPHALT_HALF_M + 0.25;
    let mut asphalt = Shape::default();
    let inner = [YELLOW_HALF_M, 0.6, 1.05, 1.45, 1.85, 2.25, 2.65, 3.05, WHITE_M[0]];
    let outer = [WHITE_M[1], 3.7, half];
    for side in [-1.0, 1.0] {
        for columns in [&inner[..], &outer[..]] {
            asphalt.join(&strip(&rows, columns, side, |along, across| {
                Vec2::new(across / ASPHALT_TILE_M, -along / ASPHALT_TILE_M)
            }));
        }
    }
    let mut white = Shape::default();
    for side in [-1.0, 1.0] {
        white.join(&strip(&rows, &WHITE_M, side, |along, across| {
            Vec2::new((across.abs() - WHITE_M[0]) / (WHITE_M[1] - WHITE_M[0]), -along / ASPHALT_TILE_M)
        }));
    }
    let yellow = strip(&rows, &[-YELLOW_HALF_M, YELLOW_HALF_M], 1.0, |along, across| {
        Vec2::new(across / (2.0 * YELLOW_HALF_M) + 0.5, -along / DASH_PERIOD_M)
    });
    vec![(asphalt, Stuff::Asphalt), (white, Stuff::WhiteLine), (yellow, Stuff::YellowLine)]
}

/// A ribbon along the road between columns `columns x side`.
fn strip(rows: &[f32], columns: &[f32], side: f32, uv: impl Fn(f32, f32) -> Vec2) -> Shape {
    let mut shape = Shape::default();
    let mut across: Vec<f32> = columns.iter().map(|column| column * side).collect();
    across.sort_by(f32::total_cmp);
    for &along in rows.iter().rev() {
        for &across in &across {
            // A crown of 2 % sheds rain and catches the low sun.
            let y = road_y(along) - 0.02 * across.abs() + 0.02 * ASPHALT_HALF_M;
            let position = Vec3::new(road_x(along) + across, y, -along);
            let vertex = shape.push(position, Vec3::Y, Vec3::X, uv(along, across));
            let [red, green, blue] = asphalt_color(along, across);
            shape.vertices[vertex as usize].color = [red, green, blue, 1.0];
        }
    }
    push_cells(&mut shape, across.len() as u32 - 1, rows.len() as u32 - 1);
    shape.smooth();
    shape
}
