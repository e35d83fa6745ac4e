// Light and transmittance of the clouds over the observer, by direction. Pass: render::passes::cloud_dome.
// @include sky/cloud_density.wgsl
// @include sky/cloud_light.wgsl
// @include lib/dome.wgsl
// @include scene/fullscreen.wgsl

// Steps on a way through a layer at most.
const DOME_STEPS: u32 = 160u;
// Clouds thin out from here on, metres; an overcast does not.
const DOME_FAR_M: vec2f = vec2f(60000.0, 110000.0);

// What a packet's clouds stand in, the same for every texel.
struct DomeLight {
    // Toward the light, its lux above the air.
    to: vec3f,
    lux: vec3f,
    // Mean radiance of the sky above, and of the ground.
    above: vec3f,
    below: vec3f,
}

// Height over the world's zero after some way along a ray of this slope.
fn dome_height(way: f32, rise: f32) -> f32 {
    let start = CLOUD_EARTH_M + sky.observer.y;
    let more = way * way + 2.0 * start * way * rise;
    return sky.observer.y + more / (sqrt(start * start + more) + start);
}

// Way to a height over the world's zero, 0 when it is below.
fn dome_way(height: f32, rise: f32) -> f32 {
    let start = CLOUD_EARTH_M + sky.observer.y;
    let over = (height - sky.observer.y) * (2.0 * CLOUD_EARTH_M + height + sky.observer.y);
    let slope = start * rise;
    return max(over, 0.0) / (slope + sqrt(slope * slope + max(over, 0.0)));
}

fn dome_light() -> DomeLight {
    var light: DomeLight;
    let is_sun = sky.to_sun.y > -0.08;
    light.to = select(sky.to_moon.xyz, sky.to_sun.xyz, is_sun);
    let moon = sky.moon_to_sun.w * smoothstep(-0.08, -0.14, sky.to_sun.y);
    light.lux = CLOUD_SUN_LUX * select(moon, sky.sky_scale.w, is_sun);
    light.above = cloud_clear_sky(vec3f(0.0, 1.0, 0.0)) * 0.4;
    for (var side = 0u; side < 4u; side++) {
        let turn = vec2f(f32(side & 1u) * 2.0 - 1.0, f32(side >> 1u) * 2.0 - 1.0) * 0.6;
        light.above += cloud_clear_sky(vec3f(turn.x, 0.53, turn.y)) * 0.15;
    }
    let direct = light.lux * cloud_key_transmittance(sky.observer.xyz, light.to) * max(light.to.y, 0.0);
    light.below = sky.ground.rgb * (direct * dome_mean_sunlit() / CLOUD_PI + light.above * mix(0.5, 1.0, dome_mean_sunlit()));
    return light;
}

// Share of direct light that arrives at the ground on average.
fn dome_mean_sunlit() -> f32 {
    return sky.domes[0].place.z;
}

// Optical depth toward the light from a point in a layer, in its own and in the layers above.
fn dome_depth_to_light(layer: u32, in_world: vec3f, height_m: f32, to_light: vec3f) -> f32 {
    let cloud = sky.clouds[layer];
    let thick = cloud.layer.y - cloud.layer.x;
    let rise = max(to_light.y, 0.03);
    var depth = 0.0;
    var way = 0.0;
    var step = clamp(thick * 0.035, 12.0, 90.0);
    for (var index = 0u; index < 5u; index++) {
        let middle = way + step * 0.5;
        let there = in_world + to_light * middle;
        let share = (height_m + to_light.y * middle - cloud.layer.x) / thick;
        if share > 1.0 { break; }
        let excess = cloud_excess(layer, there.xz);
        if excess > 0.0 && share > 0.0 {
            depth += cloud_density(layer, there, share, excess, 0.0) * cloud.layer.w * step;
        }
        way += step;
        step *= 2.1;
    }
    for (var other = 0u; other < 4u; other++) {
        let above = sky.clouds[other];
        if other == layer || above.layer.z <= 0.0 || above.layer.x < height_m { continue; }
        let there = in_world.xz + to_light.xz * ((above.layer.x - height_m) / rise);
        depth += cloud_column(other, there) / max(to_light.y, 0.15);
    }
    return depth;
}

