// Every function of lib/sky.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/sky.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let direction = probe_take_vec3();
    let to_sun = probe_take_vec3();
    let has_sun = probe_take();
    let zenith = probe_take_vec3();
    let horizon = probe_take_vec3();
    let ground = probe_take_vec3();
    let glow = probe_take_vec3();
    let falloff = probe_take();
    probe_put_vec3(sky_gradient_nits(direction, zenith, horizon, ground, glow, falloff, to_sun, has_sun));
}
