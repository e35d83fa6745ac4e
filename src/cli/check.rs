//! `cyclorama check`.
//!
//! In: shows, scenes, stages, panels. Out: findings with place and remedy (CONTRACT.md 4).
//! Not here: the rules (`stage::lint`, the loaders).
//! Invariant: exit 0 without errors, 1 with errors, 2 when a file cannot be read or is no TOML at all.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};
use toml::{Table, Value as Toml};

use crate::scene;
use crate::show::load::{self, Files, beside};
use crate::show::schema::ShowFile;
use crate::stage::Stage;
use crate::stage::lint::{Finding, Level, line_column};
use crate::stage::schema as stage_schema;

use super::load::Progress;

/// Find what is wrong in shows, scenes, stages and panels.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Shows, scenes, stages, panels
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was found in one or several files.
#[derive(Debug, Default)]
struct Report {
    cameras: Vec<String>,
    walls: Vec<String>,
    canvases: Vec<String>,
    findings: Vec<Finding>,
    /// Files that are no text or no TOML.
    unreadable: usize,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileKind {
    Show,
    Scene,
    Stage,
    Panel,
}

/// Runs the subcommand.
pub fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let mut report = Report::default();
    for path in &args.files {
        report.check(path);
    }
    // Errors first; within a level in the order of the files.
    report.findings.sort_by_key(|finding| finding.level);
    if args.json {
        super::print(&report.json().to_string())?;
    } else {
        super::print(&report.text(args.files.len()))?;
    }
    Ok(ExitCode::from(report.exit_code()))
}