// Light that a unit of optical depth sends toward the eye.
fn dome_source(layer: u32, in_world: vec3f, height_m: f32, excess: f32, ray: vec3f, light: DomeLight) -> vec3f {
    let cloud = sky.clouds[layer];
    let thick = cloud.layer.y - cloud.layer.x;
    let extent = cloud_extent(layer, excess);
    let depth = dome_depth_to_light(layer, in_world, height_m, light.to);
    let cosine = dot(ray, light.to);
    // Wrenninge 2013: each octave of scattering is weaker, sees less of the cloud and scatters more evenly.
    let once = cloud_phase(cosine, 1.0) * exp(-depth);
    let twice = cloud_phase(cosine, 0.6) * exp(-0.3 * depth) * 0.6;
    // Long tail: two-stream, conservative, 1 / (1 + 0.75 (1 - g) depth).
    let many = 2.2 / (4.0 * CLOUD_PI) / (1.0 + 0.11 * depth);
    let key = light.lux * cloud_key_transmittance(in_world, light.to) * (once + twice + many);
    let share = clamp((height_m - cloud.layer.x) / thick, 0.0, 1.0);
    let over = max(extent.y - share, 0.0) * thick * cloud.layer.w;
    let under = max(share - extent.x, 0.0) * thick * cloud.layer.w;
    let from_sky = light.above / (1.0 + 0.11 * over);
    let from_ground = light.below / (1.0 + 0.11 * under);
    return key + 0.6 * from_sky + 0.5 * from_ground;
}

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    if sky.domes[0].place.w < 0.5 { return vec4f(0.0, 0.0, 0.0, 1.0); }
    let side = f32(textureDimensions(field_map).x);
    let ray = dome_direction_from_uv(at.xy / sky.domes[0].extra.x);
    let rise = max(ray.y, 0.0);
    let light = dome_light();
    let jitter = fract(52.9829189 * fract(dot(at.xy, vec2f(0.06711056, 0.00583715))));
    var nits = vec3f(0.0);
    var transmittance = 1.0;
    let far_sky = cloud_clear_sky(vec3f(ray.x, rise, ray.z));
    for (var layer = 0u; layer < 4u; layer++) {
        let cloud = sky.clouds[layer];
        if cloud.layer.z <= 0.0 || transmittance < 0.005 { continue; }
        let thick = cloud.layer.y - cloud.layer.x;
        var way = dome_way(cloud.layer.x, rise);
        let end = min(dome_way(cloud.layer.y, rise), 180000.0);
        let thins = 1.0 - smoothstep(0.75, 1.0, cloud.layer.z);
        var sum = vec3f(0.0);
        var through = 1.0;
        var seen = 0.0;
        var mean_way = 0.0;
        var start = jitter;
        for (var index = 0u; index < DOME_STEPS; index++) {
            if way >= end || through < 0.01 { break; }
            let fine_step = max(max(way * 0.006, thick * 0.01), 10.0);
            let here = way + fine_step * start;
            let height_m = dome_height(here, rise);
            let in_world = vec3f(sky.observer.x + ray.x * here, height_m, sky.observer.z + ray.z * here);
            let excess = cloud_excess(layer, in_world.xz);
            if excess <= -0.4 { way += fine_step * 2.5; continue; }
            way += fine_step;
            if excess <= 0.0 { continue; }
            let share = (height_m - cloud.layer.x) / thick;
            let fine = 1.0 - smoothstep(4000.0, 25000.0, here);
            let fades = 1.0 - thins * smoothstep(DOME_FAR_M.x, DOME_FAR_M.y, here);
            let density = cloud_density(layer, in_world, share, excess, fine) * fades;
            if density <= 0.0 { continue; }
            let opacity = 1.0 - exp(-density * cloud.layer.w * fine_step);
            sum += through * opacity * dome_source(layer, in_world, height_m, excess, ray, light);
            seen += through * opacity;
            mean_way += through * opacity * here;
            through *= 1.0 - opacity;
        }
        if seen <= 0.0 { continue; }
        mean_way /= seen;
        // The air before the cloud takes some of its light and adds the share of the sky that it makes up.
        let near = exp(-cloud_air_depth(sky.observer.y, dome_height(mean_way, rise), mean_way));
        let whole = exp(-cloud_air_depth(sky.observer.y, 40000.0, dome_way(40000.0, rise)));
        let share = (1.0 - near) / max(1.0 - whole, vec3f(1e-4));
        let lit = mix(0.25, 1.0, dome_mean_sunlit());
        nits += transmittance * (sum * near + seen * share * far_sky * lit);
        transmittance *= through;
    }
    return vec4f(max(sky_acescg(nits), vec3f(0.0)) / sky.domes[0].light.w, transmittance);
}
