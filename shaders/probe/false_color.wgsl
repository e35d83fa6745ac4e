// Every function of lib/false_color.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/false_color.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let nits = probe_take_vec3();
    probe_put_vec3(false_color(nits, probe_take()));
}
