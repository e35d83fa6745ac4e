//! The cue list: STANDBY, GO, BACK, GOTO, and what follows by itself.
//!
//! In: asks, frames of reports. Out: recalls, `cues.toml`. Not here: the list's order and form (`output::book::cues`).
//! Invariant: GO fires at once, whatever its fade; nothing fires before the frame that it follows on at.

use crate::output::book::cues;
use crate::params::Refusal;
use crate::show::book::CueCard;
use crate::show::link::Told;

use super::looks::is_snap;
use super::{Desk, Done, Who, failed};

/// Most cues of a show.
const MOST_CUES: usize = 2000;

/// A cue that fires by itself.
#[derive(Clone, Debug)]
pub(super) struct Follow {
    /// Who fired the one before.
    who: Who,
    /// Number of the one before.
    after: String,
    /// Its recall; the frames count from there.
    label: u32,
    follow_secs: f32,
    /// When; `None` until the frame of the one before is known.
    at_frame: Option<u64>,
}

impl Desk {
    pub(super) fn write_cue(&mut self, cue: CueCard) -> Done {
        let cue = CueCard { number: cue.number.trim().to_owned(), ..cue };
        cues::check(&cue).map_err(failed)?;
        let is_new = self.cue(&cue.number).is_err();
        if is_new && self.book.cues.len() >= MOST_CUES {
            return Err(failed(format!("there are {MOST_CUES} cues, the most: delete one first")));
        }
        let mut all = self.book.cues.clone();
        match &self.folder {
            Some(folder) => all = folder.write_cue(&cue).map_err(|error| failed(error.to_string()))?,
            None => drop(cues::put(&mut all, cue)),
        }
        self.keep_cues(all)
    }

    pub(super) fn delete_cue(&mut self, who: Who, number: &str) -> Done {
        let key = cues::order(&self.cue(number)?.number);
        if !who.is_confirmed {
            return Err(failed(format!("hold for 0.7 s to delete cue {number}")));
        }
        let mut all = self.book.cues.clone();
        match &self.folder {
            Some(folder) => all = folder.delete_cue(number).map_err(|error| failed(error.to_string()))?,
            None => all.retain(|cue| cues::order(&cue.number) != key),
        }
        self.keep_cues(all)
    }

    fn keep_cues(&mut self, all: Vec<CueCard>) -> Done {
        self.book.cues = all;
        let known = |number: &String| self.book.cues.iter().any(|cue| cue.number == *number);
        let (standby, active) = (self.book.standby.take(), self.book.active.take());
        (self.book.standby, self.book.active) = (standby.filter(known), active.filter(known));
        self.book.rev += 1;
        self.rehearse_all();
        Ok(Some(Told::Done))
    }

    /// A cue by its number.
    fn cue(&self, number: &str) -> Result<CueCard, Told> {
        let key = cues::order(number.trim());
        let found = self.book.cues.iter().find(|cue| key.is_some() && cues::order(&cue.number) == key);
        found.cloned().ok_or_else(|| failed(format!("there is no cue {number}; write one first")))
    }

    pub(super) fn stand_by(&mut self, number: Option<&str>) -> Done {
        let standby = number.map(|number| self.cue(number)).transpose()?;
        self.book.standby = standby.map(|cue| cue.number);
        self.book.rev += 1;
        Ok(Some(Told::Done))
    }

    /// The cue in standby; it was armed, so a snap is meant.
    pub(super) fn go(&mut self, who: Who) -> Done {
        let Some(number) = self.book.standby.clone() else {
            return Err(failed("no cue stands by: put one in STANDBY first"));
        };
        let cue = self.cue(&number)?;
        self.fire(who, cue)
    }

    pub(super) fn go_to(&mut self, who: Who, number: &str) -> Done {
        let cue = self.cue(number)?;
        // One that stands by is armed.
        if self.book.standby.as_ref() != Some(&cue.number) && is_snap(who, cue.fade_secs) {
            return Err(Told::Refused(Refusal::Confirm));
        }
        self.fire(who, cue)
    }

    pub(super) fn go_back(&mut self, who: Who) -> Done {
        let Some(active) = &self.book.active else {
            return Err(failed("no cue has fired yet: there is none to go back to"));
        };
        let at = self.book.cues.iter().position(|cue| cue.number == *active).unwrap_or(0);
        let Some(cue) = at.checked_sub(1).and_then(|at| self.book.cues.get(at)).cloned() else {
            return Err(failed(format!("cue {active} is the first: there is none before it")));
        };
        if is_snap(who, cue.fade_secs) {
            return Err(Told::Refused(Refusal::Confirm));
        }
        self.fire(who, cue)
    }

    fn fire(&mut self, who: Who, cue: CueCard) -> Done {
        let label = self.send_preset(who, &cue.preset, cue.fade_secs, title(&cue))?;
        let at = self.book.cues.iter().position(|other| other.number == cue.number);
        let next = at.and_then(|at| self.book.cues.get(at + 1));
        self.book.standby = next.map(|next| next.number.clone());
        let has_next = next.is_some();
        self.follow = cue.follow_secs.filter(|_| has_next).map(|follow_secs| Follow {
            who: Who { ticket: 0, ..who },
            after: cue.number.clone(),
            label,
            follow_secs,
            at_frame: None,
        });
        self.book.active = Some(cue.number);
        self.book.rev += 1;
        Ok(None)
    }

    /// A recall was done at a frame: what follows on it counts from there.
    pub(super) fn has_fired(&mut self, label: u32, frame: u64) {
        let fps = self.show.rate.fps();
        if let Some(follow) = self.follow.as_mut().filter(|follow| follow.label == label && label != 0) {
            follow.at_frame = Some(frame + (f64::from(follow.follow_secs) * fps).round() as u64);
        }
    }

    /// Fires the cue whose frame comes next.
    pub(super) fn follow_on(&mut self) {
        let frame = self.state.report.frame;
        let is_due = |follow: &Follow| follow.at_frame.is_some_and(|at_frame| frame + 1 >= at_frame);
        if !self.follow.as_ref().is_some_and(is_due) {
            return;
        }
        let Some(Follow { who, after, .. }) = self.follow.take() else { return };
        let key = cues::order(&after);
        let next = self.book.cues.iter().find(|cue| cues::order(&cue.number) > key).cloned();
        if let Some(cue) = next {
            let number = cue.number.clone();
            if let Err(Told::Failed(why)) = self.fire(who, cue) {
                tracing::warn!("cue {number} did not follow: {why}");
                self.notes.say(format!("cue {number} did not follow: {why}"));
            }
        }
    }
}

/// `cue 12 Sunset`.
fn title(cue: &CueCard) -> String {
    format!("cue {} {}", cue.number, cue.name).trim_end().to_owned()
}
