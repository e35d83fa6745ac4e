//! OSC address patterns: `?`, `*`, `[a-z]`, `[!a-z]`, `{one,two}` within a part, `//` across parts.
//!
//! In: text. Out: whether an address matches. Not here: which addresses there are (`namespace`).
//! Source: OSC 1.0 specification, "OSC Message Dispatching and Pattern Matching"; `//` from OSC 1.1.
//! Invariant: a match takes at most pattern length times address length steps, whatever the pattern.

/// Longest pattern, bytes.
const LONGEST: usize = 256;

/// An address pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Byte(u8),
    /// `?`
    Any,
    /// `*`
    Star,
    /// `[..]`: ranges, and whether they are what must not be.
    Class(Vec<(u8, u8)>, bool),
    /// `{..}`
    Words(Vec<Vec<u8>>),
    /// `//`
    Levels,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// No slash at its begin.
    #[error("an address begins with `/`, as in /cyclorama/grade/trim_ev")]
    Slash,
    /// A bracket without its other half.
    #[error("`{0}` without its other half in the address pattern")]
    Open(char),
    /// Too long.
    #[error("an address pattern of {found} bytes, at most {LONGEST}")]
    Long {
        /// Bytes found.
        found: usize,
    },
}

impl Pattern {
    /// Whether a text is more than one plain address.
    pub fn is_pattern(text: &str) -> bool {
        text.contains(['?', '*', '[', '{']) || text.contains("//")
    }

    /// Reads a pattern.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.len() > LONGEST {
            return Err(PatternError::Long { found: text.len() });
        }
        if !text.starts_with('/') {
            return Err(PatternError::Slash);
        }
        let mut rest = text.as_bytes();
        let mut parts = Vec::new();
        while let Some((first, others)) = rest.split_first() {
            let part;
            (part, rest) = match first {
                b'?' => (Part::Any, others),
                b'*' => (Part::Star, others),
                b'[' => class(inside(others, b']').ok_or(PatternError::Open('['))?),
                b'{' => {
                    let (words, others) = inside(others, b'}').ok_or(PatternError::Open('{'))?;
                    (Part::Words(words.split(|byte| *byte == b',').map(<[u8]>::to_vec).collect()), others)
                }
                b'/' if others.first() == Some(&b'/') => (Part::Levels, &others[1..]),
                byte => (Part::Byte(*byte), others),
            };
            parts.push(part);
        }
        Ok(Self { parts })
    }

    /// Whether the whole of an address matches.
    pub fn matches(&self, address: &str) -> bool {
        let address = address.as_bytes();
        // How much of the address the parts so far can have used up.
        let mut reached = vec![false; address.len() + 1];
        reached[0] = true;
        let mut next = reached.clone();
        for part in &self.parts {
            next.fill(false);
            part.step(address, &reached, &mut next);
            std::mem::swap(&mut reached, &mut next);
            if !reached.contains(&true) {
                return false;
            }
        }
        reached[address.len()]
    }
}

impl Part {
    /// From each length reached to those that this part can reach.
    fn step(&self, address: &[u8], reached: &[bool], next: &mut [bool]) {
        let starts = || (0..reached.len()).filter(|at| reached[*at]);
        match self {
            Self::Byte(_) | Self::Any | Self::Class(..) => {
                for at in starts().filter(|at| address.get(*at).is_some_and(|byte| self.takes(*byte))) {
                    next[at + 1] = true;
                }
            }
            Self::Star => {
                let mut is_on = false;
                for (at, goes) in next.iter_mut().enumerate() {
                    is_on = reached[at] || (is_on && at > 0 && address[at - 1] != b'/');
                    *goes = is_on;
                }
            }
            Self::Words(words) => {
                for at in starts() {
                    for word in words.iter().filter(|word| address[at..].starts_with(word)) {
                        next[at + word.len()] = true;
                    }
                }
            }
            Self::Levels => {
                let Some(first) = starts().find(|at| address.get(*at) == Some(&b'/')) else { return };
                for at in (first..address.len()).filter(|at| address[*at] == b'/') {
                    next[at + 1] = true;
                }
            }
        }
    }

    fn takes(&self, byte: u8) -> bool {
        match self {
            Self::Byte(own) => *own == byte,
            Self::Class(ranges, is_not) => {
                let is_in = ranges.iter().any(|(from, to)| (*from..=*to).contains(&byte));
                byte != b'/' && is_in != *is_not
            }
            _ => byte != b'/',
        }
    }
}

/// What is before the closing bracket, and after it.
fn inside(text: &[u8], close: u8) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == close)?;
    Some((&text[..end], &text[end + 1..]))
}

fn class<'a>((text, others): (&'a [u8], &'a [u8])) -> (Part, &'a [u8]) {
    let (text, is_not) = text.strip_prefix(b"!").map_or((text, false), |text| (text, true));
    let mut ranges = Vec::new();
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        // A minus at the end stands for itself.
        match after {
            [b'-', last, after @ ..] => {
                ranges.push((*first, *last));
                rest = after;
            }
            _ => {
                ranges.push((*first, *first));
                rest = after;
            }
        }
    }
    (Part::Class(ranges, is_not), others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_the_specification_says() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("/a/b", &["/a/b"], &["/a/bc", "/a", "/a/B"]),
            ("/a/?", &["/a/b", "/a/c"], &["/a/", "/a/bc", "/a//"]),
            ("/a/*", &["/a/", "/a/bcd"], &["/a/b/c", "/b/c"]),
            ("/*/b*d", &["/a/bd", "/x/bcd"], &["/a/b", "/a/x/bd"]),
            ("/a/[b-d]1", &["/a/b1", "/a/d1"], &["/a/e1", "/a/1", "/a/-1"]),
            ("/a/[!b-d]", &["/a/e", "/a/-"], &["/a/c", "/a/", "/a//"]),
            ("/a/[b-]", &["/a/b", "/a/-"], &["/a/c"]),
            ("/{foo,bar}/x", &["/foo/x", "/bar/x"], &["/baz/x", "/foobar/x"]),
            ("/{a,ab}c", &["/ac", "/abc"], &["/abbc"]),
            ("//c", &["/c", "/a/c", "/a/b/c"], &["/a/bc", "/c/a"]),
            ("/a//c", &["/a/c", "/a/b/c", "/a/b/b/c"], &["/ac", "/b/c", "/a/b/d"]),
            ("//*", &["/", "/a", "/a/b"], &["a"]),
        ];
        for (pattern, good, bad) in cases {
            let pattern = Pattern::parse(pattern).unwrap();
            assert!(good.iter().all(|address| pattern.matches(address)), "{pattern:?}");
            assert!(!bad.iter().any(|address| pattern.matches(address)), "{pattern:?}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        assert_eq!(Pattern::parse("a"), Err(PatternError::Slash));
        assert_eq!(Pattern::parse("/[a"), Err(PatternError::Open('[')));
        assert_eq!(Pattern::parse("/{a"), Err(PatternError::Open('{')));
        assert_eq!(Pattern::parse(&"/".repeat(257)), Err(PatternError::Long { found: 257 }));
        assert!(Pattern::is_pattern("/a//b") && !Pattern::is_pattern("/a/b"));
    }

    /// By backtracking this one takes longer than anybody waits.
    #[test]
    fn stars_do_not_multiply() {
        let pattern = Pattern::parse(&format!("/{}b", "*a".repeat(120))).unwrap();
        assert!(!pattern.matches(&format!("/{}", "a".repeat(2000))));
        assert!(pattern.matches(&format!("/{}b", "a".repeat(2000))));
    }
}
