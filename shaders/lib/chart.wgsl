// What test charts show at a place, as numbers. Codes are integers; `low` and `high` are the codes of black and white.

const CHART_RANGE_BARS: u32 = 9u;
const CHART_DEPTH_STEPS: u32 = 4u;

// Code of a ramp at an LED. in: LED 0..width - 1, width in LEDs. out: low..high: one code a step, steps of equal width,
// where the width holds them all; else as many as there are LEDs. Twin: calibration::chart::ramp_code.
fn chart_ramp_code(led: u32, width: u32, low: u32, high: u32) -> u32 {
    let codes = high - low + 1u;
    if width >= codes { return min(low + led / (width / codes), high); }
    let last = max(width, 2u) - 1u;
    return low + (led * (high - low) * 2u + last) / (2u * last);
}

// Code of a bar of the range chart. in: bar 0..8, bits. out: 0, below black, black, above black, middle, below white, white,
// above white, the greatest. Source: BT.2100 table 9 (black 16, white 235 in 8 bits). Twin: calibration::chart::range_code.
fn chart_range_code(bar: u32, bits: u32) -> u32 {
    let unit = 1u << (bits - 8u);
    switch bar {
        case 0u: { return 0u; }
        case 1u: { return 8u * unit; }
        case 2u: { return 16u * unit; }
        case 3u: { return 24u * unit; }
        case 4u: { return 126u * unit; }
        case 5u: { return 227u * unit; }
        case 6u: { return 235u * unit; }
        case 7u: { return 245u * unit; }
        default: { return 256u * unit - 1u; }
    }
}

// Code of the bit depth chart. in: row 0..3 (steps of 1, 2, 4 and 8 codes), column 0..2 (a quarter, half, three quarters of the
// range), bar within it. out: a multiple of eight, or that and the step: a chain that drops the two lowest of ten bits shows
// no bars in the rows of 1 and 2. Twin: calibration::chart::depth_code.
fn chart_depth_code(row: u32, column: u32, bar: u32, low: u32, high: u32) -> u32 {
    let base = (low + (high - low) * (column + 1u) / 4u) / 8u * 8u;
    return base + (bar % 2u) * (1u << min(row, CHART_DEPTH_STEPS - 1u));
}

// Whether a star of `spokes` spokes is lit. in: from its centre, LEDs. out: false in the disc where a spoke and its gap are
// narrower than two LEDs each and a raster only shows moire. Source: ISO 12233 sine-free Siemens star. Twin: calibration::chart::star_is_lit.
fn chart_star_is_lit(from_centre: vec2f, spokes: u32) -> bool {
    let turns = atan2(from_centre.y, from_centre.x) / 6.28318530717959;
    let least = f32(spokes) * 4.0 / 6.28318530717959;
    return fract(turns * f32(spokes) + 0.25) < 0.5 && length(from_centre) >= least;
}

// Whether an LED is on a line of a group of lines of `width` LEDs with gaps as wide. in: LED from the group's start.
// Twin: calibration::chart::line_is_lit.
fn chart_line_is_lit(led: u32, width: u32) -> bool {
    return (led / width) % 2u == 0u;
}

// Distance to the nearest line of the geometry chart, mm. in: from the surface's middle and half its size, mm; side of a square.
// Lines: squares counted from the middle, the border's diagonals, a circle that touches the nearer borders, one of half that,
// and one in each corner. Twin: calibration::chart::geometry_mm.
fn chart_geometry_mm(at: vec2f, half_size: vec2f, square: f32) -> f32 {
    let cell = abs(at / square - round(at / square)) * square;
    let radius = min(half_size.x, half_size.y);
    let away = abs(at);
    // Folded onto one quarter, both diagonals are one line and the four corner circles one circle.
    let diagonal = abs(away.x * half_size.y - away.y * half_size.x) / length(half_size);
    let circle = min(abs(length(at) - radius), abs(length(at) - radius * 0.5));
    let corner = abs(length(away - (half_size - radius * 0.25)) - radius * 0.25);
    return min(min(min(cell.x, cell.y), diagonal), min(circle, corner));
}

// Whether a block of the sync chart's binary counter is lit. in: block from the left, blocks, frame. Twin: calibration::chart::sync_bit.
fn chart_sync_bit(block: u32, blocks: u32, frame: u32) -> bool {
    return ((frame >> min(blocks - 1u - min(block, blocks - 1u), 31u)) & 1u) == 1u;
}
