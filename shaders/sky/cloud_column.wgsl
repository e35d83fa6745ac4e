// Where clouds stand, seen from above, and how much lies over a place: without heaps in heaps, cheap.
// @include bind/sky_luts.wgsl
// @include bind/cloud_noise.wgsl

// Metres after which everything repeats: render::sky_structs::CLOUD_TILE_M.
const CLOUD_TILE_M: f32 = 65536.0;

// How many layers of clouds there are; the lowest is 0.
fn cloud_layers() -> u32 {
    return u32(sky.domes[0].extra.z);
}

// How far a place stands inside a layer's clouds, in deviations of their field; negative outside.
fn cloud_excess(layer: u32, in_world: vec2f) -> f32 {
    let cloud = sky.clouds[layer];
    let place = in_world - cloud.drift.xy;
    let far = textureSampleLevel(field_map, noise_sampler, place / CLOUD_TILE_M, 0.0);
    // Cells lean after the veils, so that no row of them is straight.
    let bent = place + (far.b * 0.35 + far.a * 0.1) * cloud.shape.y * vec2f(1.0, 0.6);
    let near = textureSampleLevel(field_map, noise_sampler, bent / (32.0 * cloud.shape.y), 0.0);
    // Far away only groups are seen, or cells would be gravel on the horizon.
    let away = 0.75 * smoothstep(9000.0, 45000.0, distance(in_world, sky.observer.xz));
    let groups = mix(cloud.pattern.x, 1.0, away);
    let cells = groups * far.r + sqrt(1.0 - groups * groups) * near.g;
    // Rows: waves of a whole number in a tile, about two cells apart.
    let waves = vec2f(floor(CLOUD_TILE_M / (2.2 * cloud.shape.y)), floor(CLOUD_TILE_M / (7.0 * cloud.shape.y))) / CLOUD_TILE_M;
    let row = sin(6.2831853 * fract(dot(bent, waves)) + far.b * 0.8);
    return cells * (1.0 - 0.35 * cloud.pattern.z) + 0.8 * cloud.pattern.z * row - cloud.pattern.w;
}

// How far, in deviations, an anvil spreads round its tower.
fn cloud_reach(layer: u32) -> f32 {
    return 1.1 * sky.clouds[layer].drift.z;
}

// Share of the reach at a share of the layer's height: all of it where an anvil is.
fn cloud_spread(height: f32) -> f32 {
    return smoothstep(0.7, 0.84, height);
}

// Bottom and top of a cloud over such a place, shares of the layer's thickness.
fn cloud_extent(layer: u32, excess: f32) -> vec2f {
    let cloud = sky.clouds[layer];
    let heap = cloud.shape.x;
    let inside = clamp(excess / 2.6, 0.0, 1.0);
    let dome = 0.12 + 0.88 * pow(inside, 0.8);
    let rim = (1.0 - inside) * (1.0 - inside);
    let top = mix(1.0 - 0.45 * rim, dome, heap);
    return vec2f(0.22 * (1.0 - heap) * rim, top);
}

// Optical depth straight up through a layer at a place.
fn cloud_column(layer: u32, in_world: vec2f) -> f32 {
    let cloud = sky.clouds[layer];
    let excess = cloud_excess(layer, in_world);
    let extent = cloud_extent(layer, excess);
    let fill = smoothstep(-0.4, 0.4, excess - cloud.drift.w) * (1.0 - 0.45 * cloud.shape.z);
    return max(extent.y - extent.x, 0.0) * fill * (cloud.layer.y - cloud.layer.x) * cloud.layer.w;
}
