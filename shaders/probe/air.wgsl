// Every function of lib/air.wgsl on an array of arguments. Reader: tests/gpu/air_twins.rs.
// @include lib/air.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    probe_put_vec2(air_uv_from_direction(probe_take_vec3()));
    probe_put_vec3(air_direction_from_uv(probe_take_vec2()));
    probe_put(air_distance_from_slice(probe_take()));
    probe_put(air_slice_from_distance(probe_take()));
}
