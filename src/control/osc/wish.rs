//! What an OSC message wants of a show.
//!
//! In: a message, the show's addresses. Out: wishes, or in words why not. Not here: who sends it and when it is done (`intake`).
//! Invariant: any message is survived; nothing that is not finite becomes a wish; a pattern reaches parameters, never actions.

use rosc::{OscMessage, OscType};

use crate::params::{Kind, ParameterId};
use crate::show::book::Slate;
use crate::show::link::Asked;

use super::namespace::{ACTIONS, Action, Namespace, ROOT, SIGNS, Verb};
use super::pattern::{Pattern, PatternError};

/// Longest fade, seconds: a day.
const LONGEST_FADE_SECS: f64 = 86_400.0;
/// Seconds of a subscription that names none.
pub const TTL_SECS: f64 = 60.0;
/// Longest subscription, seconds.
const LONGEST_TTL_SECS: f64 = 3600.0;
/// The word that stands for a hold of 0.7 s, as the last argument.
pub const CONFIRMED: &str = "confirmed";
/// Moves by so much instead of to it.
const STEP: &str = "/cyclorama/step/";
/// Goes to the default.
const RESET: &str = "/cyclorama/reset/";

/// What is wanted.
#[derive(Debug)]
pub enum Wish {
    /// A value.
    Set {
        /// Of this parameter.
        id: ParameterId,
        /// The number behind it.
        number: f64,
        /// Seconds to get there.
        fade_secs: f32,
    },
    /// A value moved by so much.
    Step {
        /// Of this parameter.
        id: ParameterId,
        /// By this, in its unit.
        by: f64,
        /// Seconds to get there.
        fade_secs: f32,
    },
    /// The default.
    Reset {
        /// Of this parameter.
        id: ParameterId,
        /// Seconds to get there.
        fade_secs: f32,
    },
    /// The sender's own last step goes, or comes back.
    Undo {
        /// Seconds to get there.
        fade_secs: f32,
        /// Whether it comes back.
        is_redo: bool,
    },
    /// The clerk's work.
    Ask(Asked),
    /// The value number so much of [`Namespace::value`] is wanted.
    Query(usize),
    /// A sign of life is wanted.
    Ping(Vec<OscType>),
    /// Values as they change.
    Subscribe {
        /// Which.
        pattern: Pattern,
        /// For so long.
        ttl_secs: f64,
        /// To this port in place of the sender's.
        port: Option<u16>,
    },
    /// No longer.
    Unsubscribe {
        /// Which.
        pattern: Pattern,
    },
}

/// All that a message wants.
#[derive(Debug, Default)]
pub struct Wishes {
    /// In order.
    pub wishes: Vec<Wish>,
    /// Whether the message stands for a hold of 0.7 s.
    pub is_confirmed: bool,
}

/// Why a message wants nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WishError {
    /// No such address; [`nearest`] finds one that there is.
    #[error("there is no address `{found}`")]
    Unknown {
        /// What was asked for.
        found: String,
    },
    /// A pattern without a match.
    #[error("no parameter matches the pattern `{found}`; patterns do not reach actions")]
    NoMatch {
        /// The pattern.
        found: String,
    },
    /// No pattern.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// A value that the parameter does not take.
    #[error("`{address}` cannot be {found}: it takes {wanted}")]
    Value {
        /// Where.
        address: String,
        /// What was sent.
        found: String,
        /// What it takes.
        wanted: String,
    },
    /// Arguments that the address does not take.
    #[error("`{address}` does not take these arguments ({found}): it takes {wanted}")]
    Arguments {
        /// Where.
        address: String,
        /// Type tags found.
        found: String,
        /// What it takes.
        wanted: &'static str,
    },
    /// A value that can only be read.
    #[error("`{address}` can be read, not set")]
    ReadOnly {
        /// Where.
        address: String,
    },
}

/// What a message wants.
pub fn wishes(message: &OscMessage, space: &Namespace) -> Result<Wishes, WishError> {
    let address = message.addr.as_str();
    let arguments = Arguments::of(message);
    let is_confirmed = arguments.is_confirmed;
    let wishes = match (address.strip_prefix(STEP), address.strip_prefix(RESET)) {
        (Some(path), _) => steps(&format!("{ROOT}{path}"), &arguments, space)?,
        (_, Some(path)) => resets(&format!("{ROOT}{path}"), &arguments, space)?,
        _ => {
            let action = ACTIONS.iter().find(|action| address.strip_prefix(ROOT) == Some(action.path));
            match action {
                Some(action) => act(action, message, &arguments)?.into_iter().collect(),
                None => values(address, &arguments, space)?,
            }
        }
    };
    Ok(Wishes { wishes, is_confirmed })
}

