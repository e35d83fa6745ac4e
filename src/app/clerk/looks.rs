//! Presets, marks, and what differs between two looks.
//!
//! In: asks, the newest report. Out: recalls, files, sentences. Not here: the files' form (`output::book`), the sentences'
//! words (`show::words`).
//! Invariant: a look is kept as texts by path, so that it outlives any registry; what the show does not know is told, never lost.

use std::sync::Arc;

use crate::output::book::{BookFolder, Preset, Texts};
use crate::params::{Action, Class, PersonId, Refusal, Registry, Stored, Values};
use crate::show::book::PresetCard;
use crate::show::catalog::grey;
use crate::show::feed::THUMBNAIL_PX;
use crate::show::link::{Look, Told};
use crate::show::{looks, metar, words};

use super::{Desk, Done, Who, failed};

/// A change that is faster than this is a snap, seconds.
const SNAP_SECS: f32 = 1.0;
/// How long a thumbnail is waited for, seconds.
const THUMBNAIL_SECS: f64 = 10.0;
/// Most presets of a show.
const MOST_PRESETS: usize = 500;
/// Longest name of a preset, characters.
const MOST_LETTERS: usize = 80;

/// Stored looks.
#[derive(Default)]
pub(super) struct Looks {
    presets: Vec<Preset>,
    /// Presets whose picture is awaited, with the first frame that shows them.
    awaited: Vec<(String, u64)>,
}

impl Looks {
    fn preset(&self, name: &str) -> Option<&Preset> {
        self.presets.iter().find(|preset| preset.name == name)
    }
}

/// The look of these values, by path.
pub(super) fn texts(registry: &Registry, values: &Values) -> Texts {
    let look = registry.iter(values).filter(|(parameter, _)| parameter.class == Class::Look);
    look.map(|(parameter, value)| (parameter.path.clone(), parameter.kind.text(value))).collect()
}

/// Whether a change at once was not meant.
pub(super) fn is_snap(who: Who, fade_secs: f32) -> bool {
    // Not a number is no time either.
    !who.is_confirmed && (fade_secs < SNAP_SECS || fade_secs.is_nan())
}

impl Desk {
    /// Reads the show's book anew.
    pub(super) fn open_book(&mut self) {
        // Without a folder, memory is all there is.
        let Some(found) = self.folder.as_ref().map(BookFolder::read) else { return self.show_presets() };
        let mut faults = found.faults;
        self.looks = Looks { presets: found.presets, awaited: Vec::new() };
        for preset in &self.looks.presets {
            let (_, refused) = self.stored(&preset.texts);
            faults.extend(refused.into_iter().map(|why| format!("preset `{}`: {why}", preset.name)));
        }
        self.book.cues = found.cues;
        let has =
            |number: &Option<String>| self.book.cues.iter().any(|cue| Some(&cue.number) == number.as_ref());
        let (has_standby, has_active) = (has(&self.book.standby), has(&self.book.active));
        self.book.standby = self.book.standby.take().filter(|_| has_standby);
        self.book.active = self.book.active.take().filter(|_| has_active);
        self.open_takes(found.takes);
        self.rehearse_all();
        for fault in &faults {
            tracing::warn!("{fault}");
        }
        self.notes.set_book(faults);
        self.show_presets();
    }

    /// A look as the show's registry takes it, and what it does not.
    pub(super) fn stored(&self, texts: &Texts) -> (Stored, Vec<String>) {
        let texts = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        Stored::parse(&self.state.registry, texts)
    }

    fn show_presets(&mut self) {
        let rev = self.book.rev + 1;
        let before = std::mem::take(&mut self.book.presets);
        let card = |preset: &Preset| {
            let old = before.iter().find(|card| card.name == preset.name && !card.is_shipped);
            let same = old.filter(|card| card.thumbnail.as_deref() == preset.thumbnail.as_ref());
            same.cloned().unwrap_or_else(|| PresetCard {
                name: preset.name.clone(),
                is_shipped: false,
                thumbnail: preset.thumbnail.clone().map(Arc::new),
                thumbnail_rev: rev,
            })
        };
        self.book.presets = self.looks.presets.iter().map(card).collect();
        if looks::has_looks(&self.state.registry) {
            let free = looks::LOOKS.iter().filter(|look| self.looks.preset(look.name).is_none());
            let shipped = |look: &looks::Look| PresetCard {
                name: look.name.to_owned(),
                is_shipped: true,
                ..PresetCard::default()
            };
            self.book.presets.extend(free.map(shipped));
        }
        self.book.rev = rev;
    }

