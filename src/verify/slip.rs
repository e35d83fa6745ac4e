//! Slip: how far the wall's picture is from its place when it was drawn for another pupil than the true one.
//!
//! In: pairs of the pupil that the wall was drawn for and the true camera. Out: rms slip in wall pixels.
//! Not here: prediction (`tracking`), rotation lag (content depends on the pupil's position alone; DESIGN.md 4).
//! Invariant: equal pupils slip by zero; no pairs or no wall in view give nothing, never zero.

use glam::{DVec2, DVec3};

use super::Camera;
use super::ray_caster::{Plane, Side, cast_ray};
use crate::math::{Pinhole, Pose};
use crate::stage::Stage;

/// Rays across and down the camera's raster. Half misses single panels on a long lens; double is four times the time.
const RAYS: [u32; 2] = [16, 9];

/// Where the content stands that slips.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Content {
    /// At infinity: slips by the pupil's whole offset.
    Infinity,
    /// At this distance from the true pupil along each ray, metres.
    Distance(f64),
}

/// One moment: what the wall was drawn for, and what was true.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlipPair {
    /// Pupil that the wall was drawn for, stage metres.
    pub shown_with_m: DVec3,
    /// Pose of the true pupil.
    pub true_pupil: Pose,
}

/// Slip with and without prediction, rms in wall pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Slip {
    /// Wall drawn for the predicted pupil.
    pub predicted_rms: Option<f64>,
    /// Wall drawn for the last pupil known.
    pub held_rms: Option<f64>,
}

/// Rms slip in wall pixels over a grid of the camera's rays that meet LEDs, and over all pairs.
pub fn rms_wall_px(stage: &Stage, pinhole: &Pinhole, pairs: &[SlipPair], content: Content) -> Option<f64> {
    let (mut squares, mut count) = (0.0, 0_usize);
    for pair in pairs {
        let camera = Camera { pupil: pair.true_pupil, pinhole: *pinhole };
        for ray in 0..RAYS[0] * RAYS[1] {
            let cell = DVec2::new(f64::from(ray % RAYS[0]) + 0.5, f64::from(ray / RAYS[0]) + 0.5);
            let share = cell / DVec2::new(f64::from(RAYS[0]), f64::from(RAYS[1]));
            let pixel = share * DVec2::new(f64::from(pinhole.width), f64::from(pinhole.height));
            let Some(slip) = slip_px(stage, &camera, pair.shown_with_m, pixel, content) else { continue };
            squares += slip * slip;
            count += 1;
        }
    }
    (count > 0).then(|| (squares / count as f64).sqrt())
}

/// Slip at one camera pixel; `None` where the camera sees no LED, infinite where the content cannot be shown.
fn slip_px(
    stage: &Stage,
    camera: &Camera,
    shown_with_m: DVec3,
    pixel: DVec2,
    content: Content,
) -> Option<f64> {
    let eye = camera.pupil.position;
    let direction = camera.pupil.transform_vector(camera.pinhole.ray(pixel)).normalize();
    let hit = cast_ray(stage, eye, direction).filter(|hit| hit.side == Side::Lit)?;
    let toward = match content {
        Content::Infinity => direction,
        Content::Distance(metres) => eye + direction * metres - shown_with_m,
    };
    let drawn = Plane::new(&stage.panels[hit.panel as usize], shown_with_m).meet(toward);
    Some(drawn.map_or(f64::INFINITY, |(_, px)| px.distance(hit.panel_px)))
}

#[cfg(test)]
mod tests {
    use super::super::synthetic;
    use super::*;

    /// 64 LEDs a metre, wall 2 m away, long lens: content at depth D slips by offset x (1 - 2 / D) / pitch.
    #[test]
    fn slip_is_the_offset_times_the_depth_beyond_the_wall() {
        let stage = synthetic::stage_of(vec![synthetic::frontal_panel(-2.0, [64, 64])]);
        let pinhole = Pinhole::symmetric(160, 90, 0.01, 0.006);
        let pair = SlipPair { shown_with_m: DVec3::new(0.02, 0.0, 0.0), true_pupil: Pose::IDENTITY };
        let rms = |content| rms_wall_px(&stage, &pinhole, &[pair], content).expect("on the wall");
        assert!((rms(Content::Infinity) - 0.02 * 64.0).abs() < 1e-9);
        assert!((rms(Content::Distance(8.0)) - 0.02 * 64.0 * 0.75).abs() < 1e-3);
        assert!(rms(Content::Distance(2.0)) < 1e-3, "content on the wall sticks to it");
    }

    #[test]
    fn equal_pupils_do_not_slip_and_no_wall_gives_nothing() {
        let stage = synthetic::stage_of(vec![synthetic::frontal_panel(-2.0, [64, 64])]);
        let pinhole = Pinhole::symmetric(160, 90, 0.1, 0.06);
        let still = SlipPair { shown_with_m: DVec3::ZERO, true_pupil: Pose::IDENTITY };
        assert!(rms_wall_px(&stage, &pinhole, &[still], Content::Infinity).expect("wall") < 1e-9);
        let away = SlipPair { true_pupil: Pose::from_pan_tilt_roll(DVec3::ZERO, 3.0, 0.0, 0.0), ..still };
        assert_eq!(rms_wall_px(&stage, &pinhole, &[away], Content::Infinity), None);
        assert_eq!(rms_wall_px(&stage, &pinhole, &[], Content::Infinity), None);
    }
}
