//! The files of a show's book: presets, cues, takes.
//!
//! In: a folder, what the clerk keeps. Out: `presets/*.json`, `cues.toml`, `takes.jsonl`, each whole or not at all; what they
//! hold, and in words what cannot be read. Not here: what the values mean (`params`), recalling them (`app::clerk`).
//! Invariant: a file that cannot be read is left as it is and told; keys that a person wrote beside ours are errors, comments
//! in `cues.toml` stay.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::show::book::CueCard;

pub mod cues;
pub mod takes;

/// A look in a file: values by path.
pub type Texts = BTreeMap<String, String>;

/// `presets/*.json`: a stored look.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PresetFile {
    /// Version of this format: 1.
    pub version: u32,
    /// Its name, as people see it.
    pub name: String,
    /// Values by registry path, as in `"grade/trim_ev": "-0.5"`: numbers, `on`, `off` or a word.
    pub values: BTreeMap<String, ValueText>,
}

/// A value of a preset.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ValueText {
    /// A word, `on`, `off`, or a number to the last bit.
    Text(String),
    /// On or off.
    Switch(bool),
    /// A number.
    Number(f64),
}

/// A preset that was read or is to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preset {
    /// Its name.
    pub name: String,
    /// Values by path, also of parameters that the show does not have now.
    pub texts: Texts,
    /// JPEG.
    pub thumbnail: Option<Vec<u8>>,
}

/// Where a show's book stands.
#[derive(Clone, Debug)]
pub struct BookFolder {
    path: PathBuf,
}

/// Why a part of the book was not written.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The system refused.
    #[error("{path}: cannot be written: {source}. Check the folder's rights and room, then do it again")]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file that a person wrote is no cue list.
    #[error("{path} is no cue list ({found}), so it is left as it is: mend it, then do it again")]
    Cues {
        /// The file.
        path: PathBuf,
        /// What was found.
        found: String,
    },
}

/// Everything that a folder held.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Presets by file name.
    pub presets: Vec<Preset>,
    /// Cues by number.
    pub cues: Vec<CueCard>,
    /// Takes, oldest first.
    pub takes: Vec<takes::TakeLine>,
    /// What could not be read, in words.
    pub faults: Vec<String>,
}

/// The folder of the embedded demo's book: `$XDG_STATE_HOME/cyclorama/demo` and its like.
pub fn demo_folder(variable: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    super::live_state::folder(variable).map(|folder| folder.join("demo"))
}

impl BookFolder {
    /// A folder, made when something is written to it.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Reads everything that is there.
    pub fn read(&self) -> Found {
        let mut found = Found::default();
        self.read_presets(&mut found);
        match read(&self.cues_path()).map(|text| text.map(|text| cues::parse(&text))) {
            Ok(None) => {}
            Ok(Some(Ok(cues))) => found.cues = cues,
            Ok(Some(Err(why))) => found.faults.push(format!("{}: {why}", self.cues_path().display())),
            Err(error) => found.faults.push(format!("{}: {error}", self.cues_path().display())),
        }
        match read(&self.takes_path()) {
            Ok(text) => {
                let (takes, faults) = takes::parse(&text.unwrap_or_default());
                found.takes = takes;
                let place = self.takes_path();
                found.faults.extend(faults.into_iter().map(|fault| format!("{}: {fault}", place.display())));
            }
            Err(error) => found.faults.push(format!("{}: {error}", self.takes_path().display())),
        }
        found
    }

    fn read_presets(&self, found: &mut Found) {
        let Ok(entries) = std::fs::read_dir(self.path.join("presets")) else { return };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
        paths.sort();
        for path in paths {
            match read_preset(&path) {
                Ok(preset) if found.presets.iter().any(|other| other.name == preset.name) => {
                    found.faults.push(format!(
                        "{}: there is a preset `{}` already; give one of them another name",
                        path.display(),
                        preset.name
                    ));
                }
                Ok(preset) => found.presets.push(preset),
                Err(why) => found.faults.push(format!("{}: {why}", path.display())),
            }
        }
    }

    /// Writes a preset, over the one of its name.
    pub fn write_preset(&self, preset: &Preset) -> Result<(), BookError> {
        let path = self.preset_path(&preset.name);
        let values = preset.texts.iter().map(|(path, text)| (path.clone(), ValueText::Text(text.clone())));
        let file = PresetFile { version: 1, name: preset.name.clone(), values: values.collect() };
        let text = serde_json::to_string_pretty(&file)
            .map_err(|error| BookError::Write { path: path.clone(), source: error.into() })?;
        write(&path, format!("{text}\n").as_bytes())?;
        let small = path.with_extension("jpg");
        match &preset.thumbnail {
            Some(jpeg) => write(&small, jpeg),
            None => remove(&small),
        }
    }

