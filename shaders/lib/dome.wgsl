// The sky's hemisphere on a square: the zenith in the middle, its edge a little below the horizon.

// How far below the horizon the edge lies: sine of the elevation is -DOME_DIP there.
const DOME_DIP: f32 = 0.02;

// Where a direction lies. in: unit, y up; out: [0, 1]. An octahedron's upper half (Engelhardt, Dachsbacher 2008) laid out with
// twice the texels a degree at the horizon as octahedral maps have, since clouds are low there. Twin: render::dome::uv_from_direction.
fn dome_uv_from_direction(direction: vec3f) -> vec2f {
    let height = clamp((direction.y + DOME_DIP) / (1.0 + DOME_DIP), 0.0, 1.0);
    let level = max(length(direction.xz), 1e-9);
    let flat_length = sqrt(max(1.0 - height * height, 0.0));
    let aside = direction.xz * (flat_length / level);
    let sum = abs(aside.x) + abs(aside.y) + height;
    let rise = height / sum;
    // From the horizon's 0 to the zenith's 1; twice as steep at 0, half at 1.
    let spread = 2.0 * rise / (1.0 + rise);
    let reach = (1.0 - spread) / max(abs(aside.x) + abs(aside.y), 1e-9);
    let diamond = aside * reach;
    return vec2f(diamond.x + diamond.y, diamond.x - diamond.y) * 0.5 + 0.5;
}

// The inverse. in: [0, 1]; out: unit. Twin: render::dome::direction_from_uv.
fn dome_direction_from_uv(uv: vec2f) -> vec3f {
    let square = uv * 2.0 - 1.0;
    let diamond = vec2f(square.x + square.y, square.x - square.y) * 0.5;
    let spread = clamp(1.0 - abs(diamond.x) - abs(diamond.y), 0.0, 1.0);
    let rise = spread / (2.0 - spread);
    let reach = (1.0 - rise) / max(1.0 - spread, 1e-9);
    let lifted = normalize(vec3f(diamond.x * reach, rise, diamond.y * reach));
    let height = lifted.y * (1.0 + DOME_DIP) - DOME_DIP;
    let level = max(length(lifted.xz), 1e-9);
    return vec3f(lifted.xz * (sqrt(max(1.0 - height * height, 0.0)) / level), height).xzy;
}
