//! What the camera's pixels fall on.
//!
//! In: what each pixel sees and the canvases' inner weights. Out: shares of the camera's pixels.
//! Not here: limits; a camera may look past the wall on purpose.
//! Invariant: `wall + off_wall` is 1; `inner`, `soft_edge` and `covered` are parts of `wall` that share no pixel.

use super::Proof;
use super::ray_caster::{Seen, canvas_pixel};

/// Shares of all camera pixels, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coverage {
    /// Sees LEDs.
    pub wall: f64,
    /// Sees LEDs on the inner frustum outside its soft edge.
    pub inner: f64,
    /// Sees LEDs in the soft edge.
    pub soft_edge: f64,
    /// Sees LEDs that another camera's inner frustum lies over.
    pub covered: f64,
    /// Sees no LED: past the wall, or a panel's back.
    pub off_wall: f64,
}

/// Counts the shares.
pub fn shares(proof: &Proof<'_>, seen: &Seen) -> Coverage {
    let (mut wall, mut inner, mut soft_edge, mut covered) = (0_usize, 0_usize, 0_usize, 0_usize);
    for (_, hit) in seen.lit() {
        wall += 1;
        let panel = &proof.stage.panels[hit.panel as usize];
        let Some(place) = canvas_pixel(panel, hit.led(panel)) else { continue };
        if proof.is_covered(panel, hit.led(panel)) {
            covered += 1;
            continue;
        }
        let weight = proof.canvases[place.canvas].shown.at(place.x, place.y)[3];
        inner += usize::from(weight >= 1.0);
        soft_edge += usize::from(weight > 0.0 && weight < 1.0);
    }
    let all = seen.hits.len().max(1) as f64;
    let share = |count: usize| count as f64 / all;
    Coverage {
        wall: share(wall),
        inner: share(inner),
        soft_edge: share(soft_edge),
        covered: share(covered),
        off_wall: share(seen.hits.len() - wall),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Window;
    use super::super::synthetic::Film;
    use super::*;

    #[test]
    fn a_wall_all_soft_has_no_inner() {
        let mut film = Film::perfect();
        let before = shares(&film.proof(), &Seen::cast(&film.stage, &film.camera));
        assert!(before.wall > 0.5 && before.off_wall > 0.0, "{before:?}");
        assert!((before.wall + before.off_wall - 1.0).abs() < 1e-12);
        assert_eq!((before.inner, before.soft_edge), (before.wall, 0.0));
        for canvas in &mut film.canvases {
            for pixel in &mut canvas.shown.data {
                pixel[3] = 0.5;
            }
        }
        let seen = Seen::cast(&film.stage, &film.camera);
        let after = shares(&film.proof(), &seen);
        assert_eq!((after.inner, after.soft_edge), (0.0, before.wall));
        let mut proof = film.proof();
        proof.above.push(Window { pupil: film.camera.pupil, pinhole: film.camera.pinhole });
        let under = shares(&proof, &seen);
        assert!(under.covered > 0.99 * before.wall && under.soft_edge < 0.01 * before.wall, "{under:?}");
    }
}
