//! Who may import whom, and who may touch files, sockets, the clock and the GPU (DESIGN.md 4).
//!
//! In: the production code of `src`. Out: one line a breach. Not here: style (`tidy`).
//! Test files and `#[cfg(test)]` items are left out.
//! Invariant: a room without a level is a breach, so a new room is entered here first.

use super::source::{SourceFile, files, is_test_file, line_of, production, words};

const LEVELS: &[(&str, u32)] = &[
    ("units", 0),
    ("math", 0),
    ("color", 1),
    ("lens", 1),
    ("stage", 1),
    ("timing", 1),
    ("params", 1),
    ("scene", 2),
    ("sky", 2),
    ("tracking", 2),
    ("calibration", 2),
    ("safety", 2),
    ("gpu", 3),
    ("show", 3),
    ("render", 4),
    ("output", 5),
    ("verify", 5),
    ("console", 6),
    ("control", 6),
    ("app", 7),
    ("cli", 8),
    ("main", 9),
];

/// Neighbours of one level, each with its reason. A canvas owns its transfer function and range, a panel its primaries
/// (DESIGN.md 2), and those types are `color`'s.
/// A scene file names the city that its world lies at, and the list of cities is `sky`'s.
const NEIGHBOURS: &[(&str, &str)] = &[("stage", "color"), ("scene", "sky")];

/// Words, and the files or rooms that may say them.
const RESERVED: &[(&[&str], &[&str])] = &[
    (&["wgpu", "egui_wgpu"], &["gpu/", "render/", "output/", "console/"]),
    (
        &["fs", "File::open", "File::create", "OpenOptions", "image::open", "gltf::import"],
        // `save` writes a tracker's place into the stage file, on request.
        // `port_owner` and `bench` read /proc and `gamepad` /dev/input: a port's program and a device are no files of the show. `stamp` tells whether one has changed.
        &[
            "show/load.rs",
            "show/stamp.rs",
            "show/save.rs",
            "cli/",
            "output/",
            "gpu/shader.rs",
            "tracking/port_owner.rs",
            "app/gamepad.rs",
            "app/bench/guests/cpu.rs",
        ],
    ),
    (
        &["UdpSocket", "TcpStream", "TcpListener", "ToSocketAddrs", "socket2"],
        &["tracking/receiver.rs", "tracking/sender.rs", "control/"],
    ),
    (&["Instant::now", "SystemTime::now"], &["timing/clock.rs"]),
    (&["tokio", "async fn", "axum"], &["control/"]),
    (&["rand"], &[]),
];

fn level(room: &str) -> Option<u32> {
    LEVELS.iter().find(|(name, _)| *name == room).map(|(_, level)| *level)
}

/// The room of a path such as `src/color/transfer.rs`.
fn room_of(path: &str) -> &str {
    let inside = path.trim_start_matches("src/");
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

/// How many `super::` lead from a file to the crate's root.
fn depth_of(path: &str) -> usize {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    inside.split('/').count()
}

/// Rooms named in production code by `crate::room`, `crate::{room, ..}`, or enough `super::`, with byte positions.
fn rooms_named(path: &str, text: &str) -> Vec<(String, usize)> {
    let mut roots = vec!["crate::".to_owned(), "cyclorama::".to_owned()];
    roots.push("super::".repeat(depth_of(path)));
    let mut named = Vec::new();
    for root in &roots {
        for (at, _) in text.match_indices(root.as_str()) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == ':') {
                continue;
            }
            let rest = &text[at + root.len()..];
            named.extend(first_names(rest).into_iter().map(|name| (name, at)));
        }
    }
    named
}

