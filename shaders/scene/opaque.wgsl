// Lit surfaces: metallic-roughness under the sun and the environment. Pass: render::passes::opaque.
// @include bind/frame.wgsl
// @include bind/material.wgsl
// @include scene/vertex.wgsl
// @include lib/brdf.wgsl
// @include scene/environment_irradiance.wgsl
// @include lib/footprint.wgsl
// @include scene/air_light.wgsl
// @include scene/cloud_sky.wgsl
// @include scene/lightning.wgsl
// @include scene/wet.wgsl

// How uv changes over a wall pixel's footprint, along and across; the same for every view (DESIGN.md invariant 11).
struct Footprint {
    // Steps of the screen that span the footprint: duv = x * dpdx(uv) + y * dpdy(uv).
    along: vec2f,
    across: vec2f,
}

fn opaque_footprint(in: SceneVaryings, normal: vec3f) -> Footprint {
    let eye = frame.stage_origin.xyz + vec3f(0.0, 1.5, 0.0);
    let axes = footprint_axes(in.in_world - eye, normal, frame.stage_origin.w);
    let step_x = dpdx(in.in_world);
    let step_y = dpdy(in.in_world);
    return Footprint(footprint_steps(axes[0], step_x, step_y), footprint_steps(axes[1], step_x, step_y));
}

fn opaque_uv(in: SceneVaryings, slot: u32, uv_set: f32) -> vec2f {
    let chosen = vec3f(select(in.uv.xy, in.uv.zw, uv_set > 0.5), 1.0);
    return vec2f(dot(material.uv_transforms[2u * slot].xyz, chosen), dot(material.uv_transforms[2u * slot + 1u].xyz, chosen));
}

fn opaque_sample(slot: u32, map: texture_2d<f32>, map_sampler: sampler, uv: vec2f, over: Footprint) -> vec4f {
    // A material's unused maps are white; the branch is the same for the whole draw.
    if (u32(material.flags.w) & (1u << slot)) == 0u { return vec4f(1.0); }
    let step_x = dpdx(uv);
    let step_y = dpdy(uv);
    let along = step_x * over.along.x + step_y * over.along.y;
    let across = step_x * over.across.x + step_y * over.across.y;
    let size = vec2f(textureDimensions(map, 0));
    let taps = footprint_taps(length(along * size), length(across * size));
    let longer = select(across, along, length(along * size) > length(across * size));
    var sum = vec4f(0.0);
    for (var tap = 0u; tap < u32(taps.x); tap++) {
        sum += textureSampleLevel(map, map_sampler, uv + longer * ((f32(tap) + 0.5) / taps.x - 0.5), taps.y);
    }
    return sum / taps.x;
}

// Share of the sun that arrives, by the cascade that the distance from the stage chooses. 3x3 taps of hardware comparison.
fn opaque_sunlit(in_world: vec3f, normal: vec3f) -> f32 {
    let from_stage = length(in_world - frame.stage_origin.xyz);
    for (var index = 0u; index < 3u; index++) {
        let radius = frame.cascade_radii_m[index];
        if from_stage > radius * 0.98 { continue; }
        let texel = 2.0 * radius / frame.cascade_radii_m.w;
        let lifted = in_world + normal * (texel * 1.5);
        let clip = frame.cascade_clip_from_world[index] * vec4f(lifted, 1.0);
        let uv = clip.xy * vec2f(0.5, -0.5) + 0.5;
        var lit = 0.0;
        for (var tap = 0u; tap < 9u; tap++) {
            let offset = vec2f(f32(tap % 3u) - 1.0, f32(tap / 3u) - 1.0) / frame.cascade_radii_m.w;
            lit += textureSampleCompareLevel(shadow_map, shadow_sampler, uv + offset, index, clip.z);
        }
        return lit / 9.0;
    }
    return 1.0;
}

// Share of it that clouds and fog let through.
fn opaque_cloud_sunlit(in_world: vec3f) -> f32 {
    if frame.light.w < 1.5 { return 1.0; }
    return cloud_sunlit(in_world) * air_key_share(in_world.y, frame.to_sun.y);
}

// A unit vector. Vertex normals that point apart can meet at zero between their vertices; a NaN there is a black LED.
fn opaque_unit(vector: vec3f, otherwise: vec3f) -> vec3f {
    let square = dot(vector, vector);
    return select(otherwise, vector * inverseSqrt(max(square, 1e-20)), square > 1e-12);
}

// Without discard, so that drivers may test depth before shading.
@fragment
fn fs_main(in: SceneVaryings, @builtin(front_facing) is_front: bool) -> @location(0) vec4f {
    return vec4f(opaque_shade(in, is_front).rgb, 1.0);
}

@fragment
fn fs_mask(in: SceneVaryings, @builtin(front_facing) is_front: bool) -> @location(0) vec4f {
    let shaded = opaque_shade(in, is_front);
    if shaded.a < material.emissive.w { discard; }
    return vec4f(shaded.rgb, 1.0);
}

