// Every function of lib/sampling.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/sampling.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let index = probe_take_u32();
    let count = probe_take_u32();
    let point = probe_take_vec2();
    let alpha = probe_take();
    probe_put_vec2(sampling_hammersley(index, count));
    probe_put_vec3(sampling_ggx_half_vector(point, alpha));
}
