//! Cues are rehearsed before anybody presses GO: how often each would flash the walls.
//!
//! In: cues, looks, where everything is going. Out: warnings on the book's cues. Not here: what a flash is and the guard that holds
//! them back live (`safety::flash_guard`), the show that plays by itself (`show::rehearsal`).
//! Invariant: a cue in standby is tried from the look as it is going to be, each other one from the look of the cue before it; some
//! frames a step, so nobody waits for it; a warning never stops GO.

use std::sync::Arc;

use crate::params::Values;
use crate::safety::WallLight;
use crate::safety::flash_guard::most_flashes;
use crate::safety::governor::MOST_FLASHES;
use crate::show::Show;
use crate::show::book::{CueCard, CueWarning};
use crate::show::rehearsal::{Recall, Rehearsal};

use super::Desk;

/// Frames that are rehearsed in one step of the clerk.
const FRAMES_A_STEP: usize = 8;
/// What is watched after the last fade is over, seconds: a second decides, but lightning takes its time.
const AFTER_SECS: f64 = 1.0;
const AFTER_STORM_SECS: f64 = 5.0;
/// And at most of fades without an end in sight.
const MOST_SECS: f64 = 60.0;
/// Most cues of one run: each look is read when it begins, and those that come later are tried by themselves.
const MOST_CUES: usize = 64;

/// What is rehearsed.
#[derive(Default)]
pub(super) struct Flashes {
    run: Option<Run>,
    /// Cues that wait for their turn.
    waiting: Vec<String>,
    /// Standby, and where everything was going, when the cue in standby was tried last.
    tried: Option<(String, Values)>,
}

/// A cue and what follows it by itself.
struct Run {
    number: String,
    rehearsal: Rehearsal,
    /// Frames at which looks are recalled, earliest first.
    recalls: Vec<(u64, Recall)>,
    /// When the last fade is over.
    end_secs: f64,
    lights: Vec<WallLight>,
    /// Flashes a second that a rate of lightning asks for; the guard thins them before they are light.
    lightning: f64,
}

impl Desk {
    /// Cues, looks or the show changed: all are tried anew.
    pub(super) fn rehearse_all(&mut self) {
        self.flashes = Flashes::default();
        self.book.warnings.retain(|warning| self.book.cues.iter().any(|cue| cue.number == warning.number));
        self.flashes.waiting = self.book.cues.iter().rev().map(|cue| cue.number.clone()).collect();
        self.book.to_rehearse = self.flashes.waiting.len();
    }

    /// Goes on rehearsing. True when the book changed.
    pub(super) fn rehearse(&mut self) -> bool {
        if self.flashes.run.is_none() {
            let next = self.next_to_try();
            self.flashes.run = next.and_then(|cue| self.begin_run(&cue));
        }
        if let Some(run) = self.flashes.run.as_mut().filter(|run| !run.is_over(&self.show)) {
            run.go_on(&self.show, FRAMES_A_STEP);
        } else if let Some(run) = self.flashes.run.take() {
            let is_guarded = self.show.ids.safety.is_guarded(&self.state.report.values);
            let most = run.most_flashes(&self.show);
            let number = run.number;
            let words = |number: &str| sentence(number, most, is_guarded);
            let warning = (most > MOST_FLASHES).then(|| CueWarning {
                flashes: most,
                words: words(&number),
                number: number.clone(),
            });
            self.warn(&number, warning);
        }
        let to_rehearse = self.flashes.waiting.len() + usize::from(self.flashes.run.is_some());
        self.book.rev += u64::from(self.book.to_rehearse != to_rehearse);
        self.book.to_rehearse = to_rehearse;
        self.book.rev != self.state.book.rev
    }

