//! Whether the outer frustum may be drawn at fewer frames than the rest.
//!
//! In: the stage, a frame's inputs, the outer as it was drawn last. Out: why not, if not.
//! Not here: which frames are left out (`show::holds`).
//! Invariant: a pure function; it errs toward refusing, because a camera that sees the outer step spoils the take.

use glam::{DVec2, DVec3};

use crate::math::{Pinhole, Pose};
use crate::sky::{SkyPacket, meter};
use crate::stage::{Panel, Stage};

use super::inputs::{CameraInputs, FrameInputs, OuterInputs, WorldInputs};
use super::notes::{MOST_OUTER_STEP_DEG, OuterRefusal};

/// Points looked at along each side of a panel, its edges included.
const POINTS: u32 = 5;

/// Why the outer has to be drawn at every frame; `None` when every nth will do. `before` is the outer's input of the frame
/// before: what lies between it and this frame's is repeated over `every_nth` frames.
pub(super) fn refusal(
    stage: &Stage,
    inputs: &FrameInputs,
    before: &WorldInputs,
    every_nth: u64,
) -> Option<OuterRefusal> {
    let step_deg = angle_rad(stage, before, &inputs.outer).to_degrees() * every_nth as f64;
    if step_deg > MOST_OUTER_STEP_DEG {
        return Some(OuterRefusal::Moves { step_deg });
    }
    let body = |panel: &Panel| inputs.walls.get(panel.wall).unwrap_or(&Pose::IDENTITY);
    let sees =
        |camera: &CameraInputs| stage.panels.iter().any(|panel| sees_outer(panel, body(panel), camera));
    inputs.cameras.iter().position(sees).map(|camera| OuterRefusal::Seen { camera })
}

/// Most that the world's light may change before the outer is drawn, as a share: half a 10-bit PQ code's step of light at 100 nits.
const LEAST_STEP: f64 = 0.005;

/// Whether the sky's light steps between the outer that is shown and the one that is due: a flash begins or ends, or the day changes
/// by more than is not seen.
pub(super) fn light_steps(shown: &OuterInputs, due: &OuterInputs) -> bool {
    let (Some(shown), Some(due)) = (&shown.world.sky, &due.world.sky) else {
        return shown.world.sky.is_some() != due.world.sky.is_some();
    };
    let lux = |packet: &SkyPacket| meter::level_light(packet, [1.0 / 3.0; 3]).lux();
    shown.now.flashes != due.now.flashes || (lux(&due.now) / lux(&shown.now) - 1.0).abs() > LEAST_STEP
}

/// By how much the world turned round the view origin: its rotation, and its way as seen at the nearest wall's distance.
fn angle_rad(stage: &Stage, before: &WorldInputs, now: &OuterInputs) -> f64 {
    let (from, to): (&Pose, &Pose) = (&before.world_from_stage, &now.world.world_from_stage);
    let turned = from.rotation.angle_between(to.rotation);
    // Below what `angle_between` resolves near zero there is no turn.
    let turned = if turned < 1e-7 { 0.0 } else { turned };
    let origin = now.view_origin_m;
    let way_m = from.transform_point(origin).distance(to.transform_point(origin));
    let distances = stage.panels.iter().map(|panel| panel.centre_m().distance(origin));
    let nearest_m = distances.fold(f64::INFINITY, f64::min).max(0.1);
    turned + (way_m / nearest_m).atan()
}

/// Whether a camera sees an LED of a panel that the outer has a part in. What stands in front of it is not looked at.
fn sees_outer(panel: &Panel, body: &Pose, camera: &CameraInputs) -> bool {
    let eye = camera.actual_pupil.position;
    if (eye - body.transform_point(panel.centre_m())).dot(body.transform_vector(panel.normal())) <= 0.0 {
        return false;
    }
    let size = DVec2::new(f64::from(panel.pixels[0]), f64::from(panel.pixels[1]));
    (0..POINTS * POINTS).any(|index| {
        let share = DVec2::new(f64::from(index % POINTS), f64::from(index / POINTS)) / f64::from(POINTS - 1);
        let point = body.transform_point(panel.point_m(size * share));
        let is_seen = pixel_of(&camera.actual_pupil, &camera.pinhole, point)
            .is_some_and(|pixel| camera.pinhole.contains(pixel));
        is_seen && !is_inner_alone(camera, point)
    })
}

/// Whether a point shows the inner frustum at its full weight.
fn is_inner_alone(camera: &CameraInputs, point: DVec3) -> bool {
    let inner = &camera.inner;
    let Some(pixel) = pixel_of(&inner.pupil, &inner.pinhole, point).filter(|_| inner.content.is_on()) else {
        return false;
    };
    let (width, height) = (f64::from(inner.pinhole.width), f64::from(inner.pinhole.height));
    let inside = pixel.x.min(width - pixel.x).min(pixel.y).min(height - pixel.y);
    inside >= inner.soft_edge_px
}

fn pixel_of(pupil: &Pose, pinhole: &Pinhole, point: DVec3) -> Option<DVec2> {
    pinhole.project(pupil.rotation.inverse() * (point - pupil.position))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::{InnerContent, load};

    #[test]
    fn a_camera_that_sees_the_outer_refuses() {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let inputs = show.inputs(&show.first, 0, &show.rehearsed_poses(0));
        let ask = |inputs: &FrameInputs| refusal(&show.stage, inputs, &inputs.outer.world, 4);
        assert_eq!(ask(&inputs), None, "the inner frustum covers the picture");
        let seen = Some(OuterRefusal::Seen { camera: 0 });
        let mut off = inputs.clone();
        off.cameras[0].inner.content = InnerContent::Nothing;
        assert_eq!(ask(&off), seen);
        // The inner frustum lags by more than its overscan: 30 degrees.
        let mut late = inputs.clone();
        let pupil = &mut late.cameras[0].inner.pupil;
        *pupil = pupil.then(&Pose::from_pan_tilt_roll(DVec3::ZERO, 0.52, 0.0, 0.0));
        assert_eq!(ask(&late), seen);
        // A soft edge that reaches into the picture mixes the outer in.
        let mut soft = inputs.clone();
        soft.cameras[0].inner.soft_edge_px = f64::from(soft.cameras[0].inner.pinhole.width) / 3.0;
        assert_eq!(ask(&soft), seen);
    }

    #[test]
    fn a_world_that_moves_fast_refuses_and_says_by_how_much() {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let inputs = show.inputs(&show.first, 0, &show.rehearsed_poses(0));
        let turned = |deg: f64| {
            let turn = Pose::from_pan_tilt_roll(DVec3::ZERO, deg.to_radians(), 0.0, 0.0);
            // About the view origin, so that there is no way.
            let origin = Pose::at(inputs.outer.view_origin_m);
            let turn = origin.then(&turn).then(&origin.inverse());
            let world = inputs.outer.world;
            WorldInputs { world_from_stage: world.world_from_stage.then(&turn), ..world }
        };
        assert_eq!(refusal(&show.stage, &inputs, &turned(0.04), 4), None);
        match refusal(&show.stage, &inputs, &turned(0.06), 4) {
            Some(OuterRefusal::Moves { step_deg }) => assert!((step_deg - 0.24).abs() < 1e-3, "{step_deg}"),
            other => panic!("{other:?}"),
        }
    }
}
