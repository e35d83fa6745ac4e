// Directions on panoramas.

const SPACE_PI: f32 = 3.14159265358979;

// Panorama position of a direction: centre -Z, right half +X, top +Y. in: any non-zero vector; out: [0, 1].
// Source: CONTRACT.md 3 (latlong). Twin: math::sphere::equirect_uv_from_direction.
fn space_equirect_uv_from_direction(direction: vec3f) -> vec2f {
    // Not acos: Mesa's is off by 1.6e-4 radians, half a texel of an 8K dome.
    let level = length(direction.xz);
    // Straight up and down has no turn, and atan2(0, 0) has no value.
    let turn = atan2(direction.x, select(-direction.z, 1.0, level == 0.0));
    return vec2f(turn / (2.0 * SPACE_PI) + 0.5, 0.5 - atan2(direction.y, level) / SPACE_PI);
}

// The inverse. in: [0, 1]; out: unit. Source: CONTRACT.md 3. Twin: math::sphere::direction_from_equirect_uv.
fn space_direction_from_equirect_uv(uv: vec2f) -> vec3f {
    let turn = (uv.x - 0.5) * 2.0 * SPACE_PI;
    let fall = uv.y * SPACE_PI;
    return vec3f(sin(turn) * sin(fall), cos(fall), -cos(turn) * sin(fall));
}

// Place on an octahedron unfolded to a square: +Y in the middle, -Y in the corners, right +X, down +Z. in: any non-zero vector;
// out: [0, 1]. Source: Cigolle et al. 2014, A survey of efficient representations for independent unit vectors.
// Twin: math::sphere::octahedral_uv_from_direction.
fn space_octahedral_uv_from_direction(direction: vec3f) -> vec2f {
    let flat = direction.xz / (abs(direction.x) + abs(direction.y) + abs(direction.z));
    let folded = (1.0 - abs(flat.yx)) * select(vec2f(-1.0), vec2f(1.0), flat >= vec2f(0.0));
    return select(flat, folded, direction.y < 0.0) * 0.5 + 0.5;
}

// The inverse. in: [0, 1]; out: unit. Source: as above. Twin: math::sphere::direction_from_octahedral_uv.
fn space_direction_from_octahedral_uv(uv: vec2f) -> vec3f {
    let flat = uv * 2.0 - 1.0;
    let height = 1.0 - abs(flat.x) - abs(flat.y);
    let folded = (1.0 - abs(flat.yx)) * select(vec2f(-1.0), vec2f(1.0), flat >= vec2f(0.0));
    let level = select(flat, folded, height < 0.0);
    return normalize(vec3f(level.x, height, level.y));
}
