// Light of the frame's flashes.
// @include bind/sky.wgsl

// Color of a stroke, linear ACEScg of luminance 1: about 9000 K.
const LIGHTNING_COLOR: vec3f = vec3f(0.90, 1.00, 1.20);

// Illuminance of a flash at the mark, lux.
fn lightning_mark_lux(flash: FlashRecord) -> f32 {
    let away = flash.at.xyz - sky.observer.xyz;
    return flash.at.w * flash.light.x / max(dot(away, away), 1.0);
}

// What flashes add to the sky in a direction. in: unit vector in sky axes; transmittance of the clouds there; 1 in an inner
// frustum or CG reference. out: nits, linear ACEScg.
fn lightning_sky_nits(direction: vec3f, cloud_transmittance: f32, is_inner: f32) -> vec3f {
    if direction.y < -0.05 { return vec3f(0.0); }
    var nits = 0.0;
    for (var index = 0u; index < 4u; index++) {
        let flash = sky.flashes[index];
        if flash.at.w <= 0.0 { continue; }
        let toward = max(dot(direction, normalize(flash.at.xyz - sky.observer.xyz)), 0.0);
        nits += lightning_mark_lux(flash) / 3.14159265 * (0.7 + 1.5 * pow(toward, 6.0));
    }
    return LIGHTNING_COLOR * nits;
}

// Irradiance that flashes send to a surface. in: world position, unit normal. out: lux, linear ACEScg.
fn lightning_lux(in_world: vec3f, normal: vec3f) -> vec3f {
    var lux = 0.0;
    for (var index = 0u; index < 4u; index++) {
        let flash = sky.flashes[index];
        if flash.at.w <= 0.0 { continue; }
        let away = flash.at.xyz - in_world;
        let direct = max(dot(normal, normalize(away)), 0.0);
        lux += flash.at.w * flash.light.x / max(dot(away, away), 1.0) * (0.4 * direct + 0.3 + 0.3 * normal.y);
    }
    return LIGHTNING_COLOR * lux;
}
