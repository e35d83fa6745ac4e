//! Twins of the BRDF, point sets, spherical harmonics, the gradient sky and panoramas.

use cyclorama::math::sphere;
use cyclorama::render::{brdf, sampling, sh};
use cyclorama::scene::{Gradient, Sun};
use glam::{DVec2, DVec3, Vec3};

use super::{Tolerance, between, between_decades, check, direction, spread};
use crate::adapter::device;
use crate::probe::{Row, floats, run, wide};

/// Roughness of 0.2 and more, view and light more than 6 degrees above the surface.
const USUAL_BRDF: Tolerance = Tolerance { limit: 1e-5, scale: 1e-3 };
/// The rest. The half vector is known to 6e-8 over the length of view + light, which goes to 0 at grazing angles, and a
/// smooth highlight is 1e-3 wide: on its flank the value follows that ratio.
const HARD_BRDF: Tolerance = Tolerance { limit: 2e-3, scale: 1e-3 };
/// A few roundings of f32.
const ROUNDING: Tolerance = Tolerance { limit: 2e-6, scale: 1.0 };
/// Directions and positions on a panorama, of the whole: 1e-5 is a twelfth of a texel of an 8K dome.
const PLACE: Tolerance = Tolerance { limit: 1e-5, scale: 1.0 };
/// Nits of the sky; `pow(x, 96)` near the sun multiplies the rounding of x by 96.
const SKY: Tolerance = Tolerance { limit: 2e-5, scale: 1.0 };

fn wide3(vector: Vec3) -> DVec3 {
    vector.as_dvec3()
}

#[test]
fn brdf_terms() {
    let Some(gpu) = device() else { return };
    struct Case {
        base: Vec3,
        metallic: f32,
        roughness: f32,
        vectors: [Vec3; 3],
    }
    let cases: Vec<Case> = (0..6000)
        .map(|index| {
            let normal = direction(index, 0);
            let toward = |dimension: i32| {
                let other = direction(index, dimension);
                if other.dot(normal) < 0.0 && index % 16 != 0 { -other } else { other }
            };
            // Every other light stands near the mirror direction, where the highlight is.
            let view = toward(2);
            let mirror = normal * (2.0 * normal.dot(view)) - view;
            let light = if index % 2 == 0 { toward(4) } else { (mirror + toward(4) * 0.02).normalize() };
            let base = Vec3::new(spread(index, 6), spread(index, 7), spread(index, 5));
            let roughness =
                if index < 3000 { between(index, 3, 0.2, 1.0) } else { between(index, 3, 0.0, 0.2) };
            Case { base, metallic: spread(index, 1), roughness, vectors: [normal, view, light] }
        })
        .collect();
    let items: Vec<Vec<Row>> = cases
        .iter()
        .map(|case| {
            let [normal, view, light] = case.vectors;
            let row = |vector: Vec3, last: f32| floats(vector.extend(last).to_array());
            vec![row(case.base, case.metallic), row(normal, case.roughness), row(view, 0.0), row(light, 0.0)]
        })
        .collect();
    let outputs = run(&gpu, "brdf", &items, 1);
    let (mut usual, mut hard) = (Vec::new(), Vec::new());
    for (output, case) in outputs.iter().zip(&cases) {
        let (metallic, roughness) = (f64::from(case.metallic), f64::from(case.roughness));
        // Unit again after the rounding to f32: the twin's 1 - (n.h)^2 would take a length off by 1e-7 for an angle.
        let vectors = case.vectors.map(|vector| wide3(vector).normalize());
        let want = brdf::evaluate(wide3(case.base), metallic, roughness, vectors);
        let pairs = wide(output[0]).into_iter().zip(want.to_array());
        let [normal, view, light] = case.vectors;
        let is_usual = case.roughness >= 0.2 && normal.dot(view).abs() > 0.1 && normal.dot(light).abs() > 0.1;
        if is_usual { usual.extend(pairs) } else { hard.extend(pairs) }
    }
    check("brdf_evaluate, rough", USUAL_BRDF, &usual);
    check("brdf_evaluate, smooth or grazing", HARD_BRDF, &hard);
}

#[test]
fn sampling_points() {
    let Some(gpu) = device() else { return };
    let inputs: Vec<([u32; 2], [f32; 3])> = (0..3000)
        .map(|index| {
            let count = 1 + index % 1024;
            (
                [index % count, count],
                [spread(index, 0), spread(index, 1), between_decades(index, 2, 1e-3, 1.0)],
            )
        })
        .collect();
    let items: Vec<_> = inputs
        .iter()
        .map(|([index, count], [x, y, alpha])| vec![[*index, *count, 0, 0], floats([*x, *y, *alpha, 0.0])])
        .collect();
    let (mut points, mut halves) = (Vec::new(), Vec::new());
    for (output, ([index, count], lobe)) in run(&gpu, "sampling", &items, 2).iter().zip(&inputs) {
        let [x, y, alpha] = lobe.map(f64::from);
        points.extend(wide(output[0]).into_iter().zip(sampling::hammersley(*index, *count).to_array()));
        let half = sampling::ggx_half_vector(DVec2::new(x, y), alpha);
        halves.extend(wide(output[1]).into_iter().zip(half.to_array()));
    }
    check("sampling_hammersley", ROUNDING, &points);
    check("sampling_ggx_half_vector", PLACE, &halves);
}

