//! The parameter registry: every value that can be set while a show runs, by path.
//!
//! In: parameters that each room declares, `PATH=VALUE` texts. Out: values by id, refusals that name the nearest path.
//! Not here: what a value means. This room knows no domain word.
//! Invariant: a value in [`Values`] is always inside its parameter's range.

use std::fmt;

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

/// All parameters of a show, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    parameters: Vec<Parameter>,
}

/// All values now, in the registry's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    values: Vec<Value>,
}

/// Why a setting was refused.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum SetError {
    /// No `=`.
    #[error("`{0}` is not a setting: write PATH=VALUE, as in grade/trim_ev=0.5")]
    Form(String),
    /// No such path.
    #[error("there is no parameter `{path}`; the nearest is `{nearest}`")]
    Unknown {
        /// What was asked for.
        path: String,
        /// The path with the least edits.
        nearest: String,
    },
    /// A value out of range or of the wrong type.
    #[error("`{path}` cannot be `{value}`: it takes {wanted}")]
    Value {
        /// The parameter.
        path: String,
        /// What was asked for.
        value: String,
        /// What it takes.
        wanted: String,
    },
}

impl Registry {
    /// A registry of these parameters.
    pub fn new(mut parameters: Vec<Parameter>) -> Self {
        parameters.sort_by(|first, second| first.path.cmp(&second.path));
        Self { parameters }
    }

    /// Every parameter with its value, by path.
    pub fn iter<'a>(&'a self, values: &'a Values) -> impl Iterator<Item = (&'a Parameter, Value)> {
        self.parameters.iter().zip(values.values.iter().copied())
    }

    /// A parameter by its place.
    pub fn parameter(&self, id: ParameterId) -> &Parameter {
        &self.parameters[id.0]
    }

    /// Where a path stands.
    pub fn id(&self, path: &str) -> Option<ParameterId> {
        self.parameters.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok().map(ParameterId)
    }

    /// Every parameter at its default.
    pub fn defaults(&self) -> Values {
        let default = |entry: &Parameter| match entry.kind {
            Kind::Number { default, .. } => Value(default),
            Kind::Switch { default } => Value(f64::from(u8::from(default))),
            Kind::Choice { default, .. } => Value(default as f64),
        };
        Values { values: self.parameters.iter().map(default).collect() }
    }

    /// Applies `PATH=VALUE`.
    pub fn set(&self, values: &mut Values, text: &str) -> Result<ParameterId, SetError> {
        let (path, value) = text.split_once('=').ok_or_else(|| SetError::Form(text.to_owned()))?;
        let (path, value) = (path.trim(), value.trim());
        let id = self
            .id(path)
            .ok_or_else(|| SetError::Unknown { path: path.to_owned(), nearest: self.nearest(path) })?;
        let kind = &self.parameters[id.0].kind;
        values.values[id.0] = kind.parse(value).ok_or_else(|| SetError::Value {
            path: path.to_owned(),
            value: value.to_owned(),
            wanted: kind.to_string(),
        })?;
        Ok(id)
    }

    /// Values for this registry that keep what a person set in another one: the values that differ from its `first` ones, where
    /// this registry has the same path and takes them. Everything else is as in `own_first`.
    pub fn carry_over(&self, own_first: &Values, (from, first, now): (&Self, &Values, &Values)) -> Values {
        let mut carried = own_first.clone();
        for (entry, (was, is)) in from.parameters.iter().zip(first.values.iter().zip(&now.values)) {
            let Some(id) = self.id(&entry.path).filter(|_| was != is) else { continue };
            if let Some(value) = self.parameters[id.0].kind.parse(&entry.kind.text(*is)) {
                carried.values[id.0] = value;
            }
        }
        carried
    }

    /// A parameter whose default is outside its own range, with that default.
    pub fn default_out_of_range(&self) -> Option<(&Parameter, f64)> {
        self.parameters.iter().find_map(|entry| match entry.kind {
            Kind::Number { min, max, default } if !(min..=max).contains(&default) => Some((entry, default)),
            _ => None,
        })
    }

    fn nearest(&self, path: &str) -> String {
        let by_edits = self.parameters.iter().min_by_key(|entry| edits(&entry.path, path));
        by_edits.map_or_else(String::new, |entry| entry.path.clone())
    }
}

impl Kind {
    /// The number of its default.
    pub fn default_number(&self) -> f64 {
        match self {
            Self::Number { default, .. } => *default,
            Self::Switch { default } => f64::from(u8::from(*default)),
            Self::Choice { default, .. } => *default as f64,
        }
    }

