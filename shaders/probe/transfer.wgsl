// Every function of lib/transfer.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/transfer.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let kind = probe_take_u32();
    let nits = probe_take();
    let signal = probe_take();
    let white_nits = probe_take();
    probe_put(transfer_pq_from_nits(nits));
    probe_put(transfer_nits_from_pq(signal));
    probe_put(transfer_srgb_from_linear(signal));
    probe_put(transfer_linear_from_srgb(signal));
    probe_put(transfer_signal_from_nits(kind, nits, white_nits));
    probe_put(transfer_nits_from_signal(kind, signal, white_nits));
}
