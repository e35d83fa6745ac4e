// Runs lib/dither.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/dither.wgsl

const DITHER_ROWS_IN: u32 = 1u;
const DITHER_ROWS_OUT: u32 = 1u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / DITHER_ROWS_OUT { return; }
    let row_in = id.x * DITHER_ROWS_IN;
    let row_out = id.x * DITHER_ROWS_OUT;
    let key = probe_in[row_in];
    let noise = dither_triangular(key.x, key.y, key.z, key.w);
    probe_out[row_out] = vec4u(dither_hash(key.x), bitcast<u32>(noise), 0u, 0u);
}