    fn parse(&self, text: &str) -> Option<Value> {
        match self {
            Self::Number { min, max, .. } => {
                let number: f64 = text.parse().ok()?;
                (number >= *min && number <= *max).then_some(Value(number))
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
    /// A value as [`Registry::set`] reads it back, to the bit.
    pub fn text(&self, value: Value) -> String {
        match self {
            Self::Number { .. } => format!("{:?}", value.0),
            Self::Switch { .. } => if value.0 == 0.0 { "off" } else { "on" }.to_owned(),
            Self::Choice { options, .. } => (*options.get(value.0 as usize).unwrap_or(&"")).to_owned(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { min, max, .. } => write!(f, "a number from {min} to {max}"),
            Self::Switch { .. } => write!(f, "on or off"),
            Self::Choice { options, .. } => write!(f, "one of {}", options.join(", ")),
        }
    }
}

impl Values {
    /// A number's value.
    pub fn number(&self, id: ParameterId) -> f64 {
        self.values[id.0].0
    }

    /// Whether a switch is on.
    pub fn is_on(&self, id: ParameterId) -> bool {
        self.values[id.0].0 != 0.0
    }

    /// Index of a choice's word.
    pub fn choice(&self, id: ParameterId) -> usize {
        self.values[id.0].0 as usize
    }

    /// Takes the values of another set of the same registry, in the memory that it has.
    pub fn copy_from(&mut self, other: &Self) {
        self.values.clone_from(&other.values);
    }

    /// Sets a value that the program itself computed; clamped by the caller.
    pub fn put(&mut self, id: ParameterId, number: f64) {
        self.values[id.0] = Value(number);
    }
}

impl Value {
    /// The number behind it.
    pub fn number(self) -> f64 {
        self.0
    }
}

/// Levenshtein distance.
fn edits(first: &str, second: &str) -> usize {
    let second: Vec<char> = second.chars().collect();
    let mut row: Vec<usize> = (0..=second.len()).collect();
    for (i, a) in first.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in second.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[second.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry() -> Registry {
        let number = |path: &str| Parameter {
            path: path.into(),
            kind: Kind::Number { min: -10.0, max: 10.0, default: 0.0 },
            unit: "EV",
            about: "",
        };
        Registry::new(vec![number("grade/trim_ev"), number("world/x_m")])
    }

    #[test]
    fn a_wrong_path_names_the_nearest() {
        let registry = registry();
        let error = registry.set(&mut registry.defaults(), "grade/trim=1").expect_err("unknown");
        assert_eq!(error, SetError::Unknown { path: "grade/trim".into(), nearest: "grade/trim_ev".into() });
    }

    #[test]
    fn a_default_out_of_range_is_found() {
        assert_eq!(registry().default_out_of_range(), None);
        let kind = Kind::Number { min: 0.0, max: 1.0, default: f64::NAN };
        let bad = Parameter { path: "grade/bad".into(), kind, unit: "", about: "" };
        let found = Registry::new(vec![bad]);
        assert!(found.default_out_of_range().is_some_and(|(entry, _)| entry.path == "grade/bad"));
    }

    #[test]
    fn a_value_reads_back_from_its_text() {
        let registry = registry();
        let mut values = registry.defaults();
        for text in ["-2.5", "0.1", "1e-12", "-0.0"] {
            let id = registry.set(&mut values, &format!("world/x_m={text}")).expect("in range");
            let (parameter, value) = registry.iter(&values).nth(1).expect("two parameters");
            let mut again = registry.defaults();
            registry
                .set(&mut again, &format!("world/x_m={}", parameter.kind.text(value)))
                .expect("its own text");
            assert_eq!(again.number(id).to_bits(), values.number(id).to_bits(), "{text}");
        }
    }

    #[test]
    fn values_stay_in_range() {
        let registry = registry();
        let mut values = registry.defaults();
        for bad in ["world/x_m=11", "world/x_m=NaN", "world/x_m=far", "world/x_m"] {
            assert!(registry.set(&mut values, bad).is_err(), "{bad}");
        }
        let id = registry.set(&mut values, "world/x_m=-2.5").expect("in range");
        assert_eq!(values.number(id), -2.5);
    }

    #[test]
    fn what_a_person_set_survives_another_registry() {
        let old = registry();
        let (first, mut now) = (old.defaults(), old.defaults());
        old.set(&mut now, "world/x_m=8").unwrap();
        let number = |path: &str, max: f64, default: f64| Parameter {
            path: path.into(),
            kind: Kind::Number { min: -max, max, default },
            unit: "",
            about: "",
        };
        let new = Registry::new(vec![
            number("a/new", 1.0, 0.5),
            number("grade/trim_ev", 10.0, 2.0),
            number("world/x_m", 9.0, 1.0),
        ]);
        let carried = new.carry_over(&new.defaults(), (&old, &first, &now));
        let value = |path: &str| carried.number(new.id(path).unwrap());
        // Set by a person; left alone, so the file's new value counts; unknown before.
        assert_eq!((value("world/x_m"), value("grade/trim_ev"), value("a/new")), (8.0, 2.0, 0.5));
        let narrow = Registry::new(vec![number("world/x_m", 5.0, 1.0)]);
        let carried = narrow.carry_over(&narrow.defaults(), (&old, &first, &now));
        assert_eq!(carried.number(narrow.id("world/x_m").unwrap()), 1.0, "8 does not fit any more");
    }
}
