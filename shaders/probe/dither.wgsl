// Every function of lib/dither.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/dither.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let x = probe_take_u32();
    let y = probe_take_u32();
    let channel = probe_take_u32();
    let seed = probe_take_u32();
    probe_put_u32(dither_hash(x));
    probe_put(dither_triangular(x, y, channel, seed));
}
