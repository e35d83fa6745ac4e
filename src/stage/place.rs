//! Places in a text: which line a value of a file stands on.
//!
//! In: TOML with byte spans. Out: values that know their offset, and `file:line:column` for messages.
//! Not here: what is said of a place (`stage::lint`).
//! Invariant: lines and columns count from 1; a column is a character, not a byte.

use std::borrow::Cow;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

/// A value and the byte offset where it stands in its file.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct At<T>(toml::Spanned<T>);

impl<T> At<T> {
    /// Byte offset of the value in its text.
    pub fn offset(&self) -> usize {
        self.0.span().start
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.get_ref()
    }
}

/// The schema of a value does not tell where it stands.
impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A text and the name of its file.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Whole text.
    pub text: &'a str,
    /// Name of its file, for messages.
    pub file: &'a str,
}

impl Source<'_> {
    /// `file:line:column` of a byte offset.
    pub fn place(&self, offset: usize) -> String {
        line_column(self.text, self.file, offset)
    }
}

/// `file:line:column` of a byte offset in `text`.
pub fn line_column(text: &str, file: &str, offset: usize) -> String {
    let end = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let before = &text[..end];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
    format!("{file}:{line}:{column}")
}

/// `file:line:column` of the first place where `key` stands; the file alone when it does not.
pub fn place_of(text: &str, file: &str, key: &str) -> String {
    text.find(key).map_or_else(|| file.to_owned(), |offset| line_column(text, file, offset))
}

/// Path of `name` as seen from the folder of `file`, for messages; `..` is folded.
pub fn beside(file: &str, name: &str) -> String {
    if name.starts_with('/') {
        return name.to_owned();
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in name.split('/').filter(|part| !matches!(*part, "." | "")) {
        if part == ".." && parts.last().is_some_and(|last| !matches!(*last, ".." | "" | ".")) {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Row {
        name: At<String>,
    }

    #[derive(Deserialize)]
    struct Rows {
        row: Vec<Row>,
    }

    #[test]
    fn a_value_knows_its_line() {
        let text = "# \u{e9}\n[[row]]\nname = \"a\"\n[[row]]\n  name = \"a\"\n";
        let rows: Rows = toml::from_str(text).unwrap();
        let source = Source { text, file: "f.toml" };
        let places: Vec<String> = rows.row.iter().map(|row| source.place(row.name.offset())).collect();
        assert_eq!(places, ["f.toml:3:8", "f.toml:5:10"]);
        assert_eq!(rows.row[0].name.as_str(), "a");
    }

    #[test]
    fn columns_are_characters_and_offsets_are_clamped() {
        assert_eq!(line_column("\u{e9}\u{e9}x", "f", 4), "f:1:3");
        assert_eq!(line_column("\u{e9}x", "f", 1), "f:1:1");
        assert_eq!(line_column("a\nb", "f", 99), "f:2:2");
        assert_eq!(place_of("a = 1\nb = 2", "f", "b"), "f:2:1");
        assert_eq!(place_of("a = 1", "f", "zz"), "f");
    }

    #[test]
    fn paths_fold() {
        assert_eq!(beside("calibration/stages/demo.toml", "../panels/a.toml"), "calibration/panels/a.toml");
        assert_eq!(beside("demo.toml", "../a.toml"), "../a.toml");
        assert_eq!(beside("/x/demo.toml", "a.toml"), "/x/a.toml");
        assert_eq!(beside("/x/demo.toml", "/y/a.toml"), "/y/a.toml");
    }
}
