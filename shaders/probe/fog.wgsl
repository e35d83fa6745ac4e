// Every function of lib/fog.wgsl on an array of arguments. Reader: tests/gpu/air_twins.rs.
// @include lib/fog.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let depth = probe_take_vec3();
    let ends = probe_take_vec2();
    let height = probe_take();
    let sine = probe_take();
    let eye = probe_take();
    let cosine = probe_take();
    let asymmetry = probe_take();
    let alpha = probe_take();
    let droplet = probe_take();
    let albedo = probe_take_vec3();
    probe_put_vec3(fog_lost(depth));
    probe_put(fog_mean_density(ends.x, ends.y, height));
    probe_put(fog_mean_haze(ends.x, ends.y, height));
    probe_put(fog_sky_path_m(sine, ends.x, height, eye));
    probe_put(fog_phase(cosine, asymmetry, alpha));
    probe_put(fog_droplet_phase(cosine, droplet, 0.9));
    probe_put_vec3(fog_passed(depth.x, albedo, asymmetry));
}
