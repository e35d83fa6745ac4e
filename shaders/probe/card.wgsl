// Every function of lib/card.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/card.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let shape = probe_take_u32();
    let here = probe_take_vec3();
    let right = probe_take_vec3();
    let down = probe_take_vec3();
    let half_rad = probe_take_vec2();
    let feather = probe_take();
    let stops = probe_take();
    probe_put_vec2(card_inside(shape, here, half_rad));
    probe_put(card_edge(half_rad.x - 0.5, feather));
    probe_put(card_coverage(shape, array<vec3f, 3>(here, right, down), half_rad, feather));
    probe_put(card_transmission(stops, feather));
}
