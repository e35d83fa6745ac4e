//! The eye that looks at the stage in 3D: turns about the mark, comes near and goes away.
//!
//! In: drags and wheel steps. Out: a [`View`]. Not here: drawing it (`render::passes::stage_view`).
//! Invariant: never below the floor, never upside down, never inside the mark.

use glam::DVec3;

use crate::math::{Pinhole, Pose};
use crate::render::views::View;
use crate::stage::Stage;

/// Half the eye's vertical field of view, as a tangent: a 40 degree lens.
const HALF_HEIGHT_TAN: f64 = 0.364;
/// Turn of a drag over one point, radians.
const RAD_PER_POINT: f64 = 0.006;

/// Where the eye stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orbit {
    yaw_rad: f64,
    pitch_rad: f64,
    distance_m: f64,
    target_m: DVec3,
}

impl Orbit {
    /// An eye that sees a stage from behind and beside its camera.
    pub fn of(stage: &Stage) -> Self {
        let corners = || stage.panels.iter().flat_map(crate::stage::Panel::outline_m);
        let low = corners().chain([DVec3::ZERO]).fold(DVec3::INFINITY, DVec3::min);
        let high = corners().chain([DVec3::ZERO]).fold(DVec3::NEG_INFINITY, DVec3::max);
        let width = (high.x - low.x).max(high.y - low.y).max(2.0);
        // Between the mark and the wall, at the height of a person's head: what the crew looks at.
        let target_m = DVec3::new((low.x + high.x) * 0.5, low.y + 0.45 * (high.y - low.y), low.z * 0.55);
        // Low, so that a ceiling shows its lit side.
        Self { yaw_rad: 0.5, pitch_rad: 0.02, distance_m: width * 1.15, target_m }
    }

    /// Turns by a drag in points.
    pub fn turn(&mut self, right: f64, down: f64) {
        self.yaw_rad = (self.yaw_rad - right * RAD_PER_POINT) % std::f64::consts::TAU;
        self.pitch_rad = (self.pitch_rad + down * RAD_PER_POINT).clamp(-0.05, 1.45);
    }

    /// Comes nearer by wheel points, goes away when negative.
    pub fn zoom(&mut self, points: f64) {
        self.distance_m = (self.distance_m * (-points * 0.002).exp()).clamp(1.0, 500.0);
    }

    /// The view on a raster that is shown at this aspect (width over height).
    pub fn view(&self, raster: [u32; 2], aspect: f64) -> View {
        let turned = Pose::from_pan_tilt_roll(self.target_m, self.yaw_rad, -self.pitch_rad, 0.0);
        let mut stage_from_view = turned.then(&Pose::at(DVec3::new(0.0, 0.0, self.distance_m)));
        stage_from_view.position.y = stage_from_view.position.y.max(0.1);
        let half_width_tan = HALF_HEIGHT_TAN * aspect.clamp(0.1, 10.0);
        // A narrow picture keeps the width of a square one in view.
        let widen = (1.0 / aspect.clamp(0.1, 10.0)).max(1.0);
        View {
            stage_from_view,
            pinhole: Pinhole::symmetric(
                raster[0],
                raster[1],
                half_width_tan * widen,
                HALF_HEIGHT_TAN * widen,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage() -> Stage {
        crate::show::load::demo(&|_, _| ()).unwrap().show.stage
    }

    #[test]
    fn the_first_view_holds_the_middle_of_every_wall() {
        let stage = stage();
        let View { stage_from_view, pinhole } = Orbit::of(&stage).view([640, 540], 640.0 / 540.0);
        for wall in &stage.walls {
            let panels = &stage.panels[wall.panels.clone()];
            let middle =
                panels.iter().map(crate::stage::Panel::centre_m).sum::<DVec3>() / panels.len() as f64;
            let in_view = stage_from_view.inverse().transform_point(middle);
            let at = pinhole.project(in_view).expect("before the eye");
            assert!((0.0..=640.0).contains(&at.x) && (0.0..=540.0).contains(&at.y), "{} at {at}", wall.name);
        }
    }

    #[test]
    fn no_drag_goes_below_the_floor_or_over_the_top() {
        let mut orbit = Orbit::of(&stage());
        for step in 0..100 {
            orbit.turn(37.0, if step % 3 == 0 { -900.0 } else { 450.0 });
            orbit.zoom(f64::from(step) * 10.0 - 500.0);
            let pose = orbit.view([64, 64], 1.0).stage_from_view;
            assert!(pose.position.y > 0.0 && pose.up().y > 0.0 && pose.position.is_finite());
        }
    }
}
