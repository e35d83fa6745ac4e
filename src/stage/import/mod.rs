//! Stages of other programs, read into a stage file's text.
//!
//! In: the bytes of a file, its name, what the user adds to it. Out: an [`Imported`] draft with every repair and doubt.
//! Not here: reading and writing files (`cli::stage::import`), the text itself (`stage::write`), rules (`stage::lint`).
//! One format a file. Positions are turned into stage axes: right-handed, +Y up, metres, -Z toward the wall.
//! Invariant: importers are total: any bytes give a draft or an error that names the place; nothing is allocated by a
//! number that a file states.

mod draft;
mod json;
mod mpcdi;
mod mpcdi_xml;
mod ndisplay;
mod ndisplay_build;
mod ndisplay_cfg;
mod ndisplay_policy;
mod obj_wall;
mod panel_csv;
mod pfm;
mod plane;
mod sgct;
#[cfg(test)]
mod tests;
mod tiles;

pub use plane::divide;

use std::path::Path;

use super::write::StageDraft;

/// Largest file that is read, bytes: a warp map of 4096 x 4096 points has 192 MiB.
pub const MAX_BYTES: usize = 256 << 20;
/// Distance of frusta that state none, metres.
pub const DISTANCE_M: f64 = 3.0;

/// What the user adds to a file.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Geometry for what the file only names.
    pub geometry: &'a [Geometry],
    /// Distance between LEDs, millimetres, for files without metres.
    pub pitch_mm: Option<f64>,
    /// LEDs of one panel, across and down.
    pub panel_px: Option<[u32; 2]>,
    /// Distance of surfaces that are only known as angles, metres.
    pub distance_m: Option<f64>,
    /// Name of the stage file without its ending: meshes beside it are named after it.
    pub stem: &'a str,
    /// Reads a file that the imported one names, by its path relative to it.
    pub read: &'a dyn Fn(&str) -> Result<Vec<u8>, String>,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Options").field("stem", &self.stem).finish_non_exhaustive()
    }
}

/// An OBJ that stands for something a file only names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Name in the imported file.
    pub name: String,
    /// Path of the OBJ, for messages.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// A stage read from another program's file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// The format, in words.
    pub format: String,
    /// What was turned into metres, as in `cm -> m`; empty where nothing was.
    pub units: &'static str,
    /// The stage.
    pub stage: StageDraft,
    /// OBJ files that belong beside the stage file: name and text.
    pub meshes: Vec<(String, String)>,
    /// Faults that were repaired and facts that were used, a sentence each.
    pub said: Vec<String>,
    /// What may be wrong, a sentence each.
    pub doubts: Vec<String>,
    /// What the file cannot tell and the user has to set, a sentence each.
    pub to_set: Vec<String>,
    /// Names of geometry that is missing.
    pub asks: Vec<String>,
    /// Regions of canvases that are taken: canvas, edges, wall.
    regions: Vec<(usize, [u32; 4], String)>,
}

impl Imported {
    /// The result in one line.
    pub fn summary(&self) -> String {
        let plural =
            |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let mut text = format!(
            "Imported {}, {}",
            plural(self.stage.walls.len(), "wall"),
            plural(self.stage.canvases.len(), "output")
        );
        if !self.units.is_empty() {
            text += &format!(", {}", self.units);
        }
        text.push('.');
        if let Some(first) = self.doubts.first() {
            text += &format!(" {}: {}", plural(self.doubts.len(), "doubt"), first.trim_end_matches('.'));
            if self.doubts.len() > 1 {
                text += " ...";
            }
        }
        text
    }
}

/// Why a file cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {found}. {remedy}")]
pub struct ImportError {
    /// `file:line:column`, or the file and the path inside it.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub remedy: String,
}

impl ImportError {
    pub(in crate::stage) fn new(
        place: impl Into<String>,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { place: place.into(), found: found.into(), remedy: remedy.into() }
    }
}

/// Imports a file by its ending.
pub fn import(bytes: &[u8], name: &str, options: &Options<'_>) -> Result<Imported, ImportError> {
    if bytes.len() > MAX_BYTES {
        let found = format!("the file has {} bytes", bytes.len());
        return Err(ImportError::new(name, found, format!("Give a file of at most {MAX_BYTES} bytes")));
    }
    let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("ndisplay") => ndisplay::import(text(bytes, name)?, name, options),
        Some("cfg") => ndisplay_cfg::import(text(bytes, name)?, name, options),
        Some("mpcdi" | "xml") => mpcdi::import(bytes, name, options),
        Some("obj") => obj_wall::import(text(bytes, name)?, name, options),
        Some("csv" | "tsv" | "txt") => panel_csv::import(text(bytes, name)?, name, options),
        Some("json") => match text(bytes, name)? {
            text if text.contains("\"nDisplay\"") => ndisplay::import(text, name, options),
            text => sgct::import(text, name, options),
        },
        Some("pfm") => mpcdi::import_pfm(bytes, name, options),
        other => Err(ImportError::new(
            name,
            match other {
                Some(ending) => format!("files that end in `.{ending}` cannot be imported"),
                None => "the file's name has no ending".into(),
            },
            "Give .ndisplay, .cfg, .mpcdi, .xml, .pfm, .obj, .csv or .json; from FBX, glTF or USD export an OBJ",
        )),
    }
}

/// The bytes as text.
fn text<'a>(bytes: &'a [u8], name: &str) -> Result<&'a str, ImportError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let found = format!("byte {} is no UTF-8 text", error.valid_up_to());
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
        let place = super::place::line_column(&before, name, before.len());
        ImportError::new(place, found, "Save the file as UTF-8")
    })
}
