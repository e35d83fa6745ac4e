//! Light cards and flags of a frame, from the parameters.
//!
//! In: values, the outer frustum, the show's exposure and sun. Out: [`Cards`]; what the lint says of those of a show file.
//! Not here: the parameters (`catalog::card`), what falls on an LED (`scene::card`).
//! Invariant: a pure function of its arguments; nothing is allocated for a frame.
//!
//! A card in nits is those nits whatever the world's exposure and grade. One in EV keeps its place over the world's grey: it
//! moves with `grade/trim_ev` and with nothing else.

use glam::{DVec2, DVec3};

use crate::color::primaries::xyz_from_xy;
use crate::color::rolloff::KNEE as ROLLOFF_KNEE;
use crate::color::white;
use crate::params::Values;
use crate::scene::card::{Card, Effect, MOST_CARDS, MOST_HALF_RAD, Shape, axes, azimuth_elevation, inside};
use crate::stage::RayHit;

use super::catalog::CardIds;
use super::{OuterInputs, Show};

/// Nearest that a card on the stage may be to the view origin to have a direction, metres.
const NEAREST_M: f64 = 0.05;

/// The cards and flags of a frame, by slot; `None` for one that is off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cards {
    /// In the order of `Ids::cards`.
    pub slots: [Option<Card>; MOST_CARDS],
}

impl Cards {
    /// All off.
    pub const NONE: Self = Self { slots: [None; MOST_CARDS] };

    /// Those that are on.
    pub fn on(&self) -> impl Iterator<Item = &Card> + Clone {
        self.slots.iter().flatten()
    }
}

impl Show {
    /// Cards and flags that are on.
    pub(super) fn cards(&self, values: &Values, outer: &OuterInputs) -> Cards {
        let mut cards = Cards::NONE;
        for (slot, ids) in cards.slots.iter_mut().zip(&self.ids.cards) {
            if values.is_on(ids.on) {
                *slot = self.card(values, ids, outer);
            }
        }
        cards
    }

    /// A card as its values make it, on or off; `None` for one at the view origin itself.
    pub fn card(&self, values: &Values, ids: &CardIds, outer: &OuterInputs) -> Option<Card> {
        let number = |id| values.number(id);
        let follows_sun = values.is_on(ids.follow_sun);
        let on_stage = values.choice(ids.anchor) == 1 && !follows_sun;
        let point_m = DVec3::new(number(ids.x_m), number(ids.y_m), number(ids.z_m));
        let from_origin_m = point_m - outer.view_origin_m;
        let [azimuth, elevation] = [number(ids.azimuth_deg), number(ids.elevation_deg)].map(f64::to_radians);
        let [azimuth, elevation] = match self.to_key(&outer.world).filter(|_| follows_sun) {
            Some(to_sun) => {
                let [sun_azimuth, sun_elevation] = azimuth_elevation(to_sun);
                [sun_azimuth + azimuth, (sun_elevation + elevation).clamp(-MOST_HALF_RAD, MOST_HALF_RAD)]
            }
            None if on_stage => azimuth_elevation(from_origin_m),
            None => [azimuth, elevation],
        };
        let half_rad = if on_stage {
            let distance_m = from_origin_m.length();
            if distance_m < NEAREST_M {
                return None;
            }
            (DVec2::new(number(ids.width_m), number(ids.height_m)) * (0.5 / distance_m)).map(f64::atan)
        } else {
            (DVec2::new(number(ids.width_deg), number(ids.height_deg)) * 0.5).map(f64::to_radians)
        };
        let [axis, right, up] = axes(azimuth, elevation, number(ids.roll_deg).to_radians());
        Some(Card {
            shape: Shape::ALL[values.choice(ids.shape)],
            axis,
            right,
            up,
            half_rad,
            feather_rad: half_rad.min_element() * number(ids.feather_percent) / 100.0,
            effect: self.effect(values, ids),
            is_over: values.choice(ids.layer) == 1 && !values.is_on(ids.outer_only),
        })
    }

    fn effect(&self, values: &Values, ids: &CardIds) -> Effect {
        let number = |id| values.number(id);
        if values.choice(ids.kind) == 1 {
            return Effect::Cuts(number(ids.stops));
        }
        let nits = if values.choice(ids.level) == 1 {
            self.exposure.grey18_nits * (number(ids.ev) + number(self.ids.grade.all.trim_ev)).exp2()
        } else {
            number(ids.nits)
        };
        let xy = if values.choice(ids.color_mode) == 1 {
            DVec2::new(number(ids.color_x), number(ids.color_y))
        } else {
            white::xy(number(ids.cct_k), number(ids.green_magenta))
        };
        Effect::Adds(xyz_from_xy(xy) * nits)
    }
}

