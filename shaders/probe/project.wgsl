// Runs lib/project.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/project.wgsl

const PROJECT_ROWS_IN: u32 = 2u;
const PROJECT_ROWS_OUT: u32 = 2u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / PROJECT_ROWS_OUT { return; }
    let row_in = id.x * PROJECT_ROWS_IN;
    let row_out = id.x * PROJECT_ROWS_OUT;
    let in_view = probe_row(row_in).xyz;
    probe_write(row_out, vec4f(project_pixel(in_view, probe_row(row_in + 1u)), 0.0, 0.0));
    probe_out[row_out + 1u] = vec4u(project_face(in_view), 0u, 0u, 0u);
}