// Light toward the eye in exposed units, and the surface's alpha.
fn opaque_shade(in: SceneVaryings, is_front: bool) -> vec4f {
    let facing = select(-1.0, 1.0, is_front || material.flags.z < 0.5);
    let to_eye = normalize(view.world_from_view[3].xyz - in.in_world);
    let surface_normal = opaque_unit(in.normal, to_eye) * facing;
    let over = opaque_footprint(in, surface_normal);
    // lavapipe 22.3.6 still runs colors of slivers past their vertices; light is never negative.
    let base = material.base_color * max(in.color, vec4f(0.0))
        * opaque_sample(0u, base_color_map, base_color_sampler, opaque_uv(in, 0u, material.uv_sets.x), over);
    let rough_metal = opaque_sample(1u, metallic_roughness_map, metallic_roughness_sampler, opaque_uv(in, 1u, material.uv_sets.y), over);
    let bump = opaque_sample(2u, normal_map, normal_sampler, opaque_uv(in, 2u, material.uv_sets.z), over).xyz * 2.0 - 1.0;
    let occlusion_sample = opaque_sample(3u, occlusion_map, occlusion_sampler, opaque_uv(in, 3u, material.uv_sets.w), over).r;
    let emission = opaque_sample(4u, emissive_map, emissive_sampler, opaque_uv(in, 4u, material.flags.x), over).rgb;
    var normal = surface_normal;
    if material.flags.y > 0.5 {
        let aside = cross(surface_normal, surface_normal.yzx + vec3f(0.3, 0.7, 0.1));
        let tangent = opaque_unit(in.tangent.xyz - surface_normal * dot(surface_normal, in.tangent.xyz), normalize(aside));
        let bitangent = cross(surface_normal, tangent) * in.tangent.w * facing;
        let scaled = vec3f(bump.xy * material.surface.z, bump.z);
        normal = opaque_unit(tangent * scaled.x + bitangent * scaled.y + surface_normal * scaled.z, surface_normal);
    }
    var albedo = frame_acescg(base.rgb);
    var metallic = material.surface.x * rough_metal.b;
    var roughness = clamp(material.surface.y * rough_metal.g, 0.0, 1.0);
    if frame.light.w > 1.5 {
        let wet = wet_surface(albedo, roughness, metallic, normal, surface_normal, in.in_world);
        albedo = wet.albedo;
        roughness = wet.roughness;
        metallic = wet.metallic;
        normal = wet.normal;
    }
    let occlusion = 1.0 + material.surface.w * (occlusion_sample - 1.0);

    var nits = frame_acescg(emission * material.emissive.rgb) * frame.light.y;
    if frame.light.z > 0.5 && dot(normal, frame.to_sun.xyz) > 0.0 {
        nits += brdf_evaluate(albedo, metallic, roughness, normal, to_eye, frame.to_sun.xyz)
            * frame.sun_lux.rgb * opaque_sunlit(in.in_world, surface_normal) * opaque_cloud_sunlit(in.in_world);
    }
    nits += opaque_environment(albedo, metallic, roughness, normal, to_eye) * occlusion;
    if frame.light.w > 1.5 {
        nits += albedo * (1.0 - metallic) * lightning_lux(in.in_world, normal) / 3.14159265;
        nits = air_light(nits, view.world_from_view[3].xyz, in.in_world, view.eye.y);
    }
    return vec4f(clamp(nits * frame.light.x, vec3f(0.0), vec3f(60000.0)), base.a);
}

// Light of the environment: SH for the diffuse part, prefiltered cube and split sum for the rest (Karis 2013).
fn opaque_environment(albedo: vec3f, metallic: f32, roughness: f32, normal: vec3f, to_eye: vec3f) -> vec3f {
    let n_dot_v = clamp(dot(normal, to_eye), 0.001, 1.0);
    let f0 = mix(vec3f(0.04), albedo, metallic);
    let terms = textureSampleLevel(split_sum, clamp_sampler, vec2f(n_dot_v, roughness), 0.0).xy;
    let share = f0 * terms.x + terms.y;
    let reflected = reflect(-to_eye, normal);
    let mirrored = frame_in_sky(reflected);
    var specular = vec3f(0.0);
    if frame.light.w > 1.5 {
        let light = u32(sky.carried.z);
        specular = textureSampleLevel(world_cube, sky_sampler, mirrored, light, roughness * sky.dome.w).rgb * frame.irradiance[0].w;
    } else {
        specular = textureSampleLevel(prefiltered, clamp_sampler, mirrored, roughness * frame.dome.w).rgb * frame.dome.z;
    }
    let diffuse = albedo * (1.0 - metallic) * (1.0 - share) * environment_irradiance(normal) / 3.14159265;
    return diffuse + specular * share;
}