    /// Takes a preset away.
    pub fn delete_preset(&self, name: &str) -> Result<(), BookError> {
        let path = self.preset_path(name);
        remove(&path.with_extension("jpg"))?;
        remove(&path)
    }

    /// Writes a cue into the list, over the one of its number: what a person wrote around it stays. All cues then.
    pub fn write_cue(&self, cue: &CueCard) -> Result<Vec<CueCard>, BookError> {
        self.change_cues(|text| cues::with_cue(text, cue))
    }

    /// Takes a cue out of the list. All cues then.
    pub fn delete_cue(&self, number: &str) -> Result<Vec<CueCard>, BookError> {
        self.change_cues(|text| cues::without_cue(text, number))
    }

    fn change_cues(
        &self,
        change: impl FnOnce(&str) -> Result<(String, Vec<CueCard>), String>,
    ) -> Result<Vec<CueCard>, BookError> {
        let path = self.cues_path();
        let before = read(&path)
            .map_err(|source| BookError::Write { path: path.clone(), source })?
            .unwrap_or_default();
        let changed = change(&before);
        let (after, all) = changed.map_err(|found| BookError::Cues { path: path.clone(), found })?;
        write(&path, after.as_bytes())?;
        Ok(all)
    }

    /// Adds a line to the takes; one with an id that is there replaces it for readers.
    pub fn write_take(&self, line: &takes::TakeLine) -> Result<(), BookError> {
        let path = self.takes_path();
        let write_error = |source| BookError::Write { path: path.clone(), source };
        let mut text = serde_json::to_string(line).map_err(|error| write_error(error.into()))?;
        text.push('\n');
        make_folder(&path).map_err(write_error)?;
        let appended =
            std::fs::OpenOptions::new().create(true).append(true).open(&path).and_then(|mut file| {
                use std::io::Write as _;
                file.write_all(text.as_bytes())
            });
        appended.map_err(write_error)
    }

    fn cues_path(&self) -> PathBuf {
        self.path.join("cues.toml")
    }

    fn takes_path(&self) -> PathBuf {
        self.path.join("takes.jsonl")
    }

    /// The file that holds a preset of this name, or the first free one made of it.
    fn preset_path(&self, name: &str) -> PathBuf {
        let stem = stem(name);
        let numbered = (1..).map(|count| match count {
            1 => format!("{stem}.json"),
            _ => format!("{stem}-{count}.json"),
        });
        let folder = self.path.join("presets");
        let fits =
            |path: &PathBuf| !path.exists() || read_preset(path).is_ok_and(|preset| preset.name == name);
        numbered
            .map(|file| folder.join(file))
            .find(fits)
            .unwrap_or_else(|| folder.join(format!("{stem}.json")))
    }
}

/// A file name made of a preset's: letters, digits and dashes, at most 64.
fn stem(name: &str) -> String {
    let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    let stem: String = name.trim().chars().map(plain).take(64).collect();
    if stem.is_empty() { "preset".to_owned() } else { stem }
}

fn read_preset(path: &Path) -> Result<Preset, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let file: PresetFile = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if file.version != 1 {
        return Err(format!("version is {}, this program reads version 1", file.version));
    }
    if file.name.trim().is_empty() {
        return Err("a preset has no name: give it one".to_owned());
    }
    let text = |value: ValueText| match value {
        ValueText::Text(text) => text,
        ValueText::Switch(is_on) => if is_on { "on" } else { "off" }.to_owned(),
        ValueText::Number(number) => format!("{number:?}"),
    };
    let texts = file.values.into_iter().map(|(path, value)| (path, text(value))).collect();
    Ok(Preset { name: file.name, texts, thumbnail: std::fs::read(path.with_extension("jpg")).ok() })
}

/// A file's text; `None` when there is no file.
fn read(path: &Path) -> std::io::Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn make_folder(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}

/// Beside its place first, so that a file under its own name is always whole.
fn write(path: &Path, bytes: &[u8]) -> Result<(), BookError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let written = make_folder(path)
        .and_then(|()| std::fs::write(&part, bytes))
        .and_then(|()| std::fs::rename(&part, path));
    written.map_err(|source| BookError::Write { path: path.to_owned(), source })
}

fn remove(path: &Path) -> Result<(), BookError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(BookError::Write { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
