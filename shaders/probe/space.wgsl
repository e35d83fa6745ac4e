// Runs lib/space.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/space.wgsl

const SPACE_ROWS_IN: u32 = 2u;
const SPACE_ROWS_OUT: u32 = 2u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / SPACE_ROWS_OUT { return; }
    let row_in = id.x * SPACE_ROWS_IN;
    let row_out = id.x * SPACE_ROWS_OUT;
    probe_write(row_out, vec4f(space_equirect_uv_from_direction(probe_row(row_in).xyz), 0.0, 0.0));
    probe_write(row_out + 1u, vec4f(space_direction_from_equirect_uv(probe_row(row_in + 1u).xy), 0.0));
}
