//! The Align panel's state: commands and samples in, changes of the running show out.
//!
//! In: [`AlignCommand`]s, the tracker's raw channels frame by frame, what is in force. Out: [`Act`]s, an `AlignView` of the console.
//! Not here: drawing (`console::align`), solving (`calibration`), carrying out acts (`app::window`), files (`save`).
//! Invariant: pure: files are read and written by acts, and nothing is written without a yes.

pub mod save;
mod view;

use std::path::PathBuf;

use glam::{DVec2, DVec3};

use crate::calibration::axis_check::{self, AskedMove, Moved, Proposal, Unclear};
use crate::calibration::sight::doubt::{Doubt, doubts};
use crate::calibration::sight::{self, Boresight, SightError, SightFit, SightSettings, Sighting};
use crate::calibration::targets::{Target, targets};
use crate::console::align::{AlignCommand, AlignStep, NudgeFrame, PictureMark};
use crate::math::Pose;
use crate::show::catalog::camera::nudge_numbers;
use crate::show::save::{SaveError, StageChange};
use crate::show::{Show, Source};
use crate::stage::edit::TrackerEdit;
use crate::tracking::Signs;

/// A step of the nudge: millimetres and degrees.
const NUDGE: f64 = 0.1;
const NUDGE_DEG: f64 = 0.01;
/// Samples that a sighting is the mean of: half a second at 24 frames.
const STEADY_SAMPLES: usize = 12;
/// Movement over them that is too much for a sighting.
const STEADY_M: f64 = 1e-3;
const STEADY_DEG: f64 = 0.05;
/// Longest recording of an asked move, samples: a minute at 60 frames.
const MOST_RECORDED: usize = 3600;
/// Changes that can be taken back.
const MOST_UNDONE: usize = 200;

/// A change of the running show, or work for the saver's thread.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Numbers of the nudge's six parameters.
    Nudge([f64; 6]),
    /// What every tracked pose is moved by, on top of what the receiver does.
    Correct(Pose),
    /// Signs and order of the tracker's channels.
    Signs(Signs),
    /// The pattern `targets` on every canvas, or the picture.
    ShowTargets(bool),
    /// Read the stage file and prepare its change; [`Align::prepared`] takes what comes of it.
    Prepare(Wish),
    /// Write it; [`Align::written`] takes what comes of it.
    Write(StageChange),
}

/// A change of a stage file that is wished for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// The file.
    pub path: String,
    /// Its tracker.
    pub tracker: String,
    /// The change.
    pub edit: TrackerEdit,
}

/// What can be taken back.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Placed {
    correction: Pose,
    nudge: Pose,
}

/// A sighting as it came: solved anew when the axes change.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sighted {
    target: u32,
    channels: [f64; 6],
    picture_tan: DVec2,
}

/// One tracker being lined up.
#[derive(Debug)]
pub struct Align {
    camera: usize,
    tracker: String,
    title: String,
    stage_file: Option<String>,
    step: AlignStep,
    targets: Vec<Target>,
    /// What the receiver applies, from the stage file.
    loaded: Pose,
    loaded_signs: Signs,
    signs: Signs,
    /// Entrance pupil and half the picture's width in tangents, from the lens.
    pupil_m: f64,
    half_width_tan: f64,
    placed: Placed,
    undo: Vec<Placed>,
    redo: Vec<Placed>,
    /// The newest raw channels, oldest first.
    recent: Vec<[f64; 6]>,
    samples_seen: u64,
    recording: Option<(usize, Vec<[f64; 6]>)>,
    moves: [Option<Result<Moved, Unclear>>; 6],
    proposal: Option<Result<Proposal, Unclear>>,
    target: u32,
    mark: PictureMark,
    sighted: Vec<Sighted>,
    solution: Option<Result<SightFit, SightError>>,
    doubts: Vec<Doubt>,
    frame: NudgeFrame,
    pending: Option<StageChange>,
    note: String,
}

/// What is in force when the panel opens.
#[derive(Clone, Copy, Debug)]
pub struct InForce {
    /// What every tracked pose is moved by.
    pub correction: Pose,
    /// The nudge.
    pub nudge: Pose,
}

