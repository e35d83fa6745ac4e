// Panels, walls and one canvas. Mirrors: render::structs::{PanelRecord, WallRecord, CanvasUniforms}.

struct PanelRecord {
    // xyz: top-left corner in stage metres; w: wall index.
    corner: vec4f,
    // xyz: from LED to LED along a row, metres; w: LEDs in a row.
    right: vec4f,
    // xyz: from LED to LED down a column, metres; w: LEDs in a column.
    down: vec4f,
    // x, y: top-left of the piece on its canvas, pixels; z: quarter turns clockwise; w: 1 when a canvas feeds it.
    slot: vec4f,
    // x, y: column and row of the panel in its wall; z, w: columns and rows of the wall.
    place: vec4f,
    // Two corners of a triangle, panel pixels.
    outline_start: vec4f,
    // x, y: its third corner; w: 1 for a triangle, 0 for a rectangle.
    outline_end: vec4f,
}

struct WallRecord {
    // x: white in nits; y: 1 when the lit side faces down; z: number of the wall's first target.
    light: vec4f,
    // Columns of the matrix to the wall's primaries from ACEScg.
    wall_from_acescg: array<vec4f, 3>,
    // Columns of the matrix to ACEScg from the wall's primaries.
    acescg_from_wall: array<vec4f, 3>,
    // Columns of the matrix to ACEScg from CIE XYZ as a meter reads it: no adaptation to the wall's white.
    acescg_from_xyz: array<vec4f, 3>,
}

struct CanvasUniforms {
    // width, height, transfer (color::Transfer::shader_id), greatest code.
    raster: vec4f,
    // code = signal x scale + offset, dither amplitude in codes, dither seed.
    code: vec4f,
    // What is on the walls (safety::WallMix): picture gain, work light in nits, share of the kept picture, 0.
    mix: vec4f,
    // What the limits on light leave (safety::governor): gain of all walls, and nits that an LED emits at most, 0, 0.
    limit: vec4f,
}

@group(0) @binding(0) var<storage, read> panels: array<PanelRecord>;
@group(0) @binding(1) var<storage, read> walls: array<WallRecord>;
@group(0) @binding(2) var<uniform> canvas: CanvasUniforms;

// Canvas position of a position in the panel's own pixels. Twin: stage::CanvasSlot::canvas_px.
fn wall_canvas_px(panel: PanelRecord, panel_px: vec2f) -> vec2f {
    let size = vec2f(panel.right.w, panel.down.w);
    var inside = panel_px;
    if panel.slot.z == 1.0 { inside = vec2f(size.y - panel_px.y, panel_px.x); }
    if panel.slot.z == 2.0 { inside = size - panel_px; }
    if panel.slot.z == 3.0 { inside = vec2f(panel_px.y, size.x - panel_px.x); }
    return panel.slot.xy + inside;
}

// The inverse of wall_canvas_px.
fn wall_panel_px(panel: PanelRecord, canvas_px: vec2f) -> vec2f {
    let size = vec2f(panel.right.w, panel.down.w);
    let inside = canvas_px - panel.slot.xy;
    if panel.slot.z == 1.0 { return vec2f(inside.y, size.y - inside.x); }
    if panel.slot.z == 2.0 { return size - inside; }
    if panel.slot.z == 3.0 { return vec2f(size.x - inside.y, inside.x); }
    return inside;
}

// Panel pixels of an offset from the panel's corner in its plane, whose axes need not be at right angles.
// Twin: stage::Panel::panel_px.
fn wall_px_from_offset(panel: PanelRecord, offset: vec3f) -> vec2f {
    let right = panel.right.xyz;
    let down = panel.down.xyz;
    let skew = dot(right, down);
    let gram = vec2f(dot(right, right), dot(down, down));
    let along = vec2f(dot(offset, right), dot(offset, down));
    return (along * gram.yx - along.yx * skew) / (gram.x * gram.y - skew * skew);
}

// Area of a panel, pixels.
fn wall_area_px(panel: PanelRecord) -> f32 {
    if panel.outline_end.w == 0.0 { return panel.right.w * panel.down.w; }
    let one = panel.outline_start.zw - panel.outline_start.xy;
    let two = panel.outline_end.xy - panel.outline_start.xy;
    return abs(one.x * two.y - one.y * two.x) * 0.5;
}

// Place on a panel, in panel pixels, of a place in a unit square; even places stay even on a triangle.
fn wall_place_px(panel: PanelRecord, share: vec2f) -> vec2f {
    if panel.outline_end.w == 0.0 { return share * vec2f(panel.right.w, panel.down.w); }
    let folded = select(share, 1.0 - share, share.x + share.y > 1.0);
    let start = panel.outline_start.xy;
    return start + (panel.outline_start.zw - start) * folded.x + (panel.outline_end.xy - start) * folded.y;
}

// Corner 0..5 of a panel's two triangles, in panel pixels. The second one of a triangle has no area.
fn wall_quad_px(panel: PanelRecord, vertex: u32) -> vec2f {
    if panel.outline_end.w == 1.0 {
        let three = array<vec2f, 3>(panel.outline_start.xy, panel.outline_start.zw, panel.outline_end.xy);
        return three[min(vertex, 2u)];
    }
    let corners = array<vec2f, 6>(vec2f(0.0, 0.0), vec2f(0.0, 1.0), vec2f(1.0, 1.0), vec2f(0.0, 0.0), vec2f(1.0, 1.0), vec2f(1.0, 0.0));
    return corners[vertex] * vec2f(panel.right.w, panel.down.w);
}

// Clip position of a canvas position.
fn wall_clip(canvas_px: vec2f) -> vec4f {
    let ndc = canvas_px / canvas.raster.xy * vec2f(2.0, -2.0) + vec2f(-1.0, 1.0);
    return vec4f(ndc, 0.0, 1.0);
}

fn wall_matrix(columns: array<vec4f, 3>) -> mat3x3f {
    return mat3x3f(columns[0].xyz, columns[1].xyz, columns[2].xyz);
}

// ACEScg light of a canvas texel as its wall emits it, 1.0 = 100 nits. `coded` is code / greatest code.
fn wall_emitted(panel: PanelRecord, coded: vec3f) -> vec3f {
    let wall = walls[u32(panel.corner.w)];
    let code = round(coded * canvas.raster.w);
    let signal = clamp((code - canvas.code.y) / canvas.code.x, vec3f(0.0), vec3f(1.0));
    let transfer = u32(canvas.raster.z);
    let nits = vec3f(
        transfer_nits_from_signal(transfer, signal.r, wall.light.x),
        transfer_nits_from_signal(transfer, signal.g, wall.light.x),
        transfer_nits_from_signal(transfer, signal.b, wall.light.x),
    );
    return wall_matrix(wall.acescg_from_wall) * nits * 0.01;
}
