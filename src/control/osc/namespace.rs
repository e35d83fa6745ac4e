//! The OSC addresses of a show: one a parameter, actions, signs. Generated from the registry.
//!
//! In: a registry. Out: addresses, what stands at each. Not here: what a message wants (`wish`), JSON (`control::oscquery`).
//! Invariant: address and path differ by [`ROOT`] only; no action or sign has the path of a parameter.

use std::sync::Arc;

use rosc::OscType;

use crate::params::{Kind, ParameterId, Registry, date};
use crate::show::KeyLight;
use crate::show::link::State;

use super::pattern::Pattern;

/// What stands before every path.
pub const ROOT: &str = "/cyclorama/";

/// The addresses of one registry.
#[derive(Clone, Debug, Default)]
pub struct Namespace {
    registry: Arc<Registry>,
    epoch: u32,
    addresses: Vec<String>,
}

/// What a message does beside setting a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// The cue in standby fires.
    Go,
    /// The cue before fires.
    Back,
    /// A cue fires out of order.
    GoTo,
    /// GO will fire this one.
    Standby,
    /// To a preset.
    Recall,
    /// The look becomes a preset.
    Save,
    /// The weather of a report.
    Metar,
    /// A take begins.
    Roll,
    /// It ends.
    Cut,
    /// The world as at the last ROLL.
    BackToOne,
    /// The look of a take.
    Match,
    /// Name of the next take.
    Slate,
    /// A word on a take.
    Note,
    /// "That is how I like it."
    Mark,
    /// "Back to how it was."
    RecallMark,
    /// Takes back the sender's last step.
    Undo,
    /// Does it again.
    Redo,
    /// Meters the live sky.
    Meter,
    /// Asks for a pong.
    Ping,
    /// Wants values as they change.
    Subscribe,
    /// No longer.
    Unsubscribe,
}

/// An action: its path, the types of its arguments as OSCQuery tells them, what it does.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// Path under [`ROOT`].
    pub path: &'static str,
    /// Type tags; those in brackets may be left out. A button's 0 is its release and does nothing.
    pub tags: &'static str,
    /// One line.
    pub about: &'static str,
    /// Which.
    pub verb: Verb,
}

const fn action(path: &'static str, tags: &'static str, about: &'static str, verb: Verb) -> Action {
    Action { path, tags, about, verb }
}

/// All actions.
pub const ACTIONS: &[Action] = &[
    action("cue/go", "[b]", "GO: the cue in standby fires, and the next one stands by", Verb::Go),
    action("cue/back", "[b]", "the cue before the active one fires", Verb::Back),
    action("cue/goto", "s", "fires a cue by its number", Verb::GoTo),
    action("cue/standby", "s", "GO will fire the cue of this number; empty for none", Verb::Standby),
    action("preset/recall", "s[f]", "goes to a preset by its name, in so many seconds", Verb::Recall),
    action("preset/save", "s", "the look as it is becomes a preset of this name", Verb::Save),
    action("weather/metar", "s[f]", "goes to the weather of a METAR, in so many seconds", Verb::Metar),
    action("take/roll", "[b]", "ROLL: a take begins", Verb::Roll),
    action("take/cut", "[b]", "CUT: the take ends", Verb::Cut),
    action(
        "take/back_to_one",
        "[b]",
        "world, sky, plates and animation as at the last ROLL",
        Verb::BackToOne,
    ),
    action("take/match", "i[f]", "the look of a take by its id, in so many seconds", Verb::Match),
    action("take/slate", "s[i]", "scene, and number of the next take", Verb::Slate),
    action("take/note", "is", "a word on a take, by its id", Verb::Note),
    action(
        "exposure/meter",
        "[b]",
        "the wall is exposed for the live sky as it is: sets exposure/world_grey_nits",
        Verb::Meter,
    ),
    action("mark", "[b]", "remembers the look for recall_mark, for this sender", Verb::Mark),
    action("recall_mark", "[b][f]", "back to the sender's mark, in so many seconds", Verb::RecallMark),
    action("undo", "[b][f]", "takes back the sender's last step, in so many seconds", Verb::Undo),
    action("redo", "[b][f]", "does it again, in so many seconds", Verb::Redo),
    action("ping", "", "answers /cyclorama/pong with the same arguments", Verb::Ping),
    action(
        "subscribe",
        "s[i][i]",
        "sends values of an address pattern as they change, for so many seconds (60), to this port (the sender's)",
        Verb::Subscribe,
    ),
    action("unsubscribe", "s", "sends them no longer", Verb::Unsubscribe),
];

