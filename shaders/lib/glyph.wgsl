// Letters: digits of three by five cells, and letters of five by seven.

// Whether a cell of a digit is lit. in: digit 0..9, column 0..2, row 0..4 from the top. Twin: calibration::glyph::is_lit.
fn glyph_is_lit(digit: u32, column: u32, row: u32) -> bool {
    // Fifteen bits a digit, top row in the highest three.
    let digits = array<u32, 10>(31599u, 11415u, 29671u, 29647u, 23497u, 31183u, 31215u, 29257u, 31727u, 31695u);
    return ((digits[min(digit, 9u)] >> (14u - (row * 3u + column))) & 1u) == 1u;
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

// Whether a cell of a letter is lit. in: ASCII (others than 0-9 A-Z % + - . / : are blank), column 0..4, row 0..6 from the top.
// Twin: calibration::glyph::letter_is_lit.
fn glyph_letter_is_lit(letter: u32, column: u32, row: u32) -> bool {
    // The upper three rows in 15 bits, the lower four in 20, the first cell highest.
    let shapes = array<vec2u, 42>(
        vec2u(14899u, 714286u), vec2u(4484u, 135310u), vec2u(14881u, 69919u), vec2u(31812u, 67118u), vec2u(2250u, 621634u), vec2u(32286u, 34350u),
        vec2u(6416u, 1001006u), vec2u(31778u, 139528u), vec2u(14897u, 476718u), vec2u(14897u, 492620u), vec2u(14897u, 1033777u), vec2u(31281u, 1001022u),
        vec2u(14896u, 541230u), vec2u(29265u, 575068u), vec2u(32272u, 999967u), vec2u(32272u, 999952u), vec2u(14896u, 771631u), vec2u(17969u, 1033777u),
        vec2u(14468u, 135310u), vec2u(7234u, 68172u), vec2u(18004u, 807505u), vec2u(16912u, 541215u), vec2u(18293u, 706097u), vec2u(17977u, 708145u),
        vec2u(14897u, 575022u), vec2u(31281u, 999952u), vec2u(14897u, 579149u), vec2u(31281u, 1004113u), vec2u(15888u, 459838u), vec2u(31876u, 135300u),
        vec2u(17969u, 575022u), vec2u(17969u, 574788u), vec2u(17969u, 710314u), vec2u(17962u, 141873u), vec2u(17969u, 331908u), vec2u(31778u, 139807u),
        vec2u(25378u, 139875u), vec2u(132u, 1020032u), vec2u(0u, 1015808u), vec2u(0u, 396u), vec2u(34u, 139776u), vec2u(396u, 12672u),
    );
    var index = 42u;
    if letter >= 48u && letter <= 57u { index = letter - 48u; }
    if letter >= 65u && letter <= 90u { index = letter - 55u; }
    if letter == 37u { index = 36u; }
    if letter == 43u { index = 37u; }
    if letter >= 45u && letter <= 47u { index = letter - 7u; }
    if letter == 58u { index = 41u; }
    if index == 42u || column > 4u || row > 6u { return false; }
    let shape = shapes[index];
    let upper = shape.x >> (14u - min(row * 5u + column, 14u));
    let lower = shape.y >> (19u - min((max(row, 3u) - 3u) * 5u + column, 19u));
    return (select(lower, upper, row < 3u) & 1u) == 1u;
}

// The letter at a place from the left of a number written in `digits` digits. Twin: calibration::glyph::digit.
fn glyph_digit(number: u32, digits: u32, place: u32) -> u32 {
    var rest = number;
    for (var right = place + 1u; right < digits; right++) { rest /= 10u; }
    return 48u + rest % 10u;
}
