//! `card/<id>/*`: light cards and flags, one set a slot.
//!
//! In: the show's `[[card]]`s. Out: parameters and their places: named cards first, then free slots `3`, `4` .. to eight.
//! Not here: what the values make (`show::cards`), what falls where (`scene::card`).
//! Invariant: every slot is off until somebody turns it on; only `layer` and `outer_only` together let one in shot.
//!
//! Directions, for whoever draws a map of them. Stage axes are right-handed, +Y up, -Z toward the wall's centre. Azimuth a
//! (left positive, as pan) and elevation e (up positive, as tilt) are the direction from the view origin
//! `(-sin a cos e, sin e, -cos a cos e)`. So a = 0, e = 0 is the wall's middle, a = 90 stage left (-X), a = -90 stage right
//! (+X), a = 180 behind, e = 90 straight up. The inverse: `a = atan2(-x, -z)`, `e = atan2(y, hypot(x, z))`. On a page that
//! shows the dome from inside, with -Z in its middle, azimuth grows to the left.
//! With `anchor` at `stage` the card hangs at x_m, y_m, z_m, facing the view origin, and lights the LEDs behind it as seen
//! from there: one that lies on the wall stays there however the view origin moves. With `follow_sun` azimuth and elevation
//! are added to the sun's own, whatever the anchor.

use crate::params::{Law, Parameter, ParameterId, Role};
use crate::scene::card::{MOST_CARDS, Shape};
use crate::show::schema::CardText;

use super::{Lookup, number, switch};

/// Slots of a show that names fewer cards.
const SLOTS: usize = 8;

/// Words of `kind`.
pub const KINDS: &[&str] = &["card", "flag"];
/// Words of `anchor`.
pub const ANCHORS: &[&str] = &["dome", "stage"];
/// Words of `level`: which of `nits` and `ev` counts.
pub const LEVELS: &[&str] = &["nits", "ev"];
/// Words of `color_mode`: which of `cct_k`, `green_magenta` and `color_x`, `color_y` count.
pub const COLORS: &[&str] = &["cct", "xy"];
/// Words of `layer`.
pub const LAYERS: &[&str] = &["under", "over"];

/// Places of one card's parameters.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each is the path of its name: card/<id>/<name>")]
pub struct CardIds {
    pub on: ParameterId,
    pub kind: ParameterId,
    pub shape: ParameterId,
    pub anchor: ParameterId,
    pub azimuth_deg: ParameterId,
    pub elevation_deg: ParameterId,
    pub width_deg: ParameterId,
    pub height_deg: ParameterId,
    pub x_m: ParameterId,
    pub y_m: ParameterId,
    pub z_m: ParameterId,
    pub width_m: ParameterId,
    pub height_m: ParameterId,
    pub roll_deg: ParameterId,
    pub feather_percent: ParameterId,
    pub level: ParameterId,
    pub nits: ParameterId,
    pub ev: ParameterId,
    pub stops: ParameterId,
    pub color_mode: ParameterId,
    pub cct_k: ParameterId,
    pub green_magenta: ParameterId,
    pub color_x: ParameterId,
    pub color_y: ParameterId,
    pub layer: ParameterId,
    pub outer_only: ParameterId,
    pub follow_sun: ParameterId,
}

/// Ids of a show's slots: its cards' names, then the numbers of free slots.
pub fn slots(cards: &[CardText]) -> Vec<String> {
    let free = cards.len()..SLOTS.max(cards.len());
    cards.iter().map(|card| card.name.clone()).chain(free.map(|slot| (slot + 1).to_string())).collect()
}

/// What is wrong with the cards of a show, by name, and what to do.
pub(in crate::show) fn fault(cards: &[CardText]) -> Option<(&str, String, &'static str)> {
    for (index, card) in cards.iter().enumerate() {
        let name = card.name.as_str();
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.is_empty() || name.len() > 32 || !name.chars().all(is_word) {
            let found = format!("card `{name}` cannot be a parameter's path");
            return Some((name, found, "Name it with 1 to 32 letters, digits, `_` or `-`"));
        }
        if name.chars().all(|c| c.is_ascii_digit()) {
            let found = format!("card `{name}` has the name of a free slot");
            return Some((name, found, "Give it a name with a letter, as in `key`"));
        }
        if cards[..index].iter().any(|other| other.name == name) {
            return Some((name, format!("there are two cards `{name}`"), "Give each card its own name"));
        }
        if index >= MOST_CARDS {
            let found = format!("there are {} cards, {MOST_CARDS} fit", cards.len());
            return Some((name, found, "Leave out some"));
        }
    }
    None
}

pub(super) fn parameters(cards: &[CardText]) -> Vec<Parameter> {
    let free = CardText::default();
    let text = |slot: usize| cards.get(slot).unwrap_or(&free);
    slots(cards).iter().enumerate().flat_map(|(slot, id)| of_card(id, text(slot))).collect()
}

