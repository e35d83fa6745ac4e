// Runs lib/glyph.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/glyph.wgsl

const GLYPH_ROWS_IN: u32 = 2u;
const GLYPH_ROWS_OUT: u32 = 1u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / GLYPH_ROWS_OUT { return; }
    let row_in = id.x * GLYPH_ROWS_IN;
    let row_out = id.x * GLYPH_ROWS_OUT;
    let cell = probe_in[row_in];
    let text = probe_row(row_in + 1u);
    let is_lit = glyph_is_lit(cell.x % 10u, cell.y % 3u, cell.z % 5u);
    let is_text = glyph_place(cell.xy, text.xy);
    probe_out[row_out] = vec4u(u32(is_lit), u32(is_text), 0u, 0u);
}