    /// The cue in standby first, whenever something moved since it was tried; then the others in their order.
    fn next_to_try(&mut self) -> Option<CueCard> {
        let report = &self.state.report;
        if let Some(number) = &self.book.standby
            && report.values == report.goals
        {
            let tried = (number.clone(), report.goals.clone());
            if self.flashes.tried.as_ref() != Some(&tried) {
                self.flashes.waiting.retain(|other| other != number);
                self.flashes.tried = Some(tried);
                return self.book.cues.iter().find(|cue| cue.number == *number).cloned();
            }
        }
        let number = self.flashes.waiting.pop()?;
        self.book.cues.iter().find(|cue| cue.number == number).cloned()
    }

    fn begin_run(&self, cue: &CueCard) -> Option<Run> {
        let at = self.book.cues.iter().position(|other| other.number == cue.number)?;
        let mut from = self.now();
        if self.book.standby.as_ref() != Some(&cue.number)
            && let Some(before) =
                at.checked_sub(1).and_then(|at| self.preset_values(&self.book.cues[at].preset))
        {
            before.values().iter().for_each(|(id, number)| from.put(*id, *number));
        }
        // The frame before the cue's shows the look that it comes from.
        let (mut secs, mut recalls) = (0.0, Vec::new());
        for cue in self.book.cues[at..].iter().take(MOST_CUES) {
            let stored = Arc::new(self.preset_values(&cue.preset).unwrap_or_default());
            let frame = 1 + (secs / self.show.rate.period_secs()).round() as u64;
            recalls.push((frame, Recall { stored, fade_secs: cue.fade_secs }));
            let fade_secs = f64::from(cue.fade_secs);
            match cue.follow_secs.filter(|_| secs < MOST_SECS) {
                Some(follow_secs) => secs += f64::from(follow_secs),
                None => {
                    secs += fade_secs;
                    break;
                }
            }
        }
        let rehearsal = Rehearsal::new(&self.show, &from);
        let lights = vec![self.show.outer_light(rehearsal.inputs())];
        let end_secs = secs.min(MOST_SECS);
        Some(Run { number: cue.number.clone(), rehearsal, recalls, end_secs, lights, lightning: 0.0 })
    }

    /// Puts a cue's warning on its card or takes it off.
    fn warn(&mut self, number: &str, warning: Option<CueWarning>) {
        if self.book.warning(number) == warning.as_ref() {
            return;
        }
        self.book.warnings.retain(|before| before.number != number);
        if let Some(warning) = warning {
            tracing::warn!("{}", warning.words);
            self.book.warnings.push(warning);
        }
        self.book.rev += 1;
    }
}

impl Run {
    fn frame(&self) -> u64 {
        self.rehearsal.inputs().frame
    }

    fn is_over(&self, show: &Show) -> bool {
        let after_secs = if self.lightning > 0.0 { AFTER_STORM_SECS } else { AFTER_SECS };
        show.rate.time_secs(self.frame()) >= self.end_secs + after_secs
    }

    fn go_on(&mut self, show: &Show, frames: usize) {
        for _ in 0..frames {
            let frame = self.frame() + 1;
            // Of several at one frame the last one counts, as live.
            let recall = self.recalls.iter().rev().find(|(at, _)| *at == frame);
            let inputs = self.rehearsal.step(show, recall.map(|(_, recall)| recall));
            self.lights.push(show.outer_light(inputs));
            let weather = inputs.trail.as_ref().map(|trail| trail.asked.weather.lightning_per_min);
            self.lightning = self.lightning.max(weather.unwrap_or(0.0) / 60.0);
        }
    }

    fn most_flashes(&self, show: &Show) -> u32 {
        let seen = most_flashes(&self.lights, show.white_nits(), show.rate.fps());
        (seen as u32).max(self.lightning.ceil() as u32)
    }
}

/// For the cue's card.
fn sentence(number: &str, most: u32, is_guarded: bool) -> String {
    let then = if is_guarded {
        "the flash guard will hold the walls back"
    } else {
        "the flash guard is off, nothing will hold them back"
    };
    format!(
        "Cue {number} would flash the walls {most} times in a second, {MOST_FLASHES} are allowed: {then}. Give the looks or the \
         lightning more time, or announce a strobe"
    )
}
