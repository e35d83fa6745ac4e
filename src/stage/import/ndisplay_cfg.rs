//! nDisplay's older `.cfg`: one `[kind] key=value ...` a line, in metres.
//!
//! In: the text. Out: the same [`Config`] as from JSON. Not here: building the stage (`ndisplay_build`).
//! Source: Epic's nDisplay configuration file reference (4.2x). Values may be quoted; vectors read `X=1,Y=0,Z=0`.
//! Invariant: a line that is no `[kind]` line is said, a number that is none is refused with its line.

use std::collections::BTreeMap;

use glam::DVec3;

use super::ndisplay::{Config, Node, Part, Viewport};
use super::{ImportError, Imported, Options, ndisplay_build};
use crate::stage::place::Source;

/// One line: its keys in small letters.
struct Entry {
    kind: String,
    values: BTreeMap<String, String>,
    place: String,
}

pub(super) fn import(text: &str, name: &str, options: &Options<'_>) -> Result<Imported, ImportError> {
    ndisplay_build::stage(&parse(text, name)?, name, options)
}

fn parse(text: &str, name: &str) -> Result<Config, ImportError> {
    let source = Source { text, file: name };
    let entries = entries(&source);
    if entries.is_empty() {
        let found = "no line of this file starts with a kind such as [screen]";
        return Err(ImportError::new(source.place(0), found, "Give a text configuration of nDisplay 4.2x"));
    }
    let mut config = Config { format: "nDisplay .cfg".into(), unit_m: 1.0, ..Config::default() };
    for entry in &entries {
        let is_part = ["scene_node", "camera", "screen", "xform"].contains(&entry.kind.as_str());
        if is_part {
            let part = entry.part()?;
            if entry.kind == "camera" {
                config.cameras.push(entry.value("id"));
            }
            config.parts.insert(entry.value("id"), part);
        }
    }
    let find =
        |kind: &str, id: &str| entries.iter().find(|entry| entry.kind == kind && entry.value("id") == id);
    for entry in entries.iter().filter(|entry| entry.kind == "cluster_node") {
        config.nodes.push(node(entry, &find)?);
    }
    Ok(config)
}

fn node<'e>(entry: &Entry, find: &impl Fn(&str, &str) -> Option<&'e Entry>) -> Result<Node, ImportError> {
    let (id, window_id) = (entry.value("id"), entry.value("window"));
    let window = find("window", &window_id);
    let mut node =
        Node { name: id, host: entry.value("addr"), place: entry.place.clone(), ..Node::default() };
    // Before 4.22 the node itself listed its viewports.
    let viewports = window.unwrap_or(entry).value("viewports");
    if let Some(window) = window {
        node.window = [
            window.number("winx", 0.0)?,
            window.number("winy", 0.0)?,
            window.number("resx", 0.0)?,
            window.number("resy", 0.0)?,
        ];
        node.is_full_screen = window.value("fullscreen") == "true";
        node.place.clone_from(&window.place);
    }
    for name in viewports.split([',', ' ']).filter(|name| !name.is_empty()) {
        let Some(viewport) = find("viewport", name) else {
            let found = format!("viewport `{name}` does not exist");
            return Err(ImportError::new(&node.place, found, "Write a [viewport] line with this id"));
        };
        node.viewports.push(self::viewport(viewport, find)?);
    }
    // A window without a size is as large as what it shows.
    for axis in 0..2 {
        if node.window[axis + 2] <= 0.0 {
            let ends =
                node.viewports.iter().map(|viewport| viewport.region[axis] + viewport.region[axis + 2]);
            node.window[axis + 2] = ends.fold(0.0, f64::max);
        }
    }
    Ok(node)
}

fn viewport<'e>(
    entry: &Entry,
    find: &impl Fn(&str, &str) -> Option<&'e Entry>,
) -> Result<Viewport, ImportError> {
    let projection = find("projection", &entry.value("projection"));
    let mut viewport = Viewport {
        name: entry.value("id"),
        camera: entry.value("camera"),
        region: [
            entry.number("x", 0.0)?,
            entry.number("y", 0.0)?,
            entry.number("width", 0.0)?,
            entry.number("height", 0.0)?,
        ],
        buffer_ratio: entry.number("buffer_ratio", 1.0)?,
        has_overscan: false,
        policy: "none".into(),
        parameters: BTreeMap::new(),
        place: entry.place.clone(),
    };
    if let Some(projection) = projection {
        viewport.policy = projection.value("type");
        viewport.parameters.clone_from(&projection.values);
    } else if !entry.value("screen").is_empty() {
        viewport.policy = "simple".into();
        viewport.parameters.insert("screen".into(), entry.value("screen"));
    }
    Ok(viewport)
}

