// Bakes the noise that clouds are cut from, once. Pass: render::cloud_noise.
// @include lib/noise.wgsl

@group(0) @binding(0) var billow_out: texture_storage_3d<rgba8unorm, write>;
@group(0) @binding(1) var detail_out: texture_storage_3d<rgba8unorm, write>;
@group(0) @binding(2) var field_out: texture_storage_2d<rgba16float, write>;

// Sides of render::cloud_noise: 64^3 threads make 64^3 billows, 32^3 details and 512^2 fields.
const BILLOW_SIDE: f32 = 64.0;
const DETAIL_SIDE: f32 = 32.0;
const FIELD_SIDE: u32 = 512u;

// Heaps on heaps: three sizes of round cells, 1 in their middles. out: about 0..1.
fn baked_billow(at: vec3f, first: i32, seed: u32) -> f32 {
    let coarse = 1.0 - noise_worley(at * f32(first), first, seed);
    let middle = 1.0 - noise_worley(at * f32(2 * first), 2 * first, seed + 1u);
    let fine = 1.0 - noise_worley(at * f32(4 * first), 4 * first, seed + 2u);
    return clamp((coarse * 0.5 + middle * 0.3 + fine * 0.2 - 0.15) / 0.65, 0.0, 1.0);
}

// Four octaves of gradient noise; each octave's size is twice the last's.
fn baked_octaves(at: vec3f, first: i32, seed: u32) -> f32 {
    var sum = 0.0;
    var weight = 0.5;
    var cells = first;
    for (var octave = 0u; octave < 4u; octave++) {
        // The third axis is a slice, which need not repeat with the others.
        sum += weight * noise_gradient(vec3f(at.xy * f32(cells), at.z + f32(octave) * 0.37), cells, seed + octave);
        weight *= 0.55;
        cells *= 2;
    }
    return sum;
}

@compute @workgroup_size(4, 4, 4)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    let at = (vec3f(id) + 0.5) / BILLOW_SIDE;
    let soft = noise_gradient(at * 4.0, 4, 41u) * 0.6 + noise_gradient(at * 8.0, 8, 42u) * 0.3 + noise_gradient(at * 16.0, 16, 43u) * 0.15;
    let other = noise_gradient(at * 4.0, 4, 51u) * 0.65 + noise_gradient(at * 8.0, 8, 52u) * 0.35;
    textureStore(billow_out, id, vec4f(baked_billow(at, 4, 31u), clamp(soft * 0.7 + 0.5, 0.0, 1.0), clamp(other * 0.7 + 0.5, 0.0, 1.0), 1.0));
    if all(id < vec3u(u32(DETAIL_SIDE))) {
        let near = (vec3f(id) + 0.5) / DETAIL_SIDE;
        let round = (1.0 - noise_worley(near * 4.0, 4, 61u)) * 0.65 + (1.0 - noise_worley(near * 8.0, 8, 62u)) * 0.35;
        textureStore(detail_out, id, vec4f(clamp((round - 0.1) / 0.75, 0.0, 1.0), 0.0, 0.0, 1.0));
    }
    let place = (id.z * 64u + id.y) * 64u + id.x;
    let texel = vec2u(place % FIELD_SIDE, place / FIELD_SIDE);
    let flat = (vec2f(texel) + 0.5) / f32(FIELD_SIDE);
    let cells = 1.0 - noise_worley(vec3f(flat * 32.0, 0.37), 32, 21u) - 0.25 * noise_worley(vec3f(flat * 64.0, 0.37), 64, 22u);
    // Each to mean 0 and deviation 1; all are close to normal, so that the share above a level is known.
    let groups = baked_octaves(vec3f(flat, 0.37), 6, 11u) / 0.142;
    let veils = baked_octaves(vec3f(flat, 0.81), 4, 71u) / 0.142;
    let wisps = baked_octaves(vec3f(flat, 0.19), 16, 81u) / 0.142;
    textureStore(field_out, texel, vec4f(groups, (cells - 0.355) / 0.172, veils, wisps));
}
