// The pattern `targets`: a numbered cross on the middle of some panels of each wall. Points: calibration::targets.
// @include lib/target.wgsl

// A cross whose arms are the middle one or two LEDs of the panel, a ring to find it by, its number below.
fn pattern_targets(point: PatternPoint) -> vec3f {
    let panel = point.panel;
    let size = point.tile_size;
    let ground = vec3f(2.0);
    // Targets are places of the wall: in a camera's raster there are none.
    if flat.job.y == PATTERN_HOST_CAMERA { return ground; }
    let first = u32(walls[u32(panel.corner.w)].light.z);
    let number = target_number(vec2u(panel.place.xy), vec2u(max(panel.place.zw, vec2f(1.0))), first);
    if number == 0u { return ground; }
    let unit = min(size.x, size.y);
    let from_middle = point.tile_at - size * 0.5;
    let reach = abs(from_middle);
    let arm = unit * 0.42;
    let is_upright = reach.x <= 1.0 && reach.y < arm;
    let is_level = reach.y <= 1.0 && reach.x < arm;
    if is_upright || is_level { return vec3f(PATTERN_INK_NITS); }
    if abs(length(from_middle) - unit * 0.3) < max(unit * 0.008, 0.75) { return vec3f(0.6 * PATTERN_INK_NITS); }
    let cell = max(floor(unit / 36.0), 1.0);
    let digits = select(1u, 2u, number > 9u);
    let is_lit = pattern_number(number, digits, (from_middle - cell * 2.0) / cell);
    return select(ground, vec3f(PATTERN_INK_NITS), is_lit);
}
