// Light that the air adds on the way from the stage, by direction and distance, and what fog adds before the sky.
// Pass: render::passes::air. Stored is the mean source: what is added over the share of light that the way takes; a: the mean density
// of the aerosol over that at world zero.
// @include bind/sky_stored.wgsl
// @include bind/sky.wgsl
// @include lib/air.wgsl
// @include scene/fog_depth.wgsl
// @include scene/clear_sky.wgsl
// @include scene/cloud_sky.wgsl

@group(0) @binding(0) var air_volume: texture_storage_3d<rgba16float, write>;

// Steps between two distances beyond a few hundred metres, where shadows of clouds are cut out of the air.
const AIR_SHADOW_STEPS: u32 = 3u;
const AIR_DROPLET_UM: f32 = 12.0;
// A lobe narrower than this is no wider than a texel of the map: fog spreads it.
const AIR_NARROWEST: f32 = 0.87;

// Of the sky over the fog, by thread: clear, and as the clouds leave it.
var<workgroup> air_clear: array<vec3f, 64>;
var<workgroup> air_clouded: array<vec3f, 64>;

// What is the same along a whole way.
struct AirLight {
    to_key: vec3f,
    key_lux: vec3f,
    // Mean radiance of the upper half of the sky, nits: clear, and as the clouds leave it.
    clear: vec3f,
    clouded: vec3f,
    sine: f32,
    // Of water and of mist (which may be dust), 1/sr, and of light that fog has spread once more.
    water: f32,
    mist: f32,
    spread: f32,
    // Haze: its source under a clear sky, nits; its shares from the key light and from the sky.
    haze: vec3f,
    haze_key: vec3f,
    haze_sky: vec3f,
}

// What lights the fog at a height.
struct AirFog {
    // nits of fog, rain and snow together.
    source: vec3f,
    // Share of the key light and of the sky's that comes down to there.
    key: vec3f,
    sky: vec3f,
}

// One of 64 directions of equal solid angle over the upper half.
fn air_gather_direction(index: u32) -> vec3f {
    let height = (f32(index / 8u) + 0.5) / 8.0;
    let turn = (f32(index % 8u) + 0.5 * f32(index / 8u % 2u)) * FOG_PI / 4.0;
    let level = sqrt(1.0 - height * height);
    return vec3f(level * sin(turn), height, level * cos(turn));
}

// Light of the ground, nits.
fn air_ground(key: vec3f, sine: f32, above: vec3f) -> vec3f {
    return sky.ground.rgb * (key * max(sine, 0.0) / FOG_PI + above);
}

// Share of the key light that the clouds let through on the whole.
fn air_mean_sunlit() -> f32 {
    if sky.domes[0].place.w + sky.domes[1].place.w < 0.5 { return 1.0; }
    return mix(sky.domes[0].place.z, sky.domes[1].place.z, sky.dome.z);
}

// The haze's source is the clear sky's own light over the share that its whole way takes: far land goes over into the sky without
// a seam. Clouds take of it what they take of the light that the haze scatters.
fn air_begin(direction: vec3f) -> AirLight {
    var light: AirLight;
    let is_moon = dot(sky.moon_lux.rgb, vec3f(1.0)) > dot(sky.sun_lux.rgb, vec3f(1.0));
    light.to_key = select(sky.to_sun.xyz, sky.to_moon.xyz, is_moon);
    light.key_lux = select(sky.sun_lux.rgb, sky.moon_lux.rgb, is_moon);
    for (var index = 0u; index < 64u; index++) {
        light.clear += air_clear[index] / 64.0;
        light.clouded += air_clouded[index] / 64.0;
    }
    light.sine = direction.y;
    let cosine = dot(direction, light.to_key);
    let asymmetry = sky.fog.w;
    light.water = fog_droplet_phase(cosine, AIR_DROPLET_UM, AIR_NARROWEST);
    light.mist = mix(fog_phase(cosine, asymmetry, 0.0), light.water, clamp((asymmetry - 0.75) * 10.0, 0.0, 1.0));
    light.spread = fog_phase(cosine, asymmetry * asymmetry, 0.0);
    let lifted = normalize(vec3f(direction.x, max(direction.y, 0.002), direction.z));
    light.haze = max(clear_sky_nits(lifted), vec3f(0.0)) / fog_lost(haze_sky_depth(lifted.y));
    let rayleigh = sky.rayleigh.rgb;
    let scattered = rayleigh + sky.mie_scattering.rgb;
    let taken = scattered + sky.mie_absorption.rgb;
    let sent = rayleigh * fog_phase(cosine, 0.0, 1.0) + sky.mie_scattering.rgb * fog_phase(cosine, sky.mie_absorption.w, 1.0);
    let from_key = light.key_lux * sent / taken;
    let ground = air_ground(light.key_lux, light.to_key.y, light.clear);
    let from_sky = 0.5 * (light.clear + ground) * scattered / taken;
    let whole = max(from_key + from_sky, vec3f(1e-9));
    light.haze_key = from_key / whole;
    // What a long way has made red of the sun's light does not tint haze that clouds light.
    let luma = vec3f(0.2722, 0.6741, 0.0537);
    light.haze = mix(whole * (dot(luma, light.haze) / dot(luma, whole)), light.haze, air_mean_sunlit());
    let shaded = air_ground(light.key_lux * air_mean_sunlit(), light.to_key.y, light.clouded);
    light.haze_sky = 0.5 * (light.clouded + shaded) * scattered / taken / whole;
    return light;
}