impl Entry {
    fn value(&self, key: &str) -> String {
        self.values.get(key).cloned().unwrap_or_default()
    }

    fn number(&self, key: &str, otherwise: f64) -> Result<f64, ImportError> {
        let text = self.value(key);
        if text.is_empty() {
            return Ok(otherwise);
        }
        text.parse().ok().filter(|number: &f64| number.abs() <= 1e9).ok_or_else(|| {
            let found = format!("`{key}={}` is no usable number", text.chars().take(40).collect::<String>());
            ImportError::new(&self.place, found, "Write a plain number")
        })
    }

    /// The numbers of a text like `X=1,Y=0,Z=2`.
    fn vector<const N: usize>(&self, key: &str, names: [&str; N]) -> Result<[f64; N], ImportError> {
        let text = self.value(key);
        let mut numbers = [0.0; N];
        for (name, value) in pairs(&text) {
            let Some(index) = names.iter().position(|known| *known == name) else { continue };
            numbers[index] = value.filter(|number| number.abs() <= 1e9).ok_or_else(|| {
                let found = format!(
                    "`{key}={}` has a number that cannot be used",
                    text.chars().take(60).collect::<String>()
                );
                ImportError::new(
                    &self.place,
                    found,
                    format!("Write it like {}", names.map(|name| format!("{name}=0")).join(",")),
                )
            })?;
        }
        Ok(numbers)
    }

    fn part(&self) -> Result<Part, ImportError> {
        let size = self.vector("size", ["x", "y"])?;
        Ok(Part {
            parent: self.value("parent"),
            location: DVec3::from_array(self.vector("loc", ["x", "y", "z"])?),
            rotation_deg: self.vector("rot", ["p", "y", "r"])?,
            size: (self.kind == "screen").then_some(size),
            place: self.place.clone(),
        })
    }
}

/// `name=number` pairs of a text, names in small letters; `None` for what is no finite number.
pub(super) fn pairs(text: &str) -> Vec<(String, Option<f64>)> {
    let mut pairs = Vec::new();
    for (at, _) in text.match_indices('=') {
        let name: String = text[..at]
            .chars()
            .rev()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect();
        let name: String = name.chars().rev().collect::<String>().to_ascii_lowercase();
        let rest = text[at + 1..].trim_start();
        let is_number =
            |letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '-' | '.' | 'e' | 'E');
        let number = &rest[..rest.find(|letter| !is_number(letter)).unwrap_or(rest.len())];
        // Epic's own example reads `X=1.5.Y=0`.
        let number = number.trim_end_matches('.').parse::<f64>().ok().filter(|number| number.is_finite());
        pairs.push((name, number));
    }
    pairs
}

fn entries(source: &Source<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let place = source.place(at + line.len() - line.trim_start().len());
        at += line.len();
        let content = line.trim().trim_start_matches('\u{feff}');
        let Some((kind, rest)) = content.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
            continue;
        };
        entries.push(Entry { kind: kind.trim().to_ascii_lowercase(), values: values(rest), place });
    }
    entries
}

/// `key=value key="quoted value"` of one line.
fn values(line: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut rest = line.trim();
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        values.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
        rest = left.trim_start();
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_epics_reference_are_read() {
        let found = values(
            r#" id=screen_front loc="X=1.5.Y=0,Z=1.5" rot="P=0,Y=-90,R=0" size="X=3,Y=2" parent=screens"#,
        );
        assert_eq!(found["id"], "screen_front");
        let entry = Entry { kind: "screen".into(), values: found, place: String::new() };
        let part = entry.part().unwrap();
        assert_eq!(part.location.to_array(), [1.5, 0.0, 1.5]);
        assert_eq!(part.rotation_deg, [0.0, -90.0, 0.0]);
        assert_eq!((part.size, part.parent.as_str()), (Some([3.0, 2.0]), "screens"));
        assert_eq!(pairs("l=-10 r=abc")[1], ("r".into(), None));
    }
}
