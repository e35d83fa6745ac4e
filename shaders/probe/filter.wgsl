// Every function of lib/filter.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/filter.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let along = probe_take_vec2();
    let down = probe_take_vec2();
    let index = probe_take_u32();
    let count = probe_take_u32();
    let inside_px = probe_take();
    let ramp_px = probe_take();
    probe_put_u32(filter_tap_count(along, down));
    probe_put_vec2(filter_tap_offset(index, count));
    probe_put(filter_soft_edge(inside_px, ramp_px));
}