// What lights fog at a height. Direct light, light that fog has turned a little, and light that has lost its way and comes from
// above as from an overcast sky, 1 + 1.5 sin: together the irradiance of two streams, so fog gains none.
fn air_fog(light: AirLight, height_m: f32, sunlit: f32) -> AirFog {
    var fog: AirFog;
    let up = fog_layers_to_sky(height_m, 1.0);
    let depth = fog_layers_to_sky(height_m, light.to_key.y);
    let share = fog_mist_share(up);
    let albedo = mix(vec3f(1.0), sky.fog_color.rgb, share);
    let asymmetry = mix(0.85, sky.fog.w, share);
    let whole = depth.x + depth.y + depth.z;
    let direct = exp(-whole);
    let turned = exp(-2.0 * (1.0 - asymmetry) * whole);
    fog.key = fog_passed(whole, albedo, asymmetry) * sunlit;
    let lost_way = max(fog.key - turned * sunlit, vec3f(0.0));
    let near = mix(light.water, light.mist, share) * direct + light.spread * (turned - direct);
    let above = 1.0 + 1.5 * max(light.sine, -0.4);
    // 1.66: the mean slant of diffuse light.
    fog.sky = fog_passed(1.66 * (up.x + up.y + up.z), albedo, asymmetry);
    // What has lost its way came from sun and sky alike, whose sum is nearly white (sky.md 1.5).
    let lost_lux = mix(vec3f(dot(light.key_lux, vec3f(0.2722, 0.6741, 0.0537))), light.key_lux, 0.3);
    let ground = air_ground(lost_lux * fog.key, light.to_key.y, light.clouded * fog.sky);
    let diffuse = lost_lux * (lost_way * max(light.to_key.y, 0.0) * above / (2.0 * FOG_PI)) + 0.5 * light.clouded * fog.sky * above + 0.5 * ground;
    // Droplets turn all colors alike, and what has been turned often has been under all of the sky: it is nearly white.
    let even = mix(vec3f(dot(diffuse, vec3f(0.2722, 0.6741, 0.0537))), diffuse, 0.3);
    fog.source = albedo * (light.key_lux * near * sunlit + even);
    return fog;
}

// `density`: of the aerosol, a mean of the way.
fn air_store(at: vec2u, layer: f32, source: vec3f, density: f32) {
    // Half floats end at 65504.
    textureStore(air_volume, vec3u(at, u32(layer)), vec4f(clamp(source * sky.mist.w, vec3f(0.0), vec3f(60000.0)), density));
}

@compute @workgroup_size(64)
fn cs_main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) local: u32) {
    let gathered = air_gather_direction(local);
    let over = cloud_sky(gathered);
    air_clear[local] = max(clear_sky_nits(gathered), vec3f(0.0));
    air_clouded[local] = air_clear[local] * over.a + over.rgb;
    workgroupBarrier();
    let at = vec2u(id.x % AIR_ACROSS, id.x / AIR_ACROSS);
    // The first and the last column are the same azimuth: no filter has to reach round.
    let direction = air_direction_from_uv(vec2f(f32(at.x) / f32(AIR_ACROSS - 1u), (f32(at.y) + 0.5) / f32(AIR_UP)));
    let light = air_begin(direction);
    let in_world = air_in_world(direction);
    let eye = sky.observer.xyz + vec3f(0.0, FOG_EYE_M, 0.0);
    var sum = vec3f(0.0);
    var taken = vec3f(0.0);
    var haze_alone = vec3f(0.0);
    var through_haze = vec3f(1.0);
    var through_fog = 1.0;
    var last = vec2f(0.0, eye.y);
    for (var slice = 0u; slice < AIR_COUNT; slice++) {
        let begin = last.x;
        let end = air_distance_from_slice(f32(slice));
        let steps = select(1u, AIR_SHADOW_STEPS, end > 400.0);
        for (var step = 1u; step <= steps; step++) {
            let far = mix(begin, end, f32(step) / f32(steps));
            // The Earth falls away under a level way.
            let next = vec2f(far, eye.y + far * direction.y + far * far / (2.0 * FOG_EARTH_RADIUS_M));
            let middle = 0.5 * (last + next);
            let position = vec3f(eye.x + in_world.x * middle.x, middle.y, eye.z + in_world.z * middle.x);
            let sunlit = cloud_sunlit(position);
            let fog = air_fog(light, middle.y, sunlit);
            let haze = light.haze * (light.haze_key * fog.key + light.haze_sky * fog.sky);
            let layers = fog_layers_between(last.y, next.y, next.x - last.x);
            let fog_depth = layers.x + layers.y + layers.z;
            let haze_depth = haze_depth_between(last.y, next.y, next.x - last.x);
            let depth = max(haze_depth + fog_depth, vec3f(1e-20));
            let weight = through_haze * through_fog * fog_lost(depth);
            sum += weight * (haze * haze_depth + fog.source * fog_depth) / depth;
            taken += weight;
            haze_alone += through_haze * fog_lost(haze_depth) * haze;
            through_haze *= exp(-haze_depth);
            through_fog *= exp(-fog_depth);
            last = next;
        }
        // Things stand in a flat world: their way is straight.
        let aerosol = fog_mean_haze(eye.y, eye.y + end * direction.y, sky.mie_scattering.w * 1000.0);
        if sky.layers.y >= 0.0 { air_store(at, sky.layers.y + f32(slice), sum / max(taken, vec3f(1e-20)), aerosol); }
    }
    // The haze is in the clear sky already, which the fog dims: what fog and haze add together less that, over what the fog takes.
    let before_sky = max(sum - through_fog * haze_alone, vec3f(0.0));
    air_store(at, sky.mist.z, before_sky / max(1.0 - through_fog, 1e-6), 1.0);
}
