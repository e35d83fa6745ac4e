// How dense a cloud is at a point.
// @include sky/cloud_column.wgsl

// Extinction as a share of the layer's own. in: layer, world position, metres; share of the height in the layer; how much of the
// fine shape is wanted, 1 near to 0 far.
fn cloud_density(layer: u32, in_world: vec3f, height: f32, tower: f32, fine: f32) -> f32 {
    let cloud = sky.clouds[layer];
    let spread = cloud_reach(layer) * cloud_spread(height);
    let excess = tower + spread;
    if excess <= 0.0 { return 0.0; }
    let extent = cloud_extent(layer, excess);
    let heap = cloud.shape.x;
    // The body is soft toward its rim, so that what is eaten from it is deep; flat bases are cut hard.
    let above = (extent.y - height) / mix(0.5, 0.55, heap);
    let below = (height - extent.x) / 0.22;
    let body = min(min(above, mix(below, 1.0, heap)), excess / mix(0.9, 1.5, heap));
    if body <= 0.0 || height <= extent.x { return 0.0; }
    let place = vec3f(in_world.x - cloud.drift.x, in_world.y, in_world.z - cloud.drift.y);
    // Clouds boil: their heaps rise through them. 10 tiles of 2 scales a day, a whole number.
    let rise = vec3f(0.0, sky.turn.z / 8640.0, 0.0);
    let coarse = textureSampleLevel(billow_map, noise_sampler, place / (2.0 * cloud.shape.y) - rise, 0.0);
    var holes = 1.0 - clamp((mix(coarse.g, coarse.r, heap) - 0.2) / 0.6, 0.0, 1.0);
    if fine > 0.0 {
        // Heaps on heaps, each a quarter of the last and bent by the soft noise; wisps at the base.
        let bent = place + (coarse.gbg - 0.5) * (0.25 * cloud.shape.y);
        let detail = textureSampleLevel(detail_map, noise_sampler, bent / (0.5 * cloud.shape.y) - rise * 4.0, 0.0).r;
        let grain = textureSampleLevel(detail_map, noise_sampler, bent.zxy / (0.125 * cloud.shape.y) - rise.xzy * 16.0, 0.0).r;
        let lumps = 0.68 * detail + 0.32 * grain;
        let shaped = mix(lumps, 1.0 - lumps, clamp(height * 6.0, 0.0, 1.0));
        holes += (shaped - 0.5) * 1.25 * fine * mix(0.5, 1.0, heap);
    }
    let eaten = clamp(cloud.shape.z * (0.15 + 0.95 * holes), 0.0, 0.95);
    let solid = clamp((min(body, 1.0) - eaten) / (1.0 - eaten), 0.0, 1.0);
    let cut = smoothstep(0.0, mix(0.1, 0.035, heap), height - extent.x);
    // Water grows with height over the base.
    return clamp(solid * mix(1.6, 5.0, heap), 0.0, 1.0) * cut * mix(1.0, 0.5 + 0.7 * height, heap);
}