impl Align {
    /// Opens on a camera of a show; `None` when no tracker carries it.
    pub fn open(show: &Show, camera: usize, in_force: InForce) -> Option<Self> {
        let entry = show.cameras.get(camera)?;
        let Source::Tracker(tracker) = entry.source else { return None };
        let tracker = show.stage.trackers.get(tracker)?;
        let signs = Signs::new(tracker.signs.map(|sign| sign as i8)).and_then(|it| it.ordered(tracker.order));
        let signs = signs.ok()?;
        let pinhole = entry.lens.pinhole();
        Some(Self {
            camera,
            tracker: tracker.name.clone(),
            title: format!("camera {}, tracker `{}`, UDP {}", entry.name, tracker.name, tracker.port),
            stage_file: show.stage_file.clone(),
            step: AlignStep::Source,
            targets: targets(&show.stage),
            loaded: tracker.stage_from_tracker,
            loaded_signs: signs,
            signs,
            pupil_m: entry.lens.entrance_pupil_m,
            half_width_tan: f64::from(pinhole.width) / 2.0 / pinhole.fx,
            placed: Placed { correction: in_force.correction, nudge: in_force.nudge },
            undo: Vec::new(),
            redo: Vec::new(),
            recent: Vec::with_capacity(STEADY_SAMPLES),
            samples_seen: 0,
            recording: None,
            moves: [const { None }; 6],
            proposal: None,
            target: 1,
            mark: PictureMark::Middle,
            sighted: Vec::new(),
            solution: None,
            doubts: Vec::new(),
            frame: NudgeFrame::Stage,
            pending: None,
            note: String::new(),
        })
    }

    /// Keeps the step and the last news of the panel that was open on the files of before; sightings stay when the
    /// tracker is the same.
    pub fn go_on_after(&mut self, before: &Self) {
        self.step = before.step;
        self.note.clone_from(&before.note);
        if before.tracker == self.tracker {
            self.sighted.clone_from(&before.sighted);
            self.frame = before.frame;
            self.solve();
        }
    }

    /// The camera that is lined up.
    pub fn camera(&self) -> usize {
        self.camera
    }

    /// The step that is open.
    pub fn step(&self) -> AlignStep {
        self.step
    }

    /// Takes the newest raw channels of a frame; `count` tells whether they are news.
    pub fn sample(&mut self, count: u64, channels: [f64; 6]) {
        if count == self.samples_seen {
            return;
        }
        self.samples_seen = count;
        if self.recent.len() == STEADY_SAMPLES {
            self.recent.remove(0);
        }
        self.recent.push(channels);
        if let Some((_, samples)) =
            self.recording.as_mut().filter(|(_, samples)| samples.len() < MOST_RECORDED)
        {
            samples.push(channels);
        }
    }

    /// Does what was asked. `camera` is the pose that the wall is drawn for.
    pub fn obey(&mut self, command: &AlignCommand, camera: &Pose) -> Vec<Act> {
        self.note.clear();
        match command {
            AlignCommand::Toggle => vec![Act::ShowTargets(false)],
            AlignCommand::Go(step) => {
                let changes = (self.step == AlignStep::Targets) != (*step == AlignStep::Targets);
                self.step = *step;
                let show = Act::ShowTargets(*step == AlignStep::Targets);
                if changes { vec![show] } else { Vec::new() }
            }
            AlignCommand::Record(index) => {
                self.record(*index);
                Vec::new()
            }
            AlignCommand::TakeAxes => self.take_axes(),
            AlignCommand::Target(by) => {
                let last = self.targets.len().max(1) as i32;
                self.target = (self.target as i32 + by).clamp(1, last) as u32;
                Vec::new()
            }
            AlignCommand::Mark(mark) => {
                self.mark = *mark;
                Vec::new()
            }
            AlignCommand::Sight => {
                self.sight();
                Vec::new()
            }
            AlignCommand::Remove(index) => {
                if *index < self.sighted.len() {
                    self.sighted.remove(*index);
                    self.solve();
                }
                Vec::new()
            }
            AlignCommand::Accept => self.accept(),
            AlignCommand::Nudge(axis, steps) => self.nudge(*axis, *steps, camera),
            AlignCommand::Frame(frame) => {
                self.frame = *frame;
                Vec::new()
            }
            AlignCommand::Undo => self.step_back(),
            AlignCommand::Redo => self.step_again(),
            AlignCommand::Save => self.prepare(),
            AlignCommand::Confirm => self.confirm(),
            AlignCommand::Cancel => {
                self.pending = None;
                Vec::new()
            }
        }
    }

