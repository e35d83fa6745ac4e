//! Twins of the LED filter, the footprint, digits and projections.

use cyclorama::calibration::glyph;
use cyclorama::math::Pinhole;
use cyclorama::render::{footprint, views, wall_filter};
use glam::{DVec2, DVec3};

use super::{Tolerance, between, between_decades, check, direction, spread};
use crate::adapter::device;
use crate::probe::{floats, run, wide};

/// A few roundings of f32.
const ROUNDING: Tolerance = Tolerance { limit: 2e-6, scale: 1.0 };
/// Pixels of a 4K view, of the whole raster: a thousandth of a pixel.
const PIXELS: Tolerance = Tolerance { limit: 2.5e-7, scale: 4000.0 };
/// Axes of a footprint in metres: at a grazing angle the facing ratio is a difference of products.
const AXES: Tolerance = Tolerance { limit: 2e-5, scale: 1e-3 };

#[test]
fn filter_taps() {
    let Some(gpu) = device() else { return };
    let inputs: Vec<([f32; 4], [u32; 2])> = (0..2000)
        .map(|index| {
            let value = |dimension| between(index, dimension, -3.5, 3.5);
            let count = 1 + index % wall_filter::MAX_TAPS;
            ([value(0), value(1), value(2), value(3)], [index / 4 % (count * count), count])
        })
        .collect();
    let items: Vec<_> =
        inputs.iter().map(|(values, [tap, count])| vec![floats(*values), [*tap, *count, 0, 0]]).collect();
    let (mut offsets, mut edges) = (Vec::new(), Vec::new());
    for (output, (values, [tap, count])) in run(&gpu, "filter", &items, 2).iter().zip(&inputs) {
        let [a, b, c, d] = values.map(f64::from);
        let texels = DVec2::new(a, b).length().max(DVec2::new(c, d).length());
        // A footprint that ends within rounding of a whole texel may be given either count.
        if ((texels - 0.05) - (texels - 0.05).round()).abs() > 1e-5 {
            let want = wall_filter::tap_count(DVec2::new(a, b), DVec2::new(c, d));
            assert_eq!(output[1][0], want, "taps for {values:?}");
        }
        let got = wide(output[0]);
        offsets.extend(got.into_iter().zip(wall_filter::tap_offset(*tap, *count).to_array()));
        edges.push((got[2], wall_filter::soft_edge(a, b)));
    }
    check("filter_tap_offset", ROUNDING, &offsets);
    check("filter_soft_edge", ROUNDING, &edges);
}

#[test]
fn footprint_of_a_wall_pixel() {
    let Some(gpu) = device() else { return };
    let inputs: Vec<[glam::Vec4; 3]> = (0..3000)
        .map(|index| {
            let from_eye = direction(index, 0) * between_decades(index, 4, 0.1, 1e3);
            let other = direction(index, 5);
            [
                from_eye.extend(between_decades(index, 7, 1e-4, 1e-2)),
                direction(index, 2).extend(0.0),
                other.extend(0.0),
            ]
        })
        .collect();
    let items: Vec<_> = inputs.iter().map(|rows| rows.map(|row| floats(row.to_array())).to_vec()).collect();
    let (mut axes, mut steps) = (Vec::new(), Vec::new());
    for (output, rows) in run(&gpu, "footprint", &items, 3).iter().zip(&inputs) {
        let [from_eye, normal, other] = rows.map(|row| row.truncate().as_dvec3());
        for (half, row) in footprint::axes(from_eye, normal, f64::from(rows[0].w)).iter().zip(output) {
            // Judged against the axis's own length: its parts may be zero.
            axes.extend(wide(*row).into_iter().zip(half.to_array()).map(|(got, want)| {
                let length = half.length();
                (got / length, want / length)
            }));
        }
        // Steps that are nearly parallel have no answer that f32 could hold; screen steps never are.
        if normal.cross(other).length() > 0.2 {
            let want = footprint::steps(from_eye / from_eye.length(), normal, other);
            let got = wide(output[2]);
            steps.extend([(got[0], want.x), (got[1], want.y)]);
        }
    }
    check("footprint_axes", Tolerance { scale: 1.0, ..AXES }, &axes);
    check("footprint_steps", Tolerance { scale: 1.0, ..AXES }, &steps);
}

#[test]
fn digits() {
    let Some(gpu) = device() else { return };
    let inputs: Vec<([u32; 3], [f32; 2])> = (0..4000)
        .map(|index| {
            let key = [index % 100, index / 7 % 100, index / 3];
            (key, [between(index, 0, -1.0, 26.0), between(index, 1, -1.0, 6.0)])
        })
        .collect();
    let items: Vec<_> =
        inputs.iter().map(|([a, b, c], [x, y])| vec![[*a, *b, *c, 0], floats([*x, *y, 0.0, 0.0])]).collect();
    let mut lit = 0;
    for (output, ([a, b, c], at)) in run(&gpu, "glyph", &items, 1).iter().zip(&inputs) {
        assert_eq!(output[0][0] == 1, glyph::is_lit(a % 10, b % 3, c % 5), "digit {a} {b} {c}");
        let is_text = glyph::place([*a, *b], at.map(f64::from));
        assert_eq!(output[0][1] == 1, is_text, "text {a} {b} at {at:?}");
        lit += u32::from(is_text);
    }
    assert!(lit > 100, "only {lit} points fell on the text: the test has lost its subject");
}

#[test]
fn projections() {
    let Some(gpu) = device() else { return };
    let inputs: Vec<(glam::Vec3, [f32; 4])> = (0..3000)
        .map(|index| {
            let across = |dimension| between(index, dimension, -0.6, 0.6);
            let depth = between_decades(index, 2, 0.1, 1e4);
            let in_view = glam::Vec3::new(across(0), across(1), -1.0) * depth;
            (
                in_view,
                [
                    between(index, 3, 1500.0, 3000.0),
                    between(index, 4, 1500.0, 3000.0),
                    1920.0 * spread(index, 5),
                    1080.0,
                ],
            )
        })
        .collect();
    let items: Vec<_> = inputs
        .iter()
        .map(|(in_view, pinhole)| vec![floats(in_view.extend(0.0).to_array()), floats(*pinhole)])
        .collect();
    let mut pairs = Vec::new();
    for (output, (in_view, pinhole)) in run(&gpu, "project", &items, 2).iter().zip(&inputs) {
        let [fx, fy, cx, cy] = pinhole.map(f64::from);
        let twin = Pinhole { width: 3840, height: 2160, fx, fy, cx, cy };
        let want = twin.project(in_view.as_dvec3()).expect("in front of the camera");
        let got = wide(output[0]);
        pairs.extend([(got[0], want.x), (got[1], want.y)]);
        assert_eq!(output[1][0] as usize, views::face_of(in_view.as_dvec3()));
    }
    check("project_pixel", PIXELS, &pairs);
    faces(&gpu);
}

fn faces(gpu: &cyclorama::gpu::Gpu) {
    let seen: Vec<glam::Vec3> = (0..2000).map(|index| direction(index, 0)).collect();
    let items: Vec<_> =
        seen.iter().map(|one| vec![floats(one.extend(0.0).to_array()), floats([1.0; 4])]).collect();
    for (output, one) in run(gpu, "project", &items, 2).iter().zip(&seen) {
        let want = views::face_of(DVec3::from(one.as_dvec3()));
        assert_eq!(output[1][0] as usize, want, "face of {one}");
    }
}
