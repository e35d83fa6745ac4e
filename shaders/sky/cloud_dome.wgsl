// Light and transmittance of the clouds over the observer, by direction. Pass: render::passes::cloud_dome.
// Stored: nits over sky.domes[0].light.w; a: share of the light behind that passes.
// @include sky/cloud_sheet.wgsl
// @include lib/dome.wgsl
// @include scene/fullscreen.wgsl

// The air before a cloud takes some of its light, and adds the share of the sky's that it makes up.
fn dome_through_air(seen: CloudRay, rise: f32, behind: vec3f) -> vec3f {
    let near = exp(-cloud_air_depth(sky.observer.y, march_height(seen.way, rise), seen.way));
    let whole = exp(-cloud_air_depth(sky.observer.y, 40000.0, march_way(40000.0, rise)));
    let share = (1.0 - near) / max(1.0 - whole, vec3f(1e-4));
    // Under an overcast the air is in shade too.
    let lit = mix(0.25, 1.0, sqrt(sky.domes[0].place.z));
    return seen.nits * near + (1.0 - seen.transmittance) * share * behind * lit;
}

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    if cloud_layers() == 0u { return vec4f(0.0, 0.0, 0.0, 1.0); }
    let ray = dome_direction_from_uv(at.xy / sky.domes[0].extra.x);
    let rise = max(ray.y, 0.0);
    let light = march_light();
    // Where steps begin differs from texel to texel (Jimenez 2014), not from frame to frame: a held sky stands still.
    let jitter = fract(52.9829189 * fract(dot(at.xy, vec2f(0.06711056, 0.00583715))));
    let behind = cloud_clear_sky(vec3f(ray.x, rise, ray.z));
    var nits = vec3f(0.0);
    var transmittance = 1.0;
    for (var layer = 0u; layer < cloud_layers(); layer++) {
        if transmittance < 0.003 { break; }
        let cloud = sky.clouds[layer];
        // An observer over a layer sees none of it: domes look up.
        if cloud.layer.y <= sky.observer.y { continue; }
        let is_ice = cloud.shape.w > 0.5;
        var seen: CloudRay;
        if is_ice || sky.layers.z < 0.5 {
            seen = sheet_layer(layer, ray, rise, light, is_ice);
        } else {
            seen = march_layer(layer, ray, rise, light, jitter);
        }
        if seen.transmittance >= 1.0 { continue; }
        nits += transmittance * dome_through_air(seen, rise, behind);
        transmittance *= seen.transmittance;
    }
    return vec4f(max(sky_acescg(nits), vec3f(0.0)) / sky.domes[0].light.w, transmittance);
}
