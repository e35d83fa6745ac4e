//! `wall/*`: the three buttons that are always there, and whether outputs are armed.
//!
//! In: nothing. Out: the group's parameters and their places. Not here: how they fade (`safety`).
//! Invariant: all off is the show's picture, on outputs once they are armed.

use crate::params::{Class, Confirm, Parameter, ParameterId};

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
    let safety = |parameter: Parameter| parameter.class(Class::Safety);
    vec![
        safety(switch("wall/hold", false, "keep the picture that is on the walls")),
        safety(switch("wall/work_light", false, "neutral light of 100 nits in place of the picture")),
        safety(switch("wall/blackout", false, "no light from any wall")).confirm(Confirm::Returning),
        safety(switch("wall/armed", false, "light may leave real outputs; without any it changes nothing"))
            .confirm(Confirm::Always),
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
