// What water and snow do to surfaces. Source: Lagarde 2013, Water drop (porosity, darkening, puddles, ripples).
// Rain reaches whatever faces up, under roofs too: nothing here knows what is above.
// @include bind/frame.wgsl
// @include bind/material.wgsl
// @include bind/sky.wgsl
// @include lib/precipitation.wgsl

struct WetSurface {
    albedo: vec3f,
    roughness: f32,
    metallic: f32,
    normal: vec3f,
}

// Smooth noise of a place on the ground, 0..1. in: lattice units, key.
fn wet_noise(at: vec2f, key: u32) -> f32 {
    let cell = floor(at);
    let part = at - cell;
    let blend = part * part * (3.0 - 2.0 * part);
    let corner = vec2u(vec2i(cell));
    let lower = vec2f(wet_unit(corner, key), wet_unit(corner + vec2u(1u, 0u), key));
    let upper = vec2f(wet_unit(corner + vec2u(0u, 1u), key), wet_unit(corner + vec2u(1u, 1u), key));
    return mix(mix(lower.x, lower.y, blend.x), mix(upper.x, upper.y, blend.x), blend.y);
}

fn wet_unit(cell: vec2u, key: u32) -> f32 {
    return precipitation_unit(precipitation_hash(vec3u(cell, key))).x;
}

// The same over three sizes. in: world metres, largest size, metres; width of a wall pixel there: finer noise than that is left out.
fn wet_hollows(at: vec2f, size_m: f32, pixel_m: f32) -> f32 {
    var sum = 0.0;
    var weight = 0.5;
    var size = size_m;
    for (var octave = 0u; octave < 3u; octave++) {
        let seen = smoothstep(1.0, 4.0, size / pixel_m);
        sum += weight * mix(0.5, wet_noise(at / size, octave + 7u), seen);
        weight *= 0.5;
        size *= 0.31;
    }
    return sum / 0.875;
}

// Slope of the rings that drops make on standing water. in: world metres.
fn wet_ripples(at: vec2f) -> vec2f {
    // Of 8 mm/h on all cells ring at once; of less a part of them.
    let busy = clamp(sky.rain.x / 8.0, 0.0, 1.0);
    var slope = vec2f(0.0);
    for (var layer = 0u; layer < 3u; layer++) {
        let lattice = at / 0.34 + vec2f(f32(layer) * 0.37, f32(layer) * 0.71);
        let cell = vec2u(vec2i(floor(lattice)));
        let own = precipitation_unit(precipitation_hash(vec3u(cell, 400u + layer)));
        // 384 rings in 256 s.
        let age = sky.rain.z * 1.5 + own.x * 384.0;
        let drop = precipitation_unit(precipitation_hash(vec3u(cell, 1000u + u32(age) % 384u + 4096u * layer)));
        if drop.z > busy { continue; }
        let grown = fract(age);
        let centre = 0.3 + 0.4 * drop.xy;
        let beside = fract(lattice) - centre;
        let away = length(beside);
        let ring = (away - grown * 0.3) * 22.0;
        let high = sin(clamp(ring, -3.14159265, 3.14159265) * 2.0) * smoothstep(3.2, 0.0, abs(ring)) * (1.0 - grown) * (1.0 - grown);
        slope += beside / max(away, 1e-3) * high * 0.22;
    }
    return slope;
}

// in: linear ACEScg albedo, roughness, metallic, shading normal, normal of the surface itself, world position. out: the same, wet.
fn wet_surface(albedo: vec3f, roughness: f32, metallic: f32, normal: vec3f, surface_normal: vec3f, in_world: vec3f) -> WetSurface {
    var out = WetSurface(albedo, roughness, metallic, normal);
    if sky.carried.w < 0.5 { return out; }
    let up = surface_normal.y;
    let pixel_m = frame.stage_origin.w * max(distance(in_world, frame.stage_origin.xyz + vec3f(0.0, 1.5, 0.0)), 1.0);
    let film = sky.surface.x * mix(0.35, 1.0, smoothstep(-0.3, 0.5, up)) * smoothstep(-0.9, -0.3, up);
    let porosity = clamp((roughness - 0.5) / 0.4, 0.0, 1.0) * (1.0 - metallic);
    // Dark first, gloss after: pores fill before a film stands on them.
    out.albedo = albedo * mix(1.0, mix(1.0, 0.38, porosity), film);
    let glossy = smoothstep(0.3, 1.0, film);
    out.roughness = mix(roughness, mix(roughness, 0.22, mix(0.9, 0.65, porosity)), glossy);
    out.normal = normalize(mix(normal, surface_normal, 0.6 * glossy));
    // Leaves on cards have normals that point up and hold no water.
    let level = select(0.0, smoothstep(0.93, 0.995, up), material.emissive.w < 0.0);
    // Conditions depend on the place too: lavapipe 22.3 compiles anew for each value of a uniform that alone decides one.
    let pooled = level * smoothstep(0.0, 0.1, sky.surface.y);
    if pooled > 0.0 {
        let hollow = wet_hollows(in_world.xz, 3.1, pixel_m);
        let depth = pooled * smoothstep(-0.04, 0.05, 0.18 + 0.3 * sky.surface.y - hollow);
        let rings = wet_ripples(in_world.xz) * smoothstep(0.5, 0.12, pixel_m / 0.05);
        let water = normalize(vec3f(-rings.x, 1.0, -rings.y));
        out.albedo *= mix(1.0, 0.6, depth);
        out.roughness = mix(out.roughness, 0.04, depth);
        out.metallic = mix(metallic, 0.0, depth);
        out.normal = normalize(mix(out.normal, water, depth));
    }
    if sky.surface.z * (1.0 + up) > 0.0 {
        let drift = wet_hollows(in_world.xz + vec2f(37.0, 11.0), 1.7, pixel_m);
        let lies = sky.surface.z * 1.35 - (1.0 - up) * 1.15 - (drift - 0.5) * 0.9 * (1.2 - sky.surface.z);
        let white = smoothstep(0.30, 0.55, lies);
        out.albedo = mix(out.albedo, vec3f(0.86, 0.875, 0.895), white);
        out.roughness = mix(out.roughness, 0.75, white);
        out.metallic = mix(out.metallic, 0.0, white);
        out.normal = normalize(mix(out.normal, surface_normal, 0.75 * white));
    }
    return out;
}
