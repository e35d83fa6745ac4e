//! One settable value: what it is, how it fades, who may change it.
//!
//! In: a room's declaration, one line. Out: a [`Parameter`]. Not here: its value now (`values`), its place (`registry`).
//! Invariant: `Kind::text` and `Kind::parse` are each other's inverse, to the bit.

use std::fmt;

use super::{Law, Role, date};

/// One settable value.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Path, as in `grade/trim_ev`.
    pub path: String,
    /// Type, range and default.
    pub kind: Kind,
    /// Unit for display, empty when it has none.
    pub unit: &'static str,
    /// What it does, one line.
    pub about: &'static str,
    /// What one press of a plus button moves it by, in its unit.
    pub step: f64,
    /// How it goes from one value to another.
    pub law: Law,
    /// What kind of change it is.
    pub class: Class,
    /// Who may change it.
    pub role: Role,
    /// Which changes want a hold of 0.7 s.
    pub confirm: Confirm,
}

/// What kind of change a parameter makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// How the picture looks. Presets, cues and takes hold it; a rolling take never locks it.
    Look,
    /// How the stage works: frusta, tracking, geometry. In no preset; soft-locked while a take rolls.
    Stage,
    /// What the wall shows at all: holds, blackout, patterns, arming, rolling. In no preset, never faded, never undone.
    Safety,
}

impl Class {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Stage => "stage",
            Self::Safety => "safety",
        }
    }
}

/// Which changes of a parameter want to be held for 0.7 s by a person at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// None.
    Never,
    /// To leave its default.
    Leaving,
    /// To come back to its default.
    Returning,
    /// All.
    Always,
}

impl Confirm {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Leaving => "leaving",
            Self::Returning => "returning",
            Self::Always => "always",
        }
    }
}

/// Type, range and default of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number in a closed range.
    Number {
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
        /// Value before anyone sets it.
        default: f64,
    },
    /// On or off.
    Switch {
        /// Value before anyone sets it.
        default: bool,
    },
    /// A day; the number is days since 1970-01-01.
    Date {
        /// First day.
        min: f64,
        /// Last day.
        max: f64,
        /// Day before anyone sets it.
        default: f64,
    },
    /// One of a list of words.
    Choice {
        /// The words.
        options: &'static [&'static str],
        /// Index of the word before anyone sets it.
        default: usize,
    },
}

/// A value: numbers as they are, switches 0 or 1, choices the index of the word.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Value(f64);

/// Place of a parameter in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParameterId(usize);

impl Parameter {
    /// A number in a closed range `(min, max, default)`. It fades linearly and steps by a hundredth of its range.
    pub fn number(
        path: impl Into<String>,
        (min, max, default): (f64, f64, f64),
        unit: &'static str,
        about: &'static str,
    ) -> Self {
        Self {
            step: (max - min) / 100.0,
            ..Self::of(path.into(), Kind::Number { min, max, default }, unit, about)
        }
    }

    /// A switch.
    pub fn switch(path: impl Into<String>, default: bool, about: &'static str) -> Self {
        Self::of(path.into(), Kind::Switch { default }, "", about)
    }

    /// A day in a closed range `(first, last, default)`, days since 1970-01-01.
    pub fn date(path: impl Into<String>, (min, max, default): (f64, f64, f64), about: &'static str) -> Self {
        Self::of(path.into(), Kind::Date { min, max, default }, "", about)
    }

