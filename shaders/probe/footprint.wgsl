// Runs lib/footprint.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/footprint.wgsl

const FOOTPRINT_ROWS_IN: u32 = 3u;
const FOOTPRINT_ROWS_OUT: u32 = 3u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / FOOTPRINT_ROWS_OUT { return; }
    let row_in = id.x * FOOTPRINT_ROWS_IN;
    let row_out = id.x * FOOTPRINT_ROWS_OUT;
    let from_eye = probe_row(row_in);
    let normal = probe_row(row_in + 1u).xyz;
    let other = probe_row(row_in + 2u).xyz;
    let axes = footprint_axes(from_eye.xyz, normal, from_eye.w);
    probe_write(row_out, vec4f(axes[0], 0.0));
    probe_write(row_out + 1u, vec4f(axes[1], 0.0));
    probe_write(row_out + 2u, vec4f(footprint_steps(normalize(from_eye.xyz), normal, other), 0.0, 0.0));
}
