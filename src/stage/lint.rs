//! The lint: what is wrong or doubtful in a stage, each with place and remedy.
//!
//! In: a stage file and the stage built from it. Out: [`Finding`]s. Not here: what keeps a part from being built
//! (`stage::build`, `stage::cut` report it as they go), texts that do not parse (`stage::schema`).
//! Invariant: a finding says what was found, where and what to do; errors keep a stage from running.

use super::build::Origins;
use super::place::{At, Source, beside};
use super::schema::StageFile;
use super::{Panel, Stage, collide};

pub use super::place::{line_column, place_of};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing can run with it.
    Error,
    /// It runs, but probably not as meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Level {
    /// The word in `check --json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub level: Level,
    /// `file:line:column`.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub remedy: String,
}

/// Why a part of a file cannot be built.
#[derive(Debug)]
pub(super) struct Problem {
    /// Byte offset in the file.
    pub(super) at: usize,
    pub(super) found: String,
    pub(super) remedy: String,
}

impl Problem {
    pub(super) fn at<T>(value: &At<T>, found: String, remedy: impl Into<String>) -> Self {
        Self { at: value.offset(), found, remedy: remedy.into() }
    }
}

/// Findings as they are made.
#[derive(Debug)]
pub(super) struct Report<'a> {
    source: Source<'a>,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) fn new(source: &Source<'a>) -> Self {
        Self { source: *source, findings: Vec::new() }
    }

    /// `file:line:column` of an offset in this report's file.
    pub(super) fn place(&self, offset: usize) -> String {
        self.source.place(offset)
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        self.error(problem.at, problem.found, problem.remedy);
    }

    pub(super) fn error(&mut self, at: usize, found: String, remedy: impl Into<String>) {
        self.push(Level::Error, at, found, remedy.into());
    }

    pub(super) fn warn(&mut self, at: usize, found: String, remedy: impl Into<String>) {
        self.push(Level::Warning, at, found, remedy.into());
    }

    pub(super) fn note(&mut self, at: usize, found: String, remedy: impl Into<String>) {
        self.push(Level::Note, at, found, remedy.into());
    }

    /// Name of a file that this report's file names, for messages.
    pub(super) fn beside(&self, name: &str) -> String {
        beside(self.source.file, name)
    }

    /// A finding in another file, which the caller names.
    pub(super) fn elsewhere(
        &mut self,
        level: Level,
        place: String,
        found: String,
        remedy: impl Into<String>,
    ) {
        self.findings.push(Finding { level, place, found, remedy: remedy.into() });
    }

    fn push(&mut self, level: Level, at: usize, found: String, remedy: String) {
        self.findings.push(Finding { level, place: self.place(at), found, remedy });
    }

    fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }

    /// The findings, errors first, otherwise as they were made.
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| finding.level);
        self.findings
    }
}

/// Names that stand twice, or cannot stand in paths of files and parameters.
pub(super) fn names(file: &StageFile, report: &mut Report<'_>) {
    let groups: [(&str, Vec<&At<String>>); 3] = [
        ("wall", file.wall.iter().map(|wall| &wall.name).collect()),
        ("canvas", file.canvas.iter().map(|canvas| &canvas.name).collect()),
        ("tracker", file.tracker.iter().map(|tracker| &tracker.name).collect()),
    ];
    for (kind, names) in groups {
        for (index, name) in names.iter().enumerate() {
            let text = name.as_str();
            if let Some(first) = names[..index].iter().find(|other| other.as_str() == text) {
                let found = format!(
                    "{kind} `{text}` stands a second time, first at {}",
                    report.place(first.offset())
                );
                report.error(name.offset(), found, format!("Give each {kind} its own name"));
            }
            let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
            if text.is_empty() || !text.chars().all(is_plain) {
                let found = format!("{kind} name `{text}` cannot stand in a file name");
                report.error(name.offset(), found, "Write letters, digits, `-`, `_`, `.`, at least one");
            }
        }
    }
}

