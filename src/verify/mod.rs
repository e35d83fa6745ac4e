//! The proof: a CPU twin of the simulated camera in f64, and the scores of CONTRACT.md 6.
//!
//! In: a stage, a camera, the pictures that the renderer drew ([`Proof`]). Out: [`FrameScores`], controls, a report.
//! Not here: drawing anything (`render`), reading or writing files (`cli`, `output`), any GPU.
//! Invariant: shares no code with a GPU path; NaN never passes, an empty set never passes silently.

pub mod camera_twin;
pub mod cards;
pub mod controls;
pub mod coverage;
pub mod limits;
pub mod ownership;
pub mod parallax;
pub mod percentiles;
pub mod picture_score;
pub mod ray_caster;
pub mod report;
pub mod seam;
pub mod slip;
#[cfg(test)]
mod synthetic;
mod wall_light;

use glam::DVec3;

use crate::color::Picture;
use crate::math::{Pinhole, Pose};
use crate::stage::{Panel, Stage};

pub use camera_twin::Agreement;
pub use controls::{Control, Outcome};
pub use coverage::Coverage;
pub use limits::Limits;
pub use ownership::Window;
pub use percentiles::Percentiles;
pub use picture_score::PictureScore;
pub use ray_caster::{Hit, Seen, Side};
pub use report::{CameraScores, Report};
pub use seam::SeamScore;
pub use slip::Slip;

/// The physical camera at the moment of one frame: the truth that the wall is held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Pose of the entrance pupil, stage metres. It may differ from the pupil that the wall was drawn for
    /// (latency, controls).
    pub pupil: Pose,
    /// The camera's raster.
    pub pinhole: Pinhole,
}

/// What one canvas holds in one frame.
#[derive(Clone, Copy, Debug)]
pub struct CanvasPictures<'a> {
    /// Wall-gamut linear nits before inverse EOTF and dither (the canvas EXR).
    pub linear_nits: &'a Picture,
    /// Integer codes that the processor gets, 0 to 2^bits - 1, row by row from the top left.
    pub codes: &'a [[u16; 3]],
    /// Per LED: xyz = mean of the unit vectors (stage axes, not normalised again) from the true pupil to the world
    /// points that the LED shows, weighted as its color was sampled; w = 1 on the inner frustum outside the soft
    /// edge, 0 < w < 1 in the soft edge, 0 outer, -1 where no LED is fed.
    pub shown: &'a Picture,
}

/// One camera, one frame: everything that the scores read.
#[derive(Clone, Debug)]
pub struct Proof<'a> {
    /// The stage whose walls were drawn.
    pub stage: &'a Stage,
    /// The true camera.
    pub camera: Camera,
    /// Where the outer frustum was drawn from, stage metres.
    pub view_origin_m: DVec3,
    /// One per stage canvas, in the stage's order.
    pub canvases: Vec<CanvasPictures<'a>>,
    /// Windows of inner frusta that lie over this camera's: the LEDs that they cover are not its own, and no score reads
    /// them.
    pub above: Vec<Window>,
    /// `reference:CAMERA`: linear ACEScg, 1.0 = 100 nits, at the camera's raster; with the light cards and flags that the
    /// camera has in view.
    pub reference: &'a Picture,
    /// The same without them, when it has any in view: for the control.
    pub bare_reference: Option<&'a Picture>,
    /// `camera:CAMERA` from the GPU: linear ACEScg, 1.0 = 100 nits, alpha 0 off-wall.
    pub camera_picture: &'a Picture,
    /// What an LED emits at most, nits: the cap on every wall.
    pub max_nits: f64,
}

/// Pictures that do not belong together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ProofError {
    /// Not one set of pictures a canvas.
    #[error("pictures of {got} canvases, but the stage has {need}: hand over one set a canvas")]
    CanvasCount {
        /// Sets handed over.
        got: usize,
        /// Canvases of the stage.
        need: usize,
    },
    /// A raster of the wrong size.
    #[error("{what} has {got} pixels, {width} x {height} are needed: render it at that size")]
    Size {
        /// Which raster.
        what: String,
        /// Pixels that it has.
        got: usize,
        /// Width needed.
        width: u32,
        /// Height needed.
        height: u32,
    },
}

/// Every score of one camera in one frame; `None` where nothing could be measured (which does not pass).
#[derive(Clone, Debug, PartialEq)]
pub struct FrameScores {
    /// Parallax at LED centres, wall pixels.
    pub map_wall_px: Option<Percentiles>,
    /// Parallax through the simulated camera, wall pixels.
    pub camera_wall_px: Option<Percentiles>,
    /// The same in camera pixels (no limit: it depends on the raster).
    pub camera_px: Option<Percentiles>,
    /// Simulated camera against CG reference.
    pub picture: Option<PictureScore>,
    /// Steps across panel, wall and canvas borders.
    pub seam: SeamScore,
    /// What the camera's pixels fall on.
    pub coverage: Coverage,
    /// The GPU's simulated camera against the twin's.
    pub twin: Option<Agreement>,
}

/// An LED this near to the border of a window above, texels, is nobody's: the renderer decides in f32.
const NEAR_BORDER_PX: f64 = 0.05;

