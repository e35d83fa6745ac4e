//! Parallax: how far from its true place the wall shows each point of the world.
//!
//! In: per LED the direction that it shows, from the true pupil. Out: errors in wall pixels and in camera pixels.
//! Not here: percentiles and limits (`percentiles`, `report`), color.
//! Invariant: a direction that never meets the panel's plane, or is not a number, is infinitely wrong.
//!
//! The angle at the pupil between an LED and what it shows, over the angle of one LED, is the distance in panel pixels
//! between the LED and the place where the shown direction meets the LED's own panel. It is measured there, so that
//! oblique panels and unequal pitches need no special case.

use glam::{DVec2, DVec3};

use super::Proof;
use super::ray_caster::{Plane, Seen, canvas_pixel, led_centre_px};

/// Errors through the simulated camera, one a camera pixel that sees the inner frustum outside its soft edge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CameraErrors {
    /// In wall pixels: from the point that the pixel sees to the place of what the nearest LED shows.
    pub wall_px: Vec<f64>,
    /// In camera pixels: from the pixel's centre to the projection of what the nearest LED shows.
    pub camera_px: Vec<f64>,
}

/// Errors at LED centres in wall pixels: all LEDs of the inner frustum outside the soft edge whose lit side the pupil
/// can see. LED quantisation has no part in it.
pub fn map_errors(proof: &Proof<'_>) -> Vec<f64> {
    let mut errors = Vec::new();
    for panel in &proof.stage.panels {
        let plane = Plane::new(panel, proof.camera.pupil.position);
        if !plane.faces_eye() {
            continue;
        }
        for led in panel.leds() {
            let Some(place) = canvas_pixel(panel, led) else { continue };
            let shown = proof.canvases[place.canvas].shown.at(place.x, place.y);
            if is_inner(shown) && !proof.is_covered(panel, led) {
                errors.push(distance(shown_px(&plane, shown), led_centre_px(led)));
            }
        }
    }
    errors
}

/// Errors through the simulated camera, LED quantisation included: `seen` says which LED each pixel sees.
pub fn camera_errors(proof: &Proof<'_>, seen: &Seen) -> CameraErrors {
    let camera = &proof.camera;
    let planes: Vec<Plane> =
        proof.stage.panels.iter().map(|panel| Plane::new(panel, camera.pupil.position)).collect();
    let to_view = camera.pupil.rotation.inverse();
    let mut errors = CameraErrors::default();
    for (index, hit) in seen.lit() {
        let panel = &proof.stage.panels[hit.panel as usize];
        let Some(place) = canvas_pixel(panel, hit.led(panel)) else { continue };
        let shown = proof.canvases[place.canvas].shown.at(place.x, place.y);
        if !is_inner(shown) {
            continue;
        }
        errors.wall_px.push(distance(shown_px(&planes[hit.panel as usize], shown), hit.panel_px));
        let projected = camera.pinhole.project(to_view * direction(shown));
        errors.camera_px.push(distance(projected, seen.pixel_centre(index)));
    }
    errors
}

/// On the inner frustum outside the soft edge. A weight that is not a number counts, so that it can fail.
pub(super) fn is_inner(shown: [f32; 4]) -> bool {
    shown[3] >= 1.0 || shown[3].is_nan()
}

fn direction(shown: [f32; 4]) -> DVec3 {
    DVec3::new(f64::from(shown[0]), f64::from(shown[1]), f64::from(shown[2]))
}

/// Where the shown direction meets the panel's plane, panel pixels.
fn shown_px(plane: &Plane, shown: [f32; 4]) -> Option<DVec2> {
    if shown[3].is_nan() {
        return None;
    }
    plane.meet(direction(shown)).map(|(_, px)| px)
}

fn distance(found: Option<DVec2>, want: DVec2) -> f64 {
    let error = found.map_or(f64::INFINITY, |found| found.distance(want));
    if error.is_nan() { f64::INFINITY } else { error }
}

#[cfg(test)]
mod tests {
    use super::super::Percentiles;
    use super::super::synthetic::{self, Film};
    use super::*;

    fn map(film: &Film) -> Percentiles {
        Percentiles::of(map_errors(&film.proof())).expect("inner LEDs")
    }

    /// Share of a unit square farther than `radius` from its centre, for 0.5 <= radius <= sqrt(1/2).
    fn corners_beyond(radius: f64) -> f64 {
        let circle = std::f64::consts::PI * radius * radius;
        let cap = radius * radius * (0.5 / radius).acos() - 0.5 * (radius * radius - 0.25).sqrt();
        1.0 - (circle - 4.0 * cap)
    }

    #[test]
    fn a_perfect_wall_has_only_quantisation() {
        let film = Film::perfect();
        assert!(map(&film).max < 1e-3, "f32 directions: {:?}", map(&film));
        let errors = camera_errors(&film.proof(), &Seen::cast(&film.stage, &film.camera));
        let count = errors.wall_px.len();
        assert!(count > 20_000, "{count} samples");
        let found = Percentiles::of(errors.wall_px).expect("samples");
        // Distance of a uniform point in a unit square from its centre: P(r < x) = pi x^2 up to 1/2, so the median is
        // sqrt(0.5 / pi) = 0.3989; the 99th percentile solves corners_beyond(x) = 0.01; the largest is sqrt(0.5).
        let p50 = (0.5 / std::f64::consts::PI).sqrt();
        assert!((found.p50 - p50).abs() < 0.01, "{found:?}");
        assert!((corners_beyond(found.p99) - 0.01).abs() < 0.003, "{found:?}");
        assert!(found.max < 0.5_f64.sqrt() + 1e-3 && found.max > 0.69, "{found:?}");
        assert!(Percentiles::of(errors.camera_px).expect("samples").max.is_finite());
    }

    /// Drawn for a pupil that stands `offset` to the right, content at infinity: every LED of a wall parallel to the
    /// offset shows the direction of a place `offset` to the left, offset / pitch panel pixels away.
    #[test]
    fn a_displaced_pupil_is_off_by_its_millimetres_over_the_pitch() {
        let mut film = Film::on(synthetic::stage_of(vec![synthetic::frontal_panel(-2.0, [64, 64])]));
        film.show_from(film.camera.pupil.position + DVec3::new(0.005, 0.0, 0.0));
        let found = map(&film);
        let want = 0.005 * 64.0;
        assert!((found.p50 - want).abs() < 1e-3 && (found.max - want).abs() < 1e-3, "{found:?}");
    }

    #[test]
    fn broken_directions_are_infinitely_wrong() {
        for broken in [[f32::NAN; 4], [0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]] {
            let mut film = Film::perfect();
            film.canvases[0].shown.data[100] = broken;
            assert_eq!(map(&film).max, f64::INFINITY, "{broken:?}");
        }
    }

    #[test]
    fn the_soft_edge_is_left_out() {
        let mut film = Film::perfect();
        for canvas in &mut film.canvases {
            for pixel in &mut canvas.shown.data {
                pixel[3] = 0.999;
            }
        }
        assert!(map_errors(&film.proof()).is_empty());
        assert!(camera_errors(&film.proof(), &Seen::cast(&film.stage, &film.camera)).wall_px.is_empty());
    }
}
