//! JSON as other programs write it by hand: values that know where they stand.
//!
//! In: text, with trailing commas and comments tolerated. Out: a tree whose every value has its byte offset.
//! Not here: what keys mean (`ndisplay`, `sgct`). serde_json keeps no places and refuses trailing commas.
//! Invariant: total; nesting is bounded, nothing is allocated by a number that the text states.

/// Deepest nesting that is followed. nDisplay's own files have 9 levels.
const MAX_DEPTH: usize = 64;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Json {
    /// Byte offset of its first character.
    pub(super) at: usize,
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    /// Keys in file order, each with its offset; a key that stands twice is kept twice.
    Object(Vec<(String, usize, Json)>),
}

/// What keeps a text from being JSON, and where.
#[derive(Debug, PartialEq)]
pub(super) struct JsonError {
    pub(super) at: usize,
    pub(super) found: String,
}

impl Json {
    /// A member by its key, in any case: 4.27 and 5.x differ in capitals. The exact spelling wins.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Kind::Object(members) = &self.kind else { return None };
        let exact = members.iter().find(|(name, ..)| name == key);
        exact
            .or_else(|| members.iter().find(|(name, ..)| name.eq_ignore_ascii_case(key)))
            .map(|found| &found.2)
    }

    /// Members of an object; nothing for anything else.
    pub(super) fn members(&self) -> &[(String, usize, Self)] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// Items of a list; nothing for anything else.
    pub(super) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// A number, or a text that is one (nDisplay writes both).
    pub(super) fn number(&self) -> Option<f64> {
        let value = match &self.kind {
            Kind::Number(value) => *value,
            Kind::Text(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        value.is_finite().then_some(value)
    }

    /// A text; numbers and booleans as they would be written.
    pub(super) fn text(&self) -> Option<String> {
        match &self.kind {
            Kind::Text(text) => Some(text.clone()),
            Kind::Number(value) => Some(format!("{value}")),
            Kind::Bool(value) => Some(format!("{value}")),
            _ => None,
        }
    }

    /// A truth value, also as text.
    pub(super) fn truth(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(value) => Some(*value),
            Kind::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Kind::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }
}

/// Parses a whole text.
pub(super) fn parse(text: &str) -> Result<Json, JsonError> {
    let mut reader = Reader { text, at: 0 };
    reader.blank();
    let value = reader.value(0)?;
    reader.blank();
    if reader.at < text.len() {
        return Err(reader.error("something follows the end of the document"));
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn error(&self, found: &str) -> JsonError {
        JsonError { at: self.at, found: found.into() }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips blanks, a byte order mark, `//` and `/* */` comments.
    fn blank(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let trimmed =
                rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
            self.at += rest.len() - trimmed.len();
            let end = if trimmed.starts_with("//") {
                trimmed.find('\n')
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map(|end| end + 2)
            } else {
                return;
            };
            self.at += end.unwrap_or(trimmed.len());
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, JsonError> {
        if depth > MAX_DEPTH {
            return Err(self.error("more than 64 levels of nesting"));
        }
        let at = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(_) => self.word()?,
            None => return Err(self.error("the text ends where a value is needed")),
        };
        Ok(Json { at, kind })
    }

    fn object(&mut self, depth: usize) -> Result<Kind, JsonError> {
        self.at += 1;
        let mut members = Vec::new();
        loop {
            self.blank();
            match self.peek() {
                Some(b'}') => break,
                Some(b'"') => {}
                _ => return Err(self.error("a key in quotes, or `}`, is needed here")),
            }
            let key_at = self.at;
            let key = self.string()?;
            self.blank();
            if self.peek() != Some(b':') {
                return Err(self.error("`:` is needed after a key"));
            }
            self.at += 1;
            self.blank();
            members.push((key, key_at, self.value(depth + 1)?));
            if !self.comma(b'}')? {
                break;
            }
        }
        self.at += 1;
        Ok(Kind::Object(members))
    }

    fn list(&mut self, depth: usize) -> Result<Kind, JsonError> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blank();
            if self.peek() == Some(b']') {
                break;
            }
            items.push(self.value(depth + 1)?);
            if !self.comma(b']')? {
                break;
            }
        }
        self.at += 1;
        Ok(Kind::List(items))
    }

    /// True after a comma, false at the end.
    fn comma(&mut self, end: u8) -> Result<bool, JsonError> {
        self.blank();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(found) if found == end => Ok(false),
            _ => Err(self.error(if end == b'}' {
                "`,` or `}` is needed here"
            } else {
                "`,` or `]` is needed here"
            })),
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(letter) = rest.chars().next() else {
                return Err(JsonError { at: start, found: "a text that has no closing quote".into() });
            };
            self.at += letter.len_utf8();
            match letter {
                '"' => return Ok(text),
                '\\' => self.escape(&mut text)?,
                other => text.push(other),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), JsonError> {
        let letter =
            self.text[self.at..].chars().next().ok_or_else(|| self.error("the text ends in an escape"))?;
        self.at += letter.len_utf8();
        text.push(match letter {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => self.unicode(),
            // Quotes and slashes; and single backslashes of Windows paths that were not doubled.
            other => other,
        });
        Ok(())
    }

    /// Four hex digits; what is no character (half of a surrogate pair too) becomes the replacement character.
    fn unicode(&mut self) -> char {
        let digits: String =
            self.text[self.at..].chars().take(4).take_while(char::is_ascii_hexdigit).collect();
        self.at += digits.len();
        u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn word(&mut self) -> Result<Kind, JsonError> {
        let is_word =
            |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.' | '_');
        let rest = &self.text[self.at..];
        let word = &rest[..rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())];
        let kind = match word {
            "" => return Err(self.error("a value is needed here")),
            "null" => Kind::Null,
            "true" | "True" => Kind::Bool(true),
            "false" | "False" => Kind::Bool(false),
            word => match word.parse::<f64>() {
                Ok(value) if value.is_finite() => Kind::Number(value),
                _ => {
                    let short: String = word.chars().take(40).collect();
                    return Err(self.error(&format!("`{short}` is neither a number nor true, false or null")));
                }
            },
        };
        self.at += word.len();
        Ok(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_read() {
        let text = "\u{feff}{ // wall\n \"Size\": [\"1.5\", 2, ], /* x */ \"on\": \"True\", \"path\": \"C:\\\\a\\u0041\", }";
        let json = parse(text).unwrap();
        let size = json.get("size").unwrap();
        assert_eq!(size.items().iter().map(Json::number).collect::<Vec<_>>(), [Some(1.5), Some(2.0)]);
        assert_eq!(size.at, text.find('[').unwrap());
        assert_eq!(json.get("on").unwrap().truth(), Some(true));
        assert_eq!(json.get("path").unwrap().text().unwrap(), "C:\\aA");
        assert_eq!(json.get("gone"), None);
    }

    #[test]
    fn what_is_no_json_names_its_place() {
        for (text, at) in [
            ("", 0),
            ("{", 1),
            ("{\"a\" 1}", 5),
            ("[1 2]", 3),
            ("{\"a\": nan}", 6),
            ("\"abc", 0),
            ("{} x", 3),
            ("[1e999]", 1),
        ] {
            assert_eq!(parse(text).unwrap_err().at, at, "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).unwrap_err().found.contains("64 levels"));
    }
}
