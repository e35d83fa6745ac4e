// Digits of three by five cells.

// Whether a cell of a digit is lit. in: digit 0..9, column 0..2, row 0..4 from the top. Twin: calibration::glyph::is_lit.
fn glyph_is_lit(digit: u32, column: u32, row: u32) -> bool {
    // Fifteen bits a digit, top row in the highest three.
    let digits = array<u32, 10>(31599u, 11415u, 29671u, 29647u, 23497u, 31183u, 31215u, 29257u, 31727u, 31695u);
    return ((digits[digit] >> (14u - (row * 3u + column))) & 1u) == 1u;
}

// Whether a point lies on the text "CC RR": column and row in two digits each. in: cells from the text's top left.
// Twin: calibration::glyph::place.
fn glyph_place(place: vec2u, at: vec2f) -> bool {
    if at.x < 0.0 || at.y < 0.0 || at.y >= 5.0 { return false; }
    let slot = u32(at.x) / 5u;
    let column = u32(at.x) % 5u;
    if column >= 3u || slot >= 5u || slot == 2u { return false; }
    let number = select(place.y, place.x, slot < 2u);
    let digit = select(number % 10u, (number / 10u) % 10u, slot == 0u || slot == 3u);
    return glyph_is_lit(digit, column, u32(at.y));
}
