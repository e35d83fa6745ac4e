//! The project's own text, for the tests that read it.
//!
//! In: a folder and an ending. Out: files, their code without comments and strings, their code without tests.
//! Not here: what is allowed (`tidy`, `imports`).
//! Invariant: blanking keeps every line break, so a line number is the file's own.

use std::path::{Path, PathBuf};

/// One file of the project.
pub(crate) struct SourceFile {
    /// Path from the project's root, with `/`.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder of the root with an ending such as `rs`, in path order.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<SourceFile> {
    let mut found = Vec::new();
    collect(&root().join(folder), ending, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(
        !found.is_empty(),
        "no .{ending} file below {folder}: a checker that reads nothing passes everything"
    );
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<SourceFile>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            found.push(SourceFile { path: name, text });
        }
    }
}

/// Whether a file holds only tests: by its name, or because its parent declares it under `#[cfg(test)]`.
pub(crate) fn is_test_file(file: &SourceFile, all: &[SourceFile]) -> bool {
    let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    if name == "tests.rs" || name.ends_with("_tests.rs") || folder.ends_with("/tests") {
        return true;
    }
    let stem = name.trim_end_matches(".rs");
    let parents = [format!("{folder}/mod.rs"), format!("{folder}.rs"), format!("{folder}/lib.rs")];
    all.iter().filter(|other| parents.contains(&other.path)).any(|parent| {
        let flat = code(&parent.text).split_whitespace().collect::<Vec<_>>().join(" ");
        ["mod", "pub mod", "pub(crate) mod", "pub(super) mod"]
            .iter()
            .any(|word| flat.contains(&format!("#[cfg(test)] {word} {stem};")))
    })
}

/// The text with comments and the insides of strings blanked.
pub(crate) fn code(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at + 1..].first() == Some(&b'/') => line_end(bytes, at),
            b'/' if bytes[at + 1..].first() == Some(&b'*') => block_end(bytes, at),
            b'"' => string_end(bytes, at),
            b'r' if !is_word(bytes, at.wrapping_sub(1)) => raw_end(bytes, at).unwrap_or(at),
            b'\'' => char_end(bytes, at),
            _ => at,
        };
        if end == at {
            at += 1;
            continue;
        }
        for byte in &mut out[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end;
    }
    String::from_utf8(out).expect("whole characters were blanked")
}

fn is_word(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length)
}

fn block_end(bytes: &[u8], at: usize) -> usize {
    let (mut depth, mut now) = (0_u32, at);
    while now < bytes.len() {
        match bytes.get(now..now + 2) {
            Some(b"/*") => (depth, now) = (depth + 1, now + 2),
            Some(b"*/") if depth == 1 => return now + 2,
            Some(b"*/") => (depth, now) = (depth - 1, now + 2),
            _ => now += 1,
        }
    }
    bytes.len()
}

fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut now = at + 1;
    while now < bytes.len() {
        match bytes[now] {
            b'\\' => now += 2,
            b'"' => return now + 1,
            _ => now += 1,
        }
    }
    bytes.len()
}

fn raw_end(bytes: &[u8], at: usize) -> Option<usize> {
    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    let open = at + 1 + hashes;
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let close = [&b"\""[..], &vec![b'#'; hashes][..]].concat();
    let length = bytes[open + 1..].windows(close.len()).position(|window| window == close)?;
    Some(open + 1 + length + close.len())
}

/// The end of a character literal, or `at` when the quote opens a lifetime.
fn char_end(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at + 1) == Some(&b'\\') {
        return bytes[at + 3..].iter().position(|byte| *byte == b'\'').map_or(at, |length| at + 4 + length);
    }
    // One character, of up to four bytes.
    (2..=5)
        .find(|length| bytes.get(at + length) == Some(&b'\''))
        .filter(|length| *length == 2 || bytes[at + 1] >= 0x80)
        .map_or(at, |length| at + length + 1)
}

/// The code without what stands under `#[cfg(test)]`.
pub(crate) fn production(text: &str) -> String {
    let mut whole = code(text);
    while let Some(start) = whole.find("#[cfg(test)]") {
        let end = item_end(whole.as_bytes(), start + "#[cfg(test)]".len());
        let blank: String =
            whole[start..end].chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }).collect();
        whole.replace_range(start..end, &blank);
    }
    whole
}

/// The end of the item that begins at `from`: its closing brace, or its semicolon.
fn item_end(bytes: &[u8], from: usize) -> usize {
    let mut depth = 0_i32;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    bytes.len()
}

/// Line number, from 1, of a byte.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Byte positions of a word that is not part of a longer identifier.
pub(crate) fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word).map(|(at, _)| at).filter(move |at| {
        !is_word(text.as_bytes(), at.wrapping_sub(1)) && !is_word(text.as_bytes(), at + word.len())
    })
}

#[test]
fn comments_strings_and_tests_are_blanked() {
    let text = "let a = \"wgpu // x\"; // wgpu\nlet b = r#\"wgpu \"# ; /* wgpu /* wgpu */ wgpu */ let c: &'static str;\n\
                let d = ('\"', '\\'', 'é'); real();\n#[cfg(test)]\nmod tests {\n    fn f() { hidden(); }\n}\nfn after() {}\n";
    let kept = production(text);
    assert!(!kept.contains("wgpu") && !kept.contains("hidden"), "{kept}");
    assert!(kept.contains("real()") && kept.contains("'static str") && kept.contains("fn after"), "{kept}");
    assert_eq!(kept.lines().count(), text.lines().count());
    assert_eq!(words("fs::read infs fs2 fs", "fs").count(), 2);
}

#[test]
fn test_files_are_known_by_their_parent() {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let all = [
        file("src/a/mod.rs", "#[cfg(test)]\nmod synthetic;\nmod real;\n"),
        file("src/a/synthetic.rs", ""),
        file("src/a/real.rs", ""),
        file("src/a/tests.rs", ""),
    ];
    let tests: Vec<bool> = all.iter().map(|one| is_test_file(one, &all)).collect();
    assert_eq!(tests, [false, true, false, true]);
}
