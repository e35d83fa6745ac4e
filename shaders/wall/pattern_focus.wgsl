// The focus chart: stars, and groups of lines by their width in LEDs. Included by wall/pattern.wgsl.

const PATTERN_FOCUS_GROUPS: u32 = 6u;

fn pattern_star(from_centre: vec2f, radius: f32) -> f32 {
    return select(0.0, PATTERN_INK_NITS, chart_star_is_lit(from_centre, select(8u, 36u, radius >= 48.0)));
}

// Groups of lines 1, 2, 3, 4, 6 and 8 LEDs wide beside the middle star; upright on the left, level on the right.
fn pattern_line_groups(point: PatternPoint, radius: f32) -> f32 {
    let widths = array<u32, PATTERN_FOCUS_GROUPS>(1u, 2u, 3u, 4u, 6u, 8u);
    let ground = 18.0;
    let is_right = point.at.x > point.size.x * 0.5;
    let reach = floor(point.size.x * 0.5 - radius * 1.1);
    let side = floor(reach / f32(PATTERN_FOCUS_GROUPS));
    let left = select(reach - side * f32(PATTERN_FOCUS_GROUPS), ceil(point.size.x * 0.5 + radius * 1.1), is_right);
    let height = min(side * 2.0, floor(point.size.y * 0.28));
    let at = point.at - vec2f(left, floor((point.size.y - height) * 0.5));
    if side < 8.0 || at.x < 0.0 || at.x >= side * f32(PATTERN_FOCUS_GROUPS) { return ground; }
    let group = u32(at.x / side);
    let width = widths[group];
    let inside = vec2f(at.x - f32(group) * side, at.y);
    // A quiet border of four LEDs round each group.
    if all(inside >= vec2f(4.0, 0.0)) && inside.x < side - 4.0 && inside.y < height {
        let along = select(inside.x - 4.0, inside.y, is_right);
        return select(0.0, PATTERN_INK_NITS, chart_line_is_lit(u32(along), width));
    }
    let cell = floor(min(side / 12.0, point.size.y / 80.0));
    let label_at = (inside - vec2f(floor(side * 0.5 - cell * 3.0), height + cell * 2.0)) / max(cell, 1.0);
    return select(ground, PATTERN_INK_NITS, cell >= 1.0 && pattern_number(width, 1u, label_at));
}

fn pattern_focus(point: PatternPoint) -> vec3f {
    let size = vec2f(point.size.x, point.size.y - pattern_strip(point));
    let radius = floor(min(size.y * 0.45, size.x * 0.22));
    let from_middle = point.at - size * 0.5;
    if length(from_middle) < radius { return vec3f(pattern_star(from_middle, radius)); }
    let small = floor(min(size.y * 0.16, size.x * 0.1));
    // Four stars, one in each corner.
    let corner = abs(from_middle) - (size * 0.5 - small * 1.1);
    if length(corner) < small { return vec3f(pattern_star(corner, small)); }
    var inside = point;
    inside.size = size;
    return vec3f(pattern_line_groups(inside, radius));
}
