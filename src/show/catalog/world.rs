//! `world/*`: where the stage stands in the world.
//!
//! In: nothing. Out: the group's parameters and their places; the [`WorldPlace`] that values make.
//! Not here: the way there (`show::world`), the pose (`show::inputs`).
//! Invariant: every default leaves the stage where the show file puts it.

use glam::DVec3;

use crate::params::{Class, Law, Parameter, ParameterId, Values};
use crate::show::positions::REACH_M;
use crate::show::world::WorldPlace;

use super::{Lookup, number, switch};

/// Places of `world/*`.
#[derive(Clone, Copy, Debug)]
pub struct WorldIds {
    /// `world/turntable_deg`.
    pub turntable_deg: ParameterId,
    /// `world/x_m`, `world/y_m`, `world/z_m`.
    pub position_m: [ParameterId; 3],
    /// `world/floor_m`.
    pub floor_m: ParameterId,
    /// `world/ease_secs`.
    pub ease_secs: ParameterId,
    /// `world/sun_stays_with_stage`.
    pub sun_stays_with_stage: ParameterId,
}

pub(super) fn parameters() -> Vec<Parameter> {
    let [across, up] = REACH_M;
    vec![
        number(
            "world/turntable_deg",
            (-360.0, 360.0, 0.0),
            "deg",
            "turn of the stage in the world, left positive",
        )
        .law(Law::ShortestArc),
        number("world/x_m", (-across, across, 0.0), "m", "stage moved to the right in the world"),
        number("world/y_m", (-up, up, 0.0), "m", "stage moved up in the world"),
        number("world/z_m", (-across, across, 0.0), "m", "stage moved back in the world"),
        number(
            "world/floor_m",
            (-50.0, 50.0, 0.0),
            "m",
            "height of the world's ground over the stage's floor",
        )
        .step(0.01)
        // A riser is built, not looked for: no preset takes it away.
        .class(Class::Stage),
        number("world/ease_secs", (0.0, 60.0, 0.0), "s", "how long a change of the world position takes")
            .class(Class::Stage),
        switch(
            "world/sun_stays_with_stage",
            false,
            "sun, sky and their light keep their direction on the stage when it turns",
        ),
    ]
}

pub(super) fn ids(id: &Lookup<'_>) -> WorldIds {
    WorldIds {
        turntable_deg: id.of("world/turntable_deg"),
        position_m: ["world/x_m", "world/y_m", "world/z_m"].map(|path| id.of(path)),
        floor_m: id.of("world/floor_m"),
        ease_secs: id.of("world/ease_secs"),
        sun_stays_with_stage: id.of("world/sun_stays_with_stage"),
    }
}

impl WorldIds {
    /// The place that values ask for.
    pub fn place(&self, values: &Values) -> WorldPlace {
        WorldPlace {
            position_m: DVec3::from_array(self.position_m.map(|id| values.number(id))),
            turntable_deg: values.number(self.turntable_deg),
            floor_m: values.number(self.floor_m),
        }
    }

    /// Settings that put the stage at a place; its floor stays.
    pub fn settings(&self, place: &WorldPlace) -> [(ParameterId, f64); 4] {
        let [x, y, z] = self.position_m;
        let [across, up] = REACH_M;
        let at = place.position_m;
        [
            (x, at.x.clamp(-across, across)),
            (y, at.y.clamp(-up, up)),
            (z, at.z.clamp(-across, across)),
            (self.turntable_deg, place.turntable_deg.clamp(-360.0, 360.0)),
        ]
    }
}
