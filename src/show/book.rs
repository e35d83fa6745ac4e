//! The show's book as people see it: presets, cues, takes, the slate.
//!
//! In: what the clerk keeps. Out: plain values to show. Not here: files (`output`), keeping it (`app::clerk`), recalling
//! (`params::arbiter`). Invariant: names are unique in their list; cue numbers are sorted.

use std::sync::Arc;

/// Presets, cues, takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// Counts changes.
    pub rev: u64,
    /// Stored looks: people's in the order of their files, then those that are shipped.
    pub presets: Vec<PresetCard>,
    /// The cue list.
    pub cues: Vec<CueCard>,
    /// Cues that would flash the walls more often than is safe.
    pub warnings: Vec<CueWarning>,
    /// Cues that are still to be rehearsed.
    pub to_rehearse: usize,
    /// Number of the cue that GO will fire.
    pub standby: Option<String>,
    /// Number of the cue that fired last.
    pub active: Option<String>,
    /// Takes, oldest first.
    pub takes: Vec<TakeCard>,
    /// What the next ROLL will be called.
    pub slate: Slate,
    /// What a person should do, in words: the auto-CUT reminder.
    pub reminder: Option<String>,
}

/// A stored look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PresetCard {
    /// Its name.
    pub name: String,
    /// Whether it is shipped: it stands in no file, and cannot be deleted.
    pub is_shipped: bool,
    /// JPEG, 160 pixels wide.
    pub thumbnail: Option<Arc<Vec<u8>>>,
    /// Changes when the thumbnail does.
    pub thumbnail_rev: u64,
}

/// A cue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CueCard {
    /// Its number, as in `12.5`.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Preset that it goes to.
    pub preset: String,
    /// Seconds to get there.
    pub fade_secs: f32,
    /// Seconds after GO at which the next cue follows by itself; `None` waits for GO.
    pub follow_secs: Option<f32>,
    /// For people.
    pub note: String,
}

/// What a rehearsal found of a cue.
#[derive(Clone, Debug, PartialEq)]
pub struct CueWarning {
    /// The cue's number.
    pub number: String,
    /// Most flashes in a second.
    pub flashes: u32,
    /// What it would do and what to do about it.
    pub words: String,
}

impl Book {
    /// What there is to warn of before a cue fires.
    pub fn warning(&self, number: &str) -> Option<&CueWarning> {
        self.warnings.iter().find(|warning| warning.number == number)
    }
}

/// A take.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TakeCard {
    /// Counts takes of the show, from 1; what `MatchTake` names.
    pub id: u32,
    /// As in `101A T3 14:22`.
    pub label: String,
    /// First frame.
    pub first_frame: u64,
    /// Frame after the last; `None` while it rolls.
    pub end_frame: Option<u64>,
    /// Frames dropped while it rolled.
    pub drops: u64,
    /// For people.
    pub note: String,
}

/// Scene and take.
#[derive(Clone, Debug, PartialEq)]
pub struct Slate {
    /// As in `101A`.
    pub scene: String,
    /// Number of the take, from 1.
    pub take: u32,
}

impl Default for Slate {
    fn default() -> Self {
        Self { scene: "1".to_owned(), take: 1 }
    }
}
