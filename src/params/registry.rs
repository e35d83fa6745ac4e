//! All parameters of a show, by path.
//!
//! In: what each room declares; `PATH=VALUE` texts. Out: places, defaults, refusals that name the nearest path.
//! Not here: values while a show runs (`arbiter`).
//! Invariant: sorted by path; the order is that of [`Values`].

use super::{Kind, Parameter, ParameterId, Value, Values};

/// All parameters of a show, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    parameters: Vec<Parameter>,
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
    /// Several values at once, written as one text, that say nothing.
    #[error("{0}")]
    Report(String),
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
        self.parameters.iter().zip(values.all().iter().copied())
    }

    /// A parameter by its place.
    pub fn parameter(&self, id: ParameterId) -> &Parameter {
        &self.parameters[id.index()]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.parameters.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }

    /// All, sorted by path.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Where a path stands.
    pub fn id(&self, path: &str) -> Option<ParameterId> {
        self.parameters.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok().map(ParameterId::at)
    }

    /// Every parameter at its default.
    pub fn defaults(&self) -> Values {
        let default = |entry: &Parameter| match entry.kind {
            Kind::Number { default, .. } | Kind::Date { default, .. } => Value::of(default),
            Kind::Switch { default } => Value::of(f64::from(u8::from(default))),
            Kind::Choice { default, .. } => Value::of(default as f64),
        };
        Values::of(self.parameters.iter().map(default).collect())
    }

    /// Applies `PATH=VALUE`.
    pub fn set(&self, values: &mut Values, text: &str) -> Result<ParameterId, SetError> {
        let (path, value) = text.split_once('=').ok_or_else(|| SetError::Form(text.to_owned()))?;
        let (path, value) = (path.trim(), value.trim());
        let id = self
            .id(path)
            .ok_or_else(|| SetError::Unknown { path: path.to_owned(), nearest: self.nearest(path) })?;
        let kind = &self.parameters[id.index()].kind;
        *values.get_mut(id) = kind.parse(value).ok_or_else(|| SetError::Value {
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
        for (entry, (was, is)) in from.parameters.iter().zip(first.all().iter().zip(now.all())) {
            let Some(id) = self.id(&entry.path).filter(|_| was != is) else { continue };
            if let Some(value) = self.parameters[id.index()].kind.parse(&entry.kind.text(*is)) {
                *carried.get_mut(id) = value;
            }
        }
        carried
    }

    /// Places of parameters that another registry has too: theirs, then ours.
    pub fn shared_with<'a>(
        &'a self,
        other: &'a Self,
    ) -> impl Iterator<Item = (ParameterId, ParameterId)> + 'a {
        self.parameters.iter().enumerate().filter_map(|(at, entry)| {
            let theirs = other.id(&entry.path)?;
            let is_like = other.parameter(theirs).kind.is_like(&entry.kind);
            is_like.then_some((theirs, ParameterId::at(at)))
        })
    }

    /// A parameter whose default is outside its own range, with that default.
    pub fn default_out_of_range(&self) -> Option<(&Parameter, f64)> {
        self.parameters.iter().find_map(|entry| match entry.kind {
            Kind::Number { min, max, default } | Kind::Date { min, max, default }
                if !(min..=max).contains(&default) =>
            {
                Some((entry, default))
            }
            _ => None,
        })
    }

    /// The path that takes the least edits to be this one.
    pub fn nearest(&self, path: &str) -> String {
        let by_edits = self.parameters.iter().min_by_key(|entry| edits(&entry.path, path));
        by_edits.map_or_else(String::new, |entry| entry.path.clone())
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
        let number = |path: &str| Parameter::number(path, (-10.0, 10.0, 0.0), "EV", "");
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
        let bad = Parameter::number("grade/bad", (0.0, 1.0, f64::NAN), "", "");
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
        let number =
            |path: &str, max: f64, default: f64| Parameter::number(path, (-max, max, default), "", "");
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