/// Trackers that a show could not tell apart.
pub(super) fn trackers(file: &StageFile, report: &mut Report<'_>) {
    for (index, tracker) in file.tracker.iter().enumerate() {
        let name = tracker.name.as_str();
        if matches!(name, "fixed" | "virtual") {
            let found = format!("tracker `{name}` has a name that means something else in a show");
            report.error(tracker.name.offset(), found, "Write another name");
        }
        let clash = file.tracker[..index].iter().find(|other| {
            let is_same_camera = match (other.camera_id, tracker.camera_id) {
                (Some(one), Some(two)) => one == two,
                _ => true,
            };
            *other.port != 0 && *other.port == *tracker.port && is_same_camera
        });
        if let Some(other) = clash {
            let found = format!(
                "trackers `{}` and `{name}` take the same packets from port {}",
                other.name.as_str(),
                *tracker.port
            );
            report.warn(tracker.port.offset(), found, "Give each its own port or camera_id");
        }
    }
}

/// Rules on the finished stage.
pub(super) fn stage(stage: &Stage, origins: &Origins, report: &mut Report<'_>) {
    if stage.walls.is_empty() && !report.has_errors() {
        report.error(0, "the stage has no wall".into(), "Add a [[wall]]");
    }
    facing(stage, origins, report);
    collisions(stage, origins, report);
    // Panels of a piece that is left out would be reported twice.
    if !report.has_errors() {
        unfed(stage, origins, report);
    }
}

/// Walls whose lit side is turned from the view origin. Where a tracked wall will stand nobody knows yet.
fn facing(stage: &Stage, origins: &Origins, report: &mut Report<'_>) {
    let walls = stage.walls.iter().zip(&origins.walls).zip(&origins.is_mesh);
    for ((wall, at), is_mesh) in walls.filter(|((wall, _), _)| wall.tracker.is_none()) {
        let panels = &stage.panels[wall.panels.clone()];
        let is_facing = |panel: &&Panel| (stage.view_origin_m - panel.centre_m()).dot(panel.normal()) > 0.0;
        let count = panels.iter().filter(is_facing).count();
        if count * 2 < panels.len() {
            let found = format!(
                "wall `{}` faces away from the mark: {count} of {} panels show it their lit side",
                wall.name,
                panels.len()
            );
            let remedy = if *is_mesh {
                "Write flip = true if its faces run clockwise as seen from the lit side, or turn it with yaw_deg"
            } else {
                "Turn it with yaw_deg or pitch_deg, or move it to the other side of the mark"
            };
            report.warn(*at, found, remedy);
        }
    }
}

/// Walls that stand in each other.
fn collisions(stage: &Stage, origins: &Origins, report: &mut Report<'_>) {
    for (first, second) in collide::walls(stage) {
        let (one, two) = (&stage.panels[first], &stage.panels[second]);
        if [one, two].iter().any(|panel| stage.walls[panel.wall].tracker.is_some()) {
            continue;
        }
        let found = format!(
            "wall `{}` stands in wall `{}`: panel {} in {}",
            stage.walls[two.wall].name, stage.walls[one.wall].name, two.id, one.id
        );
        report.warn(origins.walls[two.wall], found, "Move one of them: check position_m, yaw_deg and rows");
    }
}

