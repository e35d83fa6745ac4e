// Every function of lib/brdf.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/brdf.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let base_color = probe_take_vec3();
    let metallic = probe_take();
    let roughness = probe_take();
    let n = probe_take_vec3();
    let v = probe_take_vec3();
    let l = probe_take_vec3();
    let cosines = probe_take_vec2();
    let alpha = probe_take();
    probe_put_vec3(brdf_evaluate(base_color, metallic, roughness, n, v, l));
    let tilted = vec3f(sqrt((1.0 - cosines.x) * (1.0 + cosines.x)), 0.0, cosines.x);
    probe_put(brdf_distribution(vec3f(0.0, 0.0, 1.0), tilted, alpha));
    probe_put(brdf_visibility(cosines.x, cosines.y, alpha));
}
