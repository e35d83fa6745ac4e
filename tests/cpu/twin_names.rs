//! Every library function of the shaders has a twin on the CPU, a named one, and a probe that calls it.
//!
//! In: `shaders/lib`, `shaders/probe`, `src`. Out: functions without comment, twin or probe.
//! Not here: whether twins agree (`tests/gpu/twins.rs`).
//! Invariant: a function cannot enter `shaders/lib` untested.

use super::source::{SourceFile, code, files, production, words};

/// Functions of a library file with the comment above each.
fn functions(text: &str) -> Vec<(String, String)> {
    let (mut comment, mut found) = (String::new(), Vec::new());
    for line in text.lines() {
        if let Some(words) = line.strip_prefix("//") {
            comment.push_str(words);
            continue;
        }
        if let Some(rest) = line.strip_prefix("fn ") {
            found.push((rest.split('(').next().unwrap_or("").to_owned(), comment.clone()));
        }
        comment.clear();
    }
    found
}

/// The path after `Twin:`, without its final stop.
fn twin_of(comment: &str) -> Option<&str> {
    comment
        .split_once("Twin:")
        .map(|(_, path)| path.split_whitespace().next().unwrap_or("").trim_end_matches('.'))
}

fn faults(library: &SourceFile, probe: Option<&SourceFile>, rust: &[SourceFile]) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, comment) in functions(&library.text) {
        let place = format!("{}: {name}", library.path);
        let Some(twin) = twin_of(&comment) else {
            faults.push(format!("{place} has no `Twin:` in the comment above it"));
            continue;
        };
        let (room, function) =
            (twin.split("::").next().unwrap_or(""), twin.rsplit("::").next().unwrap_or(""));
        let declared = format!("fn {function}(");
        let own = |path: &str| path.starts_with(&format!("src/{room}/")) || path == format!("src/{room}.rs");
        if !rust.iter().any(|file| own(&file.path) && production(&file.text).contains(&declared)) {
            faults.push(format!("{place} names the twin {twin}, which is not in src/{room}"));
        }
        if probe.is_none_or(|probe| words(&code(&probe.text), &name).next().is_none()) {
            faults.push(format!("{place} is called by no probe"));
        }
    }
    faults
}

#[test]
fn every_library_function_has_a_twin_and_a_probe() {
    let (libraries, probes, rust) =
        (files("shaders/lib", "wgsl"), files("shaders/probe", "wgsl"), files("src", "rs"));
    let found: Vec<String> = libraries
        .iter()
        .flat_map(|library| {
            let path = library.path.replace("/lib/", "/probe/");
            faults(library, probes.iter().find(|probe| probe.path == path), &rust)
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_function_without_twin_or_probe_is_found() {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let rust = [file("src/color/a.rs", "pub fn twice(a: f64) -> f64 { a + a }")];
    let library =
        |comment: &str| file("shaders/lib/a.wgsl", &format!("{comment}\nfn a_twice(a: f32) -> f32 {{\n"));
    let probe = file("shaders/probe/a.wgsl", "probe_put(a_twice(x));");
    let good = library("// Twice.\n// Twin: color::a::twice.");
    assert_eq!(faults(&good, Some(&probe), &rust), Vec::<String>::new());
    assert_eq!(faults(&good, None, &rust).len(), 1);
    assert_eq!(faults(&library("// Twice."), Some(&probe), &rust).len(), 1);
    assert_eq!(faults(&library("// Twin: color::a::thrice."), Some(&probe), &rust).len(), 1);
}