#[test]
fn sh_irradiance() {
    let Some(gpu) = device() else { return };
    let items: Vec<Vec<Row>> = (0..1000)
        .map(|index| {
            let mut rows: Vec<Row> = (0..9)
                .map(|term| {
                    let value = |dimension| between(index * 9 + term, dimension, -1.0, 1.0);
                    floats([value(0), value(1), value(2), 0.0])
                })
                .collect();
            rows.push(floats(direction(index, 3).extend(0.0).to_array()));
            rows
        })
        .collect();
    let mut pairs = Vec::new();
    for (output, rows) in run(&gpu, "sh", &items, 1).iter().zip(&items) {
        let vector = |row: Row| {
            let [x, y, z, _] = wide(row);
            DVec3::new(x, y, z)
        };
        let want = sh::irradiance(&std::array::from_fn(|term| vector(rows[term])), vector(rows[9]));
        pairs.extend(wide(output[0]).into_iter().zip(want.to_array()));
    }
    check("sh_irradiance", ROUNDING, &pairs);
}

#[test]
fn gradient_sky() {
    let Some(gpu) = device() else { return };
    let mut pairs = Vec::new();
    let mut items: Vec<Vec<Row>> = Vec::new();
    let mut wants = Vec::new();
    for index in 0..3000 {
        let toward_sun = direction(index, 2);
        // Every third direction stands near the sun.
        let near = (toward_sun + direction(index, 0) * 0.1).normalize();
        let seen = if index % 3 == 0 { near } else { direction(index, 0) };
        let color = |seed: u32| {
            let channel = |dimension| between_decades(index + seed * 3000, dimension, 1.0, 1e4);
            Vec3::new(channel(4), channel(5), channel(6))
        };
        let [zenith, horizon, ground, glow] = [color(0), color(1), color(2), color(3)];
        let falloff = between(index, 7, 1.0, 8.0);
        let has_sun = index % 4 != 1;
        let row = |vector: Vec3, last: f32| floats(vector.extend(last).to_array());
        items.push(vec![
            row(seen, falloff),
            row(zenith, 0.0),
            row(horizon, 0.0),
            row(ground, 0.0),
            row(glow, 0.0),
            row(toward_sun, if has_sun { 1.0 } else { 0.0 }),
        ]);
        let [zenith, horizon, ground, glow] = [zenith, horizon, ground, glow].map(wide3);
        let gradient = Gradient { zenith, horizon, ground, glow, falloff: f64::from(falloff) };
        let sun = Sun { to_sun: wide3(toward_sun), illuminance_lux: 0.0, color: DVec3::ONE };
        wants.push(gradient.nits(wide3(seen), has_sun.then_some(&sun)));
    }
    for (output, want) in run(&gpu, "sky", &items, 1).iter().zip(wants) {
        pairs.extend(wide(output[0]).into_iter().zip(want.to_array()));
    }
    check("sky_gradient_nits", SKY, &pairs);
}

#[test]
fn panorama_places() {
    let Some(gpu) = device() else { return };
    let inputs: Vec<(Vec3, [f32; 2])> = (0..4000)
        .map(|index| {
            let poles = [Vec3::Y, Vec3::NEG_Y, Vec3::new(1e-5, 1.0, -1e-5), Vec3::new(1e-4, -1.0, 1e-4)];
            let seen = poles.get(index as usize).copied().unwrap_or_else(|| direction(index, 0));
            (seen * between_decades(index, 2, 0.01, 100.0), [spread(index, 3), spread(index, 4)])
        })
        .collect();
    let items: Vec<_> = inputs
        .iter()
        .map(|(seen, [u, v])| vec![floats(seen.extend(0.0).to_array()), floats([*u, *v, 0.0, 0.0])])
        .collect();
    let (mut across, mut down, mut directions) = (Vec::new(), Vec::new(), Vec::new());
    for (output, (seen, uv)) in run(&gpu, "space", &items, 2).iter().zip(&inputs) {
        let want = sphere::equirect_uv_from_direction(wide3(*seen));
        let got = wide(output[0]);
        // Straight up and down every u names the same point.
        if seen.x != 0.0 || seen.z != 0.0 {
            across.push((got[0], want.x));
        }
        down.push((got[1], want.y));
        let want = sphere::direction_from_equirect_uv(DVec2::new(f64::from(uv[0]), f64::from(uv[1])));
        directions.extend(wide(output[1]).into_iter().zip(want.to_array()));
    }
    check("space_equirect_uv_from_direction, u", PLACE, &across);
    check("space_equirect_uv_from_direction, v", PLACE, &down);
    check("space_direction_from_equirect_uv", PLACE, &directions);
}
