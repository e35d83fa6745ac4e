// Where a direction and a distance lie in the map of the air's light.

const AIR_HALF_TURN: f32 = 3.14159265358979;
// Of the first slice, metres; each further one is AIR_STEP times as far: the 24th 100 km.
const AIR_NEAR_M: f32 = 2.0;
const AIR_STEP: f32 = 1.6007;

// in: unit vector. out: 0..1, azimuth across, elevation upward, finest at the horizon. Source: Hillaire 2020, 5.3 (square root).
// Twin: render::air_map::uv_from_direction.
fn air_uv_from_direction(direction: vec3f) -> vec2f {
    let level = length(direction.xz);
    let turn = atan2(direction.x, select(-direction.z, 1.0, level == 0.0));
    let lift = atan2(direction.y, level) / (0.5 * AIR_HALF_TURN);
    return vec2f(turn / (2.0 * AIR_HALF_TURN) + 0.5, 0.5 + 0.5 * sign(lift) * sqrt(abs(lift)));
}

// The inverse. in: 0..1. out: unit vector. Source: as above. Twin: render::air_map::direction_from_uv.
fn air_direction_from_uv(uv: vec2f) -> vec3f {
    let turn = (uv.x - 0.5) * 2.0 * AIR_HALF_TURN;
    let across = 2.0 * uv.y - 1.0;
    let lift = sign(across) * across * across * 0.5 * AIR_HALF_TURN;
    return vec3f(sin(turn) * cos(lift), sin(lift), -cos(turn) * cos(lift));
}

// in: slice, 0 the nearest. out: metres. Source: equal ratios. Twin: render::air_map::distance_from_slice.
fn air_distance_from_slice(slice: f32) -> f32 {
    return AIR_NEAR_M * pow(AIR_STEP, slice);
}

// The inverse. in: metres > 0. out: slice, below 0 nearer than the first. Source: as above. Twin: render::air_map::slice_from_distance.
fn air_slice_from_distance(distance_m: f32) -> f32 {
    return log2(distance_m / AIR_NEAR_M) / log2(AIR_STEP);
}
