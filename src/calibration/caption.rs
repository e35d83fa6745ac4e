//! The caption of a chart: which pattern, where, how coded. So that a photograph of a wall says what it shows.
//!
//! In: words and numbers. Out: ASCII letters in words for the shader. Not here: the letters' shapes (`glyph`).
//! Invariant: never longer than [`Caption::LETTERS`], never allocates; what has no shape is written as a blank.

/// A short line of capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caption {
    letters: [u8; Self::LETTERS],
    length: usize,
}

impl Default for Caption {
    fn default() -> Self {
        Self { letters: [0; Self::LETTERS], length: 0 }
    }
}

impl Caption {
    /// Most letters.
    pub const LETTERS: usize = 48;

    /// Adds a word, and a blank before it when it is not the first. What does not fit is left out.
    pub fn word(mut self, word: &str) -> Self {
        if self.length > 0 {
            self.push(b' ');
        }
        for letter in word.chars() {
            let upper = letter.to_ascii_uppercase();
            // Names are written with underscores, which charts show as blanks.
            let shown = if upper.is_ascii_graphic() && upper != '_' { upper as u8 } else { b' ' };
            self.push(shown);
        }
        self
    }

    /// Adds a whole number.
    pub fn number(mut self, number: u32) -> Self {
        self.push(b' ');
        let mut tens = 1_000_000_000;
        while tens > 1 && number / tens == 0 {
            tens /= 10;
        }
        while tens > 0 {
            self.push(b'0' + (number / tens % 10) as u8);
            tens /= 10;
        }
        self
    }

    /// How many letters it has.
    pub fn letters(&self) -> usize {
        self.length
    }

    /// Four letters a word, the first in the lowest byte; zero ends it.
    pub fn words(&self) -> [u32; Self::LETTERS / 4] {
        std::array::from_fn(|index| {
            let at = index * 4;
            u32::from_le_bytes([
                self.letters[at],
                self.letters[at + 1],
                self.letters[at + 2],
                self.letters[at + 3],
            ])
        })
    }

    fn push(&mut self, letter: u8) {
        if self.length < Self::LETTERS {
            self.letters[self.length] = letter;
            self.length += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_reads_as_it_was_put_together() {
        let caption = Caption::default().word("bit_depth").word("main").word("pq").number(10).number(0);
        let letters: Vec<u8> = caption.words().iter().flat_map(|word| word.to_le_bytes()).collect();
        assert!(letters.starts_with(b"BIT DEPTH MAIN PQ 10 0\0"), "{letters:?}");
        let long = Caption::default().word(&"x".repeat(100));
        assert!(long.words().iter().all(|word| *word == u32::from_le_bytes(*b"XXXX")));
    }
}