/// Points across a card and up that the lint asks for a wall behind.
const LOOKED_AT: u32 = 9;

impl Show {
    /// What is doubtful about the card of a slot as it starts, and what to do; empty when it is fine.
    pub(super) fn card_doubts(&self, slot: usize) -> Vec<(String, &'static str)> {
        let Some(ids) = self.ids.cards.get(slot) else { return Vec::new() };
        let outer = self.inputs(&self.first, 0, &self.rehearsed_poses(0)).outer;
        let Some(card) = self.card(&self.first, ids, &outer) else {
            let found = "hangs at the view origin, so it lies in no direction from there".to_owned();
            return vec![(found, "Move position_m to the wall, or set anchor = \"dome\"")];
        };
        let mut doubts = Vec::new();
        let behind: Vec<RayHit> = directions(&card)
            .filter_map(|direction| self.stage.hit(outer.view_origin_m, direction))
            .filter(|hit| hit.is_lit_side)
            .collect();
        // Where a carried wall will stand nobody knows yet.
        if behind.is_empty() && !self.stage.has_moving_walls() {
            let found = "lies where no wall shows its LEDs to the view origin: it lights nothing".to_owned();
            doubts.push((found, "Correct azimuth_deg (left is positive) and elevation_deg, or position_m"));
        }
        let led_rad = |hit: &RayHit| self.stage.panels[hit.panel].pitch_m().min_element() / hit.distance_m;
        let finest = behind.iter().map(led_rad).fold(f64::INFINITY, f64::min);
        if finest.is_finite() && 2.0 * card.half_rad.min_element() < finest {
            let [width, height] = (card.half_rad * 2.0).to_array().map(f64::to_degrees);
            let found = format!(
                "is {width:.2} x {height:.2} degrees, less than one LED of {:.2}",
                finest.to_degrees()
            );
            doubts.push((found, "Make it larger"));
        }
        if let Effect::Adds(xyz_nits) = card.effect {
            let walls: Vec<usize> = behind.iter().map(|hit| self.stage.panels[hit.panel].wall).collect();
            let reached = walls.iter().map(|wall| {
                let wall = &self.stage.walls[*wall];
                (wall, wall.primaries.xyz_from_rgb().inverse() * xyz_nits / wall.white_nits)
            });
            let worst = reached.max_by(|(_, one), (_, two)| one.max_element().total_cmp(&two.max_element()));
            if let Some((wall, channels)) =
                worst.filter(|(_, channels)| channels.max_element() > ROLLOFF_KNEE)
            {
                let share = 100.0 * channels.max_element();
                let found = format!(
                    "asks a channel of wall `{}` for {share:.0} % of its light: above {:.0} % it rolls off and looks dimmer than {:.0} nits",
                    wall.name,
                    100.0 * ROLLOFF_KNEE,
                    xyz_nits.y
                );
                doubts.push((found, "Lower nits or ev, or choose a less pure color"));
            }
        }
        doubts
    }
}

/// Directions spread over a card.
fn directions(card: &Card) -> impl Iterator<Item = DVec3> + '_ {
    let share = |index: u32| (2.0 * (f64::from(index) + 0.5) / f64::from(LOOKED_AT) - 1.0) * 0.98;
    (0..LOOKED_AT * LOOKED_AT).filter_map(move |index| {
        let angle = card.half_rad * DVec2::new(share(index % LOOKED_AT), share(index / LOOKED_AT));
        let tangent = angle.min(DVec2::splat(1.5)).max(DVec2::splat(-1.5)).map(f64::tan);
        let direction = (card.axis + card.right * tangent.x + card.up * tangent.y).normalize();
        (inside(card.shape, card.local(direction), card.half_rad).min_element() >= 0.0).then_some(direction)
    })
}

#[cfg(test)]
mod tests {
    use glam::DQuat;

    use super::*;
    use crate::show::FrameInputs;
    use crate::show::load::{Files, show};

    fn corner() -> Show {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/corner/show.toml");
        show(Files::Disk, path, &|_, _| ()).unwrap().show
    }

    fn inputs(show: &Show, set: &[&str]) -> FrameInputs {
        let mut values = show.first.clone();
        for setting in set {
            show.registry.set(&mut values, setting).unwrap();
        }
        show.inputs(&values, 0, &show.rehearsed_poses(0))
    }

    fn first(show: &Show, set: &[&str]) -> Card {
        inputs(show, &[&["card/1/on=on"], set].concat()).cards.slots[0].expect("it is on")
    }

