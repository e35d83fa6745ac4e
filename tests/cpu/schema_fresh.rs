//! The JSON schemas in `docs/schemas` are those of the types that read the files.
//!
//! In: the schema types. Out: files that differ. `BLESS=schemas` writes them anew, except in CI.
//! Not here: what the files mean (the rooms' own tests).
//! Invariant: a missing schema is a failure, never written on the way.

use cyclorama::output::book;
use cyclorama::{scene, show, stage};
use schemars::{Schema, schema_for};

use super::source::root;

fn schemas() -> [(&'static str, Schema); 6] {
    [
        ("show", schema_for!(show::schema::ShowFile)),
        ("scene", schema_for!(scene::schema::SceneFile)),
        ("stage", schema_for!(stage::schema::StageFile)),
        ("panel", schema_for!(stage::schema::PanelFile)),
        ("preset", schema_for!(book::PresetFile)),
        ("cues", schema_for!(book::cues::CueFile)),
    ]
}

fn text_of(schema: &Schema) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap();
    text.push('\n');
    text
}

/// Why a file on disk is not the schema's text; `None` when it is.
fn stale(name: &str, on_disk: Option<&str>, wanted: &str) -> Option<String> {
    let remedy = "BLESS=schemas cargo test --test cpu schema_fresh";
    match on_disk {
        None => Some(format!("docs/schemas/{name}.json is missing; write it with `{remedy}`")),
        Some(text) if text.replace("\r\n", "\n") == wanted => None,
        Some(text) => {
            let line = text.lines().zip(wanted.lines()).position(|(old, new)| old != new);
            let line = line.unwrap_or_else(|| text.lines().count().min(wanted.lines().count())) + 1;
            Some(format!("docs/schemas/{name}.json:{line} differs from the types; write it with `{remedy}`"))
        }
    }
}

#[test]
fn schemas_are_fresh() {
    let folder = root().join("docs/schemas");
    let bless = std::env::var("BLESS").is_ok_and(|what| what == "schemas");
    assert!(!(bless && std::env::var_os("CI").is_some()), "BLESS is refused when CI is set");
    let mut faults = Vec::new();
    for (name, schema) in schemas() {
        let (path, wanted) = (folder.join(format!("{name}.json")), text_of(&schema));
        if bless {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &wanted).unwrap();
        }
        faults.extend(stale(name, std::fs::read_to_string(&path).ok().as_deref(), &wanted));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_stale_or_missing_schema_is_found() {
    assert_eq!(stale("a", Some("{\n}\n"), "{\n}\n"), None);
    assert!(stale("a", None, "{}").is_some());
    assert!(stale("a", Some("{\n  1\n}\n"), "{\n  2\n}\n").unwrap().contains("a.json:2"));
}

/// Unknown keys are errors (DESIGN.md 1), and the schema says so to an editor too.
#[test]
fn schemas_refuse_unknown_keys_and_ask_for_a_version() {
    for (name, schema) in schemas() {
        let schema = serde_json::to_value(&schema).unwrap();
        assert_eq!(schema["additionalProperties"], false, "{name}");
        assert!(schema["properties"].get("version").is_some(), "{name} has no `version`");
    }
}
