//! "Strobe announced", and what the limits on light did, for the log.
//!
//! In: asks of operators, reports of frames. Out: `safety/strobe_minutes` in their name, who announced what and why, log lines.
//! Not here: the limits (`safety`), when an announcement ends (`safety::strobe`), other sentences (`show::notes`).
//! Invariant: no announcement without a name and a reason; whoever may steer the show may revoke one.

use crate::params::{Action, Refusal, Role};
use crate::safety::strobe::MOST_MINUTES;
use crate::show::catalog::safety::STROBE_MINUTES;
use crate::show::link::Announced;

use super::{Desk, Done, Who, failed};

/// Longest reason, characters.
const MOST_REASON: usize = 200;

impl Desk {
    pub(super) fn announce_strobe(&mut self, who: Who, reason: &str, minutes: f32) -> Done {
        let reason = reason.trim();
        let is_good =
            (3..=MOST_REASON).contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
        if !is_good {
            return Err(failed(format!("say why, in 3 to {MOST_REASON} letters: everybody will read it")));
        }
        if !(minutes > 0.0 && f64::from(minutes) <= MOST_MINUTES) {
            return Err(failed(format!("a strobe is announced for up to {MOST_MINUTES} minutes")));
        }
        if self.state.report.notes.strobe_secs > 0 {
            return Err(failed("a strobe is announced already: revoke it first"));
        }
        if !who.is_confirmed {
            return Err(super::Told::Refused(Refusal::Confirm));
        }
        let name = self.state.people.iter().find(|person| person.id == who.by);
        let by = name.map_or_else(|| format!("person {}", who.by.0), |person| person.name.clone());
        tracing::warn!("STROBE ANNOUNCED by {by} for {minutes} min: {reason}");
        self.state.strobe = Some(Announced { by, reason: reason.to_owned(), minutes, has_begun: false });
        self.set_strobe(who, f64::from(minutes))
    }

    pub(super) fn revoke_strobe(&mut self, who: Who) -> Done {
        if self.state.report.notes.strobe_secs == 0 {
            return Err(failed("no strobe is announced"));
        }
        tracing::warn!("the announced strobe is revoked");
        self.set_strobe(Who { is_confirmed: true, ..who }, 0.0)
    }

    /// The registry lets engineers alone set it without a reason; here there is one.
    fn set_strobe(&self, who: Who, number: f64) -> Done {
        let Some(id) = self.state.registry.id(STROBE_MINUTES) else {
            return Err(failed("this show has no safety/strobe_minutes"));
        };
        let set = Action::Set { id, number, fade_secs: 0.0, gesture: 0 };
        self.wish(Who { role: Role::Engineer, ..who }, set)
    }

    /// Follows what the frames told: an announcement that is over, and limits that set in.
    pub(super) fn follow_safety(&mut self) {
        let notes = &self.state.report.notes;
        let holds = notes.safety.is_flash || notes.safety.is_slew || notes.safety.let_through > 0;
        if holds && !std::mem::replace(&mut self.is_limited, holds) {
            for sentence in notes.safety_sentences() {
                tracing::warn!("frame {}: {sentence}", self.state.report.frame);
            }
        }
        self.is_limited = holds;
        let is_on = notes.strobe_secs > 0;
        if let Some(strobe) = &mut self.state.strobe {
            if strobe.has_begun && !is_on {
                tracing::warn!("the strobe that {} announced is over", strobe.by);
                self.state.strobe = None;
            } else {
                strobe.has_begun |= is_on;
            }
        }
    }
}
