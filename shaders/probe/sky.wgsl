// Runs lib/sky.wgsl over an array. Test: tests/gpu/twins/mod.rs.
// @include bind/probe.wgsl
// @include lib/sky.wgsl

const SKY_ROWS_IN: u32 = 6u;
const SKY_ROWS_OUT: u32 = 1u;

@compute @workgroup_size(PROBE_WORKGROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&probe_out) / SKY_ROWS_OUT { return; }
    let row_in = id.x * SKY_ROWS_IN;
    let row_out = id.x * SKY_ROWS_OUT;
    let direction = probe_row(row_in);
    let to_sun = probe_row(row_in + 5u);
    let nits = sky_gradient_nits(direction.xyz, probe_row(row_in + 1u).rgb, probe_row(row_in + 2u).rgb,
        probe_row(row_in + 3u).rgb, probe_row(row_in + 4u).rgb, direction.w, to_sun.xyz, to_sun.w);
    probe_write(row_out, vec4f(nits, 0.0));
}