fn of_card(id: &str, text: &CardText) -> Vec<Parameter> {
    let path = |what: &str| format!("card/{id}/{what}");
    let choice = |what: &str, options, default, about| Parameter::choice(path(what), options, default, about);
    let angle = |what: &str, most: f64, default, about| {
        number(path(what), (-most, most, default), "deg", about).step(1.0)
    };
    let metres = |what: &str, (least, most, default): (f64, f64, f64), about| {
        number(path(what), (least, most, default), "m", about).step(0.1)
    };
    let [x, y, z] = text.position_m;
    vec![
        switch(path("on"), text.on, "this card or flag is on the walls"),
        choice("kind", KINDS, text.kind as usize, "a card adds light, a flag takes the world's away"),
        choice("shape", Shape::NAMES, text.shape as usize, "its shape as seen from the view origin"),
        choice("anchor", ANCHORS, text.anchor as usize, "where it is: a direction, or a point of the stage"),
        angle(
            "azimuth_deg",
            180.0,
            text.azimuth_deg,
            "on the dome: to the left of the wall's middle; from the sun when it follows",
        )
        .law(Law::ShortestArc),
        angle("elevation_deg", 90.0, text.elevation_deg, "on the dome: up; from the sun when it follows"),
        number(path("width_deg"), (0.1, 180.0, text.width_deg), "deg", "width on the dome").step(1.0),
        number(path("height_deg"), (0.1, 180.0, text.height_deg), "deg", "height on the dome").step(1.0),
        metres("x_m", (-100.0, 100.0, x), "on the stage: to the right of the mark"),
        metres("y_m", (-100.0, 100.0, y), "on the stage: over the floor"),
        metres("z_m", (-100.0, 100.0, z), "on the stage: behind the mark, away from the wall"),
        metres("width_m", (0.01, 100.0, text.width_m), "width on the stage"),
        metres("height_m", (0.01, 100.0, text.height_m), "height on the stage"),
        angle("roll_deg", 180.0, text.roll_deg, "turned clockwise as seen from the view origin")
            .law(Law::ShortestArc),
        number(
            path("feather_percent"),
            (0.0, 100.0, text.feather_percent),
            "%",
            "soft edge across the outline, of the smaller half side to each side",
        )
        .step(5.0),
        choice("level", LEVELS, text.level as usize, "which counts: nits, or ev over an 18 % grey"),
        number(
            path("nits"),
            (0.0, 10_000.0, text.nits),
            "nits",
            "light that a card adds, as a meter reads it; no trim or grade moves it",
        )
        .law(Law::Log)
        .step(10.0),
        number(
            path("ev"),
            (-10.0, 10.0, text.ev),
            "EV",
            "light that a card adds, in stops over an 18 % grey of the world; follows grade/trim_ev",
        ),
        number(path("stops"), (0.0, 10.0, text.stops), "stops", "light that a flag takes away")
            .step(1.0 / 3.0),
        choice(
            "color_mode",
            COLORS,
            text.color_mode as usize,
            "which counts: temperature and tint, or chromaticity",
        ),
        number(path("cct_k"), (1700.0, 25_000.0, text.cct_k), "K", "color temperature of a card"),
        number(
            path("green_magenta"),
            (-0.05, 0.05, text.green_magenta),
            "Duv",
            "tint of a card: green positive, magenta negative",
        )
        .step(0.001),
        number(path("color_x"), (0.0, 0.8, text.color_xy[0]), "", "CIE x of a card").step(0.005),
        number(path("color_y"), (0.02, 0.9, text.color_xy[1]), "", "CIE y of a card").step(0.005),
        choice(
            "layer",
            LAYERS,
            text.layer as usize,
            "under inner frusta, or over them when outer_only is off",
        )
        .role(Role::Operator),
        switch(path("outer_only"), text.outer_only, "never in an inner frustum, whatever its layer")
            .role(Role::Operator),
        switch(path("follow_sun"), text.follow_sun, "azimuth and elevation count from the sun"),
    ]
}

pub(super) fn ids(id: &Lookup<'_>, card: &str) -> CardIds {
    let of = |what: &str| id.of(&format!("card/{card}/{what}"));
    CardIds {
        on: of("on"),
        kind: of("kind"),
        shape: of("shape"),
        anchor: of("anchor"),
        azimuth_deg: of("azimuth_deg"),
        elevation_deg: of("elevation_deg"),
        width_deg: of("width_deg"),
        height_deg: of("height_deg"),
        x_m: of("x_m"),
        y_m: of("y_m"),
        z_m: of("z_m"),
        width_m: of("width_m"),
        height_m: of("height_m"),
        roll_deg: of("roll_deg"),
        feather_percent: of("feather_percent"),
        level: of("level"),
        nits: of("nits"),
        ev: of("ev"),
        stops: of("stops"),
        color_mode: of("color_mode"),
        cct_k: of("cct_k"),
        green_magenta: of("green_magenta"),
        color_x: of("color_x"),
        color_y: of("color_y"),
        layer: of("layer"),
        outer_only: of("outer_only"),
        follow_sun: of("follow_sun"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> CardText {
        CardText { name: name.to_owned(), ..CardText::default() }
    }

    #[test]
    fn named_cards_take_the_first_slots_and_eight_are_there() {
        assert_eq!(slots(&[named("key"), named("flag")]), ["key", "flag", "3", "4", "5", "6", "7", "8"]);
        assert_eq!(slots(&[]).len(), 8);
        let parameters = parameters(&[named("key")]);
        assert!(
            parameters
                .iter()
                .filter(|one| one.path.ends_with("/on"))
                .all(|one| one.kind.default_number() == 0.0)
        );
    }

    #[test]
    fn names_that_no_path_can_hold_are_refused() {
        assert_eq!(fault(&[named("key"), named("back-2")]), None);
        for bad in [vec![named("3")], vec![named("a b")], vec![named("key"), named("key")], vec![named("")]] {
            assert!(fault(&bad).is_some(), "{bad:?}");
        }
        let many: Vec<CardText> = (0..17).map(|index| named(&format!("c{index}"))).collect();
        assert!(fault(&many).is_some_and(|(_, found, _)| found.contains("16 fit")));
    }
}
