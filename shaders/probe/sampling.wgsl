// Runs lib/sampling.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/sampling.wgsl

const SAMPLING_ROWS_IN: u32 = 2u;
const SAMPLING_ROWS_OUT: u32 = 2u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / SAMPLING_ROWS_OUT { return; }
    let row_in = id.x * SAMPLING_ROWS_IN;
    let row_out = id.x * SAMPLING_ROWS_OUT;
    let key = probe_in[row_in];
    let lobe = probe_row(row_in + 1u);
    probe_write(row_out, vec4f(sampling_hammersley(key.x, key.y), 0.0, 0.0));
    probe_write(row_out + 1u, vec4f(sampling_ggx_half_vector(lobe.xy, lobe.z), 0.0));
}
