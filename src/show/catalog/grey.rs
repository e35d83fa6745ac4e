//! `exposure/world_grey_nits`: the world's grey that the wall is exposed for.
//!
//! In: the show file's. Out: the parameter and its place. Not here: metering it, what it makes of light (`show::Exposure`).
//! Invariant: a look holds it, so noon and night each carry their own, and a fade between them is even in stops.

use crate::params::{Law, Parameter, ParameterId};

use super::{Lookup, number};

/// Its path.
pub const PATH: &str = "exposure/world_grey_nits";

pub(super) fn parameter(world_grey_nits: f64) -> Parameter {
    // Starlight on a card is 3e-5 nits, sunlit snow 3e4.
    number(
        PATH,
        (1e-6, 1e6, world_grey_nits),
        "nits",
        "an 18 % card under the world's light: what the wall is exposed for",
    )
    .law(Law::Log)
    .step(100.0)
}

pub(super) fn id(id: &Lookup<'_>) -> ParameterId {
    id.of(PATH)
}
