//! Big numbers, to tell monitors apart.
//!
//! In: a number from 1 to 99, a size. Out: a picture of it in seven segments, white on black.
//! Not here: the windows that show it (`app::identify`).
//! Invariant: pure; the number stands in the middle and reads from across a stage.

/// Segments of a digit: top, upper left, upper right, middle, lower left, lower right, bottom.
const SEGMENTS: [[u8; 7]; 10] = [
    [1, 1, 1, 0, 1, 1, 1],
    [0, 0, 1, 0, 0, 1, 0],
    [1, 0, 1, 1, 1, 0, 1],
    [1, 0, 1, 1, 0, 1, 1],
    [0, 1, 1, 1, 0, 1, 0],
    [1, 1, 0, 1, 0, 1, 1],
    [1, 1, 0, 1, 1, 1, 1],
    [1, 0, 1, 0, 0, 1, 0],
    [1, 1, 1, 1, 1, 1, 1],
    [1, 1, 1, 1, 0, 1, 1],
];
/// Where segments lie in a digit of 5 x 9 units: left, top, right, bottom.
const PLACES: [[u32; 4]; 7] =
    [[0, 0, 5, 1], [0, 0, 1, 5], [4, 0, 5, 5], [0, 4, 5, 5], [0, 4, 1, 9], [4, 4, 5, 9], [0, 8, 5, 9]];
/// A digit and the gap after it, units.
const ADVANCE: u32 = 7;

/// RGBA bytes of a number's picture.
pub fn picture(number: usize, size: [u32; 2]) -> Vec<u8> {
    let digits: Vec<usize> = match number.min(99) {
        number @ 0..=9 => vec![number],
        number => vec![number / 10, number % 10],
    };
    let width = digits.len() as u32 * ADVANCE - 2;
    // The number fills two thirds of the height or width.
    let unit = (size[1] * 2 / (3 * 9)).min(size[0] * 2 / (3 * width)).max(1);
    let [left, top] = [size[0].saturating_sub(width * unit) / 2, size[1].saturating_sub(9 * unit) / 2];
    let is_lit = |x: u32, y: u32| {
        let (Some(x), Some(y)) = (x.checked_sub(left), y.checked_sub(top)) else { return false };
        let (x, y) = (x / unit, y / unit);
        let (digit, x) = ((x / ADVANCE) as usize, x % ADVANCE);
        let Some(segments) = digits.get(digit).map(|digit| SEGMENTS[*digit]) else { return false };
        let holds =
            |[left, top, right, bottom]: [u32; 4]| (left..right).contains(&x) && (top..bottom).contains(&y);
        segments.iter().zip(PLACES).any(|(is_on, place)| *is_on == 1 && holds(place))
    };
    let rows = (0..size[1]).flat_map(|y| (0..size[0]).map(move |x| (x, y)));
    rows.flat_map(|(x, y)| if is_lit(x, y) { [255; 4] } else { [0, 0, 0, 255] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture as text, one letter a unit.
    fn drawn(number: usize, size: [u32; 2]) -> Vec<String> {
        let letter = |pixel: &[u8]| if pixel[0] == 255 { '#' } else { '.' };
        let letters: Vec<char> = picture(number, size).chunks(4).map(letter).collect();
        letters.chunks(size[0] as usize).map(|row| row.iter().collect()).collect()
    }

    #[test]
    fn digits_read_as_digits() {
        // 9 units of one pixel in a height of 15.
        let two = drawn(2, [15, 15]);
        let rows: Vec<&str> = two[3..12].iter().map(|row| &row[5..10]).collect();
        assert_eq!(rows, ["#####", "....#", "....#", "....#", "#####", "#....", "#....", "#....", "#####"]);
        assert!(two[2].chars().chain(two[12].chars()).all(|letter| letter == '.'));
        let twelve = drawn(12, [24, 15]);
        assert_eq!(&twelve[3][6..18], "....#..#####");
    }

    #[test]
    fn no_two_numbers_look_alike() {
        let all: Vec<Vec<u8>> = (1..=20).map(|number| picture(number, [64, 36])).collect();
        for (index, one) in all.iter().enumerate() {
            assert_eq!(one.len(), 64 * 36 * 4);
            assert!(!all[..index].contains(one), "{}", index + 1);
        }
        assert_eq!(picture(7, [1, 1]).len(), 4, "the smallest window");
    }
}