    fn record(&mut self, index: usize) {
        match self.recording.take() {
            Some((recorded, samples)) => {
                self.moves[recorded] = Some(axis_check::read_move(AskedMove::ALL[recorded], &samples));
                let clean: Vec<Moved> =
                    self.moves.iter().filter_map(|it| it.as_ref()?.as_ref().ok().copied()).collect();
                self.proposal = clean.as_array().map(axis_check::propose);
                if recorded != index {
                    self.recording = Some((index, Vec::new()));
                }
            }
            None => self.recording = (index < self.moves.len()).then(|| (index, Vec::new())),
        }
    }

    fn take_axes(&mut self) -> Vec<Act> {
        let Some(Ok(Proposal { order, signs })) = &self.proposal else { return Vec::new() };
        match Signs::new(*signs).and_then(|signs| signs.ordered(*order)) {
            Ok(signs) => {
                self.signs = signs;
                self.solve();
                self.note = "Axes in force; the picture eases over. Save them in step 4.".into();
                vec![Act::Signs(signs)]
            }
            Err(error) => {
                self.note = error.to_string();
                Vec::new()
            }
        }
    }

    fn sight(&mut self) {
        let Some(channels) = self.steady() else { return };
        let x = match self.mark {
            PictureMark::Middle => 0.0,
            PictureMark::Left => -self.half_width_tan,
            PictureMark::Right => self.half_width_tan,
        };
        self.sighted.push(Sighted { target: self.target, channels, picture_tan: DVec2::new(x, 0.0) });
        self.solve();
    }

    /// The mean of the newest samples, while the camera stands still.
    fn steady(&mut self) -> Option<[f64; 6]> {
        if self.recent.len() < STEADY_SAMPLES {
            self.note = "Too few samples yet: wait half a second. Is the tracker sending?".into();
            return None;
        }
        let count = self.recent.len() as f64;
        let first = self.recent[0];
        // Angles are averaged as ways from the first, so that +180 and -180 are one.
        let way = |channel: usize, value: f64| {
            let by = value - first[channel];
            if channel > 2 { by - 360.0 * (by / 360.0).round() } else { by }
        };
        let spread = |channel: usize| {
            let ways = self.recent.iter().map(|sample| way(channel, sample[channel]));
            ways.clone().fold(f64::MIN, f64::max) - ways.fold(f64::MAX, f64::min)
        };
        let spreads: [f64; 6] = std::array::from_fn(spread);
        let moved_m = spreads[..3].iter().fold(0.0, |most: f64, it| most.max(*it));
        let turned_deg = spreads[3..].iter().fold(0.0, |most: f64, it| most.max(*it));
        if moved_m > STEADY_M || turned_deg > STEADY_DEG {
            self.note = format!(
                "The camera moves ({:.1} mm, {turned_deg:.2} degree in half a second): lock it, then take the target.",
                moved_m * 1e3
            );
            return None;
        }
        let mean = |channel: usize| {
            let ways = self.recent.iter().map(|sample| way(channel, sample[channel]));
            first[channel] + ways.sum::<f64>() / count
        };
        Some(std::array::from_fn(mean))
    }

    fn sightings(&self) -> Vec<Sighting> {
        let sighting = |one: &Sighted| {
            let target = self.targets.iter().find(|target| target.number == one.target)?;
            Some(Sighting {
                target: target.number,
                point_m: target.point_m,
                pitch_m: target.pitch_m,
                camera: self.signs.pose_of_channels(one.channels),
                picture_tan: one.picture_tan,
            })
        };
        self.sighted.iter().filter_map(sighting).collect()
    }

    fn solve(&mut self) {
        let sightings = self.sightings();
        if sightings.is_empty() {
            (self.solution, self.doubts) = (None, Vec::new());
            return;
        }
        let settings = SightSettings { pupil_m: self.pupil_m, boresight: Boresight::None };
        let solution = sight::solve(&sightings, &settings);
        self.doubts = match &solution {
            Ok(fit) => doubts(&sightings, fit, &settings, &self.targets),
            Err(_) => Vec::new(),
        };
        self.solution = Some(solution);
    }