/// A value that is shown and cannot be set: what buttons and their tallies want to know.
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    /// Path under [`ROOT`].
    pub path: &'static str,
    /// Type tag.
    pub tag: &'static str,
    /// One line.
    pub about: &'static str,
    /// Its value now.
    pub read: fn(&State) -> OscType,
}

const fn sign(
    path: &'static str,
    tag: &'static str,
    about: &'static str,
    read: fn(&State) -> OscType,
) -> Sign {
    Sign { path, tag, about, read }
}

/// All signs.
pub const SIGNS: &[Sign] = &[
    sign("cue/active", "s", "number of the cue that fired last", |state| text(state.book.active.as_deref())),
    sign("cue/next", "s", "number of the cue that GO will fire", |state| text(state.book.standby.as_deref())),
    sign("take/label", "s", "the take that rolls, else the last one", |state| {
        text(state.book.takes.last().map(|take| take.label.as_str()))
    }),
    sign("take/scene", "s", "scene of the next ROLL", |state| text(Some(&state.book.slate.scene))),
    sign("take/number", "i", "take of the next ROLL", |state| whole(u64::from(state.book.slate.take))),
    sign("take/reminder", "s", "what a person should do; empty for nothing", |state| {
        text(state.book.reminder.as_deref())
    }),
    sign("health/fps", "f", "frames a second, to a tenth", |state| {
        OscType::Float((state.report.health.fps * 10.0).round() as f32 / 10.0)
    }),
    sign("health/drops", "i", "frames dropped since the start", |state| {
        whole(state.report.health.drops.iter().sum())
    }),
    sign("health/note", "s", "the worst fault or note; empty for none", |state| {
        text(state.notes.first().map(String::as_str))
    }),
    sign("show/name", "s", "name of the show", |state| text(Some(&state.show))),
    sign(
        "key/azimuth_deg",
        "f",
        "where the key lamp stands for sun or moon: degrees from -Z to the left",
        |state| key(state, 10.0, |key| key.azimuth_deg),
    ),
    sign("key/elevation_deg", "f", "its degrees over the floor", |state| {
        key(state, 10.0, |key| key.elevation_deg)
    }),
    sign("key/x", "f", "its CIE 1931 x", |state| key(state, 1e4, |key| key.xy.x)),
    sign("key/y", "f", "its CIE 1931 y", |state| key(state, 1e4, |key| key.xy.y)),
    sign("key/cct_k", "f", "its color temperature, to 10 K; 0 for none", |state| {
        key(state, 0.1, |key| key.kelvin.unwrap_or(0.0))
    }),
    sign("key/to_fill", "f", "its light on the level over that of the sky", |state| {
        key(state, 100.0, |key| key.key_to_fill)
    }),
    sign("key/lamp_to_fill", "f", "what a lamp has to give: times the fill on the stage", |state| {
        key(state, 100.0, |key| key.lamp_to_fill)
    }),
];

/// A figure of the key light, rounded so that it is told when it means something; 0 without a live sky.
fn key(state: &State, steps: f64, figure: fn(&KeyLight) -> f64) -> OscType {
    let figure = state.report.sky.as_ref().map_or(0.0, |sky| figure(&sky.key));
    OscType::Float(((figure * steps).round() / steps) as f32)
}

fn text(words: Option<&str>) -> OscType {
    OscType::String(words.unwrap_or_default().to_owned())
}

fn whole(number: u64) -> OscType {
    OscType::Int(i32::try_from(number).unwrap_or(i32::MAX))
}

impl Namespace {
    /// Of the registry that a state has; what is kept is used again while that does not change.
    pub fn follow(&mut self, state: &State) -> bool {
        if Arc::ptr_eq(&self.registry, &state.registry) && self.epoch == state.epoch {
            return false;
        }
        *self = Self::of(&state.registry, state.epoch);
        true
    }

