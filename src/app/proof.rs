//! `verify`: draws frames with everything that the proof needs, and scores them.
//!
//! In: a show, frames, poses. Out: a [`Report`]. Not here: the scores themselves (`verify`), flags (`cli::verify`).
//! The cameras and references are drawn larger where a camera pixel is not much smaller than an LED: the picture score
//! needs at least four camera pixels an LED.
//! Invariant: the walls are drawn at full size, exactly as a show draws them.

use std::ops::Range;

use crate::color::grade::grade_picture;
use crate::gpu::Gpu;
use crate::params::Values;
use crate::render::{Renderer, Settings, Wanted};
use crate::scene::Environment;
use crate::show::{CameraInputs, Show};
use crate::tracking::history::{PoseHistory, TimedPose};
use crate::tracking::predict::predict;
use crate::tracking::track_file::Track;
use crate::verify::ownership::above;
use crate::verify::picture_score::raster_factor;
use crate::verify::slip::{Content, SlipPair, rms_wall_px};
use crate::verify::{
    Camera, CameraScores, CanvasPictures, FrameScores, Limits, Percentiles, Proof, Report, Slip, cards,
    controls, score,
};

use super::poses::Poses;

/// What to prove.
#[derive(Clone, Debug)]
pub struct Job {
    /// Frame indices.
    pub frames: Range<u64>,
    /// Cameras by index.
    pub cameras: Vec<usize>,
    /// Camera poses.
    pub poses: Poses,
    /// Parameter values.
    pub values: Values,
    /// Latency whose slip is measured on the cameras' tracks, seconds.
    pub latency_secs: Option<f64>,
}

/// Largest camera raster that the picture score is drawn at: what every default device can hold.
const MAX_RASTER_PX: u32 = 8192;

impl Job {
    /// Proves. `progress` is told what is under way and the share done, 0..=1.
    pub fn run(&self, gpu: &Gpu, show: &Show, progress: &dyn Fn(&str, f32)) -> anyhow::Result<Report> {
        let mut show = show.clone();
        let factors: Vec<u32> = (0..show.cameras.len()).map(|index| self.enlarge(&mut show, index)).collect();
        let settings = Settings { reference: true, proof: true, ..Settings::default() };
        let mut renderer = Renderer::new(gpu, &show, &settings, progress)?;
        let limits = limits(&show);
        let (mut cameras, mut all_controls) = (Vec::new(), Vec::new());
        let steps = (self.cameras.len() as u64 * (self.frames.end - self.frames.start)) as f32;
        for index in &self.cameras {
            let mut frames = Vec::new();
            for frame in self.frames.clone() {
                let name = &show.cameras[*index].name;
                progress(
                    &format!("camera {name} frame {frame}"),
                    (cameras.len() + frames.len()) as f32 / steps,
                );
                let (mut scores, found) = self.frame(gpu, &show, &mut renderer, *index, frame, &limits)?;
                scores.camera_px = scores.camera_px.map(|found| in_own_pixels(&found, factors[*index]));
                frames.push(scores);
                all_controls.extend(found);
            }
            let slip = self.latency_secs.and_then(|latency| self.slip(&show, *index, latency));
            cameras.push(CameraScores::of(&show.cameras[*index].name, &frames, slip));
        }
        Ok(Report { limits, cameras, controls: all_controls })
    }

    /// Makes a camera's raster fine enough for the picture score; returns the factor.
    fn enlarge(&self, show: &mut Show, index: usize) -> u32 {
        let poses = self.poses.at(show, self.frames.start);
        let first = self.poses.inputs(show, &self.values, self.frames.start);
        let stage = show.stage.carried_by(&first.walls).into_owned();
        let camera = &mut show.cameras[index];
        let truth =
            Camera { pupil: camera.lens.pupil_pose(&poses[index].actual), pinhole: camera.lens.pinhole() };
        let [width, height] = camera.lens.resolution_px;
        let room = MAX_RASTER_PX / width.max(height);
        let factor = raster_factor(&stage, &truth).clamp(1, room.max(1));
        camera.lens.resolution_px = [width * factor, height * factor];
        factor
    }

