// Every function of lib/sh.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/sh.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    var coefficients: array<vec4f, 10>;
    for (var index = 0u; index < 9u; index++) {
        coefficients[index] = vec4f(probe_take_vec3(), 0.0);
    }
    let normal = probe_take_vec3();
    probe_put_vec3(sh_irradiance(coefficients, normal));
    probe_put_vec3(sh_fourth(coefficients[0].rgb, normal));
}
