// Every function of lib/marker.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/marker.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let shape = probe_take_u32();
    let side = probe_take();
    let spacing = probe_take();
    let radius = probe_take();
    let led = probe_take();
    let at = probe_take();
    let count = probe_take_u32();
    let offset = probe_take_vec2();
    let size = marker_size(radius, led);
    probe_put_vec2(size);
    probe_put_u32(marker_count(side, spacing, radius + led));
    probe_put_u32(marker_stride(side, spacing));
    probe_put(marker_offset(at, side, count));
    probe_put_u32(u32(marker_is_lit(shape, offset, radius, led)));
}
