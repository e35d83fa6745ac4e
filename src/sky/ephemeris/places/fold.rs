//! Names without accents, case and punctuation.
//!
//! In: names of cities, texts that people type. Out: lower-case words of ASCII. Not here: the list (`mod`).
//! Invariant: folding a folded name changes nothing.

/// Letters of cities.txt with what they are typed as.
const PLAIN: &[(&str, &str)] = &[
    ("àáâãäåāăąạảấầẩẫậắằẳẵặ", "a"),
    ("çćč", "c"),
    ("đðḍḑ", "d"),
    ("èéêëēĕėęěẹẻẽếềểễệ", "e"),
    ("ğģ", "g"),
    ("ħḥḩ\u{1e96}", "h"),
    ("ìíîïĩīıỉị", "i"),
    ("ķ", "k"),
    ("łļľ", "l"),
    ("ñńņň", "n"),
    ("òóôõöøōŏőơọỏốồổỗộớờởỡợ", "o"),
    ("řŗ", "r"),
    ("śşšșṣ", "s"),
    ("ţťțṭ", "t"),
    ("ùúûüũūŭůűųưụủứừửữự", "u"),
    ("ýÿỳỵỷỹ", "y"),
    ("źżžẕẓ", "z"),
    ("ß", "ss"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("þ", "th"),
];

/// Lower-case ASCII; apostrophes and combining marks are dropped, other punctuation is a space.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            '\'' | '’' | '‘' | '`' | '\u{300}'..='\u{36f}' => {}
            _ if letter.is_ascii_alphanumeric() => folded.push(letter),
            _ => match PLAIN.iter().find(|(letters, _)| letters.contains(letter)) {
                Some((_, plain)) => folded.push_str(plain),
                None if letter.is_alphanumeric() => folded.push(letter),
                None if folded.ends_with(' ') || folded.is_empty() => {}
                None => folded.push(' '),
            },
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Whether a name is the folded text.
pub(super) fn eq(name: &str, folded: &str) -> bool {
    fold(name) == folded
}

/// Whether a name begins with the folded text.
pub(super) fn begins(name: &str, folded: &str) -> bool {
    fold(name).starts_with(folded)
}

/// Whether each word of the folded text begins a word of the name.
pub(super) fn has_words(name: &str, folded: &str) -> bool {
    let name = fold(name);
    folded.split(' ').all(|word| name.split(' ').any(|own| own.starts_with(word)))
}

/// Levenshtein distance of a name to the folded text.
pub(super) fn edits(name: &str, folded: &str) -> usize {
    let other: Vec<char> = folded.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in fold(name).chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
