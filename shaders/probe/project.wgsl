// Every function of lib/project.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/project.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let in_view = probe_take_vec3();
    let pinhole = probe_take_vec4();
    let direction = probe_take_vec3();
    probe_put_vec2(project_pixel(in_view, pinhole));
    probe_put_u32(project_face(direction));
}
