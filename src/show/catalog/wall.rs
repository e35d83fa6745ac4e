//! `wall/*`: the three buttons that are always there, and whether outputs are armed.
//!
//! In: nothing. Out: the group's parameters and their places. Not here: how they fade (`safety`).
//! Invariant: all off is the show's picture, on outputs once they are armed.

use crate::params::{Parameter, ParameterId};

use super::{Lookup, switch};

/// Places of `wall/*`.
#[derive(Clone, Copy, Debug)]
pub struct WallIds {
    /// `wall/hold`.
    pub hold: ParameterId,
    /// `wall/work_light`.
    pub work_light: ParameterId,
    /// `wall/blackout`.
    pub blackout: ParameterId,
    /// `wall/armed`.
    pub armed: ParameterId,
}

pub(super) fn parameters() -> Vec<Parameter> {
    vec![
        switch("wall/hold", false, "keep the picture that is on the walls"),
        switch("wall/work_light", false, "neutral light of 100 nits in place of the picture"),
        switch("wall/blackout", false, "no light from any wall"),
        switch("wall/armed", false, "light may leave real outputs; without any it changes nothing"),
    ]
}

pub(super) fn ids(id: &Lookup<'_>) -> WallIds {
    WallIds {
        hold: id.of("wall/hold"),
        work_light: id.of("wall/work_light"),
        blackout: id.of("wall/blackout"),
        armed: id.of("wall/armed"),
    }
}
