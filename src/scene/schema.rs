//! scene.toml: what a person writes, and the [`Scene`] that it stands for.
//!
//! In: TOML text, and a reader for the files it names (this room opens none). Out: a [`Scene`].
//! Not here: show.toml (`show`), the formats of models and domes (`gltf`, `dome`).
//! Invariant: unknown keys, loops, unknown parents and impossible numbers are errors that name file, line, remedy.

mod convert;
mod sky;
mod types;

pub use self::types::SceneFile;

use super::{Scene, SceneError};

/// Reads a file that the scene names, relative to the scene's own folder.
pub type Read<'a> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'a;

/// Hears what is being loaded and how far it is, 0..=1.
pub type Progress<'a> = dyn Fn(&str, f32) + 'a;

/// Loads a scene. `place` names the file in messages.
pub fn load(text: &str, place: &str, read: &Read<'_>, progress: &Progress<'_>) -> Result<Scene, SceneError> {
    let file: SceneFile = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let found = error.message().replace('\n', " ");
        SceneError::new(
            place_of(text, place, at),
            found,
            "see docs/schemas/scene.json for what may stand here",
        )
    })?;
    convert::Loader { text, place, read, progress }.scene(&file)
}

/// The JSON schema of scene.toml.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(SceneFile).into()
}

/// `file:line:col` of a byte in the text, both counted from 1.
fn place_of(text: &str, place: &str, at: usize) -> String {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
    format!("{place}:{line}:{column}")
}

#[cfg(test)]
mod tests;
