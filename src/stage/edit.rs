//! Changing one tracker in a stage file, and nothing else.
//!
//! In: the file's text, a tracker's name, its new place and axes. Out: the text with that tracker's lines changed.
//! Not here: reading and writing files (`show::save`), what the values mean (`stage::schema`).
//! Invariant: every byte outside the changed keys stays: comments, order, spaces, line ends.

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use crate::math::Pose;

/// What to write; `None` leaves a key as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TrackerEdit {
    /// Tracker space to stage space.
    pub stage_from_tracker: Option<Pose>,
    /// Signs x, y, z, pan, tilt, roll.
    pub signs: Option<[f64; 6]>,
    /// The sender's channels that are x, y, z, pan, tilt, roll.
    pub order: Option<[usize; 6]>,
}

/// Why a text cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// No TOML.
    #[error("cannot be changed: {0}")]
    Syntax(String),
    /// No tracker of that name.
    #[error("has no tracker `{name}`; it has {known}")]
    NoTracker {
        /// The name asked for.
        name: String,
        /// Those it has.
        known: String,
    },
}

/// The text with one tracker changed.
pub fn with_tracker(text: &str, name: &str, edit: &TrackerEdit) -> Result<String, EditError> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| EditError::Syntax(error.message().replace('\n', " ")))?;
    let trackers = document.get_mut("tracker");
    let table = match trackers {
        Some(Item::ArrayOfTables(tables)) => find(tables, name),
        _ => None,
    };
    let Some(table) = table else {
        let known: Vec<String> = names(&document).into_iter().map(|known| format!("`{known}`")).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return Err(EditError::NoTracker { name: name.to_owned(), known });
    };
    if let Some(pose) = &edit.stage_from_tracker {
        put(table, "stage_from_tracker", Value::InlineTable(pose_value(pose)));
    }
    if let Some([x, y, z, pan, tilt, roll]) = edit.order {
        let axes = [x, y, z].map(|channel| ["x", "y", "z"][channel.min(2)]);
        let angles =
            [pan, tilt, roll].map(|channel| ["pan", "tilt", "roll"][channel.saturating_sub(3).min(2)]);
        for (key, words, plain) in
            [("axes", axes, ["x", "y", "z"]), ("angles", angles, ["pan", "tilt", "roll"])]
        {
            if words != plain || table.contains_key(key) {
                put(table, key, Value::Array(words.into_iter().collect()));
            }
        }
    }
    if let Some(signs) = &edit.signs {
        put(table, "signs", Value::InlineTable(signs_value(signs)));
    }
    let mut changed = document.to_string();
    // The editor writes its own lines with LF.
    if text.contains("\r\n") {
        changed = changed.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Ok(changed)
}

/// The lines that differ, old ones with `-`, new ones with `+`.
pub fn changed_lines(before: &str, after: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let front = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let back = old[front..].iter().rev().zip(new[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    let gone = old[front..old.len() - back].iter().map(|line| format!("- {line}"));
    gone.chain(new[front..new.len() - back].iter().map(|line| format!("+ {line}"))).collect()
}

/// A pose as the file writes it. Rounded to a micrometre and a tenth of a microdegree, past what any tracker tells.
pub fn pose_words(pose: &Pose) -> String {
    pose_value(pose).to_string().trim().to_owned()
}

/// A pose after a trip through a file.
pub fn as_written(pose: &Pose) -> Pose {
    let (position, angles) = rounded(pose);
    let [pan, tilt, roll] = angles.map(f64::to_radians);
    Pose::from_pan_tilt_roll(position.into(), pan, tilt, roll)
}

fn rounded(pose: &Pose) -> ([f64; 3], [f64; 3]) {
    // Adding zero turns -0 into 0.
    let round = |value: f64, per_unit: f64| (value * per_unit).round() / per_unit + 0.0;
    let (pan, tilt, roll) = pose.pan_tilt_roll();
    let position = pose.position.to_array().map(|metres| round(metres, 1e6));
    (position, [pan, tilt, roll].map(|angle| round(angle.to_degrees(), 1e7)))
}

fn pose_value(pose: &Pose) -> InlineTable {
    let (position, [pan, tilt, roll]) = rounded(pose);
    let mut table = InlineTable::new();
    table.insert("position_m", Value::Array(position.into_iter().collect()));
    for (key, degrees) in [("pan_deg", pan), ("tilt_deg", tilt), ("roll_deg", roll)] {
        table.insert(key, degrees.into());
    }
    table
}

fn signs_value(signs: &[f64; 6]) -> InlineTable {
    let mut table = InlineTable::new();
    for (key, sign) in ["x", "y", "z", "pan", "tilt", "roll"].into_iter().zip(signs) {
        if *sign < 0.0 {
            table.insert(key, (-1_i64).into());
        }
    }
    table
}

/// Puts a value where the key stands, with the spaces and the comment behind it; a key that is not there goes last.
fn put(table: &mut Table, key: &str, mut value: Value) {
    if let Some(Item::Value(before)) = table.get(key) {
        *value.decor_mut() = before.decor().clone();
    }
    // A sub-table `[tracker.signs]` gives way to the same on one line.
    if table.get(key).is_some_and(Item::is_table) {
        table.remove(key);
    }
    table[key] = Item::Value(value);
}

fn find<'a>(tables: &'a mut ArrayOfTables, name: &str) -> Option<&'a mut Table> {
    tables.iter_mut().find(|table| table.get("name").and_then(Item::as_str) == Some(name))
}

