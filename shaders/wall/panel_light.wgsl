// Mean light of each panel, for the set in front of the wall. Pass: render::passes::panel_light.
// @include lib/transfer.wgsl
// @include bind/wall.wgsl

@group(1) @binding(0) var code_map: texture_2d<f32>;
@group(1) @binding(1) var<storage, read_write> panel_light: array<vec4f>;
// x: first panel of this canvas, y: one past its last.
@group(1) @binding(2) var<uniform> panel_range: vec4u;

const PANEL_LIGHT_LANES: u32 = 64u;
var<workgroup> lanes: array<vec3f, PANEL_LIGHT_LANES>;

@compute @workgroup_size(PANEL_LIGHT_LANES)
fn cs_main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
    let index = panel_range.x + group.x;
    let panel = panels[index];
    let at = wall_place_px(panel, (vec2f(f32(lane % 8u), f32(lane / 8u)) + 0.5) / 8.0);
    let texel = vec2i(wall_canvas_px(panel, floor(at) + 0.5));
    lanes[lane] = wall_emitted(panel, textureLoad(code_map, texel, 0).rgb);
    workgroupBarrier();
    if lane != 0u { return; }
    var sum = vec3f(0.0);
    for (var other = 0u; other < PANEL_LIGHT_LANES; other++) { sum += lanes[other]; }
    panel_light[index] = vec4f(sum / f32(PANEL_LIGHT_LANES), 1.0);
}
