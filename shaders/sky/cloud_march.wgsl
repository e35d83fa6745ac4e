// A ray through the clouds of a layer, and how they are lit.
// @include sky/cloud_density.wgsl
// @include sky/cloud_light.wgsl

// Steps on a way through a layer at most.
const MARCH_STEPS: u32 = 160u;
// Clouds thin out over these distances, metres; an overcast does not.
const MARCH_FAR_M: vec2f = vec2f(60000.0, 110000.0);

// What lights a packet's clouds, the same for every texel.
struct CloudLight {
    // Toward the light; its lux above the air.
    to: vec3f,
    lux: vec3f,
    // Mean radiance of the sky above, and of the ground.
    above: vec3f,
    below: vec3f,
}

// What a layer does to a ray.
struct CloudRay {
    nits: vec3f,
    transmittance: f32,
    // Mean way to what is seen of it, metres.
    way: f32,
}

// Height over the world's zero after some way along a ray of this slope.
fn march_height(way: f32, rise: f32) -> f32 {
    let start = CLOUD_EARTH_M + sky.observer.y;
    let more = way * way + 2.0 * start * way * rise;
    return sky.observer.y + more / (sqrt(start * start + more) + start);
}

// Way to a height over the world's zero, 0 when it is below.
fn march_way(height: f32, rise: f32) -> f32 {
    let start = CLOUD_EARTH_M + sky.observer.y;
    let over = max((height - sky.observer.y) * (2.0 * CLOUD_EARTH_M + height + sky.observer.y), 0.0);
    let slope = start * rise;
    return over / (slope + sqrt(slope * slope + over));
}

fn march_light() -> CloudLight {
    var light: CloudLight;
    // High clouds see the sun until 4 degrees under the horizon; then moonlight comes up where sunlight is gone.
    let is_sun = sky.to_sun.y > -0.08;
    light.to = select(sky.to_moon.xyz, sky.to_sun.xyz, is_sun);
    let moon = sky.moon_to_sun.w * smoothstep(-0.08, -0.14, sky.to_sun.y);
    light.lux = CLOUD_SUN_LUX * select(moon, sky.sky_scale.w, is_sun);
    light.above = cloud_clear_sky(vec3f(0.0, 1.0, 0.0)) * 0.4;
    for (var side = 0u; side < 4u; side++) {
        let turn = vec2f(f32(side & 1u) * 2.0 - 1.0, f32(side >> 1u) * 2.0 - 1.0) * 0.6;
        light.above += cloud_clear_sky(vec3f(turn.x, 0.53, turn.y)) * 0.15;
    }
    let sunlit = sky.domes[0].place.z;
    let direct = light.lux * cloud_key_transmittance(sky.observer.xyz, light.to) * max(light.to.y, 0.0);
    light.below = sky.ground.rgb * (direct * sunlit / CLOUD_PI + light.above * mix(0.5, 1.0, sunlit));
    return light;
}

// Optical depth toward the light of the layers above a height.
fn march_depth_above(layer: u32, in_world: vec3f, to_light: vec3f) -> f32 {
    var depth = 0.0;
    for (var other = layer + 1u; other < cloud_layers(); other++) {
        let above = sky.clouds[other];
        if above.layer.x < in_world.y { continue; }
        let there = in_world.xz + to_light.xz * ((above.layer.x - in_world.y) / max(to_light.y, 0.05));
        depth += cloud_column(other, there) / max(to_light.y, 0.15);
    }
    return depth;
}

// The same in the layer itself. in: what the field is at the sample. `uneven` differs from sample to sample, 0..1, so that no step shows as an edge.
fn march_depth_within(layer: u32, in_world: vec3f, to_light: vec3f, here: f32, fine: f32, uneven: f32) -> f32 {
    let cloud = sky.clouds[layer];
    let thick = cloud.layer.y - cloud.layer.x;
    var depth = 0.0;
    var way = 0.0;
    var step = clamp(thick * 0.02, 8.0, 60.0) * (0.7 + 0.6 * uneven);
    for (var index = 0u; index < 5u; index++) {
        let middle = way + step * 0.5;
        let there = in_world + to_light * middle;
        let share = (there.y - cloud.layer.x) / thick;
        if share > 1.0 { break; }
        if share > 0.0 {
            // The first steps are too short for the field to differ.
            var excess = here;
            if index > 1u { excess = cloud_excess(layer, there.xz); }
            depth += cloud_density(layer, there, share, excess, select(0.0, fine, index < 2u)) * cloud.layer.w * step;
        }
        way += step;
        step *= 2.2;
    }
    // What is left up to the top: sheets go on, heaps end.
    let there = in_world + to_light * way;
    let excess = cloud_excess(layer, there.xz);
    let left = max(cloud_extent(layer, excess).y - max((there.y - cloud.layer.x) / thick, 0.0), 0.0);
    let solid = smoothstep(-0.4, 0.4, excess - cloud.drift.w) * mix(0.65, 0.3, cloud.shape.x);
    return depth + left * thick * cloud.layer.w * solid / max(to_light.y, 0.12);
}

