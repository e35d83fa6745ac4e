// Runs lib/sh.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/sh.wgsl

const SH_ROWS_IN: u32 = 10u;
const SH_ROWS_OUT: u32 = 1u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / SH_ROWS_OUT { return; }
    let row_in = id.x * SH_ROWS_IN;
    let row_out = id.x * SH_ROWS_OUT;
    var coefficients: array<vec4f, 9>;
    for (var index = 0u; index < 9u; index++) {
        coefficients[index] = probe_row(row_in + index);
    }
    probe_write(row_out, vec4f(sh_irradiance(coefficients, probe_row(row_in + 9u).xyz), 0.0));
}
