// Light of the frame's flashes: glow in clouds, channels, light on surfaces. Places of flashes turn with the sky about the observer.
// @include bind/sky.wgsl
// @include lib/precipitation.wgsl

// Color of a stroke, linear ACEScg of luminance 1: about 9000 K.
const LIGHTNING_COLOR: vec3f = vec3f(0.90, 1.00, 1.20);
// Share of a flash's light that its channel shows itself.
const LIGHTNING_CHANNEL: f32 = 0.3;

// Offset of a channel from its straight way, metres. in: height, metres; seed. Straight lines between hashed places, ever smaller.
fn lightning_bend_m(height_m: f32, seed: u32) -> f32 {
    var sum = 0.0;
    var step_m = 420.0;
    for (var octave = 0u; octave < 5u; octave++) {
        let at = height_m / step_m;
        let cell = floor(at);
        let low = precipitation_unit(precipitation_hash(vec3u(u32(i32(cell)), seed, octave))).x;
        let high = precipitation_unit(precipitation_hash(vec3u(u32(i32(cell) + 1), seed, octave))).x;
        sum += (mix(low, high, at - cell) - 0.5) * step_m * 0.55;
        step_m *= 0.38;
    }
    return sum;
}

// Brightness of a channel at a distance from it, over its core's. in: metres aside, half width, metres.
fn lightning_profile(aside_m: f32, half_width_m: f32) -> f32 {
    let away = aside_m / half_width_m;
    return exp(-away * away) + 0.06 / (1.0 + away * away * 0.25);
}

// A channel from its cloud to the ground and three branches, as seen in the upright plane that faces the observer. in: unit vector in
// sky axes, the flash's place from the observer, seed. out: brightness over the core's.
fn lightning_bolt(direction: vec3f, from_observer: vec3f, seed: u32) -> f32 {
    let level_m = max(length(from_observer.xz), 50.0);
    let ahead = from_observer.xz / level_m;
    let toward = dot(direction.xz, ahead);
    if toward < 0.2 { return 0.0; }
    let on_plane = direction * (level_m / toward);
    let aside = on_plane.x * -ahead.y + on_plane.z * ahead.x;
    let height = on_plane.y;
    let top = from_observer.y;
    if height > top || height < -40.0 { return 0.0; }
    // Its visible width on film; never under 1.2 mrad, which a coarse wall still shows.
    let half_width = max(3.0, 0.0012 * level_m);
    let start = lightning_bend_m(top, seed);
    let bend = lightning_bend_m(height, seed) - start;
    let slope = (lightning_bend_m(height + half_width, seed) - lightning_bend_m(height - half_width, seed)) / (2.0 * half_width);
    var bright = lightning_profile((aside - bend) * inverseSqrt(1.0 + slope * slope), half_width);
    for (var branch = 0u; branch < 3u; branch++) {
        let own = precipitation_unit(precipitation_hash(vec3u(seed, branch, 77u)));
        let from_m = top * (0.35 + 0.55 * own.x);
        let down = from_m - height;
        let reach = top * (0.2 + 0.3 * own.y);
        if down < 0.0 || down > reach { continue; }
        let sign = select(-1.0, 1.0, own.z > 0.5);
        let root = lightning_bend_m(from_m, seed) - start;
        let twig = lightning_bend_m(height, seed + 31u + branch) - lightning_bend_m(from_m, seed + 31u + branch);
        let middle = root + sign * down * (0.3 + 0.5 * own.x) + 0.7 * twig;
        bright += 0.35 * (1.0 - down / reach) * lightning_profile((aside - middle) * 0.8, half_width * 0.6);
    }
    return bright * smoothstep(-40.0, 0.0, height);
}

// Illuminance of a flash at the mark, lux.
fn lightning_mark_lux(flash: FlashRecord) -> f32 {
    let away = flash.at.xyz - sky.observer.xyz;
    return flash.at.w * flash.light.x / max(dot(away, away), 1.0);
}

// What flashes add to the sky in a direction. in: unit vector in sky axes; transmittance of the clouds there; 1 in an inner
// frustum or CG reference. out: nits, linear ACEScg.
fn lightning_sky_nits(direction: vec3f, cloud_transmittance: f32, is_inner: f32) -> vec3f {
    if sky.layers.w < 0.5 || direction.y < -0.05 { return vec3f(0.0); }
    var nits = 0.0;
    for (var index = 0u; index < 4u; index++) {
        let flash = sky.flashes[index];
        if flash.at.w <= 0.0 { break; }
        let from_observer = flash.at.xyz - sky.observer.xyz;
        let lux = lightning_mark_lux(flash);
        let toward = clamp(dot(direction, normalize(from_observer)), -1.0, 1.0);
        let angle = acos(toward);
        // All the clouds, and the one that it is in; clear air between clouds sends a little.
        let around = (0.7 + 1.5 * pow(max(toward, 0.0), 6.0)) / 3.14159265;
        nits += lux * (around * mix(0.25, 1.0, 1.0 - cloud_transmittance) + 1.4 * exp(-angle * angle * 14.0) * (1.0 - cloud_transmittance));
        if flash.light.y > 0.5 && is_inner > 0.5 {
            let core = flash.light.x * flash.at.w * LIGHTNING_CHANNEL / max(from_observer.y * 6.0, 600.0);
            nits += core * lightning_bolt(direction, from_observer, u32(flash.light.z));
        }
    }
    return LIGHTNING_COLOR * nits;
}

// Irradiance that flashes send to a surface. in: world position, unit normal. out: lux, linear ACEScg.
fn lightning_lux(in_world: vec3f, normal: vec3f) -> vec3f {
    if sky.layers.w < 0.5 { return vec3f(0.0); }
    var lux = 0.0;
    for (var index = 0u; index < 4u; index++) {
        let flash = sky.flashes[index];
        if flash.at.w <= 0.0 { break; }
        let turned = flash.at.xyz - sky.observer.xyz;
        let from_observer = vec3f(turned.x * sky.turn.x + turned.z * sky.turn.y, turned.y, turned.z * sky.turn.x - turned.x * sky.turn.y);
        let away = sky.observer.xyz + from_observer - in_world;
        let direct = max(dot(normal, normalize(away)), 0.0);
        lux += flash.at.w * flash.light.x / max(dot(away, away), 1.0) * (0.4 * direct + 0.3 + 0.3 * normal.y);
    }
    return LIGHTNING_COLOR * lux;
}
