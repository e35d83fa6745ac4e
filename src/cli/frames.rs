//! Frame ranges as written on the command line.
//!
//! In: `A..B`, `A..=B` or `N`. Out: [`Frames`]. Not here: times of frames (`timing::rate`).
//! `N` stands for N frames from 0, so `24` is `0..24`.
//! Invariant: a range holds at least one frame, and its end does not overflow.

use std::ops::Range;
use std::str::FromStr;

/// Frames from `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frames {
    start: u64,
    end: u64,
}

/// Why a text is not a range of frames.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FramesError {
    /// Not one of the three forms.
    #[error("`{0}` is not a range of frames: write A..B (B left out), A..=B, or N for N frames from 0")]
    Form(String),
    /// No frame in it.
    #[error("`{0}` holds no frame: 0..1 is one frame, 0..24 is twenty-four")]
    Empty(String),
}

impl Frames {
    /// `count` frames from 0; `None` when `count` is 0.
    pub const fn first(count: u64) -> Option<Self> {
        if count == 0 { None } else { Some(Self { start: 0, end: count }) }
    }

    /// Number of frames, 1 or more.
    pub const fn count(self) -> u64 {
        self.end - self.start
    }

    /// The frame indices in order.
    pub const fn range(self) -> Range<u64> {
        self.start..self.end
    }
}

impl FromStr for Frames {
    type Err = FramesError;

    fn from_str(text: &str) -> Result<Self, FramesError> {
        let wrong = || FramesError::Form(text.to_owned());
        let number = |digits: &str| -> Result<u64, FramesError> {
            let digits = digits.trim();
            // u64's own parser takes a plus sign.
            if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(wrong());
            }
            digits.parse().map_err(|_| wrong())
        };
        let (start, end) = match text.split_once("..") {
            Some((start, end)) => {
                let start = number(start)?;
                let end = match end.strip_prefix('=') {
                    Some(last) => number(last)?.checked_add(1).ok_or_else(wrong)?,
                    None => number(end)?,
                };
                (start, end)
            }
            None => (0, number(text)?),
        };
        if start >= end {
            return Err(FramesError::Empty(text.to_owned()));
        }
        Ok(Self { start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range<u64> {
        text.parse::<Frames>().unwrap().range()
    }

    #[test]
    fn three_forms() {
        assert_eq!(range("0..1"), 0..1);
        assert_eq!(range("5..=7"), 5..8);
        assert_eq!(range("24"), 0..24);
        assert_eq!("5..=7".parse::<Frames>().unwrap().count(), 3);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "..", "1..", "..3", "a", "-1", "+1", "1.5", "1..2..3", "0..=18446744073709551615"] {
            assert_eq!(text.parse::<Frames>(), Err(FramesError::Form(text.into())), "{text}");
        }
        for text in ["0", "3..3", "4..3", "4..=3"] {
            assert_eq!(text.parse::<Frames>(), Err(FramesError::Empty(text.into())), "{text}");
        }
    }
}
