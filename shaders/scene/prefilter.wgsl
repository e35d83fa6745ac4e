// GGX-prefiltered radiance of a panorama. Passes: render::passes::{environment, sky_light}.
// @include lib/space.wgsl
// @include lib/sampling.wgsl

struct PrefilterUniforms {
    // face 0..5 as project_face, roughness, samples, side of the face in texels.
    job: vec4f,
    // x, y: cosine and sine of the dome's rotation; z: width of the source; w: its mips less one.
    source: vec4f,
}

@group(0) @binding(0) var<uniform> prefilter: PrefilterUniforms;
@group(0) @binding(1) var source_map: texture_2d<f32>;
@group(0) @binding(2) var source_sampler: sampler;

fn prefilter_face_direction(face: u32, uv: vec2f) -> vec3f {
    let s = uv.x * 2.0 - 1.0;
    let t = uv.y * 2.0 - 1.0;
    // Layer order and axes of a WebGPU cube map.
    switch face {
        case 0u: { return vec3f(1.0, -t, -s); }
        case 1u: { return vec3f(-1.0, -t, s); }
        case 2u: { return vec3f(s, 1.0, t); }
        case 3u: { return vec3f(s, -1.0, -t); }
        case 4u: { return vec3f(s, -t, 1.0); }
        default: { return vec3f(-s, -t, -1.0); }
    }
}

fn prefilter_source(direction: vec3f, level: f32) -> vec3f {
    let turned = vec3f(
        direction.x * prefilter.source.x - direction.z * prefilter.source.y,
        direction.y,
        direction.x * prefilter.source.y + direction.z * prefilter.source.x,
    );
    return textureSampleLevel(source_map, source_sampler, space_equirect_uv_from_direction(turned), level).rgb;
}

// Radiance over GGX's lobe round a direction, with view and normal along it (Karis 2013).
fn prefilter_radiance(toward: vec3f) -> vec3f {
    let normal = normalize(toward);
    let roughness = prefilter.job.y;
    if roughness <= 0.0 { return prefilter_source(normal, 0.0); }
    let alpha = roughness * roughness;
    let count = u32(prefilter.job.z);
    let side = select(vec3f(0.0, 1.0, 0.0), vec3f(1.0, 0.0, 0.0), abs(normal.y) > 0.9);
    let tangent = normalize(cross(side, normal));
    let bitangent = cross(normal, tangent);
    // Solid angle of a source texel at the equator; each sample reads the mip that matches its own (Krivanek, Colbert 2008).
    let texel_sr = 6.2831853 * 3.14159265 / (prefilter.source.z * prefilter.source.z * 0.5);
    var sum = vec3f(0.0);
    var weight = 0.0;
    for (var index = 0u; index < count; index++) {
        let half_local = sampling_ggx_half_vector(sampling_hammersley(index, count), alpha);
        let half_vector = tangent * half_local.x + bitangent * half_local.y + normal * half_local.z;
        let light = reflect(-normal, half_vector);
        let n_dot_l = dot(normal, light);
        if n_dot_l <= 0.0 { continue; }
        let n_dot_h = max(half_local.z, 1e-4);
        let denominator = n_dot_h * n_dot_h * (alpha * alpha - 1.0) + 1.0;
        let density = alpha * alpha / (3.14159265 * denominator * denominator) * 0.25;
        let level = clamp(0.5 * log2(1.0 / (f32(count) * density * texel_sr)) + 1.0, 0.0, prefilter.source.w);
        sum += prefilter_source(light, level) * n_dot_l;
        weight += n_dot_l;
    }
    return sum / max(weight, 1e-4);
}
