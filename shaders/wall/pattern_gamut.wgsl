// The gamut chart: primaries, secondaries and white of the wall and of three standards. Included by wall/pattern.wgsl.
// Rows: the wall's own, BT.709, P3-D65, BT.2020. Columns: red, green, blue, cyan, magenta, yellow, white of 100 nits.

// Which channels a column lights.
fn pattern_gamut_channels(column: u32) -> vec3f {
    let channels = array<vec3f, 7>(
        vec3f(1.0, 0.0, 0.0), vec3f(0.0, 1.0, 0.0), vec3f(0.0, 0.0, 1.0),
        vec3f(0.0, 1.0, 1.0), vec3f(1.0, 0.0, 1.0), vec3f(1.0, 1.0, 0.0), vec3f(1.0),
    );
    return channels[column];
}

fn pattern_gamut_label(row: u32) -> u32 {
    switch row {
        // "WALL", "709", "P3", "2020"
        case 0u: { return 0x4c4c4157u; }
        case 1u: { return 0x393037u; }
        case 2u: { return 0x3350u; }
        default: { return 0x30323032u; }
    }
}

fn pattern_gamut(point: PatternPoint) -> vec3f {
    let size = vec2f(point.size.x, point.size.y - pattern_strip(point));
    let height = size.y / 4.0;
    let row = min(u32(point.at.y / height), 3u);
    let cell = floor(min(height / 14.0, size.x / 220.0));
    let margin = cell * 28.0;
    if point.at.x < margin {
        let label_at = (point.at - vec2f(cell * 2.0, floor((f32(row) + 0.5) * height - cell * 3.5))) / max(cell, 1.0);
        return vec3f(select(0.0, PATTERN_INK_NITS, pattern_label(pattern_gamut_label(row), label_at)));
    }
    let field = vec2f((size.x - margin) / 7.0, height);
    let column = min(u32((point.at.x - margin) / field.x), 6u);
    let channels = pattern_gamut_channels(column);
    var nits = channels * 100.0;
    if row > 0u {
        // Rows of the color table: the cameras' keys, the show's key, marker, overlap, then three a standard.
        let first = (arrayLength(&flat_colors) / flat.job.w - 9u + (row - 1u) * 3u) * flat.job.w + u32(point.panel.corner.w);
        nits = channels.r * flat_colors[first].rgb + channels.g * flat_colors[first + flat.job.w].rgb
            + channels.b * flat_colors[first + 2u * flat.job.w].rgb;
    }
    let within = (point.at - vec2f(margin + f32(column) * field.x, f32(row) * height)) / field;
    // Half a nit of a hundred below zero is a rounding of the primaries, not another color.
    let is_out = any(nits < vec3f(-0.5)) || any(nits > vec3f(pattern_white(point)));
    let is_crossed = abs(within.x - within.y) < 0.04 || abs(within.x + within.y - 1.0) < 0.04;
    if is_out && is_crossed { return vec3f(0.0); }
    return max(nits, vec3f(0.0));
}
