//! What clients say, read.
//!
//! In: a text message, the registry. Out: a [`Said`], or what is wrong with it. Not here: doing it (`session`).
//! Invariant: total: any bytes give an answer, nothing panics, nothing is sized by a number in the message.

use serde_json::Value;

use crate::control::web::wire;
use crate::params::{Action, ParameterId, Registry};
use crate::show::book::{CueCard, Slate};
use crate::show::link::{Asked, Look};
use crate::show::metar;

/// Letters of a name, a number, a note.
const LETTERS: usize = 200;
/// Letters of a weather report with all its remarks.
const REPORT_LETTERS: usize = 2000;
/// Longest fade, seconds.
const FADE_SECS: f64 = 3600.0;

/// What a client says.
#[derive(Debug)]
pub(super) enum Said {
    /// Who they are, and which page they look at.
    Hello {
        /// As they call themselves.
        name: String,
        /// The page.
        page: String,
    },
    /// A change for the frame thread.
    Wish {
        /// Comes back; 0 for no answer.
        id: u64,
        /// The change.
        action: Action,
        /// Whether the person held the control.
        confirmed: bool,
        /// The parameter whose drag this is a move of: only the newest counts.
        drag: Option<ParameterId>,
    },
    /// An ask for the clerk.
    Ask {
        /// Comes back; 0 for no answer.
        id: u64,
        /// What.
        what: Asked,
        /// Whether the person held the control.
        confirmed: bool,
    },
    /// Are you there?
    Ping {
        /// Comes back.
        id: u64,
    },
    /// The client lost the thread.
    Resync,
    /// Pictures of a source from now on; `None` for none.
    Preview {
        /// Its name.
        source: Option<String>,
        /// At least so wide, pixels.
        width: u32,
    },
    /// So many pictures more may be sent.
    Credit {
        /// How many.
        count: u32,
    },
}

/// What is wrong with a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bad {
    /// The message's id; 0 when it has none.
    pub id: u64,
    /// Word for programs.
    pub code: &'static str,
    /// For people.
    pub why: String,
}

/// Reads a message.
pub(super) fn read(text: &str, registry: &Registry) -> Result<Said, Bad> {
    let message: Value = serde_json::from_str(text).map_err(|error| bad(0, format!("no JSON: {error}")))?;
    let message = Message { fields: &message };
    let id = message.whole("id");
    let said = match message.word("t") {
        "hello" => Said::Hello { name: message.text("name"), page: message.text("page") },
        "ping" => Said::Ping { id },
        "resync" => Said::Resync,
        "credit" => Said::Credit { count: message.whole("n").min(64) as u32 },
        "preview" => Said::Preview {
            source: message.fields["source"].as_str().map(|name| name.chars().take(LETTERS).collect()),
            width: message.whole("width").min(u64::from(u16::MAX)) as u32,
        },
        "ask" => Said::Ask { id, what: message.asked(id)?, confirmed: message.is("hold") },
        word => message.wish(id, word, registry)?,
    };
    Ok(said)
}

fn bad(id: u64, why: impl Into<String>) -> Bad {
    Bad { id, code: "bad", why: why.into() }
}

/// Letters as people write them.
pub(super) fn plain(text: &str) -> String {
    text.trim().chars().filter(|letter| !letter.is_control()).take(LETTERS).collect()
}

struct Message<'a> {
    fields: &'a Value,
}

