// Runs lib/tone_map.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/tone_map.wgsl

const TONE_MAP_ROWS_IN: u32 = 1u;
const TONE_MAP_ROWS_OUT: u32 = 1u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / TONE_MAP_ROWS_OUT { return; }
    let row_in = id.x * TONE_MAP_ROWS_IN;
    let row_out = id.x * TONE_MAP_ROWS_OUT;
    probe_write(row_out, vec4f(tone_map_neutral(probe_row(row_in).rgb), 0.0));
}