    pub(super) fn save_preset(&mut self, who: Who, name: &str) -> Done {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MOST_LETTERS || name.chars().any(char::is_control) {
            return Err(failed(format!(
                "a preset's name has 1 to {MOST_LETTERS} letters; give it another one"
            )));
        }
        let before = self.looks.preset(name);
        if before.is_some() && !who.is_confirmed {
            return Err(failed(format!(
                "there is a preset `{name}` already: hold for 0.7 s to replace it, or give another name"
            )));
        }
        if before.is_none() && self.looks.presets.len() >= MOST_PRESETS {
            return Err(failed(format!("there are {MOST_PRESETS} presets, the most: delete one first")));
        }
        let mut look = texts(&self.state.registry, &self.now());
        if let Some(before) = before {
            // What the show does not know now, it may know again.
            let is_unknown = |path: &String| self.state.registry.id(path).is_none();
            let lost = before.texts.iter().filter(|(path, _)| is_unknown(path));
            look.extend(lost.map(|(path, text)| (path.clone(), text.clone())));
        }
        let preset = Preset { name: name.to_owned(), texts: look, thumbnail: None };
        self.keep_preset(&preset)?;
        match self.looks.presets.iter_mut().find(|other| other.name == name) {
            Some(other) => *other = preset,
            None => self.looks.presets.push(preset),
        }
        self.looks.awaited.retain(|(other, _)| other != name);
        self.looks.awaited.push((name.to_owned(), self.state.report.frame + 1));
        self.show_presets();
        self.rehearse_all();
        Ok(Some(Told::Done))
    }

    fn keep_preset(&self, preset: &Preset) -> Result<(), Told> {
        let Some(folder) = &self.folder else { return Ok(()) };
        folder.write_preset(preset).map_err(|error| failed(error.to_string()))
    }

    pub(super) fn recall_preset(&mut self, who: Who, name: &str, fade_secs: f32) -> Done {
        if is_snap(who, fade_secs) {
            return Err(Told::Refused(Refusal::Confirm));
        }
        self.send_preset(who, name, fade_secs, format!("preset {name}"))?;
        Ok(None)
    }

    /// Sends a preset; the label of the recall.
    pub(super) fn send_preset(
        &mut self,
        who: Who,
        name: &str,
        fade_secs: f32,
        words: String,
    ) -> Result<u32, Told> {
        let stored = self
            .preset_values(name)
            .ok_or_else(|| failed(format!("there is no preset `{name}`; save one of that name first")))?;
        self.recall(who, stored, fade_secs, words)
    }

    /// What a preset goes to: a person's, else the one that is shipped, as it is at this place and date.
    pub(super) fn preset_values(&self, name: &str) -> Option<Stored> {
        if let Some(preset) = self.looks.preset(name) {
            return Some(self.stored(&preset.texts).0);
        }
        let report = &self.state.report;
        let utc_offset_secs = report.sky.map_or(0, |sky| sky.utc_offset_secs);
        looks::find(name)?.stored(&self.state.registry, &self.now(), utc_offset_secs)
    }

    /// Where everything is going; the sky's clock as it reads.
    pub(super) fn now(&self) -> Values {
        let report = &self.state.report;
        let mut now = report.goals.clone();
        let registry = &self.state.registry;
        let clock = registry.id("sky/time_of_day").zip(registry.id("sky/date"));
        if let (Some((time, date)), Some(sky)) = (clock, &report.sky) {
            let fades = |id| report.goals.number(id).to_bits() != report.values.number(id).to_bits();
            if !fades(time) && !fades(date) {
                now.put(time, sky.local_time_h);
                now.put(date, sky.local_date_days);
            }
        }
        now
    }

    /// Sends the weather of a report.
    pub(super) fn recall_metar(&mut self, who: Who, text: &str, fade_secs: f32) -> Done {
        let report = metar::read(&self.state.registry, &self.now(), text).map_err(failed)?;
        if !report.ignored.is_empty() {
            tracing::info!("{}: not understood: {}", report.name, report.ignored.join(", "));
        }
        self.recall(who, report.stored, fade_secs, report.name)?;
        Ok(None)
    }

    /// Sends a look; the label of the recall.
    pub(super) fn recall(
        &mut self,
        who: Who,
        stored: Stored,
        fade_secs: f32,
        words: String,
    ) -> Result<u32, Told> {
        let label = self.lines.label(words);
        self.wish(who, Action::Recall { stored: Arc::new(stored), fade_secs, label })?;
        Ok(label)
    }

