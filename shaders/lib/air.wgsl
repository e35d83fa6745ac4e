// Where a direction and a distance lie in the map of the air's light.

// AIR_SIZE and AIR_SLICES of render::sky_targets.
const AIR_ACROSS: u32 = 96u;
const AIR_UP: u32 = 64u;
const AIR_COUNT: u32 = 24u;
// Of the first slice, metres; each further one is AIR_STEP times as far: the 24th 100 km.
const AIR_NEAR_M: f32 = 2.0;
const AIR_STEP: f32 = 1.6007;

// in: unit vector. out: 0..1, azimuth across, its middle toward -Z, elevation upward, finest at the horizon. Without trigonometry, for
// each pixel asks: the azimuth runs round a diamond, the elevation as the root of its sine (Hillaire 2020, 5.3, has the angle's).
// Twin: render::air_map::uv_from_direction.
fn air_uv_from_direction(direction: vec3f) -> vec2f {
    let aside = direction.x / max(abs(direction.x) + abs(direction.z), 1e-9);
    let quarters = select(select(-2.0, 2.0, aside >= 0.0) - aside, aside, direction.z <= 0.0);
    return vec2f(0.5 + 0.25 * quarters, 0.5 + 0.5 * sign(direction.y) * sqrt(abs(direction.y)));
}

// The inverse. in: 0..1. out: unit vector. Source: as above. Twin: render::air_map::direction_from_uv.
fn air_direction_from_uv(uv: vec2f) -> vec3f {
    let quarters = 4.0 * uv.x - 2.0;
    let aside = select(sign(quarters) * 2.0 - quarters, quarters, abs(quarters) <= 1.0);
    let level = normalize(vec2f(aside, abs(quarters) - 1.0));
    let across = 2.0 * uv.y - 1.0;
    let rise = sign(across) * across * across;
    return vec3f(level * sqrt(max(1.0 - rise * rise, 0.0)), rise).xzy;
}

// in: slice, 0 the nearest. out: metres. Source: equal ratios. Twin: render::air_map::distance_from_slice.
fn air_distance_from_slice(slice: f32) -> f32 {
    return AIR_NEAR_M * pow(AIR_STEP, slice);
}

// The inverse. in: metres > 0. out: slice, below 0 nearer than the first. Source: as above. Twin: render::air_map::slice_from_distance.
fn air_slice_from_distance(distance_m: f32) -> f32 {
    return log2(distance_m / AIR_NEAR_M) / log2(AIR_STEP);
}
