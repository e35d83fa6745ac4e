//! PARALLAX: how far the wall's picture is from its place, in wall pixels, as measured.
//!
//! In: a frame's inputs. Out: rms slip of content at infinity over the camera's picture; the greatest of the last second.
//! Not here: the geometry (`verify::slip`), what the number is called (`top_bar`).
//! Invariant: the true pupil is the one that the simulated camera looks from, so the number is what that picture shows.
//!
//! Infinity is the strictest depth: nearer content slips less, content on the wall not at all. Inside the inner frustum
//! the wall was drawn for its pupil; with the frustum off it was drawn for the view origin, and slips by all of that.

use crate::show::FrameInputs;
use crate::stage::Stage;
use crate::verify::slip::{Content, SlipPair, rms_wall_px};

/// Time over which the greatest slip is kept, seconds: one that is gone before an eye reads it is of no use.
const KEPT_SECS: f64 = 1.0;
/// Most measurements kept; more than a second of any frame rate shown.
const KEPT: usize = 128;

/// Slip of one frame, rms wall pixels; `None` when the camera sees no wall.
pub fn of_frame(stage: &Stage, inputs: &FrameInputs, camera: usize) -> Option<f64> {
    let camera = inputs.cameras.get(camera)?;
    let shown_with_m =
        if camera.inner.content.is_on() { camera.inner.pupil.position } else { inputs.outer.view_origin_m };
    let pair = SlipPair { shown_with_m, true_pupil: camera.actual_pupil };
    rms_wall_px(stage, &camera.pinhole, &[pair], Content::Infinity).filter(|px| px.is_finite())
}

/// The greatest slip of the last second.
#[derive(Clone, Debug)]
pub struct SlipMeter {
    /// Time and slip of each measurement, oldest overwritten.
    kept: [(f64, f64); KEPT],
    next: usize,
}

impl Default for SlipMeter {
    fn default() -> Self {
        Self { kept: [(f64::NEG_INFINITY, 0.0); KEPT], next: 0 }
    }
}

impl SlipMeter {
    /// Takes a measurement at a time in seconds.
    pub fn take(&mut self, secs: f64, slip_px: f64) {
        self.kept[self.next] = (secs, slip_px);
        self.next = (self.next + 1) % KEPT;
    }

    /// The greatest within a second before `secs`; `None` without one.
    pub fn peak(&self, secs: f64) -> Option<f64> {
        let recent = self.kept.iter().filter(|(at, _)| (0.0..=KEPT_SECS).contains(&(secs - at)));
        recent.map(|(_, px)| *px).reduce(f64::max)
    }
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;
    use crate::show::load;

    #[test]
    fn the_peak_is_kept_for_a_second() {
        let mut meter = SlipMeter::default();
        assert_eq!(meter.peak(0.0), None);
        meter.take(1.0, 20.0);
        meter.take(1.5, 3.0);
        assert_eq!(meter.peak(1.9), Some(20.0));
        assert_eq!(meter.peak(2.2), Some(3.0));
        assert_eq!(meter.peak(9.0), None);
    }

    /// 192 LEDs on 0.5 m: a pupil 10 mm beside the true one slips by 3.84 px on a flat wall; the demo's wall turns away
    /// by up to 15 degrees within the picture, so a little more than that.
    #[test]
    fn a_frame_slips_by_its_lag_and_a_true_one_does_not() {
        let show = load::demo(&|_, _| ()).unwrap().show;
        let mut inputs = show.inputs(&show.first, 0, &show.rehearsed_poses(0));
        assert!(of_frame(&show.stage, &inputs, 0).unwrap() < 1e-6);
        inputs.cameras[0].inner.pupil.position += DVec3::new(0.01, 0.0, 0.0);
        let slip = of_frame(&show.stage, &inputs, 0).unwrap();
        assert!((3.6..4.4).contains(&slip), "{slip}");
        inputs.cameras[0].inner.content = crate::show::InnerContent::Nothing;
        assert!(of_frame(&show.stage, &inputs, 0).unwrap() > 50.0);
        assert_eq!(of_frame(&show.stage, &inputs, 1), None);
    }
}
