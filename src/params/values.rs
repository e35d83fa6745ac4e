//! All values of a registry at one time.
//!
//! In: ids. Out: numbers. Not here: whether a change is allowed (`arbiter`).
//! Invariant: as many as the registry has parameters, in its order.

use super::{ParameterId, Value};

/// All values now, in the registry's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    values: Vec<Value>,
}

impl Values {
    /// A number's value.
    pub fn number(&self, id: ParameterId) -> f64 {
        self.values[id.index()].number()
    }

    /// Whether a switch is on.
    pub fn is_on(&self, id: ParameterId) -> bool {
        self.values[id.index()].number() != 0.0
    }

    /// Index of a choice's word.
    pub fn choice(&self, id: ParameterId) -> usize {
        self.values[id.index()].number() as usize
    }

    /// Takes the values of another set of the same registry, in the memory that it has.
    pub fn copy_from(&mut self, other: &Self) {
        self.values.clone_from(&other.values);
    }

    /// Sets a value that the program itself computed; clamped by the caller.
    pub fn put(&mut self, id: ParameterId, number: f64) {
        self.values[id.index()] = Value::of(number);
    }

    /// In the registry's order.
    pub fn all(&self) -> &[Value] {
        &self.values
    }

    pub(super) fn of(values: Vec<Value>) -> Self {
        Self { values }
    }

    pub(super) fn get_mut(&mut self, id: ParameterId) -> &mut Value {
        &mut self.values[id.index()]
    }
}
