//! `take/*`: whether a take is rolling.
//!
//! In: nothing. Out: the group's parameters and their places. Not here: what must not happen while it rolls (`app`).
//! Invariant: not rolling until somebody says so.

use crate::params::{Class, Parameter, ParameterId};

use super::{Lookup, switch};

/// Places of `take/*`.
#[derive(Clone, Copy, Debug)]
pub struct TakeIds {
    /// `take/rolling`.
    pub rolling: ParameterId,
}

pub(super) fn parameters() -> Vec<Parameter> {
    vec![
        switch("take/rolling", false, "a take is being shot: nothing changes by itself").class(Class::Safety),
    ]
}

pub(super) fn ids(id: &Lookup<'_>) -> TakeIds {
    TakeIds { rolling: id.of("take/rolling") }
}
