// The pattern `targets`: a numbered cross on the middle of some panels of each wall. Points: calibration::targets.
// @include lib/target.wgsl

// A cross whose arms are the middle one or two LEDs of the panel, a ring to find it by, its number below.
fn pattern_targets(panel: PanelRecord, at: vec2f) -> vec3f {
    let size = vec2f(panel.right.w, panel.down.w);
    let rows = max(panel.place.w, 1.0);
    let first = u32(walls[u32(panel.corner.w)].light.y);
    let number = target_number(vec2u(panel.place.xy), vec2u(vec2f(panel.place.z, rows)), first);
    let ground = vec3f(2.0);
    if number == 0u { return ground; }
    let unit = min(size.x, size.y);
    let from_middle = abs(at - size * 0.5);
    let arm = unit * 0.42;
    let is_upright = from_middle.x < 1.0 && from_middle.y < arm;
    let is_level = from_middle.y < 1.0 && from_middle.x < arm;
    if is_upright || is_level { return vec3f(100.0); }
    if abs(length(at - size * 0.5) - unit * 0.3) < max(unit * 0.008, 0.75) { return vec3f(60.0); }
    let cell = max(floor(unit / 24.0), 1.0);
    let text = floor((at - vec2f(size.x * 0.5 + cell * 2.0, size.y * 0.5 + cell * 2.0)) / cell);
    if any(text < vec2f(0.0)) || text.y >= 5.0 || text.x >= 7.0 { return ground; }
    let slot = u32(text.x) / 4u;
    let column = u32(text.x) % 4u;
    if column == 3u { return ground; }
    // Two digits, or one where the first would be a nought.
    let tens = number / 10u % 10u;
    let digit = select(number % 10u, tens, slot == 0u && tens > 0u);
    let is_blank = slot == 1u && tens == 0u;
    return select(ground, vec3f(100.0), !is_blank && glyph_is_lit(digit, column, u32(text.y)));
}
