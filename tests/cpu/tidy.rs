//! What a glance at the files must find: headers, sizes, names, nothing left lying about.
//!
//! In: the project's text. Out: one line a fault. Not here: who imports whom (`imports`).
//! Sources of the rules: DESIGN.md 4 and CONTRIBUTING.md.
//! Invariant: each rule is a function of one file, and is shown to fail on a bad one.

use super::source::{SourceFile, code, files, is_test_file, line_of, production, words};

const RUST_LINES: usize = 700;
const WGSL_LINES: usize = 250;
const EMPTY_WORDS: [&str; 4] = ["Manager", "Helper", "Util", "Utils"];
// Split so that this file passes its own rule.
const LEFT_OVERS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")];

/// The module header: what, In, Out, Not here, Invariant.
fn header_faults(file: &SourceFile) -> Vec<String> {
    let header: Vec<&str> = file.text.lines().take_while(|line| line.starts_with("//!")).collect();
    let mut faults = Vec::new();
    if header.first().is_none_or(|line| line.trim_start_matches("//!").trim().is_empty()) {
        faults.push(format!("{}:1: no `//!` line that says what this file is", file.path));
        return faults;
    }
    let whole = header.join(" ");
    for part in ["In:", "Out:", "Not here:", "Invariant"] {
        if !whole.contains(part) {
            faults.push(format!("{}:1: the module header lacks `{part}`", file.path));
        }
    }
    faults
}

fn length_faults(file: &SourceFile, most: usize) -> Vec<String> {
    let lines = file.text.lines().count();
    let long = lines > most;
    long.then(|| format!("{}: {lines} lines, at most {most}; split it by what changes together", file.path))
        .into_iter()
        .collect()
}

fn name_faults(file: &SourceFile) -> Vec<String> {
    let stem = file.path.rsplit('/').next().unwrap_or("").trim_end_matches(".rs").to_lowercase();
    let mut faults = Vec::new();
    if stem.split('_').any(|part| EMPTY_WORDS.iter().any(|word| word.to_lowercase() == part)) {
        faults.push(format!("{}: the file's name says nothing; name what it holds", file.path));
    }
    let text = code(&file.text);
    for keyword in ["struct", "enum", "trait", "type"] {
        for at in words(&text, keyword) {
            let name: String = text[at + keyword.len()..]
                .trim_start()
                .chars()
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                .collect();
            if EMPTY_WORDS.iter().any(|word| name.ends_with(word) || name.starts_with(word)) {
                let line = line_of(&text, at);
                faults
                    .push(format!("{}:{line}: `{name}` says nothing; name what it holds or does", file.path));
            }
        }
    }
    faults
}

fn left_over_faults(file: &SourceFile) -> Vec<String> {
    let mut faults = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let place = format!("{}:{}", file.path, index + 1);
        if LEFT_OVERS.iter().any(|word| words(line, word).next().is_some()) {
            faults.push(format!("{place}: an unfinished note; finish it or open an issue"));
        }
        let comment = line.trim_start();
        if comment.starts_with("//") && comment.trim_start_matches('/').trim_start().starts_with("#[test]") {
            faults.push(format!("{place}: a commented-out test; mend it or remove it"));
        }
    }
    faults
}

/// WGSL files that the program does not carry, and listed ones that do not exist. Probes belong to the tests alone.
fn source_list_faults(list: &[&str], on_disk: &[&str]) -> Vec<String> {
    let absent = on_disk.iter().filter(|path| !path.starts_with("probe/") && !list.contains(path));
    let stale = list.iter().filter(|path| !on_disk.contains(path));
    absent
        .map(|path| format!("shaders/{path} is not in gpu/shader_sources.rs"))
        .chain(stale.map(|path| format!("gpu/shader_sources.rs lists {path}, which is no file")))
        .collect()
}

fn check(faults: &[String]) {
    assert!(faults.is_empty(), "{} fault(s)\n{}", faults.len(), faults.join("\n"));
}

fn project() -> Vec<SourceFile> {
    files("src", "rs").into_iter().chain(files("tests", "rs")).collect()
}

