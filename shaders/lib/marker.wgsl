// Tracking markers on a panel, in millimetres from its edges.

const MARKER_STEP: f32 = 1e-3;

// x: radius of a marker, y: half the width of its strokes, mm. in: radius asked for, pitch of LEDs, mm.
// Source: some LED's centre is within 0.71 LEDs of any point. Twin: calibration::marker::size.
fn marker_size(radius_mm: f32, led_mm: f32) -> vec2f {
    let radius = max(radius_mm, 0.75 * led_mm);
    return vec2f(radius, max(0.15 * radius, 0.501 * led_mm));
}

// Markers along one side of a panel. in: side, spacing, least distance of a centre from an edge, mm > 0. out: 0 when none fits.
// Twin: calibration::marker::count.
fn marker_count(side_mm: f32, spacing_mm: f32, clear_mm: f32) -> u32 {
    let wanted = max(floor(side_mm / spacing_mm + 0.5 + MARKER_STEP), 1.0);
    let most = floor(side_mm / (2.0 * clear_mm));
    return u32(max(min(wanted, most), 0.0));
}

// Panels from one marker to the next. in: side, spacing, mm > 0. out: 1..1000. Twin: calibration::marker::stride.
fn marker_stride(side_mm: f32, spacing_mm: f32) -> u32 {
    return u32(clamp(floor(spacing_mm / side_mm + 0.5 + MARKER_STEP), 1.0, 1000.0));
}

// From the centre of the nearest of `count` markers along a side, mm. Twin: calibration::marker::offset_mm.
fn marker_offset(at_mm: f32, side_mm: f32, count: u32) -> f32 {
    let cells = f32(max(count, 1u));
    let cell = side_mm / cells;
    let index = clamp(floor(at_mm / cell), 0.0, cells - 1.0);
    return at_mm - (index + 0.5) * cell;
}

// Whether a point is on a marker. in: shape (calibration::MarkerShape::shader_id), mm from its centre. Twin: calibration::marker::is_lit.
fn marker_is_lit(shape: u32, offset_mm: vec2f, radius_mm: f32, half_stroke_mm: f32) -> bool {
    let away = abs(offset_mm);
    let far = max(away.x, away.y);
    let near = min(away.x, away.y);
    switch shape {
        case 1u: { return near <= half_stroke_mm && far <= radius_mm; }
        case 2u: { return length(away) <= radius_mm; }
        case 3u: { return far <= radius_mm && far >= radius_mm - 2.0 * half_stroke_mm && near >= 0.45 * radius_mm; }
        default: { return false; }
    }
}