impl Proof<'_> {
    /// Whether an LED belongs to a camera above this one.
    pub fn is_covered(&self, panel: &Panel, led: [u32; 2]) -> bool {
        let point_m = panel.point_m(ray_caster::led_centre_px(led));
        self.above.iter().any(|window| window.inside_px(point_m) > -NEAR_BORDER_PX)
    }

    /// What the camera sees of its own LEDs: pixels on LEDs of a camera above see nothing.
    pub fn own(&self, seen: &Seen) -> Seen {
        let mut own = seen.clone();
        if !self.above.is_empty() {
            for hit in &mut own.hits {
                *hit = hit.filter(|hit| {
                    let panel = &self.stage.panels[hit.panel as usize];
                    !self.is_covered(panel, hit.led(panel))
                });
            }
        }
        own
    }

    /// Checks that every raster has the size that the stage and the camera ask for.
    pub fn check(&self) -> Result<(), ProofError> {
        let (got, need) = (self.canvases.len(), self.stage.canvases.len());
        if got != need {
            return Err(ProofError::CanvasCount { got, need });
        }
        for (canvas, pictures) in self.stage.canvases.iter().zip(&self.canvases) {
            let linear = (pictures.linear_nits.width, pictures.linear_nits.height);
            let shown = (pictures.shown.width, pictures.shown.height);
            for (what, size, got) in [
                ("linear canvas", linear, pictures.linear_nits.data.len()),
                ("coded canvas", (canvas.size[0], canvas.size[1]), pictures.codes.len()),
                ("shown directions of canvas", shown, pictures.shown.data.len()),
            ] {
                expect_size(&format!("{what} {}", canvas.name), size, got, canvas.size)?;
            }
        }
        let raster = [self.camera.pinhole.width, self.camera.pinhole.height];
        for (what, picture) in [("CG reference", self.reference), ("camera picture", self.camera_picture)] {
            expect_size(what, (picture.width, picture.height), picture.data.len(), raster)?;
        }
        Ok(())
    }
}

fn expect_size(what: &str, size: (u32, u32), got: usize, need: [u32; 2]) -> Result<(), ProofError> {
    if size == (need[0], need[1]) && got == need[0] as usize * need[1] as usize {
        return Ok(());
    }
    Err(ProofError::Size { what: what.to_owned(), got, width: need[0], height: need[1] })
}

/// All scores of one camera in one frame.
pub fn score(proof: &Proof<'_>) -> Result<FrameScores, ProofError> {
    proof.check()?;
    let seen = Seen::cast(proof.stage, &proof.camera);
    let own = proof.own(&seen);
    let parallax = parallax::camera_errors(proof, &own);
    let twin = camera_twin::picture(proof, &seen);
    Ok(FrameScores {
        map_wall_px: Percentiles::of(parallax::map_errors(proof)),
        camera_wall_px: Percentiles::of(parallax.wall_px),
        camera_px: Percentiles::of(parallax.camera_px),
        picture: picture_score::score(
            (proof.stage, proof.max_nits),
            &own,
            proof.camera_picture,
            proof.reference,
        ),
        seam: seam::score(proof),
        coverage: coverage::shares(proof, &seen),
        twin: camera_twin::compare(&seen, &twin, proof.camera_picture),
    })
}

#[cfg(test)]
mod tests {
    use super::synthetic::Film;
    use super::*;

    #[test]
    fn pictures_of_the_wrong_size_are_named() {
        let film = Film::perfect();
        let small = Picture::filled(3, 3, [0.0; 4]);
        let mut proof = film.proof();
        proof.reference = &small;
        let error = score(&proof).expect_err("wrong size").to_string();
        assert!(error.contains("CG reference") && error.contains('9'), "{error}");
        let mut proof = film.proof();
        proof.canvases.pop();
        let need = film.stage.canvases.len();
        assert_eq!(proof.check(), Err(ProofError::CanvasCount { got: need - 1, need }));
    }

    /// LEDs that another camera's frustum lies over show another world. They are not this camera's fault, but only those
    /// that the window really covers.
    #[test]
    fn what_another_camera_covers_is_not_scored() {
        let mut film = Film::perfect();
        let clean = score(&film.proof()).expect("sizes").picture.expect("enough LEDs").psnr_pq_db;
        let Camera { pupil, pinhole } = film.camera;
        // The left two fifths of the picture.
        let window = Window { pupil, pinhole: Pinhole { width: pinhole.width * 2 / 5, ..pinhole } };
        let stage = film.stage.clone();
        let mut covered = 0;
        for panel in &stage.panels {
            for led in (0..panel.pixels[1]).flat_map(|row| (0..panel.pixels[0]).map(move |at| [at, row])) {
                let Some(place) = ray_caster::canvas_pixel(panel, led) else { continue };
                if window.inside_px(panel.point_m(ray_caster::led_centre_px(led))) > 0.0 {
                    let canvas = &mut film.canvases[place.canvas];
                    canvas.codes[(place.y * canvas.shown.width + place.x) as usize] = [100; 3];
                    *canvas.shown.at_mut(place.x, place.y) = [0.0, 1.0, 0.0, 1.0];
                    covered += 1;
                }
            }
        }
        assert!(covered > 1000, "{covered}");
        film.camera_picture = camera_twin::picture(&film.proof(), &Seen::cast(&film.stage, &film.camera));
        let blamed = score(&film.proof()).expect("sizes");
        assert!(blamed.picture.expect("enough LEDs").psnr_pq_db < 25.0);
        assert!(blamed.map_wall_px.expect("LEDs").max > 10.0);
        let excused = score(&Proof { above: vec![window], ..film.proof() }).expect("sizes");
        assert!(excused.picture.expect("enough LEDs").psnr_pq_db > clean - 2.0, "{excused:?}");
        assert!(excused.map_wall_px.expect("LEDs").max < 0.01, "{excused:?}");
        assert!(excused.coverage.covered > 0.1, "{:?}", excused.coverage);
        // Half of that window does not excuse the other half.
        let half = Window { pinhole: Pinhole { width: pinhole.width / 5, ..pinhole }, ..window };
        let partly = score(&Proof { above: vec![half], ..film.proof() }).expect("sizes");
        assert!(partly.map_wall_px.expect("LEDs").max > 10.0);
    }
}
