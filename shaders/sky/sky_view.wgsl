// The clear sky over the observer, sun and moon together. Pass: render::passes::sky_view.
// Stored: radiance as sky/medium.wgsl has it, both lights added, times sky.stored.x; a: share of it that the ground sends.
// @include bind/sky_luts.wgsl
// @include sky/medium.wgsl

const STEPS: u32 = 24u;
// From this elevation down, radians, fewer do.
const BELOW: f32 = -0.04;
const STEPS_BELOW: u32 = 6u;
// The ground that closes the horizon is seen through as much air as from here at least: land far away is no sharp line.
const LEAST_EYE_KM: f32 = 0.03;

struct Corner {
    @builtin(position) clip: vec4f,
    // What lies on the ground, over pi.
    @location(0) @interpolate(flat) on_ground: vec3f,
}

struct Seen {
    light: vec3f,
    passed: vec3f,
}

// Light from a direction at or above the horizon. in: height, km; unit direction, y up.
fn seen(height: f32, direction: vec3f, steps: u32) -> Seen {
    let way = atmosphere_way_to_top_km(height, direction.y);
    let radius = ATMOSPHERE_GROUND_KM + height;
    let toward_sun = dot(direction, sky.air_sun.xyz);
    let toward_moon = dot(direction, sky.air_moon.xyz);
    let sun_gain = sky.air_sun.w * atmosphere_lift(sky.air_sun.y, direction.y);
    let moon_gain = sky.air_moon.w * atmosphere_lift(sky.air_moon.y, direction.y);
    var one = Seen(vec3f(0.0), vec3f(1.0));
    var end = 0.0;
    for (var step = 0u; step < steps; step += 1u) {
        // Nearly cubes from the eye on, where aerosol is densest: at 24 within 1.3 % of 300 where 32 squares are within 1.2 and, in haze, 4.
        let begin = end;
        let share = f32(step + 1u) / f32(steps);
        end = way * share * share * (0.05 + 0.95 * share);
        let span = end - begin;
        let gone = 0.5 * (begin + end);
        let there = atmosphere_height_after_km(height, direction.y, gone);
        let up = (vec3f(0.0, radius, 0.0) + direction * gone) / (ATMOSPHERE_GROUND_KM + there);
        let air = medium_at(there);
        let through = exp(-air.extinction * span);
        var source = sun_gain * medium_source(air, there, dot(up, sky.air_sun.xyz), toward_sun);
        if sky.air_moon.w > 0.0 {
            source += moon_gain * medium_source(air, there, dot(up, sky.air_moon.xyz), toward_moon);
        }
        one.light += one.passed * source * (1.0 - through) / max(air.extinction, vec3f(1e-9));
        one.passed *= through;
    }
    // The night sky's own light, from a layer at 90 km: brighter toward the horizon (van Rhijn 1921).
    let level = ATMOSPHERE_GROUND_KM / (ATMOSPHERE_GROUND_KM + 90.0) * length(direction.xz);
    one.light += one.passed * sky.ground.w / sky.sky_scale.rgb / sqrt(1.0 - level * level);
    return one;
}

@vertex
fn vs_main(@builtin(vertex_index) index: u32) -> Corner {
    let corner = vec2f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0);
    // Light of the sky on the ground: rings whose parts count alike, at sin^2 of their angle from the zenith.
    var on_ground = vec3f(0.0);
    for (var ring = 0u; ring < 4u; ring += 1u) {
        let level = sqrt((f32(ring) + 0.5) / 4.0);
        let rise = sqrt(1.0 - level * level);
        for (var turn = 0u; turn < 6u; turn += 1u) {
            let angle = 2.0 * ATMOSPHERE_PI * (f32(turn) + 0.5) / 6.0;
            on_ground += seen(0.0, vec3f(level * cos(angle), rise, level * sin(angle)), 12u).light / 24.0;
        }
    }
    let sun = medium_direct(0.0, sky.air_sun.y) * max(sky.air_sun.y, 0.0) * sky.air_sun.w;
    let moon = medium_direct(0.0, sky.air_moon.y) * max(sky.air_moon.y, 0.0) * sky.air_moon.w;
    return Corner(vec4f(corner, 0.0, 1.0), on_ground + (sun + moon) / ATMOSPHERE_PI);
}

@fragment
fn fs_main(in: Corner) -> @location(0) vec4f {
    let angles = atmosphere_sky_view_angles(in.clip.xy / ATMOSPHERE_SKY_VIEW_SIZE);
    // Turn from the sun to axes of the world: the sun's azimuth is (x, z) of its direction.
    let level_sun = sky.air_sun.xz / max(length(sky.air_sun.xz), 1e-6);
    let turned = angles.yz;
    let across = vec2f(level_sun.x * turned.x - level_sun.y * turned.y, level_sun.y * turned.x + level_sun.x * turned.y);
    let elevation = max(angles.x, 0.0);
    let direction = vec3f(across.x * cos(elevation), sin(elevation), across.y * cos(elevation));
    let eye = sky.stored.z;
    // Under the horizon little of its air is seen, the less the lower.
    let steps = select(STEPS, STEPS_BELOW, angles.x < BELOW);
    let air = seen(eye, direction, steps);
    var light = air.light;
    var share = 0.0;
    if angles.x < 0.0 {
        // Flat ground under haze as bright as the horizon: no line where they meet, no black below.
        let depth = medium_at(0.5 * eye).extinction * max(eye, LEAST_EYE_KM) / sin(-angles.x);
        let ground = in.on_ground * sky.ground.rgb * exp(-depth);
        light = ground + light * (1.0 - exp(-depth));
        share = dot(ground, vec3f(0.2126, 0.7152, 0.0722)) / max(dot(light, vec3f(0.2126, 0.7152, 0.0722)), 1e-30);
    }
    return vec4f(light * sky.stored.x, share);
}
