// The environment's light of two epochs, one fading into the other, as a world's views read it. Pass: render::passes::sky_blend.
// One mip of the cube a dispatch; what is gathered into coefficients with each of them.
// @include bind/sky_uniforms.wgsl

@group(0) @binding(0) var<storage, read> sky: SkyUniforms;
// Ten rows a dome, as in bind/sky.wgsl.
@group(0) @binding(1) var<storage, read> epochs: array<vec4f>;
// Six faces a dome, this mip.
@group(0) @binding(2) var cubes: texture_2d_array<f32>;
// The same by world; sixteen rows a world, for the alignment of copies.
@group(0) @binding(3) var<storage, read_write> blended: array<vec4f>;
@group(0) @binding(4) var faces: texture_storage_2d_array<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn cs_main(@builtin(global_invocation_id) at: vec3u) {
    let world = u32(sky.carried.z);
    let before = u32(sky.dome.x);
    let after = u32(sky.dome.y);
    // Each dome's light is stored in a unit of its own, a power of two.
    let units = vec2f(epochs[10u * before].w, epochs[10u * after].w);
    let unit = max(units.x, units.y);
    let row = at.y * 8u + at.x;
    if all(at.xy < vec2u(8u)) && at.z == 0u && row < 10u {
        var mixed = mix(epochs[10u * before + row], epochs[10u * after + row], sky.dome.z);
        if row == 0u { mixed.w = unit; }
        blended[16u * world + row] = mixed;
    }
    if any(at.xy >= textureDimensions(faces)) { return; }
    let first = textureLoad(cubes, at.xy, 6u * before + at.z, 0).rgb * (units.x / unit);
    let second = textureLoad(cubes, at.xy, 6u * after + at.z, 0).rgb * (units.y / unit);
    textureStore(faces, at.xy, 6u * world + at.z, vec4f(mix(first, second, sky.dome.z), 1.0));
}