/// A message's arguments without the word for a hold.
struct Arguments<'a> {
    address: &'a str,
    all: &'a [OscType],
    is_confirmed: bool,
}

impl<'a> Arguments<'a> {
    fn of(message: &'a OscMessage) -> Self {
        let (address, all) = (message.addr.as_str(), message.args.as_slice());
        match all.split_last() {
            Some((OscType::String(word), rest)) if word == CONFIRMED => {
                Self { address, all: rest, is_confirmed: true }
            }
            _ => Self { address, all, is_confirmed: false },
        }
    }

    fn refuse(&self, wanted: &'static str) -> WishError {
        let found = self.all.iter().map(tag).collect();
        WishError::Arguments { address: self.address.to_owned(), found, wanted }
    }

    /// Seconds of a fade from the argument at a place; none is 0.
    fn fade_secs(&self, at: usize, wanted: &'static str) -> Result<f32, WishError> {
        let secs = match self.all.get(at) {
            None => 0.0,
            Some(argument) => plain_number(argument).ok_or_else(|| self.refuse(wanted))?,
        };
        let is_time = (0.0..=LONGEST_FADE_SECS).contains(&secs);
        if is_time && self.all.len() <= at + 1 { Ok(secs as f32) } else { Err(self.refuse(wanted)) }
    }
}

/// Sets, or asks for, what an address names.
fn values(address: &str, arguments: &Arguments<'_>, space: &Namespace) -> Result<Vec<Wish>, WishError> {
    let is_query = matches!(arguments.all, [] | [OscType::Nil | OscType::Inf]);
    if let Some(at) = SIGNS.iter().position(|sign| address.strip_prefix(ROOT) == Some(sign.path)) {
        let query = Wish::Query(space.registry().len() + at);
        let address = address.to_owned();
        return if is_query { Ok(vec![query]) } else { Err(WishError::ReadOnly { address }) };
    }
    let ids = named(address, space)?;
    if is_query {
        return Ok(ids.into_iter().map(|id| Wish::Query(id.index())).collect());
    }
    let fade_secs = arguments.fade_secs(1, "a value, then seconds of a fade")?;
    let wish = |id: ParameterId| {
        let number = number(arguments, &space.registry().parameter(id).kind)?;
        Ok(Wish::Set { id, number, fade_secs })
    };
    ids.into_iter().map(wish).collect()
}

fn steps(address: &str, arguments: &Arguments<'_>, space: &Namespace) -> Result<Vec<Wish>, WishError> {
    const WANTED: &str = "by how much, then seconds of a fade";
    let fade_secs = arguments.fade_secs(1, WANTED)?;
    let wish = |id: ParameterId| {
        let by = match arguments.all.first() {
            None => space.registry().parameter(id).step,
            Some(argument) => plain_number(argument).ok_or_else(|| arguments.refuse(WANTED))?,
        };
        Ok(Wish::Step { id, by, fade_secs })
    };
    named(address, space)?.into_iter().map(wish).collect()
}

fn resets(address: &str, arguments: &Arguments<'_>, space: &Namespace) -> Result<Vec<Wish>, WishError> {
    let fade_secs = arguments.fade_secs(0, "seconds of a fade")?;
    Ok(named(address, space)?.into_iter().map(|id| Wish::Reset { id, fade_secs }).collect())
}

/// Parameters that an address or a pattern names; at least one.
fn named(address: &str, space: &Namespace) -> Result<Vec<ParameterId>, WishError> {
    let pattern = Pattern::is_pattern(address).then(|| Pattern::parse(address)).transpose()?;
    let ids = space.find(address, pattern.as_ref());
    match (ids.is_empty(), pattern) {
        (false, _) => Ok(ids),
        (true, Some(_)) => Err(WishError::NoMatch { found: address.to_owned() }),
        (true, None) => Err(WishError::Unknown { found: address.to_owned() }),
    }
}

