//! Sentences of faults and notes, worst first.
//!
//! In: the newest report, what the book's files said. Out: sentences for every page. Not here: their making (`show::notes`,
//! `tracking::fault`).
//! Invariant: made anew only when something changed; bounded.

use std::sync::Arc;

use crate::show::FrameNotes;
use crate::show::link::{Announced, State};

/// Most sentences that the clerk itself adds.
const SAID: usize = 8;

/// What there is to say.
#[derive(Default)]
pub(super) struct Notes {
    /// What the book's files said.
    book: Vec<String>,
    /// What went wrong since.
    said: Vec<String>,
    is_new: bool,
    frame: FrameNotes,
    faults: Vec<String>,
    lost_events: u64,
    strobe: Option<Announced>,
    /// What there is to warn of before GO.
    standby: Option<String>,
}

impl Notes {
    /// What the book's files said, in place of before.
    pub(super) fn set_book(&mut self, faults: Vec<String>) {
        (self.book, self.is_new) = (faults, true);
    }

    /// Something went wrong.
    pub(super) fn say(&mut self, words: String) {
        self.said.retain(|other| *other != words);
        self.said.push(words);
        let excess = self.said.len().saturating_sub(SAID);
        self.said.drain(..excess);
        self.is_new = true;
    }

    /// The sentences, if they changed since they were asked for last.
    pub(super) fn news(&mut self, state: &State) -> Option<Arc<[String]>> {
        let report = &state.report;
        let faults = || {
            report.tracking.iter().map(|tracking| tracking.fault.as_str()).filter(|fault| !fault.is_empty())
        };
        let book = &state.book;
        let warning = book.standby.as_deref().and_then(|number| book.warning(number));
        let warning = warning.map(|warning| warning.words.as_str());
        let is_same = !std::mem::take(&mut self.is_new)
            && self.frame == report.notes
            && self.strobe == state.strobe
            && self.standby.as_deref() == warning
            && self.lost_events == report.lost_events
            && faults().eq(self.faults.iter().map(String::as_str));
        if is_same {
            return None;
        }
        (self.frame, self.lost_events) = (report.notes, report.lost_events);
        self.strobe.clone_from(&state.strobe);
        self.standby = warning.map(str::to_owned);
        self.faults = faults().map(str::to_owned).collect();
        let cameras: Vec<&str> = state.cameras.iter().map(String::as_str).collect();
        let lost = (self.lost_events > 0).then(|| {
            format!(
                "{} changes came faster than the undo list could be written: it has gaps, the values are right",
                self.lost_events
            )
        });
        let strobe = self.strobe.as_ref().map(Announced::sentence);
        let standby = self.standby.clone();
        let all = self
            .faults
            .iter()
            .cloned()
            .chain(strobe)
            .chain(standby)
            .chain(report.notes.sentences(&cameras))
            .chain(lost);
        Some(all.chain(self.said.iter().cloned()).chain(self.book.iter().cloned()).collect())
    }
}
