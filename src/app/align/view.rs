//! What the Align panel shows of its state, in words.
//!
//! In: an [`Align`]. Out: an [`AlignView`]. Not here: changing anything (`app::align`).
//! Invariant: numbers carry their unit.

use super::Align;
use crate::calibration::axis_check::{AskedMove, CHANNELS};
use crate::calibration::sight::SightFit;
use crate::console::align::{AlignView, MoveLine, PictureMark};
use crate::show::catalog::camera::nudge_numbers;

impl Align {
    /// What the panel shows now.
    pub fn view(&self) -> AlignView {
        let (axes, can_take_axes) = self.axes_in_words();
        AlignView {
            step: self.step,
            source: self.title.clone(),
            channels: self.channels_in_words(),
            moves: (0..AskedMove::ALL.len()).map(|index| self.move_line(index)).collect(),
            axes,
            can_take_axes,
            target: (self.target, self.targets.len() as u32),
            mark: self.mark,
            sightings: self.sightings_in_words(),
            result: self.result_in_words(),
            doubts: self.doubts.iter().map(ToString::to_string).collect(),
            can_accept: matches!(self.solution, Some(Ok(_))) && self.doubts.is_empty(),
            nudge: nudge_numbers(&self.placed.nudge),
            frame: self.frame,
            can_undo: !self.undo.is_empty(),
            can_redo: !self.redo.is_empty(),
            pending: self.pending.as_ref().map(|change| {
                std::iter::once(change.path().display().to_string()).chain(change.lines()).collect()
            }),
            note: self.note.clone(),
        }
    }

    fn channels_in_words(&self) -> Vec<String> {
        let Some(newest) = self.recent.last() else {
            return vec!["no packets yet".to_owned()];
        };
        let line = |(index, value): (usize, &f64)| {
            let unit = if index < 3 { "m" } else { "deg" };
            format!("{:>4} {value:+11.4} {unit}", CHANNELS[index])
        };
        newest.iter().enumerate().map(line).collect()
    }

    fn move_line(&self, index: usize) -> MoveLine {
        let asked = AskedMove::ALL[index];
        let recording = self.recording.as_ref().filter(|(recorded, _)| *recorded == index);
        let (result, is_done) = match (&self.moves[index], recording) {
            (_, Some((_, samples))) => (format!("recording, {} samples", samples.len()), false),
            (Some(Ok(moved)), None) => {
                let range = if asked_turn(index) { 3..6 } else { 0..3 };
                let parts = range.filter(|channel| moved.by[*channel].abs() > 0.02);
                let unit = if asked_turn(index) { "deg" } else { "m" };
                let said: Vec<String> = parts
                    .map(|channel| format!("{} {:+.2} {unit}", CHANNELS[channel], moved.by[channel]))
                    .collect();
                (said.join(", "), true)
            }
            (Some(Err(why)), None) => (why.to_string(), false),
            (None, None) => (String::new(), false),
        };
        MoveLine { prompt: asked.prompt(), result, is_done, is_recording: recording.is_some() }
    }

    fn axes_in_words(&self) -> (Vec<String>, bool) {
        match &self.proposal {
            Some(Ok(proposal)) => (proposal.words(), true),
            Some(Err(why)) => (vec![why.to_string()], false),
            None => (Vec::new(), false),
        }
    }

    fn sightings_in_words(&self) -> Vec<String> {
        let fit = self.solution.as_ref().and_then(|solution| solution.as_ref().ok());
        let line = |(index, one): (usize, &super::Sighted)| {
            let mark = match one.picture_tan.x {
                x if x < 0.0 => PictureMark::Left,
                x if x > 0.0 => PictureMark::Right,
                _ => PictureMark::Middle,
            };
            let place = match mark {
                PictureMark::Left => "left",
                PictureMark::Middle => "cross",
                PictureMark::Right => "right",
            };
            let residual = fit.map_or_else(String::new, |fit| {
                format!("{:7.2} mm {:6.2} px", fit.residuals_mm[index], fit.residuals_px[index])
            });
            format!("{:2}  target {:2} {place:5} {residual}", index + 1, one.target)
        };
        self.sighted.iter().enumerate().map(line).collect()
    }

    fn result_in_words(&self) -> Vec<String> {
        match &self.solution {
            Some(Ok(fit)) => fit_in_words(fit),
            Some(Err(why)) => vec![why.to_string()],
            None => Vec::new(),
        }
    }
}

fn asked_turn(index: usize) -> bool {
    index < 3
}

fn fit_in_words(fit: &SightFit) -> Vec<String> {
    let mut lines = vec![
        format!("rms {:.2} mm, {:.2} wall px", fit.rms_mm, fit.rms_px),
        format!("one standard error: {:.2} mm at the mark, {:.4} degree", fit.mark_mm, fit.rotation_deg),
    ];
    lines.push(match (fit.pupil_untold, fit.pupil_error_mm) {
        (None, Some(error_mm)) => format!(
            "entrance pupil {:.4} m (one standard error {error_mm:.1} mm): write entrance_pupil_m into the show's camera",
            fit.pupil_m
        ),
        (untold, _) => untold.map_or_else(String::new, |cause| cause.to_string()),
    });
    lines
}
