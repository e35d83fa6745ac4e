// Layers of clouds as sheets: cirrus always, every kind in the cheap tier.
// @include sky/cloud_march.wgsl

// Optical depth straight through a sheet of ice: fibres of wind with trails of falling crystals.
fn sheet_ice_depth(layer: u32, in_world: vec2f) -> f32 {
    let cloud = sky.clouds[layer];
    let place = in_world - cloud.drift.xy;
    // Along the fibres and across them, by whole numbers so that the pattern repeats with the tile.
    let along = dot(place, vec2f(2.0, 1.0)) / CLOUD_TILE_M;
    let across = dot(place, vec2f(-1.0, 2.0)) / CLOUD_TILE_M;
    let broad = textureSampleLevel(field_map, noise_sampler, place / CLOUD_TILE_M, 0.0);
    // Where it thickens, and how fibres are combed.
    let comb = broad.b * 0.05 + broad.r * 0.02;
    var trails = 0.0;
    for (var fall = 0u; fall < 3u; fall++) {
        // Crystals fall into slower wind: a trail bends back, and thins.
        let back = f32(fall * fall) * 0.006;
        let head = textureSampleLevel(field_map, noise_sampler, vec2f(along + back, across * 3.0 + comb + back * 0.6), 0.0).a;
        trails += max(head, -0.6) * (0.5 - 0.12 * f32(fall));
    }
    let fine = textureSampleLevel(field_map, noise_sampler, vec2f(along * 4.0 + comb * 3.0, across * 16.0 + comb * 12.0), 0.0).a;
    let excess = 0.75 * broad.b + 0.3 * broad.r + 0.55 * trails + 0.22 * fine - cloud.pattern.w;
    let thick = cloud.layer.y - cloud.layer.x;
    return 0.4 * pow(max(excess, 0.0), 1.7) * thick * cloud.layer.w;
}

// Through a layer as a sheet.
fn sheet_layer(layer: u32, ray: vec3f, rise: f32, light: CloudLight, is_ice: bool) -> CloudRay {
    let cloud = sky.clouds[layer];
    let thick = cloud.layer.y - cloud.layer.x;
    let height = cloud.layer.x + thick * select(0.25, 0.5, is_ice);
    let way = march_way(height, rise);
    let in_world = vec3f(sky.observer.x + ray.x * way, height, sky.observer.z + ray.z * way);
    let thins = 1.0 - smoothstep(0.75, 1.0, cloud.layer.z);
    let fades = 1.0 - thins * smoothstep(2.0 * MARCH_FAR_M.x, 2.0 * MARCH_FAR_M.y, way);
    // Seen aslant there is more of it.
    let slant = 1.0 / max(march_height(way * 1.001 + 1.0, rise) - march_height(way, rise), 1e-3) * (way * 0.001 + 1.0);
    var column: f32;
    var depth = march_depth_above(layer, in_world, light.to);
    if is_ice {
        column = sheet_ice_depth(layer, in_world.xz);
        depth += 0.5 * column / max(light.to.y, 0.1);
    } else {
        let place = vec3f(in_world.x - cloud.drift.x, sky.turn.z * 0.1, in_world.z - cloud.drift.y);
        let grain = textureSampleLevel(billow_map, noise_sampler, place / (2.0 * cloud.shape.y), 0.0);
        let eaten = cloud.shape.z * (1.0 - mix(grain.g, grain.r, cloud.shape.x));
        column = cloud_column(layer, in_world.xz) * smoothstep(eaten, eaten + 0.35, cloud_excess(layer, in_world.xz));
        // Half of what is over the place itself, and what stands between it and the light.
        let aside = light.to.xz / max(light.to.y, 0.1) * thick;
        depth += 0.25 * column + 0.4 * cloud_column(layer, in_world.xz + aside * 0.3) + 0.35 * cloud_column(layer, in_world.xz + aside * 0.8);
    }
    let opacity = (1.0 - exp(-min(column * min(slant, 12.0), 40.0))) * fades;
    let source = march_source(in_world, ray, light, depth, 0.7 * column, 0.3 * column);
    return CloudRay(source * opacity, 1.0 - opacity, way);
}