fn names(document: &DocumentMut) -> Vec<String> {
    let tables = document.get("tracker").and_then(Item::as_array_of_tables);
    let tables = tables.into_iter().flat_map(ArrayOfTables::iter);
    tables.filter_map(|table| table.get("name").and_then(Item::as_str)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;
    use crate::stage::sample::{CLEAN, PANEL, load_with};

    fn pose() -> Pose {
        Pose::from_pan_tilt_roll(DVec3::new(1.25, -0.5, 3.0), 0.5, 0.01, -0.02)
    }

    fn edit() -> TrackerEdit {
        TrackerEdit { stage_from_tracker: Some(pose()), ..TrackerEdit::default() }
    }

    #[test]
    fn only_the_changed_line_differs() {
        let text = CLEAN.replace(
            "stage_from_tracker = { position_m = [1.0, 0.0, 2.0], pan_deg = 90.0 }",
            "# Measured on Tuesday.\nstage_from_tracker   =  { position_m = [1.0, 0.0, 2.0], pan_deg = 90.0 }  # keep me\n\n# The end",
        );
        let changed = with_tracker(&text, "main", &edit()).unwrap();
        let lines = changed_lines(&text, &changed);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(
            lines[0].starts_with("- stage_from_tracker   =  {") && lines[1].ends_with("  # keep me"),
            "{lines:?}"
        );
        assert!(
            lines[1].starts_with("+ stage_from_tracker   =  { position_m = [1.25, -0.5, 3.0]"),
            "{lines:?}"
        );
        // What is written is read back as what was meant.
        let stage = load_with(&changed, PANEL).unwrap().stage;
        let read = stage.trackers[0].stage_from_tracker;
        assert!((read.position - pose().position).length() < 1e-6);
        assert!((read.rotation - pose().rotation).length() < 1e-9);
        assert_eq!(read, as_written(&pose()));
        // Once more changes nothing: it is a fixed point.
        assert_eq!(with_tracker(&changed, "main", &edit()).unwrap(), changed);
    }

    #[test]
    fn a_key_that_is_not_there_is_added_to_its_tracker() {
        let demo = crate::show::embedded::text("calibration/stages/demo.toml").unwrap();
        let signs = [1.0, -1.0, 1.0, -1.0, 1.0, 1.0];
        let order = Some([0, 2, 1, 3, 4, 5]);
        let changed =
            with_tracker(demo, "main", &TrackerEdit { signs: Some(signs), order, ..edit() }).unwrap();
        let lines = changed_lines(demo, &changed);
        assert!(lines.iter().all(|line| line.starts_with('+')), "{lines:?}");
        assert!(changed.starts_with(demo.trim_end()), "what stood there stands there");
        assert!(changed.contains("signs = { y = -1, pan = -1 }"), "{changed}");
        assert!(changed.contains("axes = [\"x\", \"z\", \"y\"]") && !changed.contains("angles"), "{changed}");
    }

    #[test]
    fn only_the_tracker_of_that_name_changes() {
        let two = format!(
            "{CLEAN}\n[[tracker]]\nname = \"second\" # B\nport = 40001\n\n[[tracker]]\nname = \"third\"\nport = 40002\n"
        );
        let changed = with_tracker(&two, "second", &edit()).unwrap();
        let lines = changed_lines(&two, &changed);
        assert_eq!(lines.len(), 1, "{lines:?}");
        let stage = load_with(&changed, PANEL).unwrap().stage;
        assert_eq!(stage.trackers[1].stage_from_tracker, as_written(&pose()));
        assert_eq!(stage.trackers[2].stage_from_tracker, Pose::IDENTITY);
        let error = with_tracker(&two, "fourth", &edit()).unwrap_err().to_string();
        assert_eq!(error, "has no tracker `fourth`; it has `main`, `second`, `third`");
        assert!(matches!(with_tracker("a = ", "x", &edit()), Err(EditError::Syntax(_))));
        assert!(with_tracker("", "x", &edit()).unwrap_err().to_string().ends_with("it has none"));
    }

    #[test]
    fn line_ends_and_sub_tables_are_kept() {
        let windows = CLEAN.replace('\n', "\r\n");
        let changed = with_tracker(&windows, "main", &edit()).unwrap();
        assert_eq!(changed_lines(&windows, &changed).len(), 2);
        assert_eq!(changed.matches('\n').count(), changed.matches("\r\n").count());
        let sub = CLEAN.replace(
            "stage_from_tracker = { position_m = [1.0, 0.0, 2.0], pan_deg = 90.0 }",
            "[tracker.stage_from_tracker]\npan_deg = 4.0 # old",
        );
        let changed = with_tracker(&sub, "main", &edit()).unwrap();
        let stage = load_with(&changed, PANEL).unwrap().stage;
        assert_eq!(stage.trackers[0].stage_from_tracker, as_written(&pose()));
    }
}
