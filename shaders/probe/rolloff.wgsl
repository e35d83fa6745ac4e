// Every function of lib/rolloff.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/rolloff.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    probe_put_vec3(rolloff_compress(probe_take_vec3()));
}
