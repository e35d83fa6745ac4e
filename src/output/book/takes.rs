//! `takes.jsonl`: what was rolled, one JSON object a line.
//!
//! In: lines. Out: takes, the last line of an id counting. Not here: when a take begins (`app::clerk`).
//! Invariant: a line that is cut off by a crash costs that line alone.

use serde::{Deserialize, Serialize};

use super::Texts;

/// A take as its line tells it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TakeLine {
    /// Version of this format: 1.
    pub version: u32,
    /// Counts takes of the show, from 1.
    pub id: u32,
    /// As in `101A T3 14:22`.
    pub label: String,
    /// Scene of the slate.
    pub scene: String,
    /// Take of the slate.
    pub take: u32,
    /// First frame, of the run that rolled it.
    pub first_frame: u64,
    /// Frame after the last; `None` while it rolls.
    pub end_frame: Option<u64>,
    /// Frame index of the world at ROLL.
    pub world_frame: u64,
    /// Frames dropped while it rolled.
    pub drops: u64,
    /// For people.
    pub note: String,
    /// The look at ROLL.
    pub values: Texts,
}

/// Takes by id, and the lines that are none.
pub fn parse(text: &str) -> (Vec<TakeLine>, Vec<String>) {
    let (mut takes, mut faults): (Vec<TakeLine>, _) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<TakeLine>(line) {
            Ok(take) if take.version == 1 => match takes.binary_search_by_key(&take.id, |other| other.id) {
                Ok(known) => takes[known] = take,
                Err(place) => takes.insert(place, take),
            },
            Ok(take) => faults.push(format!("line {}: version {} is not known", at + 1, take.version)),
            Err(error) => faults.push(format!("line {}: {error}; the line is left out", at + 1)),
        }
    }
    (takes, faults)
}