impl Report {
    fn check(&mut self, path: &str) {
        let text = match Files::Disk.text(path) {
            Ok(text) => text,
            Err(reason) => {
                self.unreadable += 1;
                return self.error(path.to_owned(), format!("cannot be read: {reason}"), "Correct the path");
            }
        };
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                self.unreadable += 1;
                let place = error.span().map_or(path.to_owned(), |span| line_column(&text, path, span.start));
                return self.error(
                    place,
                    error.message().replace('\n', " "),
                    "Correct this line; the file must be TOML",
                );
            }
        };
        match kind(&table) {
            Some(FileKind::Show) => self.show(path, &text),
            Some(FileKind::Stage) => self.stage(path),
            Some(FileKind::Scene) => self.scene(path, &text),
            Some(FileKind::Panel) => self.panel(path, &text),
            None => self.error(
                path.to_owned(),
                "is neither a show, a scene, a stage nor a panel".to_owned(),
                "Write the keys that `cyclorama schema show|scene|stage|panel` lists",
            ),
        }
    }

    fn show(&mut self, path: &str, text: &str) {
        let progress = Progress::new();
        let loaded = load::show(Files::Disk, path, &|what, done| progress.report(what, done));
        progress.finish();
        match loaded {
            Ok(loaded) => {
                self.cameras.extend(loaded.show.cameras.iter().map(|camera| camera.name.clone()));
                self.list(&loaded.show.stage);
                self.findings.extend(loaded.findings);
            }
            Err(error) => {
                // The show's own error, and what can still be said of the stage that it names.
                if let Ok(file) = toml::from_str::<ShowFile>(text) {
                    self.cameras.extend(file.camera.iter().map(|camera| camera.name.clone()));
                    if let Ok(loaded) = load::stage(Files::Disk, &beside(path, &file.stage)) {
                        self.list(&loaded.stage);
                        self.findings.extend(loaded.findings);
                    }
                }
                self.error(error.place, error.found, &error.remedy);
            }
        }
    }

    fn stage(&mut self, path: &str) {
        match load::stage(Files::Disk, path) {
            Ok(loaded) => {
                self.list(&loaded.stage);
                self.findings.extend(loaded.findings);
            }
            Err(error) => self.error(error.place, error.found, &error.remedy),
        }
    }

    fn scene(&mut self, path: &str, text: &str) {
        let progress = Progress::new();
        let read = |name: &str| Files::Disk.bytes(&beside(path, name));
        let loaded = scene::schema::load(text, path, &read, &|what, done| progress.report(what, done));
        progress.finish();
        if let Err(error) = loaded {
            self.error(error.place, error.found, &error.remedy);
        }
    }

    /// A panel is held against the rules of a stage that has one wall of one such panel.
    fn panel(&mut self, path: &str, text: &str) {
        let named = Toml::String(path.to_owned());
        let stage = format!(
            "version = 1\nname = \"one panel\"\n[panels]\npanel = {named}\n[[wall]]\nname = \"panel\"\nshape = \"flat\"\n\
             panel = \"panel\"\ncolumns = 1\nrows = 1\nposition_m = [0.0, 0.0, -3.0]\nwhite_nits = 0.001\n[[canvas]]\n\
             name = \"panel\"\nwidth = 4096\nheight = 4096\ntransfer = \"srgb\"\nbits = 8\n[[canvas.piece]]\n\
             wall = \"panel\"\nx = 0\ny = 0\n"
        );
        match stage_schema::load(&stage, path, &|_| Ok(text.to_owned())) {
            // Places in the made-up stage mean nothing to the reader.
            Ok(loaded) => self.findings.extend(
                loaded.findings.into_iter().map(|finding| Finding { place: path.to_owned(), ..finding }),
            ),
            Err(error) => self.error(error.place, error.found, &error.remedy),
        }
        if let Ok(panel) = toml::from_str::<stage_schema::PanelFile>(text)
            && !(panel.max_nits > 0.0 && panel.max_nits <= 10_000.0)
        {
            let found = format!("max_nits is {}", panel.max_nits);
            self.error(path.to_owned(), found, "Write the greatest luminance in nits, above 0 to 10000");
        }
    }

    fn list(&mut self, stage: &Stage) {
        self.walls.extend(stage.walls.iter().map(|wall| wall.name.clone()));
        self.canvases.extend(stage.canvases.iter().map(|canvas| canvas.name.clone()));
    }

    fn error(&mut self, place: String, found: String, remedy: &str) {
        self.findings.push(Finding { level: Level::Error, place, found, remedy: remedy.to_owned() });
    }

    fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    fn exit_code(&self) -> u8 {
        if self.unreadable > 0 { super::BAD_INPUT } else { u8::from(self.count(Level::Error) > 0) }
    }

    fn json(&self) -> Value {
        let finding = |finding: &Finding| {
            json!({
                "level": finding.level.name(),
                "place": finding.place,
                "found": finding.found,
                "remedy": finding.remedy,
            })
        };
        json!({
            "cameras": self.cameras,
            "walls": self.walls,
            "canvases": self.canvases,
            "findings": self.findings.iter().map(finding).collect::<Vec<_>>(),
        })
    }

    fn text(&self, files: usize) -> String {
        let mut text: String = self
            .findings
            .iter()
            .map(|finding| {
                format!("{} {}: {}. {}\n", finding.level.name(), finding.place, finding.found, finding.remedy)
            })
            .collect();
        let counts = [
            (files, "file"),
            (self.count(Level::Error), "error"),
            (self.count(Level::Warning), "warning"),
            (self.count(Level::Note), "note"),
        ];
        let counted =
            counts.map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }));
        text.push_str(&format!("{}: {}, {}, {}\n", counted[0], counted[1], counted[2], counted[3]));
        text
    }
}