    /// The stage turned left by 30 degrees sees the sun 30 further right. A card that does not follow stays.
    #[test]
    fn a_card_follows_the_sun_when_the_world_turns_and_only_then() {
        let show = corner();
        let sun = show.scene.sun.as_ref().expect("a sun").to_sun;
        let follow = ["card/1/follow_sun=on", "card/1/azimuth_deg=0", "card/1/elevation_deg=0"];
        let turned = |set: &[&str], more: &str| first(&show, &[set, &[more]].concat()).axis;
        assert!((turned(&follow, "world/turntable_deg=0") - sun).length() < 1e-9);
        let want = DQuat::from_rotation_y(-30.0_f64.to_radians()) * sun;
        assert!((turned(&follow, "world/turntable_deg=30") - want).length() < 1e-9);
        let stays = [&follow[..], &["world/sun_stays_with_stage=on"]].concat();
        assert!((turned(&stays, "world/turntable_deg=30") - sun).length() < 1e-9);
        let fixed = &follow[1..];
        assert_eq!(turned(fixed, "world/turntable_deg=30"), turned(fixed, "world/turntable_deg=0"));
        let above = ["card/1/follow_sun=on", "card/1/azimuth_deg=10", "card/1/elevation_deg=5"];
        let found = turned(&above, "world/turntable_deg=0");
        let [azimuth, elevation] = azimuth_elevation(found).map(f64::to_degrees);
        let [sun_azimuth, sun_elevation] = azimuth_elevation(sun).map(f64::to_degrees);
        assert!(
            (azimuth - sun_azimuth - 10.0).abs() < 1e-9 && (elevation - sun_elevation - 5.0).abs() < 1e-9
        );
    }

    /// A card on the stage is where it hangs: 2 m wide at 4 m, straight ahead.
    #[test]
    fn a_card_on_the_stage_has_its_metres() {
        let mut show = corner();
        let set = [
            "card/1/anchor=stage",
            "card/1/x_m=0",
            "card/1/y_m=1.5",
            "card/1/z_m=-4",
            "card/1/width_m=2",
            "card/1/height_m=1",
            "card/1/feather_percent=50",
        ];
        let card = first(&show, &set);
        assert!((card.axis - -DVec3::Z).length() < 1e-12);
        assert!((card.half_rad - DVec2::new(0.25_f64.atan(), 0.125_f64.atan())).length() < 1e-12);
        assert!((card.feather_rad - 0.5 * 0.125_f64.atan()).abs() < 1e-12);
        // From another view origin its middle is still the same point.
        show.stage.view_origin_m = DVec3::new(1.0, 1.0, 1.0);
        let toward = (DVec3::new(0.0, 1.5, -4.0) - show.stage.view_origin_m).normalize();
        assert!((first(&show, &set).axis - toward).length() < 1e-12);
        show.stage.view_origin_m = DVec3::new(0.0, 1.5, -4.0);
        assert_eq!(inputs(&show, &[&["card/1/on=on"], &set[..]].concat()).cards, Cards::NONE);
    }

    #[test]
    fn ev_follows_the_trim_and_nits_do_not() {
        let show = corner();
        let nits = |set: &[&str]| match first(&show, set).effect {
            Effect::Adds(xyz) => xyz.y,
            Effect::Cuts(_) => f64::NAN,
        };
        assert!((nits(&["card/1/nits=120", "grade/trim_ev=2"]) - 120.0).abs() < 1e-9);
        assert!((nits(&["card/1/level=ev", "card/1/ev=1", "grade/trim_ev=0"]) - 120.0).abs() < 1e-9);
        let trimmed = ["card/1/level=ev", "card/1/ev=1", "grade/trim_ev=1", "grade/outer/trim_ev=3"];
        assert!((nits(&trimmed) - 240.0).abs() < 1e-9);
        let over = first(&show, &["card/1/layer=over", "card/1/outer_only=off"]);
        let kept = first(&show, &["card/1/layer=over"]);
        assert!(over.is_over && !kept.is_over);
    }

    #[test]
    fn impossible_cards_are_doubted() {
        let mut show = corner();
        let mut doubts = |set: &[&str]| {
            show.first = show.registry.defaults();
            for setting in set {
                show.registry.set(&mut show.first, setting).unwrap();
            }
            let found = show.card_doubts(0);
            found.into_iter().map(|(found, _)| found).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(doubts(&["card/1/elevation_deg=-10", "card/1/width_deg=20"]), "");
        assert!(doubts(&["card/1/azimuth_deg=180"]).contains("lights nothing"));
        let tiny = ["card/1/elevation_deg=-10", "card/1/width_deg=0.1", "card/1/height_deg=0.1"];
        assert!(doubts(&tiny).contains("less than one LED"), "{}", doubts(&tiny));
        let bright = doubts(&["card/1/elevation_deg=-10", "card/1/nits=2000"]);
        assert!(bright.contains("rolls off"), "{bright}");
    }
}