fn unfed(stage: &Stage, origins: &Origins, report: &mut Report<'_>) {
    for (wall, at) in stage.walls.iter().zip(&origins.walls) {
        let panels = &stage.panels[wall.panels.clone()];
        let dark: Vec<&Panel> = panels.iter().filter(|panel| panel.slot.is_none()).collect();
        if let Some(first) = dark.first() {
            let found = format!(
                "{} of {} panels of wall `{}` are on no canvas and stay dark, first {}",
                dark.len(),
                panels.len(),
                wall.name,
                first.id
            );
            report.note(*at, found, "Cut them into a [[canvas.piece]], unless that is meant");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::sample::{CLEAN, PANEL, clean, findings, load_with};

    /// Line of the `nth` place where `key` stands in a text, counted from 1.
    fn line(text: &str, key: &str, nth: usize) -> usize {
        let (offset, _) = text.match_indices(key).nth(nth - 1).unwrap();
        text[..offset].matches('\n').count() + 1
    }

    /// Breaks the clean stage and expects exactly one finding, at the `nth` line that holds `key`.
    #[track_caller]
    fn check(from: &str, to: &str, level: Level, (key, nth): (&str, usize), words: &[&str]) {
        let found = findings(from, to);
        let [finding] = found.as_slice() else { panic!("{from} -> {to}: {found:#?}") };
        assert_eq!(finding.level, level, "{finding:?}");
        let broken = CLEAN.replacen(from, to, 1);
        let want = format!("stages/s.toml:{}:", line(&broken, key, nth));
        assert!(finding.place.starts_with(&want), "{finding:?} is not at {want}");
        let message = format!("{} {}", finding.found, finding.remedy);
        for word in words {
            assert!(message.contains(word), "{message} lacks {word}");
        }
        assert!(!finding.remedy.is_empty());
    }

    #[test]
    fn the_clean_stage_has_no_finding() {
        assert_eq!(clean().findings, []);
        assert!(clean().without_errors().is_ok());
    }

    #[test]
    fn walls_that_cannot_be_are_errors() {
        let error = Level::Error;
        check("columns = 4", "columns = 0", error, ("columns = 0", 1), &["no columns"]);
        check("rows = 3", "rows = 0", error, ("rows = 0", 1), &["no rows"]);
        check("columns = 4", "columns = 4000000000", error, ("columns = 4", 1), &["at most 20000"]);
        check("columns = 4", "columns = 600", error, ("columns = 600", 1), &["300.0 x 1.0 m", "wrong unit"]);
        check("-4.0]", "-400.0]", error, ("-400.0", 1), &["400 m", "centimetres"]);
        check("-4.0]", "nan]", error, ("nan", 1), &["not finite"]);
        check("-4.0]", "inf]", error, ("inf", 1), &["not finite"]);
        check("panel = \"file\"", "panel = \"other\"", error, ("panel = \"other\"", 1), &["file, inline"]);
        check("= 1000.0", "= 0.0", error, ("= 0.0", 1), &["0 nits"]);
        check("= 1000.0", "= nan", error, ("= nan", 1), &["NaN nits"]);
        check("= 10.0", "= nan", error, ("= nan", 1), &["NaN"]);
        check("= 10.0", "= 91.0", error, ("= 91.0", 1), &["364.0 in all", "360"]);
        check("= 10.0", "= 10.0\nradius_m = 2.0", error, ("shape = \"arc\"", 1), &["exactly one"]);
        check("angle_per_column_deg = 10.0", "", error, ("shape = \"arc\"", 1), &["exactly one"]);
        check("angle_per_column_deg = 10.0", "radius_m = 0.2", error, ("radius_m", 1), &["0.25 m"]);
        check("angle_per_column_deg = 10.0", "radius_m = 573.0", error, ("radius_m", 1), &["centimetres"]);
        check("angle_per_column_deg = 10.0", "joint_angles_deg = [1.0]", error, ("joint", 1), &["Write 3"]);
        check(
            "\"ceiling\"\npanel",
            "\"ceiling\"\nradius_m = 4.0\npanel",
            error,
            ("radius_m", 1),
            &["not an arc"],
        );
    }

    #[test]
    fn pieces_that_cannot_be_are_errors() {
        let error = Level::Error;
        check("x = 30", "x = 20", error, ("wall = \"ceiling\"", 1), &["overlaps", "s.toml:40:"]);
        check("x = 30", "x = 60", error, ("x = 60", 1), &["60 to 66 in x", "64 pixels", "two canvases"]);
        check("x = 30", "x = 4294967295", error, ("x = 42", 1), &["64 pixels"]);
        check("wall = \"ceiling\"", "wall = \"celing\"", error, ("celing", 1), &["main, ceiling"]);
        check("columns = [0, 3]", "columns = [0, 5]", error, ("[0, 5]", 1), &["0 to 5", "[0, 4]"]);
        check("columns = [0, 3]", "columns = [3, 3]", error, ("[3, 3]", 1), &["3 to 3"]);
        check(
            "columns = [3, 4]",
            "columns = [2, 3]",
            error,
            ("wall = \"main\"", 2),
            &["r0c2", "canvas `main`"],
        );
        check("turn = 90", "turn = 45", error, ("turn = 45", 1), &["45", "0, 90, 180 or 270"]);
        check("turn = 90", "turn = 90\nsize = [8, 6]", error, ("size = [8", 1), &["6 x 8", "1:1"]);
        assert_eq!(findings("turn = 90", "turn = 90\nsize = [6, 8]"), []);
        check("bits = 10", "bits = 12", error, ("bits = 12", 1), &["8 or 10"]);
        check("width = 16", "width = 0", error, ("width = 0", 1), &["0 x 16"]);
        check("width = 64", "width = 99999", error, ("width = 99999", 1), &["16384"]);
    }

    #[test]
    fn names_must_be_single_and_plain() {
        let error = Level::Error;
        let twice = findings("name = \"ceiling\"", "name = \"main\"");
        assert_eq!(twice[0].found, "wall `main` stands a second time, first at stages/s.toml:14:8");
        assert!(twice[0].place.starts_with("stages/s.toml:24:"), "{twice:?}");
        check("name = \"side\"", "name = \"main\"", error, ("name = \"main\"", 3), &["canvas `main`"]);
        check("name = \"side\"", "name = \"a/b\"", error, ("a/b", 1), &["file name"]);
        check("name = \"side\"", "name = \"\"", error, ("name = \"\"", 1), &["at least one"]);
        check(
            "[[tracker]]\nname = \"main\"",
            "[[tracker]]\nname = \"fixed\"",
            error,
            ("fixed", 1),
            &["another name"],
        );
    }

    #[test]
    fn doubtful_things_are_warnings_and_notes() {
        let warning = Level::Warning;
        check("bits = 10", "bits = 8", warning, ("bits = 8", 1), &["PQ in 8 bits"]);
        check("= 1000.0", "= 1200.0", warning, ("= 1200.0", 1), &["1200 nits", "reaches 1000"]);
        check(
            "white_nits",
            "yaw_deg = 180.0\nwhite_nits",
            warning,
            ("name = \"main\"", 1),
            &["faces away", "0 of 8"],
        );
        check(
            "columns = [0, 3]",
            "columns = [0, 2]",
            Level::Note,
            ("name = \"main\"", 1),
            &["2 of 8", "r0c2"],
        );
        let two = "[[tracker]]\nname = \"b\"\nport = 40000\n[[tracker]]";
        check("[[tracker]]", two, warning, ("port = 40000", 2), &["`b` and `main`", "40000"]);
        let none =
            "[[canvas]]\nname = \"n\"\nwidth = 8\nheight = 8\ntransfer = \"srgb\"\nbits = 8\n[[tracker]]";
        check("[[tracker]]", none, warning, ("name = \"n\"", 1), &["shows no wall"]);
    }

    #[test]
    fn walls_that_stand_in_each_other_are_named() {
        let raised = CLEAN.replacen("[0.0, 0.0, -4.0]", "[0.0, 1.5, -4.0]", 1);
        let found = |height: &str| {
            let text = raised.replacen("[0.0, 4.0, -1.0]", &format!("[0.0, {height}, -3.9]"), 1);
            load_with(&text, PANEL).unwrap().findings
        };
        let through = found("2.0");
        let [finding] = through.as_slice() else { panic!("{through:#?}") };
        assert!(finding.found.starts_with("wall `ceiling` stands in wall `main`"), "{finding:?}");
        assert!(finding.place.starts_with("stages/s.toml:24:"), "{finding:?}");
        // The arc runs from 1.5 to 2.5 m.
        assert_eq!(found("2.51"), []);
    }

    #[test]
    fn panel_files_are_judged_at_their_own_place() {
        let cases = [
            ("[500.0, 500.0]", "[0.5, 0.5]", 3, "Probably metres: write [500, 500]"),
            ("[500.0, 500.0]", "[0.0, 500.0]", 3, "millimetres"),
            ("[8, 8]", "[0, 8]", 4, "0 x 8"),
            ("= 1000.0", "= -1.0", 5, "-1 nits"),
            ("[0.64, 0.33]", "[0.3, 0.6]", 6, "no gamut"),
            ("[0.3127, 0.329]", "[0.7, 0.2]", 6, "white outside"),
        ];
        for (from, to, line, words) in cases {
            let found = load_with(CLEAN, &PANEL.replacen(from, to, 1)).unwrap().findings;
            let [finding] = found.as_slice() else { panic!("{from} -> {to}: {found:#?}") };
            assert_eq!(finding.level, Level::Error);
            assert!(finding.place.starts_with(&format!("panels/p.toml:{line}:")), "{finding:?}");
            assert!(format!("{} {}", finding.found, finding.remedy).contains(words), "{finding:?}");
        }
    }

    #[test]
    fn a_stage_without_walls_is_an_error() {
        let found = load_with("version = 1\nname = \"empty\"\n", "").unwrap();
        assert_eq!(found.findings.len(), 1);
        let error = found.without_errors().unwrap_err();
        assert_eq!(error.to_string(), "stages/s.toml:1:1: the stage has no wall. Add a [[wall]]");
    }
}
