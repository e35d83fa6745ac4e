// Every function of lib/dome.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/dome.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    probe_put_vec2(dome_uv_from_direction(probe_take_vec3()));
    probe_put_vec3(dome_direction_from_uv(probe_take_vec2()));
}