impl Message<'_> {
    fn word(&self, name: &str) -> &str {
        self.fields[name].as_str().unwrap_or_default()
    }

    fn text(&self, name: &str) -> String {
        plain(self.word(name))
    }

    fn whole(&self, name: &str) -> u64 {
        self.fields[name].as_u64().unwrap_or(0)
    }

    fn is(&self, name: &str) -> bool {
        self.fields[name].as_bool().unwrap_or(false)
    }

    fn fade_secs(&self, name: &str) -> f32 {
        self.fields[name].as_f64().unwrap_or(0.0).clamp(0.0, FADE_SECS) as f32
    }

    fn needed(&self, id: u64, name: &str) -> Result<f64, Bad> {
        self.fields[name].as_f64().ok_or_else(|| bad(id, format!("`{name}` must be a number")))
    }

    fn wish(&self, id: u64, word: &str, registry: &Registry) -> Result<Said, Bad> {
        let (fade_secs, confirmed) = (self.fade_secs("fade"), self.is("hold"));
        let wish = |action| Ok(Said::Wish { id, action, confirmed, drag: None });
        match word {
            "undo" => return wish(Action::Undo { fade_secs }),
            "redo" => return wish(Action::Redo { fade_secs }),
            "set" if self.word("path") == metar::PATH => return self.report(id, fade_secs, confirmed),
            "set" | "step" | "reset" | "letgo" | "bound" => {}
            other => return Err(bad(id, format!("`{}` is no kind of message; see `t`", plain(other)))),
        }
        let place = registry.id(self.word("path")).ok_or_else(|| self.unknown(id, registry))?;
        match word {
            "step" => wish(Action::Step { id: place, by: self.needed(id, "by")?, fade_secs }),
            "reset" => wish(Action::Reset { id: place, fade_secs }),
            "letgo" => wish(Action::LetGo { id: place }),
            "bound" => {
                let (min, max) = (self.needed(id, "min")?, self.needed(id, "max")?);
                wish(Action::Bound { id: place, min, max })
            }
            _ => {
                let kind = &registry.parameter(place).kind;
                let number = wire::number(kind, &self.fields["v"]).ok_or_else(|| {
                    bad(id, format!("`{}` takes {kind}; put that into `v`", self.word("path")))
                })?;
                let gesture = (self.whole("g") % u64::from(u32::MAX)) as u32;
                let is_drag = gesture != 0 && fade_secs == 0.0 && !confirmed;
                let action = Action::Set { id: place, number, fade_secs, gesture };
                Ok(Said::Wish { id, action, confirmed, drag: is_drag.then_some(place) })
            }
        }
    }

    /// A weather report, as if it were a parameter.
    fn report(&self, id: u64, fade_secs: f32, confirmed: bool) -> Result<Said, Bad> {
        let text = self.fields["v"]
            .as_str()
            .ok_or_else(|| bad(id, format!("`{}` takes {}; put that into `v`", metar::PATH, metar::TAKES)))?;
        let text = text.chars().take(REPORT_LETTERS).collect();
        Ok(Said::Ask { id, what: Asked::Metar { text, fade_secs }, confirmed })
    }

    fn unknown(&self, id: u64, registry: &Registry) -> Bad {
        let path: String = self.text("path");
        let nearest = registry.nearest(&path);
        Bad {
            id,
            code: "unknown",
            why: format!("there is no parameter `{path}`; the nearest is `{nearest}`"),
        }
    }

    fn asked(&self, id: u64) -> Result<Asked, Bad> {
        Ok(match self.word("what") {
            "go" => Asked::Go,
            "back" => Asked::Back,
            "goto" => Asked::GoTo { number: self.text("number") },
            "standby" => Asked::Standby { number: self.fields["number"].as_str().map(plain) },
            "save_preset" => Asked::SavePreset { name: self.text("name") },
            "recall_preset" => {
                Asked::RecallPreset { name: self.text("name"), fade_secs: self.fade_secs("fade") }
            }
            "delete_preset" => Asked::DeletePreset { name: self.text("name") },
            "write_cue" => Asked::WriteCue(Message { fields: &self.fields["cue"] }.cue()),
            "delete_cue" => Asked::DeleteCue { number: self.text("number") },
            "slate" => {
                let take = self.whole("take").clamp(1, u64::from(u32::MAX)) as u32;
                Asked::Slate(Slate { scene: self.text("scene"), take })
            }
            "roll" => Asked::Roll,
            "cut" => Asked::Cut,
            "back_to_one" => Asked::BackToOne,
            "announce_strobe" => {
                let minutes = self.fields["minutes"].as_f64().unwrap_or(0.0) as f32;
                Asked::AnnounceStrobe { reason: self.text("reason"), minutes }
            }
            "revoke_strobe" => Asked::RevokeStrobe,
            "match_take" => Asked::MatchTake { take: self.take(id)?, fade_secs: self.fade_secs("fade") },
            "note_take" => Asked::NoteTake { take: self.take(id)?, note: self.text("note") },
            "compare" => Asked::Compare { from: self.look(id, "from")?, to: self.look(id, "to")? },
            "meter" => Asked::Meter,
            "mark" => Asked::Mark,
            "recall_mark" => Asked::RecallMark { fade_secs: self.fade_secs("fade") },
            other => return Err(bad(id, format!("`{}` is nothing to ask for; see `what`", plain(other)))),
        })
    }

    fn take(&self, id: u64) -> Result<u32, Bad> {
        let take = self.fields["take"].as_u64().and_then(|take| u32::try_from(take).ok());
        take.ok_or_else(|| bad(id, "`take` must be the number of a take"))
    }

    fn look(&self, id: u64, name: &str) -> Result<Look, Bad> {
        let text = self.text(name);
        let look = match text.as_str() {
            "now" => Some(Look::Now),
            "file" => Some(Look::File),
            other => match other.split_once(':') {
                Some(("preset", name)) => Some(Look::Preset(name.to_owned())),
                Some(("take", number)) => number.parse().ok().map(Look::Take),
                _ => None,
            },
        };
        look.ok_or_else(|| bad(id, format!("`{name}` must be now, file, preset:NAME or take:NUMBER")))
    }

    fn cue(&self) -> CueCard {
        CueCard {
            number: self.text("number"),
            name: self.text("name"),
            preset: self.text("preset"),
            fade_secs: self.fade_secs("fade_secs"),
            follow_secs: self.fields["follow_secs"].as_f64().map(|_| self.fade_secs("follow_secs")),
            note: self.text("note"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Parameter;

    fn registry() -> Registry {
        Registry::new(vec![
            Parameter::number("grade/trim_ev", (-10.0, 10.0, 0.0), "EV", ""),
            Parameter::switch("wall/hold", false, ""),
            Parameter::choice("pattern/main", &["off", "grid"], 0, ""),
        ])
    }

    fn set(text: &str) -> Option<(f64, u32, bool)> {
        match read(text, &registry()) {
            Ok(Said::Wish { action: Action::Set { number, gesture, .. }, drag, .. }) => {
                Some((number, gesture, drag.is_some()))
            }
            _ => None,
        }
    }

    #[test]
    fn values_are_read_by_their_kind() {
        let ev = |v: &str, more: &str| set(&format!(r#"{{"t":"set","path":"grade/trim_ev","v":{v}{more}}}"#));
        assert_eq!(ev("0.5", ""), Some((0.5, 0, false)));
        assert_eq!(ev("-99", r#","g":7"#), Some((-99.0, 7, true)), "the arbiter clamps");
        assert_eq!(ev("1", r#","g":7,"hold":true"#), Some((1.0, 7, false)), "a held one is no drag");
        assert_eq!([ev("true", ""), ev("\"0.5\"", ""), ev("null", ""), ev("1e999", "")], [None; 4]);
        let hold = |v: &str| set(&format!(r#"{{"t":"set","path":"wall/hold","v":{v}}}"#)).map(|set| set.0);
        assert_eq!([hold("true"), hold("0"), hold("\"on\"")], [Some(1.0), Some(0.0), None]);
        let word = |v: &str| set(&format!(r#"{{"t":"set","path":"pattern/main","v":{v}}}"#)).map(|set| set.0);
        assert_eq!([word("\"grid\""), word("1"), word("\"bars\"")], [Some(1.0), Some(1.0), None]);
    }

    #[test]
    fn a_weather_report_is_set_like_a_value() {
        let said =
            read(r#"{"t":"set","id":3,"path":"weather/metar","v":"CAVOK 20/10","fade":4}"#, &registry());
        let Ok(Said::Ask { id: 3, what: Asked::Metar { text, fade_secs }, .. }) = said else {
            panic!("{said:?}");
        };
        assert_eq!((text.as_str(), fade_secs), ("CAVOK 20/10", 4.0));
        let bad = read(r#"{"t":"set","id":4,"path":"weather/metar","v":7}"#, &registry()).unwrap_err();
        assert!(bad.id == 4 && bad.why.contains("takes a METAR"), "{}", bad.why);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_id() {
        let bad = |text: &str| read(text, &registry()).unwrap_err();
        let unknown = bad(r#"{"t":"set","id":9,"path":"grade/trim","v":1}"#);
        assert_eq!((unknown.id, unknown.code), (9, "unknown"));
        assert!(unknown.why.contains("`grade/trim_ev`"), "{}", unknown.why);
        assert_eq!(bad(r#"{"t":"fly","id":3}"#).id, 3);
        assert_eq!(bad(r#"{"t":"ask","id":4,"what":"compare","from":"now","to":"take:x"}"#).id, 4);
        for text in ["", "[]", "7", "{", "null", "\u{0}", &"[".repeat(100_000)] {
            assert_eq!(bad(text).code, "bad", "{text:.20}");
        }
    }
}