/// What a file is, by keys that only its kind has.
fn kind(table: &Table) -> Option<FileKind> {
    let has = |keys: &[&str]| keys.iter().any(|key| table.contains_key(*key));
    let is_text = |key: &str| table.get(key).is_some_and(Toml::is_str);
    if is_text("stage") || is_text("scene") || has(&["exposure", "rate", "camera"]) {
        Some(FileKind::Show)
    } else if has(&["panels", "wall", "canvas", "tracker"]) {
        Some(FileKind::Stage)
    } else if has(&["size_mm", "pixels", "max_nits"]) {
        Some(FileKind::Panel)
    } else if has(&["node", "environment", "sun", "emissive_nits"]) {
        Some(FileKind::Scene)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(name: &str) -> String {
        format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))
    }

    fn written(name: &str, text: &str) -> String {
        let folder = root("target/test-check");
        std::fs::create_dir_all(&folder).unwrap();
        let path = format!("{folder}/{name}");
        std::fs::write(&path, text).unwrap();
        path
    }

    fn checked(path: &str) -> Report {
        let mut report = Report::default();
        report.check(path);
        report
    }

    #[test]
    fn the_files_of_the_demo_are_clean_and_listed() {
        let report = checked(&root("scenes/desert-road/show.toml"));
        assert_eq!(report.exit_code(), 0, "{}", report.text(1));
        assert_eq!(
            (&report.cameras[..], &report.walls[..]),
            (&["A".to_owned()][..], &["main".to_owned(), "ceiling".into()][..])
        );
        assert_eq!(report.canvases, ["main"]);
        for name in [
            "calibration/stages/demo.toml",
            "calibration/panels/led-2.6mm.toml",
            "scenes/desert-road/scene.toml",
        ] {
            let report = checked(&root(name));
            assert_eq!((report.exit_code(), report.count(Level::Warning)), (0, 0), "{}", report.text(1));
        }
    }

    #[test]
    fn what_is_no_text_or_no_toml_is_unreadable() {
        let report = checked("no/such.toml");
        assert_eq!(report.exit_code(), 2);
        let path = written("broken.toml", "version = 1\nname = \n");
        let report = checked(&path);
        assert_eq!(report.exit_code(), 2);
        assert!(report.findings[0].place.starts_with(&format!("{path}:2:")), "{}", report.findings[0].place);
    }

    #[test]
    fn errors_are_findings_with_place() {
        let stage = std::fs::read_to_string(root("calibration/stages/demo.toml")).unwrap();
        let stage = stage.replace("../panels", &root("calibration/panels"));
        let path = written("unknown.toml", &stage.replace("view_origin_m", "view_orgin_m"));
        let report = checked(&path);
        assert_eq!((report.exit_code(), report.findings.len()), (1, 1));
        assert!(report.findings[0].place.ends_with("unknown.toml:4:1"), "{}", report.findings[0].place);
        let path = written("narrow.toml", &stage.replace("width = 3840", "width = 3000"));
        let report = checked(&path);
        assert_eq!(report.exit_code(), 1);
        let json = report.json();
        let levels: Vec<_> =
            json["findings"].as_array().unwrap().iter().map(|finding| &finding["level"]).collect();
        assert!(levels.contains(&&json!("error")), "{levels:?}");
        assert_eq!(report.json()["walls"], json!(["main", "ceiling"]));
    }

    #[test]
    fn a_panel_is_held_against_the_rules() {
        let panel = std::fs::read_to_string(root("calibration/panels/led-2.6mm.toml")).unwrap();
        for (from, to) in
            [("size_mm", "size_cm"), ("pixels = [", "pixels = [0, 0] #"), ("max_nits = ", "max_nits = -")]
        {
            let path = written("panel.toml", &panel.replace(from, to));
            assert_eq!(checked(&path).exit_code(), 1, "{from}: {}", checked(&path).text(1));
        }
    }

    #[test]
    fn kinds_are_told_apart_by_their_keys() {
        let kind_of = |text: &str| kind(&text.parse().unwrap());
        assert_eq!(kind_of("stage = \"a.toml\""), Some(FileKind::Show));
        assert_eq!(kind_of("[[wall]]"), Some(FileKind::Stage));
        assert_eq!(kind_of("[sun]"), Some(FileKind::Scene));
        assert_eq!(kind_of("pixels = [1, 1]"), Some(FileKind::Panel));
        assert_eq!(kind_of("version = 1"), None);
    }
}
