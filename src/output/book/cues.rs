//! `cues.toml`: the cue list.
//!
//! In: the file's text, cues. Out: cues sorted by number; the text with its cues changed and all else as it was.
//! Not here: reading and writing the file (`output::book`), firing (`app::clerk`).
//! Invariant: numbers are unique decimals and sort as such; comments before a cue stay with it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::show::book::CueCard;

/// `cues.toml`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CueFile {
    /// Version of this format: 1.
    pub version: u32,
    /// The cues; their order is that of their numbers.
    #[serde(default)]
    pub cue: Vec<CueText>,
}

/// One cue.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CueText {
    /// Its number, as in "12" or "12.5".
    pub number: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Name of the preset that it goes to.
    pub preset: String,
    /// Seconds to get there; 0 is at once.
    #[serde(default)]
    pub fade_secs: f64,
    /// Seconds after GO at which the next cue follows by itself; left out, it waits for GO.
    #[serde(default)]
    pub follow_secs: Option<f64>,
    /// For people.
    #[serde(default)]
    pub note: String,
}

/// Longest fade and follow-on, seconds: a day.
const MOST_SECS: f64 = 86_400.0;

/// Cues of a file, sorted by number; or what is wrong.
pub fn parse(text: &str) -> Result<Vec<CueCard>, String> {
    let file: CueFile = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
    if file.version != 1 {
        return Err(format!("version is {}, this program reads version 1", file.version));
    }
    let mut cues: Vec<CueCard> = Vec::with_capacity(file.cue.len());
    for cue in file.cue {
        let card = CueCard {
            number: cue.number.trim().to_owned(),
            name: cue.name,
            preset: cue.preset,
            fade_secs: cue.fade_secs as f32,
            follow_secs: cue.follow_secs.map(|secs| secs as f32),
            note: cue.note,
        };
        check(&card)?;
        put(&mut cues, card).map_or(Ok(()), |twice| {
            Err(format!("there are two cues {}: give each its own number", twice.number))
        })?;
    }
    Ok(cues)
}

/// Whether a cue can stand in a list.
pub fn check(cue: &CueCard) -> Result<(), String> {
    let number = order(&cue.number);
    if number.is_none() {
        return Err(format!(
            "cue number `{}` is no number: write one from 0 to 99999 with at most three places, as in 12.5",
            cue.number
        ));
    }
    let secs = [Some(cue.fade_secs), cue.follow_secs];
    if secs.into_iter().flatten().any(|secs| !(0.0..=MOST_SECS as f32).contains(&secs)) {
        return Err(format!("cue {}: fade and follow-on take 0 to {MOST_SECS} seconds", cue.number));
    }
    Ok(())
}

/// Puts a cue in its place; the one of the same number comes out.
pub fn put(cues: &mut Vec<CueCard>, cue: CueCard) -> Option<CueCard> {
    let key = order(&cue.number);
    match cues.binary_search_by_key(&key, |other| order(&other.number)) {
        Ok(at) => Some(std::mem::replace(&mut cues[at], cue)),
        Err(at) => {
            cues.insert(at, cue);
            None
        }
    }
}

/// Thousandths of a cue number; `None` for what is none.
pub fn order(number: &str) -> Option<u32> {
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let is_plain = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_plain(whole, 5) || !is_plain(part, 3) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let part: u32 = format!("{part:0<3}").parse().ok()?;
    Some(whole * 1000 + part)
}

/// The text with a cue written or replaced, and all its cues then: what a person wrote meanwhile counts.
pub fn with_cue(text: &str, cue: &CueCard) -> Result<(String, Vec<CueCard>), String> {
    let mut wanted = if text.trim().is_empty() { Vec::new() } else { parse(text)? };
    put(&mut wanted, cue.clone());
    edited(text, wanted, |tables| {
        let at = tables.iter().position(|table| number_of(table) == order(&cue.number));
        if at.is_none() {
            tables.push(Table::new());
        }
        let at = at.unwrap_or(tables.len() - 1);
        if let Some(table) = tables.get_mut(at) {
            write(table, cue);
        }
    })
}

/// The text without a cue, and its cues then.
pub fn without_cue(text: &str, number: &str) -> Result<(String, Vec<CueCard>), String> {
    let key = order(number);
    let mut wanted = if text.trim().is_empty() { Vec::new() } else { parse(text)? };
    wanted.retain(|cue| order(&cue.number) != key);
    edited(text, wanted, |tables| tables.retain(|table| number_of(table) != key))
}

fn edited(
    text: &str,
    wanted: Vec<CueCard>,
    change: impl FnOnce(&mut ArrayOfTables),
) -> Result<(String, Vec<CueCard>), String> {
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| error.message().replace('\n', " "))?;
    if !document.contains_key("version") {
        document.insert("version", value(1));
    }
    let tables = document.entry("cue").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let Item::ArrayOfTables(tables) = tables else { return Err("`cue` is no [[cue]] list".to_owned()) };
    change(tables);
    let mut changed = document.to_string();
    // The editor writes its own lines with LF.
    if text.contains("\r\n") {
        changed = changed.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    // Never a file that would not be read back as meant.
    match parse(&changed) {
        Ok(read) if read == wanted => Ok((changed, wanted)),
        Ok(_) => Err("what would be written reads back otherwise".to_owned()),
        Err(why) => Err(why),
    }
}

fn number_of(table: &Table) -> Option<u32> {
    table.get("number").and_then(Item::as_str).and_then(|number| order(number.trim()))
}

fn write(table: &mut Table, cue: &CueCard) {
    let text = |table: &mut Table, key: &str, text: &str, is_needed: bool| {
        let is_same = table.get(key).and_then(Item::as_str) == Some(text);
        if !is_same && (is_needed || !text.is_empty() || table.contains_key(key)) {
            keep_place(table, key, value(text));
        }
    };
    text(table, "number", &cue.number, true);
    text(table, "name", &cue.name, false);
    text(table, "preset", &cue.preset, true);
    let secs = |table: &mut Table, key: &str, secs: f32| {
        let was =
            table.get(key).and_then(|item| item.as_float().or(item.as_integer().map(|whole| whole as f64)));
        if was.map(|was| was as f32) != Some(secs) {
            keep_place(table, key, value(plain(secs)));
        }
    };
    secs(table, "fade_secs", cue.fade_secs);
    match cue.follow_secs {
        Some(follow_secs) => secs(table, "follow_secs", follow_secs),
        None => {
            table.remove("follow_secs");
        }
    }
    text(table, "note", &cue.note, false);
}

/// The shortest decimal that is this number: 0.1, not 0.10000000149.
fn plain(secs: f32) -> f64 {
    secs.to_string().parse().unwrap_or(f64::from(secs))
}

/// Changes a value and leaves the comment behind it.
fn keep_place(table: &mut Table, key: &str, item: Item) {
    match (table.get_mut(key).and_then(Item::as_value_mut), item) {
        (Some(old), Item::Value(mut new)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        (_, item) => {
            table.insert(key, item);
        }
    }
}
