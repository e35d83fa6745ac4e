//! Letters for patterns: digits of three by five cells for small panels, and letters of five by seven.
//!
//! In: digits, ASCII letters, cells. Out: lit or not. Not here: where text stands on a chart. Twin: shaders/lib/glyph.wgsl.
//! Invariant: total: a digit over 9 is its last, a letter without a shape is blank.

/// Fifteen bits a digit, top row in the highest three.
const DIGITS: [u32; 10] = [31599, 11415, 29671, 29647, 23497, 31183, 31215, 29257, 31727, 31695];

/// The letters that have a shape, in the order of [`SHAPES`].
const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ%+-./:";

/// Five by seven cells a letter: the upper three rows in 15 bits, the lower four in 20, the first cell highest.
const SHAPES: [[u32; 2]; 42] = [
    [14899, 714286],
    [4484, 135310],
    [14881, 69919],
    [31812, 67118],
    [2250, 621634],
    [32286, 34350],
    [6416, 1001006],
    [31778, 139528],
    [14897, 476718],
    [14897, 492620],
    [14897, 1033777],
    [31281, 1001022],
    [14896, 541230],
    [29265, 575068],
    [32272, 999967],
    [32272, 999952],
    [14896, 771631],
    [17969, 1033777],
    [14468, 135310],
    [7234, 68172],
    [18004, 807505],
    [16912, 541215],
    [18293, 706097],
    [17977, 708145],
    [14897, 575022],
    [31281, 999952],
    [14897, 579149],
    [31281, 1004113],
    [15888, 459838],
    [31876, 135300],
    [17969, 575022],
    [17969, 574788],
    [17969, 710314],
    [17962, 141873],
    [17969, 331908],
    [31778, 139807],
    [25378, 139875],
    [132, 1020032],
    [0, 1015808],
    [0, 396],
    [34, 139776],
    [396, 12672],
];

/// Whether a cell of a letter is lit; columns 0..5 and rows 0..7. Twin: `glyph_letter_is_lit`.
pub fn letter_is_lit(letter: u32, column: u32, row: u32) -> bool {
    let known = LETTERS.iter().position(|known| u32::from(*known) == letter);
    let Some(index) = known.filter(|_| column < 5 && row < 7) else { return false };
    let [upper, lower] = SHAPES[index];
    let bit =
        if row < 3 { upper >> (14 - (row * 5 + column)) } else { lower >> (19 - ((row - 3) * 5 + column)) };
    bit & 1 == 1
}

/// The letter at a place from the left of a number written in `digits` digits. Twin: `glyph_digit`.
pub fn digit(number: u32, digits: u32, place: u32) -> u32 {
    let tens = (place + 1..digits).fold(1_u32, |tens, _| tens.saturating_mul(10));
    u32::from(b'0') + number / tens % 10
}

/// Whether a cell of a digit is lit. Twin: `glyph_is_lit`.
pub fn is_lit(digit: u32, column: u32, row: u32) -> bool {
    (DIGITS[digit.min(9) as usize] >> (14 - (row * 3 + column))) & 1 == 1
}

/// Whether a point, in cells from the top left, lies on the text "CC RR". Twin: `glyph_place`.
pub fn place(column_row: [u32; 2], at: [f64; 2]) -> bool {
    if at[0] < 0.0 || at[1] < 0.0 || at[1] >= 5.0 {
        return false;
    }
    let (slot, column) = (at[0] as u32 / 5, at[0] as u32 % 5);
    if column >= 3 || slot >= 5 || slot == 2 {
        return false;
    }
    let number = if slot < 2 { column_row[0] } else { column_row[1] };
    let digit = if slot == 0 || slot == 3 { number / 10 % 10 } else { number % 10 };
    is_lit(digit, column, at[1] as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_read_as_drawn() {
        let drawn = |digit: u32| -> String {
            (0..15).map(|cell| if is_lit(digit, cell % 3, cell / 3) { '#' } else { '.' }).collect()
        };
        assert_eq!(drawn(0), "####.##.##.####");
        assert_eq!(drawn(1), ".#.##..#..#.###");
        assert_eq!(drawn(7), "###..#..#..#..#");
        assert_eq!(drawn(10), drawn(9));
    }

    #[test]
    fn letters_read_as_drawn() {
        let drawn = |letter: char| -> Vec<String> {
            let cell = |row, column| if letter_is_lit(letter as u32, column, row) { '#' } else { '.' };
            (0..7).map(|row| (0..5).map(|column| cell(row, column)).collect()).collect()
        };
        assert_eq!(drawn('A'), [".###.", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"]);
        assert_eq!(drawn('7'), ["#####", "....#", "...#.", "..#..", ".#...", ".#...", ".#..."]);
        assert_eq!(drawn('+')[3], "#####");
        assert!(drawn('a').iter().chain(&drawn(' ')).all(|row| row == "....."));
        let shapes: std::collections::BTreeSet<_> = SHAPES.iter().collect();
        assert_eq!(shapes.len(), LETTERS.len(), "two letters look alike");
    }

    #[test]
    fn numbers_are_written_from_the_left() {
        let written = |number, digits| -> String {
            (0..digits).filter_map(|place| char::from_u32(digit(number, digits, place))).collect()
        };
        assert_eq!(written(940, 4), "0940");
        assert_eq!(written(64, 2), "64");
        assert_eq!(written(u32::MAX, 10), "4294967295");
    }
}