/// The address of a parameter that is nearest to one that there is not. It is looked for only when somebody is told.
pub fn nearest(address: &str, space: &Namespace) -> String {
    // The distance to what is longer than any address says nothing.
    let path: String = address.strip_prefix(ROOT).unwrap_or(address).chars().take(64).collect();
    format!("{ROOT}{}", space.registry().nearest(&path))
}

/// The number that an argument means to a parameter.
fn number(arguments: &Arguments<'_>, kind: &Kind) -> Result<f64, WishError> {
    let argument = &arguments.all[0];
    let wanted = || WishError::Value {
        address: arguments.address.to_owned(),
        found: shown(argument),
        wanted: kind.to_string(),
    };
    let plain = plain_number(argument);
    let number = match (kind, argument) {
        (Kind::Choice { .. } | Kind::Switch { .. } | Kind::Date { .. }, OscType::String(word)) => {
            kind.parse(word).map(|value| value.number()).or(plain)
        }
        _ => plain,
    };
    let number = number.ok_or_else(wanted)?;
    match kind {
        Kind::Number { .. } => Ok(number),
        Kind::Date { .. } => Ok(number.round()),
        Kind::Switch { .. } => Ok(f64::from(u8::from(number >= 0.5))),
        Kind::Choice { options, .. } => {
            let index = number.round();
            let is_one = index >= 0.0 && index < options.len() as f64;
            is_one.then_some(index).ok_or_else(wanted)
        }
    }
}