/// `a::b` gives a; `{a::b, c, d::{e, f}}` gives a, c, d.
fn first_names(rest: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
    };
    let Some(inside) = rest.strip_prefix('{') else {
        return vec![word(rest)];
    };
    let (mut depth, mut names, mut start) = (1, Vec::new(), 0);
    for (at, letter) in inside.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && letter == ',') {
            names.push(word(&inside[start..at]));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn import_faults(file: &SourceFile) -> Vec<String> {
    let from = room_of(&file.path);
    let Some(own) = level(from) else {
        return vec![format!("{}: room `{from}` has no level in tests/cpu/imports.rs", file.path)];
    };
    let text = production(&file.text);
    let mut faults = Vec::new();
    for (to, at) in rooms_named(&file.path, &text) {
        let place = format!("{}:{}", file.path, line_of(&text, at));
        match level(&to) {
            _ if to == from => {}
            Some(other) if other < own || NEIGHBOURS.contains(&(from, &to)) => {}
            Some(other) => {
                faults.push(format!("{place}: {from} (level {own}) must not import {to} (level {other})"));
            }
            None => faults.push(format!("{place}: `{to}` is no room")),
        }
    }
    faults
}

fn reserved_faults(file: &SourceFile) -> Vec<String> {
    let text = production(&file.text);
    let inside = file.path.trim_start_matches("src/");
    let mut faults = Vec::new();
    for (reserved, owners) in RESERVED {
        if owners.iter().any(|owner| inside.starts_with(owner)) {
            continue;
        }
        for word in *reserved {
            // A longer name such as `gltf::import_slice` is another word.
            for at in words(&text, word) {
                // `fs` is also a good name for a local; the module is meant by a path only.
                let path_like = text[..at].ends_with("::") || text[at + word.len()..].starts_with("::");
                if *word != "fs" || path_like || text[..at].trim_end().ends_with(['{', ',']) {
                    faults.push(format!(
                        "{}:{}: `{word}` belongs to {owners:?}",
                        file.path,
                        line_of(&text, at)
                    ));
                }
            }
        }
    }
    faults
}

fn own_files() -> Vec<SourceFile> {
    let all = files("src", "rs");
    let own: Vec<bool> =
        all.iter().map(|file| file.path != "src/lib.rs" && !is_test_file(file, &all)).collect();
    all.into_iter().zip(own).filter_map(|(file, own)| own.then_some(file)).collect()
}

fn check(faults: &[String]) {
    assert!(faults.is_empty(), "{} breach(es)\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn modules_import_only_downwards() {
    check(&own_files().iter().flat_map(import_faults).collect::<Vec<_>>());
}

#[test]
fn every_exception_is_in_use() {
    for (from, to) in NEIGHBOURS {
        let used = own_files().iter().any(|file| {
            let named = || rooms_named(&file.path, &production(&file.text)).into_iter();
            room_of(&file.path) == *from && named().any(|(name, _)| name == *to)
        });
        assert!(used, "{from} no longer imports {to}: take the exception out");
    }
}

#[test]
fn files_sockets_clock_and_gpu_stay_in_their_rooms() {
    check(&own_files().iter().flat_map(reserved_faults).collect::<Vec<_>>());
}

#[test]
fn the_code_map_names_every_room_at_its_level() {
    let all = files("src", "rs");
    let map = &all.iter().find(|file| file.path == "src/lib.rs").expect("the crate has a root").text;
    for (room, level) in LEVELS.iter().filter(|(room, _)| *room != "main") {
        let line = map.lines().find(|line| line.starts_with(&format!("//! - level {level}:")));
        assert!(
            line.is_some_and(|line| line.contains(&format!("[`{room}`]"))),
            "lib.rs: {room} is not at level {level}"
        );
    }
}

#[test]
fn an_upward_import_is_found() {
    let faults = |path: &str, text: &str| {
        import_faults(&SourceFile { path: path.to_owned(), text: text.to_owned() }).len()
    };
    assert_eq!(
        faults("src/color/a.rs", "use crate::math::Pose;\nuse crate::{units::Nits, math};\nuse super::b;"),
        0
    );
    assert_eq!(faults("src/color/a.rs", "use crate::lens::Lens;"), 1, "own level");
    assert_eq!(faults("src/color/a.rs", "use crate::{units::Nits, scene::{A, B}, render};"), 2);
    assert_eq!(faults("src/color/a.rs", "fn f() { crate::render::frame::draw(); }"), 1);
    assert_eq!(faults("src/color/a.rs", "use super::super::render::frame;"), 1, "by way of the root");
    assert_eq!(faults("src/cli/a/b.rs", "use super::super::render;"), 0, "still inside cli");
    assert_eq!(
        faults("src/color/a.rs", "// use crate::render;\n#[cfg(test)]\nmod tests { use crate::render; }"),
        0
    );
    assert_eq!(faults("src/cellar/a.rs", ""), 1, "a room without a level");
    assert_eq!(faults("src/color/a.rs", "use crate::Cellar;"), 1);
}

#[test]
fn a_reserved_word_is_found() {
    let faults = |path: &str, text: &str| {
        reserved_faults(&SourceFile { path: path.to_owned(), text: text.to_owned() }).len()
    };
    assert_eq!(faults("src/verify/a.rs", "use wgpu::Device;"), 1);
    assert_eq!(faults("src/gpu/a.rs", "use wgpu::Device;"), 0);
    assert_eq!(faults("src/verify/a.rs", "// wgpu\nlet name = \"wgpu\";"), 0);
    assert_eq!(faults("src/stage/a.rs", "let text = std::fs::read(path);"), 1);
    assert_eq!(faults("src/stage/a.rs", "use std::{fs, io};"), 1);
    assert_eq!(faults("src/stage/a.rs", "let file = File::open(path);"), 1);
    assert_eq!(faults("src/show/load.rs", "std::fs::read(path)"), 0);
    assert_eq!(faults("src/tracking/gate.rs", "use std::net::{IpAddr, UdpSocket};"), 1);
    assert_eq!(faults("src/tracking/gate.rs", "use std::net::{IpAddr, SocketAddr};"), 0);
    assert_eq!(faults("src/timing/rate.rs", "let at = Instant::now();"), 1);
    assert_eq!(faults("src/timing/clock.rs", "let at = Instant::now();"), 0);
    assert_eq!(faults("src/app/a.rs", "use tokio::spawn;"), 1);
}
