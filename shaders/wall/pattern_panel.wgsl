// Charts of panels and of the wall's surface: grid, lines, PQ steps, geometry. Included by wall/pattern.wgsl.

// Tile outline one LED wide, its column and row in digits, an arrow that points up, a dot in the top-left corner.
fn pattern_grid(point: PatternPoint) -> vec3f {
    let at = point.tile_at;
    let size = point.tile_size;
    let checker = (point.tile.x + point.tile.y) % 2u;
    var nits = select(vec3f(8.0, 10.0, 14.0), vec3f(18.0, 16.0, 12.0), checker == 1u);
    if any(at < vec2f(1.0)) || any(at > size - 1.0) { return vec3f(100.0); }
    if all(at < size * 0.12) { return vec3f(90.0, 10.0, 10.0); }
    let unit = min(size.x, size.y);
    let arrow = (at - vec2f(size.x * 0.5, size.y * 0.12)) / unit;
    let head = arrow.y > 0.0 && arrow.y < 0.16 && abs(arrow.x) < arrow.y * 0.7;
    let shaft = arrow.y >= 0.16 && arrow.y < 0.34 && abs(arrow.x) < 0.03;
    if head || shaft { return vec3f(10.0, 90.0, 20.0); }
    let cell = max(floor(unit / 26.0), 1.0);
    let text_at = (at - vec2f(size.x * 0.5 - cell * 11.5, size.y * 0.5)) / cell;
    if glyph_place(point.tile, text_at) { nits = vec3f(100.0); }
    return nits;
}

// Lines of one LED, alternating: columns in the left half, rows in the right, one LED checkerboard in the middle band.
fn pattern_lines(point: PatternPoint) -> vec3f {
    let led = vec2u(point.tile_at);
    var bit = select(led.y, led.x, point.tile_at.x < point.tile_size.x * 0.5) % 2u;
    if abs(point.tile_at.y - point.tile_size.y * 0.5) < point.tile_size.y * 0.1 { bit = (led.x + led.y) % 2u; }
    return vec3f(100.0 * f32(1u - bit));
}

// Sixteen steps of equal PQ signal from 0 to the wall's white, across the whole chart.
fn pattern_steps(point: PatternPoint) -> vec3f {
    let step = min(floor(point.at.x / point.size.x * 16.0), 15.0) / 15.0;
    return vec3f(transfer_nits_from_pq(transfer_pq_from_nits(pattern_white(point)) * step));
}

// Squares, circles and diagonals in millimetres across all panels: what is round on a drawing is round on the wall.
fn pattern_geometry(point: PatternPoint) -> vec3f {
    let size_mm = point.size * point.pitch_mm;
    let square = select(500.0, 100.0, min(size_mm.x, size_mm.y) < 2000.0);
    let cell = floor(min(point.size.x / 200.0, point.size.y / 120.0));
    let label_at = (point.at - cell * 3.0) / max(cell, 1.0);
    if cell >= 1.0 && all(label_at > vec2f(-2.0)) && label_at.x < 37.0 && label_at.y < 9.0 {
        // "MM"
        let is_letter = pattern_number(u32(square), 3u, label_at) || pattern_label(0x4d4du, label_at - vec2f(24.0, 0.0));
        return vec3f(select(0.0, PATTERN_INK_NITS, is_letter));
    }
    let from_middle = (point.at - point.size * 0.5) * point.pitch_mm;
    let away = chart_geometry_mm(from_middle, size_mm * 0.5, square);
    // One and a half LEDs wide: a line at any angle has no gap.
    if away <= 0.75 * max(point.pitch_mm.x, point.pitch_mm.y) { return vec3f(PATTERN_INK_NITS); }
    if any(point.at < vec2f(1.0)) || any(point.at > point.size - 1.0) { return vec3f(90.0, 10.0, 10.0); }
    return vec3f(4.0);
}
