// Every function of lib/precipitation.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/precipitation.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let x = probe_take_u32();
    let y = probe_take_u32();
    let words = precipitation_hash(vec3u(x, y, probe_take_u32()));
    let rain = probe_take();
    let share = probe_take();
    let diameter = probe_take();
    let height = probe_take();
    let secs = probe_take();
    probe_put_u32(words.x);
    probe_put_u32(words.y);
    probe_put_u32(words.z);
    probe_put_vec3(precipitation_unit(words));
    let slope = precipitation_slope_per_mm(rain);
    probe_put(slope);
    probe_put(precipitation_diameter_mm(share, slope));
    probe_put(precipitation_terminal_mps(diameter));
    probe_put(precipitation_wind_share(height));
    probe_put(precipitation_wind_lag_m(height));
    probe_put_vec2(precipitation_gust(secs));
}
