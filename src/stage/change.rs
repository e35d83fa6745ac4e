//! A difference between two stages or shows, as a sentence of the field.
//!
//! In: what differs. Out: a [`Change`]: "wall B moved 12 mm, white 1000 -> 800 nits".
//! Not here: finding differences (`stage::diff`, `show::diff`).
//! Invariant: one change a subject; what it did stands before what became of its values.

use std::fmt;

/// What a change does to the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Only names; every pixel stays.
    Names,
    /// Where poses come from; pixels follow them.
    Tracking,
    /// The picture on a wall.
    Picture,
}

impl Effect {
    /// The word in `stage diff --json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Tracking => "tracking",
            Self::Picture => "picture",
        }
    }
}

/// All that changed about one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The most that it does.
    pub effect: Effect,
    /// What changed: `wall B`, `canvas main`, `camera A`.
    pub subject: String,
    /// What it did: `moved 12 mm`, `added`.
    pub acts: Vec<String>,
    /// What became of its values: `white 1000 -> 800 nits`.
    pub values: Vec<String>,
}

impl Change {
    /// A subject about which nothing is known to have changed.
    pub fn of(subject: impl Into<String>) -> Self {
        Self { effect: Effect::Names, subject: subject.into(), acts: Vec::new(), values: Vec::new() }
    }

    /// It did something.
    pub fn did(&mut self, effect: Effect, act: impl Into<String>) {
        self.effect = self.effect.max(effect);
        self.acts.push(act.into());
    }

    /// A value of it changed, when the two texts differ.
    pub fn became(
        &mut self,
        effect: Effect,
        what: &str,
        before: impl fmt::Display,
        after: impl fmt::Display,
    ) {
        self.became_with(effect, what, (before, after), "");
    }

    /// A value with a unit changed, when the two texts differ.
    pub fn became_with(
        &mut self,
        effect: Effect,
        what: &str,
        (before, after): (impl fmt::Display, impl fmt::Display),
        unit: &str,
    ) {
        let (before, after) = (before.to_string(), after.to_string());
        if before == after {
            return;
        }
        self.effect = self.effect.max(effect);
        let space = if unit.is_empty() { "" } else { " " };
        self.values.push(format!("{what} {before} -> {after}{space}{unit}"));
    }

    /// The change, unless there is none.
    pub fn found(self) -> Option<Self> {
        (!self.acts.is_empty() || !self.values.is_empty()).then_some(self)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.acts.is_empty() { ":" } else { "" };
        let clauses: Vec<&str> = self.acts.iter().chain(&self.values).map(String::as_str).collect();
        write!(f, "{}{mark} {}", self.subject, clauses.join(", "))
    }
}

/// A number with at most this many decimals, without zeros at the end.
pub fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A length as one says it: `0.4 mm`, `12 mm`, `1.25 m`.
pub fn length(metres: f64) -> String {
    if metres < 1.0 {
        format!("{} mm", trimmed(metres * 1e3, 2))
    } else {
        format!("{} m", trimmed(metres, 3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_read_as_verbs_and_values_after_a_colon() {
        let mut wall = Change::of("wall B");
        wall.became_with(Effect::Picture, "white", (1000.0, 800.0), "nits");
        assert_eq!(wall.to_string(), "wall B: white 1000 -> 800 nits");
        wall.did(Effect::Picture, format!("moved {}", length(0.012)));
        assert_eq!(wall.to_string(), "wall B moved 12 mm, white 1000 -> 800 nits");
        assert_eq!(wall.effect, Effect::Picture);
        let mut same = Change::of("wall B");
        same.became(Effect::Picture, "white", 800.0, 800.0);
        assert_eq!(same.found(), None);
    }

    #[test]
    fn numbers_are_as_short_as_they_are_exact() {
        let texts =
            [trimmed(12.0, 2), trimmed(12.50, 2), trimmed(0.004, 2), trimmed(-0.001, 2), trimmed(100.0, 0)];
        assert_eq!(texts, ["12", "12.5", "0", "0", "100"]);
        assert_eq!(
            (length(0.0004), length(0.9994), length(1.25)),
            ("0.4 mm".into(), "999.4 mm".into(), "1.25 m".into())
        );
    }
}
