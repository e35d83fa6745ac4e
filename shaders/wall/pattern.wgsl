// Test patterns, drawn as code values straight onto a canvas. Pass: render::passes::pattern.
// Kinds: calibration::Pattern. 1 panel grid with ids and arrows, 2 lines of one pixel, 3 PQ steps, 40 targets.
// @include lib/glyph.wgsl
// @include wall/canvas_vertex.wgsl
// @include wall/code_values.wgsl
// @include wall/pattern_targets.wgsl

// Panel outline one LED wide, its column and row in digits, an arrow that points up, a dot in the top-left corner.
fn pattern_grid(panel: PanelRecord, at: vec2f) -> vec3f {
    let size = vec2f(panel.right.w, panel.down.w);
    let checker = (u32(panel.place.x) + u32(panel.place.y)) % 2u;
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
    if glyph_place(vec2u(u32(panel.place.x), u32(panel.place.y)), text_at) { nits = vec3f(100.0); }
    return nits;
}

// Lines of one LED, alternating: columns in the left half, rows in the right, one LED checkerboard in the middle band.
fn pattern_lines(panel: PanelRecord, at: vec2f) -> vec3f {
    let size = vec2f(panel.right.w, panel.down.w);
    let led = vec2u(at);
    var bit = select(led.y, led.x, at.x < size.x * 0.5) % 2u;
    if abs(at.y - size.y * 0.5) < size.y * 0.1 { bit = (led.x + led.y) % 2u; }
    return vec3f(100.0 * f32(1u - bit));
}

// Sixteen steps of equal PQ signal from 0 to the wall's white, across the whole wall.
fn pattern_steps(panel: PanelRecord, at: vec2f) -> vec3f {
    let white = walls[u32(panel.corner.w)].light.x;
    let across = (panel.place.x + at.x / panel.right.w) / max(panel.place.z, 1.0);
    let step = min(floor(across * 16.0), 15.0) / 15.0;
    return vec3f(transfer_nits_from_pq(transfer_pq_from_nits(white) * step));
}

// Code / greatest code of an LED.
fn pattern_coded(in: PanelVaryings) -> vec3f {
    let panel = panels[in.panel];
    let at = wall_panel_px(panel, in.clip.xy);
    switch u32(canvas.pattern.x) {
        case 1u: { return code_of_nits(panel, pattern_grid(panel, at)); }
        case 2u: { return code_of_nits(panel, pattern_lines(panel, at)); }
        case 40u: { return code_of_nits(panel, pattern_targets(panel, at)); }
        default: { return code_of_nits(panel, pattern_steps(panel, at)); }
    }
}

@fragment
fn fs_main(in: PanelVaryings) -> @location(0) vec4f {
    return vec4f(pattern_coded(in), 1.0);
}

// The light of those codes, for the desk's canvas strip.
@fragment
fn fs_light(in: PanelVaryings) -> @location(0) vec4f {
    return vec4f(wall_emitted(panels[in.panel], pattern_coded(in)), 1.0);
}
