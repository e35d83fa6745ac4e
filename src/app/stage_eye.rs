//! Where the stage is looked at from in the previs.
//!
//! In: a stage. Out: a view of its walls. Not here: orbiting by hand (`console`).
//! Invariant: between the eye and the middle of the walls stands no panel's back.

use glam::DVec3;

use crate::math::{Pinhole, Pose};
use crate::render::views::View;
use crate::stage::Stage;
use crate::verify::Side;
use crate::verify::ray_caster::cast_ray;

/// Half the horizontal field of view, as a tangent: a 24 mm lens on full frame.
const HALF_WIDTH_TAN: f64 = 0.75;

/// The default view: from the right, behind the mark, over a film crew's shoulder.
pub fn default_view(stage: &Stage, size: [u32; 2]) -> View {
    let corners = || stage.panels.iter().flat_map(crate::stage::Panel::outline_m);
    let low = corners().fold(DVec3::splat(f64::MAX), DVec3::min);
    let high = corners().fold(DVec3::splat(f64::MIN), DVec3::max);
    let (low, high) = if low.x > high.x { (DVec3::NEG_ONE, DVec3::ONE) } else { (low, high) };
    let width = (high.x - low.x).max(2.0);
    let target =
        DVec3::new((low.x + high.x) * 0.5 - 0.03 * width, low.y + 0.4 * (high.y - low.y), low.z * 0.6);
    let mut eye = DVec3::new((low.x + high.x) * 0.5 + 0.57 * width, 2.2, 0.62 * width);
    let sees_back = |eye: DVec3| {
        let toward = (target - eye).normalize();
        cast_ray(stage, eye, toward).is_some_and(|hit| hit.side != Side::Lit)
    };
    for _ in 0..40 {
        if !sees_back(eye) {
            break;
        }
        eye = eye.lerp(DVec3::new(target.x * 0.5, 1.7, 0.0), 0.08);
    }
    looking(eye, target, size)
}

/// A level view from one point to another.
pub fn looking(eye: DVec3, target: DVec3, size: [u32; 2]) -> View {
    let toward = (target - eye).normalize_or(DVec3::NEG_Z);
    let pan = (-toward.x).atan2(-toward.z);
    let half_height = HALF_WIDTH_TAN * f64::from(size[1]) / f64::from(size[0]);
    View {
        stage_from_view: Pose::from_pan_tilt_roll(eye, pan, toward.y.asin(), 0.0),
        pinhole: Pinhole::symmetric(size[0], size[1], HALF_WIDTH_TAN, half_height),
    }
}
