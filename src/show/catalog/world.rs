//! `world/*`: where the stage stands in the world.
//!
//! In: nothing. Out: the group's parameters and their places. Not here: the pose they make (`show::inputs`).
//! Invariant: every default leaves the stage where the show file puts it.

use crate::params::{Parameter, ParameterId};

use super::{Lookup, number};

/// Places of `world/*`.
#[derive(Clone, Copy, Debug)]
pub struct WorldIds {
    /// `world/turntable_deg`.
    pub turntable_deg: ParameterId,
    /// `world/x_m`, `world/y_m`, `world/z_m`.
    pub position_m: [ParameterId; 3],
}

pub(super) fn parameters() -> Vec<Parameter> {
    vec![
        number(
            "world/turntable_deg",
            (-360.0, 360.0, 0.0),
            "deg",
            "turn of the stage in the world, left positive",
        ),
        number("world/x_m", (-1e5, 1e5, 0.0), "m", "stage moved to the right in the world"),
        number("world/y_m", (-1e4, 1e4, 0.0), "m", "stage moved up in the world"),
        number("world/z_m", (-1e5, 1e5, 0.0), "m", "stage moved back in the world"),
    ]
}

pub(super) fn ids(id: &Lookup<'_>) -> WorldIds {
    WorldIds {
        turntable_deg: id.of("world/turntable_deg"),
        position_m: ["world/x_m", "world/y_m", "world/z_m"].map(|path| id.of(path)),
    }
}
