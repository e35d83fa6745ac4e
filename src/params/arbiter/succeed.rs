//! One arbiter after another: the show was reloaded, people go on.
//!
//! In: the arbiter of before, the places that both registries have. Out: bounds, fades, undo and the moment in their new places.
//! Not here: values (`Registry::carry_over`), when a reload happens (`app::reload`).
//! Invariant: what the new show has no place for is forgotten; numbers keep to the new ranges.

use super::{Arbiter, Rule};
use crate::params::ParameterId;
use crate::params::fade::Fade;

/// Whether frames count on at the same rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Fades in flight and the moment to go back to stay what they were.
    Same,
    /// Their frames mean other times: fades end, the moment is forgotten.
    Another,
}

impl Arbiter {
    /// Goes on after another one, whose shared places are `(theirs, ours)`. Allocates: not for every frame.
    pub fn succeed(&mut self, before: &Self, shared: &[(ParameterId, ParameterId)], pace: Pace) {
        let ours = |id: ParameterId| shared.iter().find(|(theirs, _)| *theirs == id).map(|(_, ours)| *ours);
        self.history = before.history.carried(ours);
        (self.frame, self.lost_events) = (before.frame, before.lost_events);
        self.bounds_rev = before.bounds_rev + 1;
        for (theirs, ours) in shared {
            let (was, rule) = (&before.rules[theirs.index()], &mut self.rules[ours.index()]);
            if was.bounds != was.kind.range() {
                let [least, most] = rule.kind.range();
                rule.bounds = was.bounds.map(|bound| bound.clamp(least, most));
            }
            self.touches[ours.index()] = before.touches[theirs.index()];
            if let Some(fade) = before.fades[theirs.index()] {
                let is_alike = was.kind.range() == rule.kind.range() && was.law == rule.law;
                self.go_on(*ours, fade, if is_alike { pace } else { Pace::Another });
            }
        }
        self.was_rolling = before.was_rolling;
        if pace == Pace::Same {
            let fits = |(theirs, ours): &&(ParameterId, ParameterId)| {
                is_inside(&self.rules[ours.index()], before.moment.values().number(*theirs))
            };
            let kept: Vec<_> = shared.iter().filter(fits).copied().collect();
            self.moment = before.moment.carried(&self.values, kept.into_iter());
        }
    }

    fn go_on(&mut self, id: ParameterId, fade: Fade, pace: Pace) {
        let rule = &self.rules[id.index()];
        match pace {
            Pace::Same => {
                self.fades[id.index()] = Some(fade);
                self.fading.push(id);
            }
            Pace::Another if is_inside(rule, fade.target()) => self.values.put(id, fade.target()),
            Pace::Another => {}
        }
    }
}

fn is_inside(rule: &Rule, number: f64) -> bool {
    let [min, max] = rule.kind.range();
    (min..=max).contains(&number)
}
