// Runs lib/transfer.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/transfer.wgsl

const TRANSFER_ROWS_IN: u32 = 2u;
const TRANSFER_ROWS_OUT: u32 = 2u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / TRANSFER_ROWS_OUT { return; }
    let row_in = id.x * TRANSFER_ROWS_IN;
    let row_out = id.x * TRANSFER_ROWS_OUT;
    let value = probe_row(row_in);
    let kind = probe_in[row_in + 1u].x;
    probe_write(row_out, vec4f(
        transfer_pq_from_nits(value.x),
        transfer_nits_from_pq(value.y),
        transfer_srgb_from_linear(value.z),
        transfer_linear_from_srgb(value.y),
    ));
    probe_write(row_out + 1u, vec4f(
        transfer_signal_from_nits(kind, value.x, value.w),
        transfer_nits_from_signal(kind, value.y, value.w),
        0.0,
        0.0,
    ));
}
