// Every function of lib/footprint.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/footprint.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let from_eye = probe_take_vec3();
    let normal = probe_take_vec3();
    let pixel_rad = probe_take();
    let goal = probe_take_vec3();
    let step_x = probe_take_vec3();
    let step_y = probe_take_vec3();
    let texels = probe_take_vec2();
    let axes = footprint_axes(from_eye, normal, pixel_rad);
    probe_put_vec3(axes[0]);
    probe_put_vec3(axes[1]);
    probe_put_vec2(footprint_taps(texels.x, texels.y));
    probe_put_vec2(footprint_steps(goal, step_x, step_y));
}