    /// Takes a solution that nobody doubts into force; the nudge starts again from nothing.
    fn accept(&mut self) -> Vec<Act> {
        let Some(Ok(fit)) = self.solution.as_ref().filter(|_| self.doubts.is_empty()) else {
            return Vec::new();
        };
        let correction = fit.stage_from_tracker.then(&self.loaded.inverse());
        self.note = format!(
            "In force: rms {:.2} mm, {:.2} wall px. Nudge or save it in step 4.",
            fit.rms_mm, fit.rms_px
        );
        self.change(Placed { correction, nudge: Pose::IDENTITY })
    }

    fn nudge(&mut self, axis: usize, steps: i32, camera: &Pose) -> Vec<Act> {
        let steps = f64::from(steps);
        let mut position = DVec3::ZERO;
        let mut angles = [0.0; 3];
        match axis {
            0..=2 => position[axis] = steps * NUDGE * 1e-3,
            3..=5 => angles[axis - 3] = (steps * NUDGE_DEG).to_radians(),
            _ => return Vec::new(),
        }
        let by = Pose::from_pan_tilt_roll(position, angles[0], angles[1], angles[2]);
        // In its own axes a camera turns about itself; on the stage, about the mark.
        let by = match self.frame {
            NudgeFrame::Stage => by,
            NudgeFrame::Camera => camera.then(&by).then(&camera.inverse()),
        };
        self.change(Placed { nudge: by.then(&self.placed.nudge), ..self.placed })
    }

    fn change(&mut self, placed: Placed) -> Vec<Act> {
        if self.undo.len() == MOST_UNDONE {
            self.undo.remove(0);
        }
        self.undo.push(self.placed);
        self.redo.clear();
        self.put(placed)
    }

    fn put(&mut self, placed: Placed) -> Vec<Act> {
        self.placed = placed;
        self.pending = None;
        vec![Act::Correct(placed.correction), Act::Nudge(nudge_numbers(&placed.nudge))]
    }

    fn step_back(&mut self) -> Vec<Act> {
        let Some(before) = self.undo.pop() else { return Vec::new() };
        self.redo.push(self.placed);
        self.put(before)
    }

    fn step_again(&mut self) -> Vec<Act> {
        let Some(after) = self.redo.pop() else { return Vec::new() };
        self.undo.push(self.placed);
        self.put(after)
    }

    /// Tracker space to stage space, as in force.
    pub fn stage_from_tracker(&self) -> Pose {
        self.placed.nudge.then(&self.placed.correction).then(&self.loaded)
    }

    fn prepare(&mut self) -> Vec<Act> {
        let Some(path) = self.stage_file.clone() else {
            self.note =
                "This stage is inside the program: run a show with a stage file of your own to save it"
                    .into();
            return Vec::new();
        };
        let (signs, order) = self.signs.parts();
        let is_rewired = self.signs != self.loaded_signs;
        let edit = TrackerEdit {
            stage_from_tracker: Some(self.stage_from_tracker()),
            signs: is_rewired.then(|| signs.map(f64::from)),
            order: is_rewired.then_some(order),
        };
        vec![Act::Prepare(Wish { path, tracker: self.tracker.clone(), edit })]
    }

    /// The stage file's change stands ready, or why not: the panel asks.
    pub fn prepared(&mut self, change: Result<StageChange, SaveError>) {
        match change {
            Ok(change) if change.lines().is_empty() => {
                self.note = format!("{} says so already", change.path().display());
            }
            Ok(change) => self.pending = Some(change),
            Err(error) => self.note = error.to_string(),
        }
    }

    fn confirm(&mut self) -> Vec<Act> {
        let change = self.pending.take();
        change.map(Act::Write).into_iter().collect()
    }

    /// The file is written, or why not. What was a nudge is then part of the tracker's place, and nothing on the wall
    /// moves.
    pub fn written(&mut self, path: Result<PathBuf, SaveError>) -> Vec<Act> {
        match path {
            Ok(path) => self.note = format!("Written to {}", path.display()),
            Err(error) => {
                self.note = error.to_string();
                return Vec::new();
            }
        }
        self.undo.clear();
        self.redo.clear();
        let correction = self.placed.nudge.then(&self.placed.correction);
        self.put(Placed { correction, nudge: Pose::IDENTITY })
    }
}

#[cfg(test)]
mod tests;
