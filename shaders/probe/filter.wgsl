// Runs lib/filter.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/filter.wgsl

const FILTER_ROWS_IN: u32 = 2u;
const FILTER_ROWS_OUT: u32 = 2u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / FILTER_ROWS_OUT { return; }
    let row_in = id.x * FILTER_ROWS_IN;
    let row_out = id.x * FILTER_ROWS_OUT;
    let footprint = probe_row(row_in);
    let tap = probe_in[row_in + 1u];
    let count = filter_tap_count(footprint.xy, footprint.zw);
    probe_write(row_out, vec4f(filter_tap_offset(tap.x, tap.y), filter_soft_edge(footprint.x, footprint.y), 0.0));
    probe_out[row_out + 1u] = vec4u(count, 0u, 0u, 0u);
}