// Light that a unit of optical depth sends toward the eye. in: optical depth toward the light, straight up and straight down.
fn march_source(in_world: vec3f, ray: vec3f, light: CloudLight, depth: f32, over: f32, under: f32) -> vec3f {
    let cosine = dot(ray, light.to);
    // Wrenninge 2013: each octave of scattering is weaker, sees less of the cloud and scatters more evenly.
    let once = cloud_phase(cosine, 1.0) * exp(-depth);
    let twice = cloud_phase(cosine, 0.6) * exp(-0.3 * depth) * 0.6;
    // Long tail: two-stream, conservative, 1 / (1 + 0.75 (1 - g) depth), with the g of droplets, 0.8.
    let many = 2.6 / (4.0 * CLOUD_PI) / (1.0 + 0.15 * depth);
    let key = light.lux * cloud_key_transmittance(in_world, light.to);
    // What has lost its way came from sun and sky alike, whose sum is nearly white (5600 to 5850 K above 10 degrees, sky.md 1.5).
    let lost = mix(vec3f(dot(key, vec3f(0.2722, 0.6741, 0.0537))), key, 0.3);
    return key * (once + twice) + lost * many + 0.5 * light.above / (1.0 + 0.15 * over) + 0.5 * light.below / (1.0 + 0.15 * under);
}

// Through the volume of a layer. in: unit direction; sine of its elevation, 0 at least; jitter 0..1.
fn march_layer(layer: u32, ray: vec3f, rise: f32, light: CloudLight, jitter: f32) -> CloudRay {
    let cloud = sky.clouds[layer];
    let thick = cloud.layer.y - cloud.layer.x;
    let reach = cloud_reach(layer);
    var way = march_way(cloud.layer.x, rise);
    let thins = 1.0 - smoothstep(0.75, 1.0, cloud.layer.z);
    let end = min(march_way(cloud.layer.y, rise), select(180000.0, MARCH_FAR_M.y, thins >= 1.0));
    var seen = CloudRay(vec3f(0.0), 1.0, 0.0);
    var shown = 0.0;
    var source = vec3f(0.0);
    for (var index = 0u; index < MARCH_STEPS; index++) {
        if way >= end || seen.transmittance < 0.01 { break; }
        let step = max(max(way * 0.006, thick * 0.013), 12.0);
        let here = way + step * jitter;
        let height_m = march_height(here, rise);
        let in_world = vec3f(sky.observer.x + ray.x * here, height_m, sky.observer.z + ray.z * here);
        let excess = cloud_excess(layer, in_world.xz);
        // Between clouds the field rises by less than four deviations in a cell.
        let gap = -0.4 - reach - excess;
        if gap >= 0.0 { way += max(step * 2.5, gap * 0.25 * cloud.shape.y); continue; }
        way += step;
        let share = (height_m - cloud.layer.x) / thick;
        let fine = 1.0 - smoothstep(4000.0, 25000.0, here);
        let fades = 1.0 - thins * smoothstep(MARCH_FAR_M.x, MARCH_FAR_M.y, here);
        let density = cloud_density(layer, in_world, share, excess, fine) * fades;
        if density <= 0.0 { continue; }
        let opacity = seen.transmittance * (1.0 - exp(-density * cloud.layer.w * step));
        // What hardly adds is lit as what was before it.
        if opacity > 0.004 || shown == 0.0 {
            let depth = march_depth_above(layer, in_world, light.to)
                + march_depth_within(layer, in_world, light.to, excess, fine, fract(jitter + f32(index) * 0.618034));
            let extent = cloud_extent(layer, excess + reach * cloud_spread(share));
            let over = max(extent.y - share, 0.0) * thick * cloud.layer.w;
            let under = max(share - extent.x, 0.0) * thick * cloud.layer.w;
            source = march_source(in_world, ray, light, depth, over, under);
        }
        seen.nits += opacity * source;
        seen.way += opacity * here;
        shown += opacity;
        seen.transmittance -= opacity;
    }
    seen.way /= max(shown, 1e-6);
    // The last hundredth that was not marched through.
    let rest = clamp((seen.transmittance - 0.01) / 0.99, 0.0, 1.0);
    seen.nits *= select(1.0, (1.0 - rest) / max(1.0 - seen.transmittance, 1e-6), shown > 0.0);
    seen.transmittance = rest;
    return seen;
}