#[test]
fn every_file_opens_with_a_header() {
    let all = files("src", "rs");
    // The crate's root carries the code map instead.
    let own = all.iter().filter(|file| file.path != "src/lib.rs" && !is_test_file(file, &all));
    check(&own.flat_map(header_faults).collect::<Vec<_>>());
}

#[test]
fn files_stay_short() {
    let shaders = files("shaders", "wgsl");
    let rust = project();
    let long = rust.iter().flat_map(|file| length_faults(file, RUST_LINES));
    check(&long.chain(shaders.iter().flat_map(|file| length_faults(file, WGSL_LINES))).collect::<Vec<_>>());
}

#[test]
fn names_say_something() {
    check(&project().iter().flat_map(name_faults).collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_lying_about() {
    let all = project().into_iter().chain(files("shaders", "wgsl"));
    check(&all.flat_map(|file| left_over_faults(&file)).collect::<Vec<_>>());
}

#[test]
fn every_shader_is_in_the_program() {
    let shaders = files("shaders", "wgsl");
    let on_disk: Vec<&str> = shaders.iter().map(|file| file.path.trim_start_matches("shaders/")).collect();
    let list: Vec<&str> = cyclorama::gpu::shader_sources::SOURCES.iter().map(|(path, _)| *path).collect();
    check(&source_list_faults(&list, &on_disk));
}

/// `unwrap` and `panic!` on a user's input are what CONTRACT.md 1 forbids; `expect` and `assert!` state a proof.
#[test]
fn production_code_does_not_unwrap() {
    let all = files("src", "rs");
    let own = all.iter().filter(|file| !is_test_file(file, &all));
    check(&own.flat_map(unwrap_faults).collect::<Vec<_>>());
}

fn unwrap_faults(file: &SourceFile) -> Vec<String> {
    let text = production(&file.text);
    [".unwrap()", "todo!", "unimplemented!", "dbg!"]
        .iter()
        .flat_map(|word| text.match_indices(word))
        .map(|(at, word)| format!("{}:{}: `{word}` outside tests", file.path, line_of(&text, at)))
        .collect()
}

#[test]
fn each_rule_fails_on_a_bad_file() {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let good = "//! What.\n//!\n//! In: a. Out: b. Not here: c.\n//! Invariant: d.\nstruct Wall;\n";
    let fine = file("src/wall.rs", good);
    assert!(header_faults(&fine).is_empty() && name_faults(&fine).is_empty());
    assert!(left_over_faults(&fine).is_empty() && unwrap_faults(&fine).is_empty());
    assert_eq!(length_faults(&fine, 5).len(), 0);

    assert_eq!(length_faults(&fine, 4).len(), 1);
    assert_eq!(header_faults(&file("src/a.rs", "use x;\n")).len(), 1);
    assert_eq!(header_faults(&file("src/a.rs", &good.replace("Not here:", "Nothing:"))).len(), 1);
    assert_eq!(name_faults(&file("src/wall_helper.rs", good)).len(), 1);
    assert_eq!(name_faults(&file("src/a.rs", "pub struct WallManager;")).len(), 1);
    assert_eq!(left_over_faults(&file("src/a.rs", &format!("// {} later", LEFT_OVERS[0]))).len(), 1);
    assert_eq!(left_over_faults(&file("src/a.rs", "    // #[test]\n    // fn f() {}")).len(), 1);
    assert_eq!(unwrap_faults(&file("src/a.rs", "fn f() { a.unwrap(); }")).len(), 1);
    assert_eq!(
        unwrap_faults(&file("src/a.rs", "#[cfg(test)]\nmod tests { fn f() { a.unwrap(); } }")).len(),
        0
    );
    assert_eq!(source_list_faults(&["a.wgsl"], &["a.wgsl", "b.wgsl", "probe/c.wgsl"]).len(), 1);
    assert_eq!(source_list_faults(&["a.wgsl", "gone.wgsl"], &["a.wgsl"]).len(), 1);
}
