//! `cyclorama schema`.
//!
//! In: the name of a file format. Out: its JSON schema (2020-12) on stdout, as kept in `docs/schemas`.
//! Not here: the formats (each room's `schema`).
//! Invariant: generated from the types that parse the files, so it cannot tell of other keys.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::output::book::PresetFile;
use crate::output::book::cues::CueFile;
use crate::scene::schema as scene;
use crate::show::schema::ShowFile;
use crate::stage::schema::{PanelFile, StageFile};

/// Print the JSON schema of a file format.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Which
    name: Format,
}

/// A file format that a person writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// `show.toml`.
    Show,
    /// `scene.toml`.
    Scene,
    /// `calibration/stages/*.toml`.
    Stage,
    /// `calibration/panels/*.toml`.
    Panel,
    /// `presets/*.json`.
    Preset,
    /// `cues.toml`.
    Cues,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [Self::Show, Self::Scene, Self::Stage, Self::Panel, Self::Preset, Self::Cues];

    /// Its word, and the stem of its file in `docs/schemas`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Show => "show",
            Self::Scene => "scene",
            Self::Stage => "stage",
            Self::Panel => "panel",
            Self::Preset => "preset",
            Self::Cues => "cues",
        }
    }

    /// Its JSON schema.
    pub fn json_schema(self) -> Value {
        match self {
            Self::Show => schemars::schema_for!(ShowFile).into(),
            Self::Scene => scene::json_schema(),
            Self::Stage => schemars::schema_for!(StageFile).into(),
            Self::Panel => schemars::schema_for!(PanelFile).into(),
            Self::Preset => schemars::schema_for!(PresetFile).into(),
            Self::Cues => schemars::schema_for!(CueFile).into(),
        }
    }

    /// The text of its file in `docs/schemas`.
    pub fn text(self) -> String {
        format!("{:#}\n", self.json_schema())
    }
}

/// Runs the subcommand.
pub fn run(args: &SchemaArgs) -> anyhow::Result<ExitCode> {
    super::print(&args.name.text())?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_name_the_keys() {
        let keys = [
            (Format::Show, "exposure"),
            (Format::Scene, "node"),
            (Format::Stage, "wall"),
            (Format::Panel, "size_mm"),
            (Format::Preset, "values"),
            (Format::Cues, "cue"),
        ];
        for (format, key) in keys {
            let schema = format.json_schema();
            assert!(schema["properties"][key].is_object(), "{} has no {key}", format.name());
            assert_eq!(schema["additionalProperties"], false, "{}", format.name());
        }
    }
}