    fn frame(
        &self,
        gpu: &Gpu,
        show: &Show,
        renderer: &mut Renderer,
        index: usize,
        frame: u64,
        limits: &Limits,
    ) -> anyhow::Result<(FrameScores, Vec<controls::Control>)> {
        let inputs = self.poses.inputs(show, &self.values, frame);
        let stage = show.stage.carried_by(&inputs.walls);
        let wanted = Wanted { cameras: true, references: true, proof_of: Some(index), ..Wanted::default() };
        renderer.draw(gpu, show, &inputs, &wanted);
        let canvases = 0..show.stage.canvases.len();
        let needed = "the renderer was made for the proof";
        let nits: Vec<_> = canvases.clone().map(|at| renderer.canvas_nits(gpu, at).expect(needed)).collect();
        let shown: Vec<_> =
            canvases.clone().map(|at| renderer.canvas_shown(gpu, at).expect(needed)).collect();
        let codes: Vec<_> = canvases.clone().map(|at| renderer.canvas_codes(gpu, at)).collect();
        let mut reference = renderer.reference_picture(gpu, index).expect(needed);
        // In f64 and pixel by pixel: the wall's own grade is the shader's, after its filter.
        grade_picture(&show.reference_grade(&inputs, index), &mut reference);
        let camera_picture = renderer.camera_picture(gpu, index);
        let CameraInputs { actual_pupil, pinhole, .. } = inputs.cameras[index];
        let mut proof = Proof {
            stage: &stage,
            camera: Camera { pupil: actual_pupil, pinhole },
            above: above(&inputs, index),
            view_origin_m: inputs.outer.view_origin_m,
            canvases: canvases
                .map(|at| CanvasPictures { linear_nits: &nits[at], codes: &codes[at], shown: &shown[at] })
                .collect(),
            reference: &reference,
            bare_reference: None,
            camera_picture: &camera_picture,
            max_nits: inputs.max_nits,
        };
        let lit = cards::in_proof(&proof, &inputs.cards);
        if let Some(lit) = &lit {
            (proof.reference, proof.bare_reference) = (lit, Some(&reference));
        }
        Ok((score(&proof)?, controls::run(&proof, limits)?))
    }

    /// Slip in wall pixels of content at infinity, with and without prediction, when every sample is `latency` old.
    fn slip(&self, show: &Show, index: usize, latency_secs: f64) -> Option<Slip> {
        let track = self.poses.track(index)?;
        let camera = &show.cameras[index];
        let pinhole = camera.lens.pinhole();
        let (mut predicted, mut held) = (Vec::new(), Vec::new());
        for frame in self.frames.clone() {
            let now_secs = show.rate.time_secs(frame);
            let true_pupil = camera.lens.pupil_pose(&track.camera_pose(&camera.rest, now_secs));
            let history = history(track, now_secs - latency_secs, &camera.rest);
            let Some(last) = history.last() else { continue };
            let guess = predict(&history, now_secs).unwrap_or(last.pose);
            let pair = |pose| SlipPair { shown_with_m: camera.lens.pupil_pose(&pose).position, true_pupil };
            predicted.push(pair(guess));
            held.push(pair(last.pose));
        }
        let rms = |pairs: &[SlipPair]| rms_wall_px(&show.stage, &pinhole, pairs, Content::Infinity);
        Some(Slip { predicted_rms: rms(&predicted), held_rms: rms(&held) })
    }
}

/// What a tracker has told by a time: the track's own samples, as camera poses.
fn history(track: &Track, until_secs: f64, rest: &crate::math::Pose) -> PoseHistory {
    let mut history = PoseHistory::new();
    for sample in track.samples().iter().take_while(|sample| sample.time_secs <= until_secs) {
        history
            .push(TimedPose { time_secs: sample.time_secs, pose: track.camera_pose(rest, sample.time_secs) });
    }
    history
}

/// CONTRACT.md 6: 36 dB for the demo, 32 dB on an HDRI.
fn limits(show: &Show) -> Limits {
    match show.scene.environment {
        Environment::Dome { .. } => Limits::PHOTOGRAPHIC,
        Environment::Gradient(_) | Environment::Sky(_) => Limits::DEMO,
    }
}

fn in_own_pixels(found: &Percentiles, factor: u32) -> Percentiles {
    let scale = 1.0 / f64::from(factor);
    Percentiles { p50: found.p50 * scale, p99: found.p99 * scale, max: found.max * scale }
}
