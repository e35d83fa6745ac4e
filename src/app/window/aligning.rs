//! The Align panel in the window: opens it, feeds it, carries out what it asks for.
//!
//! In: commands and keys, the tracker's newest sample each frame. Out: changes of the running show; the panel's view.
//! Not here: what the panel knows (`app::align`), its face (`console::align`).
//! Invariant: a change goes into force between two frames; closing the panel puts the patterns back.

use winit::keyboard::KeyCode;

use super::playing::{CAMERA, Playing};
use crate::app::align::save::{Job, Saved, Saver};
use crate::app::align::{Act, Align, InForce};
use crate::calibration::Pattern;
use crate::console::align::{AlignCommand, AlignStep, AlignView};
use crate::math::Pose;
use crate::params::{Author, Values};

/// The panel and what belongs to it.
#[derive(Debug, Default)]
pub(super) struct Aligning {
    open: Option<Align>,
    saver: Saver,
    view: Option<AlignView>,
    /// Patterns of the canvases before the targets were shown.
    patterns: Option<Vec<f64>>,
}

impl Aligning {
    /// What the panel shows; `None` while it is closed.
    pub(super) fn view(&self) -> Option<&AlignView> {
        self.view.as_ref()
    }
}

/// Keys of minus and plus on x, y, z, pan, tilt, roll in the nudge step; named in `console::align::NUDGE_KEYS`.
const NUDGE_KEYS: [[KeyCode; 2]; 6] = [
    [KeyCode::KeyJ, KeyCode::KeyL],
    [KeyCode::KeyM, KeyCode::KeyU],
    [KeyCode::KeyI, KeyCode::KeyK],
    [KeyCode::KeyH, KeyCode::KeyF],
    [KeyCode::KeyG, KeyCode::KeyT],
    [KeyCode::KeyV, KeyCode::KeyB],
];

impl Playing {
    /// Takes a key that the panel wants; false when it is not for it.
    pub(super) fn align_key(&mut self, key: KeyCode) -> bool {
        if key == KeyCode::F7 {
            self.align(&AlignCommand::Toggle);
            return true;
        }
        let Some(step) = self.aligning.open.as_ref().map(Align::step) else { return false };
        let command = match (step, key) {
            (AlignStep::Targets, KeyCode::Enter | KeyCode::NumpadEnter) => AlignCommand::Sight,
            (AlignStep::Targets, KeyCode::PageUp) => AlignCommand::Target(-1),
            (AlignStep::Targets, KeyCode::PageDown) => AlignCommand::Target(1),
            (AlignStep::Nudge, key) => {
                let axis = NUDGE_KEYS.iter().position(|keys| keys.contains(&key));
                let Some(axis) = axis else { return false };
                AlignCommand::Nudge(axis, if key == NUDGE_KEYS[axis][0] { -1 } else { 1 })
            }
            _ => return false,
        };
        self.align(&command);
        true
    }

    /// Does what the panel asked for.
    pub(super) fn align(&mut self, command: &AlignCommand) {
        if *command == AlignCommand::Toggle && self.aligning.open.is_none() {
            self.open_align();
            return;
        }
        let drawn = self.drawn_pose();
        let Some(open) = &mut self.aligning.open else { return };
        let acts = open.obey(command, &drawn);
        self.carry_out(acts);
        if *command == AlignCommand::Toggle {
            (self.aligning.open, self.aligning.view) = (None, None);
        }
    }

    fn open_align(&mut self) {
        let Some(ids) = self.ready.show.ids.cameras.get(CAMERA) else { return };
        let nudge = ids.nudge(self.live.values());
        let in_force = InForce { correction: self.live.correction(CAMERA), nudge };
        // On the real wall: targets of a preview's coarser one would stand elsewhere.
        self.aligning.open = Align::open(&self.ready.whole, CAMERA, in_force);
        if self.aligning.open.is_none() {
            tracing::warn!("no tracker carries this camera: there is nothing to line up");
        }
    }

    /// Goes on after the show's files were loaded anew: the tracker may hang elsewhere.
    pub(super) fn reopen_align(&mut self) {
        let Some(before) = self.aligning.open.take() else { return };
        self.open_align();
        if let Some(open) = &mut self.aligning.open {
            open.go_on_after(&before);
        } else {
            self.show_targets(false);
            self.aligning.view = None;
        }
    }

    /// The pose that the wall is drawn for.
    fn drawn_pose(&mut self) -> Pose {
        let nudge = self.ready.show.ids.cameras.get(CAMERA).map(|ids| ids.nudge(self.live.values()));
        let sensor = self.live.pose(CAMERA).unwrap_or(Pose::IDENTITY);
        nudge.unwrap_or(Pose::IDENTITY).then(&sensor)
    }

    /// Feeds the panel with what this frame brought.
    pub(super) fn follow_align(&mut self) {
        match self.aligning.saver.news() {
            Some(Saved::Prepared(change)) => {
                if let Some(open) = &mut self.aligning.open {
                    open.prepared(change);
                }
            }
            Some(Saved::Written(path)) => {
                let acts = self.aligning.open.as_mut().map(|open| open.written(path)).unwrap_or_default();
                self.carry_out(acts);
            }
            None => {}
        }
        let Some(open) = &mut self.aligning.open else { return };
        let count = self.live.status().get(open.camera()).map_or(0, |status| status.samples_taken);
        if let Some(sample) = self.live.newest(open.camera()) {
            open.sample(count, sample.raw.raw_channels());
        }
        self.aligning.view = Some(open.view());
    }

    fn carry_out(&mut self, acts: Vec<Act>) {
        for act in acts {
            match act {
                Act::Nudge(numbers) => {
                    let Some(ids) = self.ready.show.ids.cameras.get(CAMERA) else { continue };
                    for (id, number) in ids.nudge.into_iter().zip(numbers) {
                        self.live.edit(Author::WINDOW, |values| values.put(id, number));
                    }
                }
                Act::Correct(correction) => self.live.correct(CAMERA, correction),
                Act::Signs(signs) => self.live.set_signs(CAMERA, signs),
                Act::ShowTargets(is_shown) => self.show_targets(is_shown),
                Act::Prepare(wish) => {
                    self.aligning.saver.begin(Job::Prepare(wish));
                }
                Act::Write(change) => {
                    self.aligning.saver.begin(Job::Write(change));
                }
            }
        }
    }

    fn show_targets(&mut self, is_shown: bool) {
        let ids = &self.ready.show.ids.patterns.canvases;
        if is_shown {
            let targets = Pattern::ALL.iter().position(|pattern| *pattern == Pattern::Targets).unwrap_or(0);
            let before = ids.iter().map(|id| self.live.values().number(*id)).collect();
            self.aligning.patterns.get_or_insert(before);
            let show = |values: &mut Values| ids.iter().for_each(|id| values.put(*id, targets as f64));
            self.live.edit(Author::WINDOW, show);
        } else if let Some(before) = self.aligning.patterns.take() {
            let put_back =
                |values: &mut Values| ids.iter().zip(before).for_each(|(id, number)| values.put(*id, number));
            self.live.edit(Author::WINDOW, put_back);
        }
    }
}
