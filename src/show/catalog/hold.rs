//! The four separate holds and the outer's rate: `tracking/<camera>/hold`, `inner/<camera>/hold`, `outer/hold`,
//! `world/hold_time`, `outer/every_nth`.
//!
//! In: the cameras' names. Out: the parameters and their places. Not here: what is kept while held (`show::holds`).
//! Invariant: every default holds nothing.

use crate::params::{Class, Parameter, ParameterId, Role};

use super::{Lookup, number, switch};

/// Slowest outer, frames.
const MOST_FRAMES: f64 = 16.0;

/// Places of the holds.
#[derive(Clone, Debug)]
pub struct HoldIds {
    /// `tracking/<camera>/hold`, one a camera.
    pub tracking: Vec<ParameterId>,
    /// `inner/<camera>/hold`, one a camera.
    pub inner: Vec<ParameterId>,
    /// `outer/hold`.
    pub outer: ParameterId,
    /// `outer/every_nth`.
    pub outer_every_nth: ParameterId,
    /// `world/hold_time`.
    pub world_time: ParameterId,
}

pub(super) fn parameters<'a>(cameras: impl Iterator<Item = &'a str>) -> Vec<Parameter> {
    // An operator holds what fails while a take rolls: no lock is in the way.
    let hold = |path: String, about| switch(path, false, about).class(Class::Safety);
    let mut all = vec![
        hold("outer/hold".to_owned(), "keep the outer frustum as it is"),
        number(
            "outer/every_nth",
            (1.0, MOST_FRAMES, 1.0),
            "frames",
            "draw the outer at every nth frame only",
        )
        .class(Class::Stage),
        hold("world/hold_time".to_owned(), "stop time in the world; it goes on from there")
            .role(Role::Director),
    ];
    for name in cameras {
        all.push(hold(format!("tracking/{name}/hold"), "keep the camera's pose as it is"));
        all.push(hold(format!("inner/{name}/hold"), "keep the inner frustum as it is, where it is"));
    }
    all
}

pub(super) fn ids(id: &Lookup<'_>, cameras: &[String]) -> HoldIds {
    HoldIds {
        tracking: cameras.iter().map(|name| id.of(&format!("tracking/{name}/hold"))).collect(),
        inner: cameras.iter().map(|name| id.of(&format!("inner/{name}/hold"))).collect(),
        outer: id.of("outer/hold"),
        outer_every_nth: id.of("outer/every_nth"),
        world_time: id.of("world/hold_time"),
    }
}