    /// Of a registry.
    pub fn of(registry: &Arc<Registry>, epoch: u32) -> Self {
        let addresses = registry.parameters().iter().map(|parameter| format!("{ROOT}{}", parameter.path));
        Self { registry: Arc::clone(registry), epoch, addresses: addresses.collect() }
    }

    /// The parameters.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Of the registry, as in commands.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// How many addresses have values: parameters, then signs.
    pub fn len(&self) -> usize {
        self.addresses.len() + SIGNS.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Address of a parameter.
    pub fn address(&self, id: ParameterId) -> &str {
        self.addresses.get(id.index()).map_or("", String::as_str)
    }

    /// Parameters that an address or a pattern names.
    pub fn find(&self, address: &str, pattern: Option<&Pattern>) -> Vec<ParameterId> {
        match pattern {
            None => address.strip_prefix(ROOT).and_then(|path| self.registry.id(path)).into_iter().collect(),
            Some(pattern) => {
                let matching = self.addresses.iter().enumerate().filter(|(_, own)| pattern.matches(own));
                matching.map(|(at, _)| ParameterId::at(at)).collect()
            }
        }
    }

    /// Which values a pattern names, in the order of [`Namespace::value`].
    pub fn mask(&self, pattern: &Pattern) -> Vec<bool> {
        let parameters = self.addresses.iter().map(|own| pattern.matches(own));
        parameters.chain(SIGNS.iter().map(|sign| pattern.matches(&format!("{ROOT}{}", sign.path)))).collect()
    }

    /// Address and value number `at`: parameters in the registry's order, then signs. `None` when the state is of another registry.
    pub fn value(&self, at: usize, state: &State, dialect: Dialect) -> Option<(String, OscType)> {
        if let Some(sign) = at.checked_sub(self.addresses.len()) {
            let sign = SIGNS.get(sign)?;
            return Some((format!("{ROOT}{}", sign.path), (sign.read)(state)));
        }
        let value = self.number(at, state)?;
        let kind = &self.registry.parameters().get(at)?.kind;
        Some((self.addresses.get(at)?.clone(), argument(kind, value, dialect)))
    }

    /// The number of a parameter in the newest frame.
    pub fn number(&self, at: usize, state: &State) -> Option<f64> {
        let report = &state.report;
        let is_own = report.epoch == self.epoch && report.values.all().len() == self.addresses.len();
        report.values.all().get(at).filter(|_| is_own).map(|value| value.number())
    }
}

/// How switches are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// As `i` 0 or 1, which every fader surface knows.
    Plain,
    /// As `T` or `F`, which OSCQuery's types name.
    Typed,
}

/// A value on the wire: numbers as `f`, switches as the dialect has it, choices as their word.
pub fn argument(kind: &Kind, number: f64, dialect: Dialect) -> OscType {
    match kind {
        Kind::Number { .. } => OscType::Float(number as f32),
        Kind::Date { .. } => OscType::String(date::text(number)),
        Kind::Switch { .. } if dialect == Dialect::Plain => OscType::Int(i32::from(number != 0.0)),
        Kind::Switch { .. } => OscType::Bool(number != 0.0),
        Kind::Choice { options, .. } => {
            OscType::String((*options.get(number as usize).unwrap_or(&"")).to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    #[test]
    fn no_action_or_sign_hides_a_parameter_or_another() {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let mut paths: Vec<&str> =
            show.registry.parameters().iter().map(|entry| entry.path.as_str()).collect();
        paths.extend(ACTIONS.iter().map(|action| action.path).chain(SIGNS.iter().map(|sign| sign.path)));
        let count = paths.len();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), count);
        assert!(!paths.iter().any(|path| path.starts_with("step/") || path.starts_with("reset/")));
    }

    #[test]
    fn the_guide_names_every_action_and_sign() {
        let guide = include_str!("../../../docs/control.md");
        let paths = ACTIONS.iter().map(|action| action.path).chain(SIGNS.iter().map(|sign| sign.path));
        let absent: Vec<&str> = paths.filter(|path| !guide.contains(&format!("`{ROOT}{path}`"))).collect();
        assert!(absent.is_empty(), "docs/control.md does not name {absent:?}");
        assert!(!guide.contains(&format!("`{ROOT}cue/gone`")));
    }
}
