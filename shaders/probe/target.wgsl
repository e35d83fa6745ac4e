// Every function of lib/target.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/target.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let column = probe_take_u32();
    let row = probe_take_u32();
    let columns = probe_take_u32();
    let rows = probe_take_u32();
    let first = probe_take_u32();
    let along = target_along(columns, TARGET_MOST_COLUMNS);
    probe_put_u32(along.x);
    probe_put_u32(along.y);
    probe_put_u32(target_number(vec2u(column, row), vec2u(columns, rows), first));
}