/// A finite number, whatever its type.
fn plain_number(argument: &OscType) -> Option<f64> {
    let number = match argument {
        OscType::Int(number) => f64::from(*number),
        OscType::Long(number) => *number as f64,
        OscType::Float(number) => widened(*number),
        OscType::Double(number) => *number,
        OscType::Bool(is_on) => f64::from(u8::from(*is_on)),
        OscType::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// The double of the shortest decimal that is this float: who sends 0.1 means 0.1, as in every other way to set it.
/// It lies within the float's own half step, so it is the same float again on the way out.
pub fn widened(number: f32) -> f64 {
    let exact = f64::from(number);
    // Exact by definition, and most numbers of buttons and faders' ends.
    if number.fract() == 0.0 {
        return exact;
    }
    let decimal = format!("{number}").parse().unwrap_or(exact);
    if decimal as f32 == number { decimal } else { exact }
}

fn act(action: &Action, message: &OscMessage, arguments: &Arguments<'_>) -> Result<Option<Wish>, WishError> {
    let all = arguments.all;
    let refuse = || arguments.refuse(wanted(action));
    let name = || match all.first() {
        Some(OscType::String(text)) => Ok(text.clone()),
        Some(OscType::Int(number)) => Ok(number.to_string()),
        Some(OscType::Float(number)) => Ok(number.to_string()),
        _ => Err(refuse()),
    };
    let pressed = || match all.first() {
        None | Some(OscType::Nil | OscType::Inf) => Ok(true),
        Some(argument) => plain_number(argument).map(|number| number != 0.0).ok_or_else(refuse),
    };
    let fade_secs = |at| arguments.fade_secs(at, wanted(action));
    let take = || {
        let number = all.first().and_then(plain_number).filter(|number| number.fract() == 0.0);
        number
            .filter(|number| (0.0..=f64::from(u32::MAX)).contains(number))
            .map(|id| id as u32)
            .ok_or_else(refuse)
    };
    let only = |count| if all.len() <= count { Ok(()) } else { Err(refuse()) };
    let ask = |what| Ok(Some(Wish::Ask(what)));
    let button = |what| {
        only(1)?;
        Ok(pressed()?.then_some(Wish::Ask(what)))
    };
    match action.verb {
        Verb::Go => button(Asked::Go),
        Verb::Back => button(Asked::Back),
        Verb::Roll => button(Asked::Roll),
        Verb::Cut => button(Asked::Cut),
        Verb::BackToOne => button(Asked::BackToOne),
        Verb::Meter => button(Asked::Meter),
        Verb::Mark => button(Asked::Mark),
        Verb::GoTo => only(1).and_then(|()| ask(Asked::GoTo { number: name()? })),
        Verb::Standby => {
            only(1)?;
            ask(Asked::Standby { number: Some(name()?).filter(|number| !number.is_empty()) })
        }
        Verb::Recall => ask(Asked::RecallPreset { name: name()?, fade_secs: fade_secs(1)? }),
        Verb::Metar => ask(Asked::Metar { text: name()?, fade_secs: fade_secs(1)? }),
        Verb::Save => only(1).and_then(|()| ask(Asked::SavePreset { name: name()? })),
        Verb::Match => ask(Asked::MatchTake { take: take()?, fade_secs: fade_secs(1)? }),
        Verb::Slate => {
            only(2)?;
            let take = all.get(1).map_or(Some(1.0), plain_number).ok_or_else(refuse)?;
            ask(Asked::Slate(Slate { scene: name()?, take: take as u32 }))
        }
        Verb::Note => match all {
            [_, OscType::String(note)] => ask(Asked::NoteTake { take: take()?, note: note.clone() }),
            _ => Err(refuse()),
        },
        Verb::RecallMark => {
            let fade_secs = fade_secs(1)?;
            Ok(pressed()?.then_some(Wish::Ask(Asked::RecallMark { fade_secs })))
        }
        Verb::Undo | Verb::Redo => {
            let (fade_secs, is_redo) = (fade_secs(1)?, action.verb == Verb::Redo);
            Ok(pressed()?.then_some(Wish::Undo { fade_secs, is_redo }))
        }
        Verb::Ping => Ok(Some(Wish::Ping(message.args.clone()))),
        Verb::Subscribe => subscribe(all).ok_or_else(refuse)?.map(Some),
        Verb::Unsubscribe => Ok(Some(Wish::Unsubscribe { pattern: Pattern::parse(&name()?)? })),
    }
}

/// `None` when the arguments are of other types than they should be.
fn subscribe(arguments: &[OscType]) -> Option<Result<Wish, WishError>> {
    let (pattern, rest) = match arguments {
        [] => ("//*", arguments),
        [OscType::String(pattern), rest @ ..] => (pattern.as_str(), rest),
        _ => return None,
    };
    let ttl_secs = rest.first().map_or(Some(TTL_SECS), plain_number)?;
    let port = match rest.get(1) {
        None => None,
        Some(port) => Some(u16::try_from(plain_number(port)? as i64).ok().filter(|port| *port != 0)?),
    };
    if !(ttl_secs > 0.0 && rest.len() <= 2) {
        return None;
    }
    let wish = |pattern| Wish::Subscribe { pattern, ttl_secs: ttl_secs.min(LONGEST_TTL_SECS), port };
    Some(Pattern::parse(pattern).map(wish).map_err(WishError::Pattern))
}

fn wanted(action: &Action) -> &'static str {
    match action.tags {
        "[b]" => "nothing, or a button's 1 and 0",
        "[b][f]" => "a button's 1 or 0, then seconds of a fade",
        "s[f]" => "a name, then seconds of a fade",
        "s" => "one text",
        "i[f]" => "a take's id, then seconds of a fade",
        "s[i]" => "a scene, then a take",
        "is" => "a take's id, then a text",
        "s[i][i]" => "an address pattern, then seconds, then a port",
        _ => "anything",
    }
}

fn tag(argument: &OscType) -> char {
    match argument {
        OscType::Int(_) => 'i',
        OscType::Float(_) => 'f',
        OscType::String(_) => 's',
        OscType::Blob(_) => 'b',
        OscType::Time(_) => 't',
        OscType::Long(_) => 'h',
        OscType::Double(_) => 'd',
        OscType::Char(_) => 'c',
        OscType::Color(_) => 'r',
        OscType::Midi(_) => 'm',
        OscType::Bool(is_on) => {
            if *is_on {
                'T'
            } else {
                'F'
            }
        }
        OscType::Array(_) => '[',
        OscType::Nil => 'N',
        OscType::Inf => 'I',
    }
}

/// An argument as an error names it.
fn shown(argument: &OscType) -> String {
    match argument {
        OscType::String(text) => format!("`{}`", text.chars().take(80).collect::<String>()),
        OscType::Int(number) => number.to_string(),
        OscType::Long(number) => number.to_string(),
        OscType::Float(number) => number.to_string(),
        OscType::Double(number) => number.to_string(),
        OscType::Bool(is_on) => is_on.to_string(),
        other => format!("an argument of type `{}`", tag(other)),
    }
}

#[cfg(test)]
mod tests;
