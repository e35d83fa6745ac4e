// Every function of lib/noise.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/noise.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let x = probe_take_u32();
    let y = probe_take_u32();
    let words = vec3u(x, y, probe_take_u32());
    let at = probe_take_vec3();
    let period = i32(probe_take_u32());
    let seed = probe_take_u32();
    let hashed = noise_hash(words);
    probe_put_u32(hashed.x);
    probe_put_u32(hashed.y);
    probe_put_u32(hashed.z);
    probe_put_vec3(noise_lattice(vec3i(floor(at)), period, seed));
    probe_put(noise_worley(at, period, seed));
    probe_put(noise_gradient(at, period, seed));
}
