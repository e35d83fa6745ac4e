// How dense a cloud is at a point.
// @include sky/cloud_column.wgsl

// Extinction as a share of the layer's own. in: layer, world position, metres; share of the height in the layer; how much of the
// fine shape is wanted, 1 near to 0 far.
fn cloud_density(layer: u32, in_world: vec3f, height: f32, excess: f32, fine: f32) -> f32 {
    let cloud = sky.clouds[layer];
    let extent = cloud_extent(layer, excess);
    let heap = cloud.shape.x;
    // Soft share of the thickness at top and base; flat bases are hard.
    let above = (extent.y - height) / mix(0.5, 0.38, heap);
    let below = (height - extent.x) / mix(0.22, 0.05, heap);
    let body = min(min(above, below), excess / mix(0.8, 0.55, heap));
    if body <= 0.0 { return 0.0; }
    let profile = min(body, 1.0);
    let place = vec3f(in_world.x - cloud.drift.x, in_world.y, in_world.z - cloud.drift.y);
    // Clouds boil: their heaps rise through them. 10 tiles of 2 scales a day, a whole number.
    let rise = vec3f(0.0, sky.turn.z / 8640.0, 0.0);
    let coarse = textureSampleLevel(billow_map, noise_sampler, place / (2.0 * cloud.shape.y) - rise, 0.0);
    var holes = 1.0 - mix(coarse.g, coarse.r, heap);
    if fine > 0.0 {
        let detail = textureSampleLevel(detail_map, noise_sampler, place / (0.5 * cloud.shape.y) - rise * 4.0, 0.0).r;
        // Wisps at the base, round heaps above.
        let shaped = mix(detail, 1.0 - detail, clamp(height * 5.0, 0.0, 1.0));
        holes = holes + (shaped - 0.5) * 0.42 * fine;
    }
    let eaten = clamp(cloud.shape.z * holes * mix(1.0, 1.25, heap), 0.0, 0.95);
    let solid = clamp((profile - eaten) / (1.0 - eaten), 0.0, 1.0);
    // Water grows with height over the base.
    return clamp(solid * mix(1.6, 3.5, heap), 0.0, 1.0) * mix(1.0, 0.55 + 0.75 * height, heap);
}
