// Where on a chart an LED is, text on charts, and codes. Shared by the pattern files.
// @include lib/glyph.wgsl
// @include lib/chart.wgsl
// @include wall/canvas_vertex.wgsl
// @include wall/code_values.wgsl
// @include wall/owner.wgsl

const PATTERN_HOST_CAMERA: u32 = 2u;
// White of lines and letters, nits: bright in a dim room, in reach of any wall.
const PATTERN_INK_NITS: f32 = 100.0;

struct PatternPoint {
    panel: PanelRecord,
    // Position on the chart and the chart's size: LEDs of the whole wall, or pixels of the camera's raster.
    at: vec2f,
    size: vec2f,
    // The same on one tile of it: a panel, or an eighth of the camera's width; and which tile.
    tile_at: vec2f,
    tile_size: vec2f,
    tile: vec2u,
    // From LED to LED, mm; 1 for a camera's pixels.
    pitch_mm: vec2f,
    // 0 where this job has nothing to draw, 1 on the chart, 2 in a camera's overscan.
    place: u32,
}

fn pattern_on_wall(panel: PanelRecord, panel_px: vec2f) -> PatternPoint {
    let tile_size = vec2f(panel.right.w, panel.down.w);
    let pitch_mm = vec2f(length(panel.right.xyz), length(panel.down.xyz)) * 1000.0;
    let at = panel.place.xy * tile_size + panel_px;
    return PatternPoint(panel, at, max(panel.place.zw, vec2f(1.0)) * tile_size, panel_px, tile_size, vec2u(panel.place.xy), pitch_mm, 1u);
}

// Charts of a camera are laid on its own raster; an LED shows the pixel under its centre.
fn pattern_in_camera(panel: PanelRecord, panel_px: vec2f) -> PatternPoint {
    let in_stage = panel.corner.xyz + panel.right.xyz * panel_px.x + panel.down.xyz * panel_px.y;
    let size = vec2f(flat.count.zw);
    let tiles = vec2f(8.0, max(round(8.0 * size.y / size.x), 1.0));
    let tile_size = size / tiles;
    var point = PatternPoint(panel, vec2f(0.0), size, vec2f(0.0), tile_size, vec2u(0u), vec2f(1.0), 0u);
    if !owner_of(flat.job.z, in_stage).is_own { return point; }
    let window = windows[flat.job.z];
    point.at = inner_texel(window, in_stage).xy - (window.raster.xy - size) * 0.5;
    point.place = select(1u, 2u, any(point.at < vec2f(0.0)) || any(point.at >= size));
    let tile = clamp(floor(point.at / tile_size), vec2f(0.0), tiles - 1.0);
    point.tile = vec2u(tile);
    point.tile_at = point.at - tile * tile_size;
    return point;
}

fn pattern_point(in: PanelVaryings) -> PatternPoint {
    let panel = panels[in.panel];
    let panel_px = wall_panel_px(panel, in.clip.xy);
    if flat.job.y == PATTERN_HOST_CAMERA { return pattern_in_camera(panel, panel_px); }
    return pattern_on_wall(panel, panel_px);
}

fn pattern_white(point: PatternPoint) -> f32 {
    return walls[u32(point.panel.corner.w)].light.x;
}

fn pattern_nits(point: PatternPoint, nits: vec3f) -> vec3f {
    return code_of_nits(point.panel, nits);
}

fn pattern_grey(point: PatternPoint, nits: f32) -> vec3f {
    return code_of_nits(point.panel, vec3f(nits));
}

// A code as it is, whatever light it stands for.
fn pattern_raw(code: u32) -> vec3f {
    return vec3f(f32(code) / canvas.raster.w);
}

// Codes of black and white on this canvas.
fn pattern_low() -> u32 { return u32(canvas.code.y); }
fn pattern_high() -> u32 { return u32(canvas.code.y + canvas.code.x); }

// Whether a point, in cells from the text's top left, is on one of up to four letters; first letter in the lowest byte.
fn pattern_label(letters: u32, at: vec2f) -> bool {
    if any(at < vec2f(0.0)) || at.x >= 24.0 || at.y >= 7.0 { return false; }
    let place = u32(at.x) / 6u;
    return glyph_letter_is_lit((letters >> (8u * place)) & 255u, u32(at.x) % 6u, u32(at.y));
}

// The same for a number.
fn pattern_number(number: u32, digits: u32, at: vec2f) -> bool {
    if any(at < vec2f(0.0)) || at.x >= f32(digits) * 6.0 || at.y >= 7.0 { return false; }
    let place = u32(at.x) / 6u;
    return glyph_letter_is_lit(glyph_digit(number, digits, place), u32(at.x) % 6u, u32(at.y));
}

// Side of a cell of the caption, LEDs; 0 where the chart is too small for one.
fn pattern_caption_cell(point: PatternPoint) -> f32 {
    return floor(min(point.size.x / (flat.size.w * 6.0 + 6.0), point.size.y / 110.0));
}

// Height of the caption's strip at the bottom of a chart, LEDs.
fn pattern_strip(point: PatternPoint) -> f32 {
    return pattern_caption_cell(point) * 11.0;
}

// 0 above the strip, 1 in it, 2 on a letter.
fn pattern_caption(point: PatternPoint) -> u32 {
    let cell = pattern_caption_cell(point);
    let top = point.size.y - cell * 11.0;
    if cell < 1.0 || point.at.y < top { return 0u; }
    let left = floor((point.size.x - cell * flat.size.w * 6.0) * 0.5);
    let at = (point.at - vec2f(left, top + cell * 2.0)) / cell;
    if any(at < vec2f(0.0)) || at.x >= flat.size.w * 6.0 || at.y >= 7.0 { return 1u; }
    let place = u32(at.x) / 6u;
    let letter = (flat.caption[place / 16u][(place / 4u) % 4u] >> (8u * (place % 4u))) & 255u;
    return select(1u, 2u, glyph_letter_is_lit(letter, u32(at.x) % 6u, u32(at.y)));
}
