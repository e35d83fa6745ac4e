// Every function of lib/space.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/space.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let direction = probe_take_vec3();
    let uv = probe_take_vec2();
    probe_put_vec2(space_equirect_uv_from_direction(direction));
    probe_put_vec3(space_direction_from_equirect_uv(uv));
    probe_put_vec2(space_octahedral_uv_from_direction(direction));
    probe_put_vec3(space_direction_from_octahedral_uv(uv));
}
