// Directions on panoramas.

const SPACE_PI: f32 = 3.14159265358979;

// Panorama position of a direction: centre -Z, right half +X, top +Y. in: any non-zero vector; out: [0, 1].
// Source: CONTRACT.md 3 (latlong). Twin: math::sphere::equirect_uv_from_direction.
fn space_equirect_uv_from_direction(direction: vec3f) -> vec2f {
    let unit = normalize(direction);
    let turn = atan2(unit.x, -unit.z);
    return vec2f(turn / (2.0 * SPACE_PI) + 0.5, acos(clamp(unit.y, -1.0, 1.0)) / SPACE_PI);
}

// The inverse. in: [0, 1]; out: unit. Source: CONTRACT.md 3. Twin: math::sphere::direction_from_equirect_uv.
fn space_direction_from_equirect_uv(uv: vec2f) -> vec3f {
    let turn = (uv.x - 0.5) * 2.0 * SPACE_PI;
    let fall = uv.y * SPACE_PI;
    return vec3f(sin(turn) * sin(fall), cos(fall), -cos(turn) * sin(fall));
}
