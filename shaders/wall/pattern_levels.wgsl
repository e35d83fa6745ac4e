// Charts of codes: ramps, range, bit depth. They write codes and not light, so they show what a chain does to codes.
// Included by wall/pattern.wgsl.

// Red, green, blue and white from the code of black to that of white.
fn pattern_ramps(point: PatternPoint) -> vec3f {
    let band = min(u32(point.at.y / (point.size.y - pattern_strip(point)) * 4.0), 3u);
    let code = pattern_raw(chart_ramp_code(u32(point.at.x), u32(point.size.x), pattern_low(), pattern_high()));
    let black = pattern_raw(pattern_low());
    return select(select(black, code, vec3u(band) == vec3u(0u, 1u, 2u)), code, band == 3u);
}

// Bars of raw codes with their numbers: 0, below black, black, above it, middle, below white, white, above it, the greatest.
fn pattern_range(point: PatternPoint) -> vec3f {
    let bits = select(8u, 10u, canvas.raster.w > 255.0);
    let digits = select(3u, 4u, bits == 10u);
    let width = point.size.x / f32(CHART_RANGE_BARS);
    let bar = min(u32(point.at.x / width), CHART_RANGE_BARS - 1u);
    let code = chart_range_code(bar, bits);
    let cell = floor(min(width / (f32(digits) * 6.0 + 4.0), point.size.y / 30.0));
    if cell >= 1.0 {
        let left = floor((f32(bar) + 0.5) * width - f32(digits) * 3.0 * cell);
        let at = (point.at - vec2f(left, floor(point.size.y * 0.5 - cell * 4.0))) / cell;
        // Dark on light and light on dark, in codes that no chain takes for black or white.
        if pattern_number(code, digits, at) { return pattern_raw(select(u32(canvas.raster.w * 0.4), u32(canvas.raster.w * 0.2), bar >= 4u)); }
    }
    return pattern_raw(code);
}

// Four rows of bars that are 1, 2, 4 and 8 codes apart, at three levels; each row's number at its left.
fn pattern_bit_depth(point: PatternPoint) -> vec3f {
    let height = (point.size.y - pattern_strip(point)) / f32(CHART_DEPTH_STEPS);
    let row = min(u32(point.at.y / height), CHART_DEPTH_STEPS - 1u);
    let across = point.at.x / point.size.x * 3.0;
    let column = min(u32(across), 2u);
    let bar = u32(fract(across) * 16.0);
    let code = chart_depth_code(row, column, bar, pattern_low(), pattern_high());
    let cell = floor(min(height / 16.0, point.size.x / 120.0));
    let label_at = (point.at - vec2f(0.0, floor(f32(row) * height)) - cell * 2.0) / max(cell, 1.0);
    if cell >= 1.0 && all(label_at >= vec2f(-1.0)) && label_at.x < 6.0 && label_at.y < 8.0 {
        return pattern_grey(point, select(0.0, PATTERN_INK_NITS, pattern_number(1u << row, 1u, label_at)));
    }
    return pattern_raw(code);
}
