//! Writing a tracker's place back into the stage file that a person wrote.
//!
//! In: a stage file's path, a tracker's name and what to change. Out: the change to look at first, then the file.
//! Not here: the text's change (`stage::edit`), who asks (`cli::calibrate`, `app::align`).
//! Invariant: the file is whole at any moment (written beside, then renamed), and is left alone when it is not what was
//! read, or when what would be written would not be read back as meant.

use std::path::{Path, PathBuf};

use super::load::beside;
use crate::stage::edit::{self, EditError, TrackerEdit};
use crate::stage::{Stage, schema};

/// Why a stage file is not written.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// It cannot be read.
    #[error("{path}: cannot be read: {source}. Give the path of a stage file")]
    Read {
        /// The file.
        path: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It cannot be changed.
    #[error("{path} {error}")]
    Edit {
        /// The file.
        path: String,
        /// Why.
        error: EditError,
    },
    /// Someone else wrote it since it was read.
    #[error(
        "{path} has changed since it was read: nothing is written. Look at the change again and save once more"
    )]
    Changed {
        /// The file.
        path: String,
    },
    /// What would be written is no stage.
    #[error(
        "{path} would not be read back as meant ({found}): nothing is written. Write stage_from_tracker by hand"
    )]
    NotAsMeant {
        /// The file.
        path: String,
        /// What was found.
        found: String,
    },
    /// It cannot be written.
    #[error("{path}: cannot be written: {source}. The file is as it was; check the folder's rights and room")]
    Write {
        /// The file.
        path: String,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// A change that waits for a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageChange {
    path: PathBuf,
    before: String,
    after: String,
}

impl StageChange {
    /// Reads a stage file and prepares the change of one tracker.
    pub fn of_tracker(path: &str, name: &str, edit: &TrackerEdit) -> Result<Self, SaveError> {
        // A link is followed, so that the file behind it is written and the link stays.
        let found = std::fs::canonicalize(path)
            .and_then(|path| Ok((std::fs::read_to_string(&path)?, path)))
            .map_err(|source| SaveError::Read { path: path.to_owned(), source });
        let (before, real) = found?;
        let after = edit::with_tracker(&before, name, edit)
            .map_err(|error| SaveError::Edit { path: path.to_owned(), error })?;
        let change = Self { path: real, before, after };
        change.require_as_meant(name, edit)?;
        Ok(change)
    }

    /// The lines that change, old with `-`, new with `+`; none when the file says so already.
    pub fn lines(&self) -> Vec<String> {
        edit::changed_lines(&self.before, &self.after)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file, unless it is not what was read.
    pub fn write(&self) -> Result<(), SaveError> {
        let path = self.path.display().to_string();
        let now = std::fs::read_to_string(&self.path)
            .map_err(|source| SaveError::Read { path: path.clone(), source })?;
        if now != self.before {
            return Err(SaveError::Changed { path });
        }
        let mut part = self.path.as_os_str().to_owned();
        part.push(".part");
        let written = std::fs::write(&part, &self.after)
            .and_then(|()| std::fs::set_permissions(&part, std::fs::metadata(&self.path)?.permissions()))
            .and_then(|()| std::fs::rename(&part, &self.path));
        written.map_err(|source| {
            // What is left of a failed write is of no use; that it cannot be removed is not the news.
            let _ = std::fs::remove_file(&part);
            SaveError::Write { path, source }
        })
    }

    /// Reads the new text as the program will, and holds it against what was asked for.
    fn require_as_meant(&self, name: &str, edit: &TrackerEdit) -> Result<(), SaveError> {
        let path = self.path.to_string_lossy().into_owned();
        let read = |text: &str| -> Result<Stage, String> {
            let panel =
                |name: &str| std::fs::read_to_string(beside(&path, name)).map_err(|error| error.to_string());
            let loaded = schema::load(text, &path, &panel).map_err(|error| error.to_string())?;
            Ok(loaded.stage)
        };
        // A stage that is broken elsewhere is for `check` to tell; the tracker's own line is what must be right here.
        let found = read(&self.after).map_or_else(Some, |stage| {
            let tracker = stage.trackers.iter().find(|tracker| tracker.name == name);
            let Some(tracker) = tracker else { return Some(format!("tracker `{name}` is not read")) };
            let is_placed = edit
                .stage_from_tracker
                .is_none_or(|pose| tracker.stage_from_tracker == edit::as_written(&pose));
            let is_signed = edit.signs.is_none_or(|signs| tracker.signs == signs)
                && edit.order.is_none_or(|order| tracker.order == order);
            (!(is_placed && is_signed)).then(|| format!("tracker `{name}` is read otherwise"))
        });
        found.map_or(Ok(()), |found| Err(SaveError::NotAsMeant { path, found }))
    }
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;
    use crate::math::Pose;

    /// The demo's stage in a folder of its own.
    fn copy(case: &str) -> String {
        let root = env!("CARGO_MANIFEST_DIR");
        let folder = format!("{root}/target/test-save/{case}");
        for file in [
            "calibration/stages/demo.toml",
            "calibration/panels/led-2.6mm.toml",
            "calibration/panels/led-5.2mm.toml",
        ] {
            let to = format!("{folder}/{file}");
            std::fs::create_dir_all(Path::new(&to).parent().unwrap()).unwrap();
            std::fs::copy(format!("{root}/{file}"), to).unwrap();
        }
        format!("{folder}/calibration/stages/demo.toml")
    }

    fn edit() -> TrackerEdit {
        let pose = Pose::from_pan_tilt_roll(DVec3::new(0.1, 0.2, 0.3), 0.1, 0.0, 0.0);
        TrackerEdit { stage_from_tracker: Some(pose), ..TrackerEdit::default() }
    }

    #[test]
    fn a_change_is_shown_then_written_then_nothing_is_left_to_do() {
        let path = copy("written");
        let change = StageChange::of_tracker(&path, "main", &edit()).unwrap();
        assert_eq!(change.lines().len(), 1);
        let before = std::fs::read_to_string(&path).unwrap();
        change.write().unwrap();
        let after = std::fs::read_to_string(&path).unwrap();
        assert!(after.starts_with(before.trim_end()) && after.contains("stage_from_tracker = {"), "{after}");
        assert!(!Path::new(&format!("{path}.part")).exists());
        assert!(StageChange::of_tracker(&path, "main", &edit()).unwrap().lines().is_empty());
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let path = copy("changed");
        let change = StageChange::of_tracker(&path, "main", &edit()).unwrap();
        let theirs = std::fs::read_to_string(&path).unwrap() + "# by someone else\n";
        std::fs::write(&path, &theirs).unwrap();
        assert!(matches!(change.write(), Err(SaveError::Changed { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), theirs);
    }

    #[test]
    fn a_wrong_tracker_and_a_missing_file_are_refused() {
        let path = copy("refused");
        let error = StageChange::of_tracker(&path, "head", &edit()).unwrap_err().to_string();
        assert!(error.ends_with("has no tracker `head`; it has `main`"), "{error}");
        let error = StageChange::of_tracker("no/such.toml", "main", &edit()).unwrap_err().to_string();
        assert!(error.starts_with("no/such.toml: cannot be read"), "{error}");
    }
}
