// Every function of lib/tone_map.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/tone_map.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    probe_put_vec3(tone_map_neutral(probe_take_vec3()));
}
