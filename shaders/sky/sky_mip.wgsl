// One mip of the sky's panorama from the one before it. Pass: render::passes::sky_light.

@group(0) @binding(0) var finer: texture_2d<f32>;
@group(0) @binding(1) var coarser: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn cs_main(@builtin(global_invocation_id) at: vec3u) {
    let size = textureDimensions(coarser);
    if any(at.xy >= size) { return; }
    let last = textureDimensions(finer) - 1u;
    var sum = vec4f(0.0);
    for (var tap = 0u; tap < 4u; tap++) {
        sum += textureLoad(finer, min(2u * at.xy + vec2u(tap & 1u, tap >> 1u), last), 0);
    }
    textureStore(coarser, at.xy, 0.25 * sum);
}
