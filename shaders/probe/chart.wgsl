// Every function of lib/chart.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/chart.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let led = probe_take_u32();
    let width = probe_take_u32();
    let low = probe_take_u32();
    let high = probe_take_u32();
    let bar = probe_take_u32();
    let bits = probe_take_u32();
    let row = probe_take_u32();
    let column = probe_take_u32();
    let frame = probe_take_u32();
    let at = probe_take_vec2();
    let half_size = probe_take_vec2();
    let square = probe_take();
    probe_put_u32(chart_ramp_code(led, width, low, high));
    probe_put_u32(chart_range_code(bar, bits));
    probe_put_u32(chart_depth_code(row, column, bar, low, high));
    probe_put_u32(u32(chart_star_is_lit(at, 36u)));
    probe_put_u32(u32(chart_line_is_lit(led, 1u + bar)));
    probe_put(chart_geometry_mm(at, half_size, square));
    probe_put_u32(u32(chart_sync_bit(bar, 16u, frame)));
}
