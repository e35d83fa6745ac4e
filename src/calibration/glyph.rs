//! Digits of three by five cells for patterns.
//!
//! In: digits and cells. Out: lit or not. Not here: other letters. Twin: shaders/lib/glyph.wgsl.
//! Invariant: total for digits 0..=9, columns 0..=2, rows 0..=4.

/// Fifteen bits a digit, top row in the highest three.
const DIGITS: [u32; 10] = [31599, 11415, 29671, 29647, 23497, 31183, 31215, 29257, 31727, 31695];

/// Whether a cell of a digit is lit. Twin: `glyph_is_lit`.
pub fn is_lit(digit: u32, column: u32, row: u32) -> bool {
    (DIGITS[digit as usize] >> (14 - (row * 3 + column))) & 1 == 1
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
    }
}