    /// One of a list of words.
    pub fn choice(
        path: impl Into<String>,
        options: &'static [&'static str],
        default: usize,
        about: &'static str,
    ) -> Self {
        Self::of(path.into(), Kind::Choice { options, default }, "", about)
    }

    fn of(path: String, kind: Kind, unit: &'static str, about: &'static str) -> Self {
        let law = if matches!(kind, Kind::Number { .. }) { Law::Linear } else { Law::Stepped };
        Self {
            path,
            kind,
            unit,
            about,
            step: 1.0,
            law,
            class: Class::Look,
            role: Role::Director,
            confirm: Confirm::Never,
        }
    }

    /// With another law.
    pub fn law(self, law: Law) -> Self {
        Self { law, ..self }
    }

    /// With another step.
    pub fn step(self, step: f64) -> Self {
        Self { step, ..self }
    }

    /// Of another class; what is no look is the operator's.
    pub fn class(self, class: Class) -> Self {
        let role = if class == Class::Look { Role::Director } else { Role::Operator };
        Self { class, role, ..self }
    }

    /// For others to change.
    pub fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// With changes that want a hold.
    pub fn confirm(self, confirm: Confirm) -> Self {
        Self { confirm, ..self }
    }

    /// Everything before the last `/` of its path.
    pub fn group(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(group, _)| group)
    }
}

impl Kind {
    /// The number of its default.
    pub fn default_number(&self) -> f64 {
        match self {
            Self::Number { default, .. } | Self::Date { default, .. } => *default,
            Self::Switch { default } => f64::from(u8::from(*default)),
            Self::Choice { default, .. } => *default as f64,
        }
    }

    /// Whether a number means the same in both: numbers in any range, or the same words.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number { .. }, Self::Number { .. })
            | (Self::Switch { .. }, Self::Switch { .. })
            | (Self::Date { .. }, Self::Date { .. }) => true,
            (Self::Choice { options, .. }, Self::Choice { options: others, .. }) => options == others,
            _ => false,
        }
    }

    /// Least and greatest number behind a value.
    pub fn range(&self) -> [f64; 2] {
        match self {
            Self::Number { min, max, .. } | Self::Date { min, max, .. } => [*min, *max],
            Self::Switch { .. } => [0.0, 1.0],
            Self::Choice { options, .. } => [0.0, options.len().saturating_sub(1) as f64],
        }
    }

    /// A value from its text; `None` when it is no such value or out of range.
    pub fn parse(&self, text: &str) -> Option<Value> {
        match self {
            Self::Number { min, max, .. } => {
                let number: f64 = text.parse().ok()?;
                (number >= *min && number <= *max).then_some(Value(number))
            }
            Self::Date { min, max, .. } => {
                // Programs send the number behind it.
                let day = date::days(text)
                    .or_else(|| text.parse().ok().filter(|days: &f64| days.fract() == 0.0))?;
                (day >= *min && day <= *max).then_some(Value(day))
            }
            Self::Switch { .. } => match text {
                "on" | "true" | "1" => Some(Value(1.0)),
                "off" | "false" | "0" => Some(Value(0.0)),
                _ => None,
            },
            Self::Choice { options, .. } => {
                options.iter().position(|option| *option == text).map(|index| Value(index as f64))
            }
        }
    }
}

impl Kind {
    /// A value as [`super::Registry::set`] reads it back, to the bit.
    pub fn text(&self, value: Value) -> String {
        match self {
            Self::Number { .. } => format!("{:?}", value.0),
            Self::Date { .. } => date::text(value.0),
            Self::Switch { .. } => if value.0 == 0.0 { "off" } else { "on" }.to_owned(),
            Self::Choice { options, .. } => (*options.get(value.0 as usize).unwrap_or(&"")).to_owned(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { min, max, .. } => write!(f, "a number from {min} to {max}"),
            Self::Date { min, max, .. } => {
                write!(f, "a date from {} to {}", date::text(*min), date::text(*max))
            }
            Self::Switch { .. } => write!(f, "on or off"),
            Self::Choice { options, .. } => write!(f, "one of {}", options.join(", ")),
        }
    }
}

impl Value {
    /// A number that is known to be in range.
    pub(super) fn of(number: f64) -> Self {
        Self(number)
    }

    /// The number behind it.
    pub fn number(self) -> f64 {
        self.0
    }
}

impl ParameterId {
    /// Its index in the registry's order of one epoch.
    pub fn index(self) -> usize {
        self.0
    }

    /// The place with this index. Only for numbers that came from [`ParameterId::index`] of the same registry.
    pub fn at(index: usize) -> Self {
        Self(index)
    }
}