    pub(super) fn delete_preset(&mut self, who: Who, name: &str) -> Done {
        if self.looks.preset(name).is_none() {
            if self.book.presets.iter().any(|card| card.name == name) {
                return Err(failed(format!(
                    "the preset `{name}` is shipped: save one of its name over it instead"
                )));
            }
            return Err(failed(format!("there is no preset `{name}`")));
        }
        if !who.is_confirmed {
            return Err(failed(format!("hold for 0.7 s to delete the preset `{name}`")));
        }
        if let Some(folder) = &self.folder {
            folder.delete_preset(name).map_err(|error| failed(error.to_string()))?;
        }
        self.looks.presets.retain(|preset| preset.name != name);
        self.looks.awaited.retain(|(other, _)| other != name);
        self.show_presets();
        self.rehearse_all();
        Ok(Some(Told::Done))
    }

    /// Keeps the look as the person's own to go back to.
    /// The live sky's grey becomes the one that the wall is exposed for; it is one step to undo.
    pub(super) fn meter(&mut self, who: Who) -> Done {
        let grey_nits = self.state.report.sky.as_ref().map(|sky| sky.key.grey_nits);
        match (grey_nits, self.state.registry.id(grey::PATH)) {
            (Some(number), Some(id)) => {
                self.wish(who, Action::Set { id, number, fade_secs: 0.0, gesture: 0 })
            }
            _ => {
                Err(failed("the scene has no live sky to meter; `cyclorama doctor SHOW` meters a fixed one"))
            }
        }
    }

    pub(super) fn mark(&mut self, who: Who) -> Done {
        let look = (Arc::clone(&self.state.report), Arc::clone(&self.state.registry));
        self.guests.mark(who.by, look);
        Ok(Some(Told::Done))
    }

    pub(super) fn recall_mark(&mut self, who: Who, fade_secs: f32) -> Done {
        let own = self.guests.marked(who.by);
        let look = match own {
            Some((report, registry)) => texts(registry, &report.goals),
            // Nobody joined: the window, which has been here from the start.
            None if who.by < PersonId::FIRST_GUEST => texts(&self.state.registry, &self.show.file_first),
            None => return Err(failed("you have marked no look of this show; mark one first")),
        };
        let (stored, _) = self.stored(&look);
        self.recall(who, stored, fade_secs, "back to how it was".to_owned())?;
        Ok(None)
    }

    pub(super) fn compare(&mut self, from: &Look, to: &Look) -> Done {
        let [from, to] = [self.look(from)?, self.look(to)?];
        let mut sentences = words::differences(&self.state.registry, &from, &to);
        if sentences.is_empty() {
            sentences.push("no difference".to_owned());
        }
        Ok(Some(Told::Words(sentences)))
    }

    /// All values of a look; what it does not hold is as it is now.
    fn look(&self, look: &Look) -> Result<Values, Told> {
        let stored = match look {
            Look::Now => return Ok(self.state.report.goals.clone()),
            Look::File => return Ok(self.show.file_first.clone()),
            Look::Preset(name) => {
                self.preset_values(name).ok_or_else(|| failed(format!("there is no preset `{name}`")))?
            }
            Look::Take(take) => self.stored(self.take_texts(*take)?).0,
        };
        let mut values = self.state.report.goals.clone();
        for (id, number) in stored.values() {
            values.put(*id, *number);
        }
        Ok(values)
    }

    /// Whether a thumbnail came that was awaited.
    pub(super) fn look_for_thumbnails(&mut self) -> bool {
        let Some((name, frame)) = self.looks.awaited.first().cloned() else { return false };
        let sources = self.end.feed.sources();
        let of_camera = |source: &&String| source.starts_with("camera:");
        let Some(source) = sources.iter().find(of_camera).or_else(|| sources.first()) else {
            // A show without pictures: its presets have none.
            self.looks.awaited.clear();
            return false;
        };
        self.end.feed.want(source, THUMBNAIL_PX, 2.0);
        let young = self.end.feed.latest(source, THUMBNAIL_PX).filter(|small| small.frame >= frame);
        let Some(small) = young else {
            if self.show.rate.time_secs(self.state.report.frame.saturating_sub(frame)) > THUMBNAIL_SECS {
                self.looks.awaited.remove(0);
            }
            return false;
        };
        self.looks.awaited.remove(0);
        let Some(preset) = self.looks.presets.iter_mut().find(|preset| preset.name == name) else {
            return false;
        };
        preset.thumbnail = Some(small.jpeg.clone());
        let preset = preset.clone();
        if let Err(Told::Failed(why)) = self.keep_preset(&preset) {
            tracing::warn!("the thumbnail of preset `{name}` is not kept: {why}");
        }
        self.show_presets();
        true
    }
}
