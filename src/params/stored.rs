//! A stored state: what a preset, a cue or a take's look is while the program runs.
//!
//! In: values of parameters by place. Out: what a recall moves. Not here: files (`output`), names and thumbnails (`show::book`).
//! Invariant: only parameters of [`Class::Look`]; each at most once; ids of one epoch.

use super::{Class, ParameterId, Registry, Values};

/// Values of some parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    values: Vec<(ParameterId, f64)>,
}

impl Stored {
    /// These values, each of a parameter of the look and each once.
    pub fn of(values: Vec<(ParameterId, f64)>) -> Self {
        Self { values }
    }

    /// The whole look of these values.
    pub fn look(registry: &Registry, values: &Values) -> Self {
        let all = registry.parameters().iter().zip(values.all()).enumerate();
        let look = all.filter(|(_, (parameter, _))| parameter.class == Class::Look);
        Self { values: look.map(|(at, (_, value))| (ParameterId::at(at), value.number())).collect() }
    }

    /// These texts, by path; what the registry does not take is told in words.
    pub fn parse<'a>(
        registry: &Registry,
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Self, Vec<String>) {
        let (mut stored, mut refused) = (Self::default(), Vec::new());
        let mut scratch = registry.defaults();
        for (path, text) in texts {
            match registry.set(&mut scratch, &format!("{path}={text}")) {
                Ok(id) if registry.parameter(id).class == Class::Look => {
                    stored.values.retain(|(known, _)| *known != id);
                    stored.values.push((id, scratch.number(id)));
                }
                Ok(_) => refused.push(format!("`{path}` is no part of a look: presets do not move it")),
                Err(error) => refused.push(error.to_string()),
            }
        }
        (stored, refused)
    }

    /// Its values.
    pub fn values(&self) -> &[(ParameterId, f64)] {
        &self.values
    }
}
