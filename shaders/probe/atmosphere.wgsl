// Every function of lib/atmosphere.wgsl on an array of arguments. Reader: tests/gpu/atmosphere.rs.
// @include lib/atmosphere.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let height = probe_take();
    let cosine = probe_take();
    let way = probe_take();
    let uv = probe_take_vec2();
    let elevation = probe_take();
    let toward = probe_take_vec2();
    let asymmetry = probe_take();
    let over_sea = probe_take();
    let lifted = probe_take_vec2();
    probe_put(atmosphere_way_to_top_km(height, cosine));
    probe_put(atmosphere_height_after_km(height, cosine, way));
    probe_put_vec2(atmosphere_transmittance_uv(height, cosine));
    probe_put_vec2(atmosphere_transmittance_ray(uv));
    probe_put_vec2(atmosphere_multi_scatter_uv(height, cosine));
    probe_put_vec2(atmosphere_multi_scatter_ray(uv));
    probe_put_vec2(atmosphere_sky_view_uv(elevation, toward));
    probe_put_vec3(atmosphere_sky_view_angles(uv));
    probe_put_vec3(atmosphere_density(height, 1.2, over_sea));
    probe_put(atmosphere_share_of_sun(height, cosine));
    probe_put(atmosphere_lift(lifted.x, lifted.y));
    probe_put(atmosphere_rayleigh_phase(cosine));
    probe_put(atmosphere_mie_phase(cosine, asymmetry));
}
