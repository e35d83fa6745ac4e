// Runs lib/brdf.wgsl over an array. Test: tests/gpu/twins/light.rs.
// @include bind/probe.wgsl
// @include lib/brdf.wgsl

const BRDF_ROWS_IN: u32 = 4u;
const BRDF_ROWS_OUT: u32 = 1u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / BRDF_ROWS_OUT { return; }
    let row_in = id.x * BRDF_ROWS_IN;
    let row_out = id.x * BRDF_ROWS_OUT;
    let surface = probe_row(row_in);
    let normal = probe_row(row_in + 1u);
    let view = probe_row(row_in + 2u).xyz;
    let light = probe_row(row_in + 3u).xyz;
    probe_write(row_out, vec4f(brdf_evaluate(surface.rgb, surface.w, normal.w, normal.xyz, view, light), 0.0));
}
