// One mip of the live sky's prefiltered cube, all faces. Pass: render::passes::sky_light.
// @include scene/prefilter.wgsl

@group(0) @binding(3) var faces: texture_storage_2d_array<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn cs_main(@builtin(global_invocation_id) at: vec3u) {
    if any(vec2f(at.xy) >= prefilter.job.ww) { return; }
    let direction = prefilter_face_direction(at.z, (vec2f(at.xy) + 0.5) / prefilter.job.w);
    textureStore(faces, at.xy, at.z, vec4f(prefilter_radiance(direction), 1.0));
}
