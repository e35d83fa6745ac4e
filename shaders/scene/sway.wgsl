// Plants in the wind, the same in color, world position and shadow.
// @include bind/view.wgsl
// @include bind/sky.wgsl

// Where the wind bends a place of a plant to. in: world position before; v of its first UV set; the node's kind and origin.
// Kinds (scene::Sway): 0 stands, 1 a plant that grows from its node's origin, 2 upright cards, 1 m high, whose foot is at v = 1.
// Source: sky.md 3.2: amplitude with the wind's square, phase from the place and the world's time, never from sums. Below 4 m/s
// (Beaufort 2) leaves rustle, which no wall resolves: nothing moves.
fn sway_bent(in_world: vec3f, v: f32, node: u32) -> vec3f {
    let kind = nodes[node].normal_from_node[3].x;
    let wind = sky.wind.xz;
    let speed = length(wind);
    let over = speed - 4.0;
    if kind == 0.0 || over <= 0.0 { return in_world; }
    let origin = nodes[node].world_from_node[3].xyz;
    let height = select(clamp(1.0 - v, 0.0, 1.0), clamp(in_world.y - origin.y, 0.0, 30.0), kind == 1.0);
    // Neighbours differ, a plant's own parts little. Whole turns in 256 s.
    let at = select(in_world.xz, origin.xz + 0.2 * (in_world.xz - origin.xz), kind == 1.0);
    let start = dot(at, vec2f(0.37, 0.61)) - dot(at, wind / speed) * 0.05;
    let phase = fract(vec3f(41.0, 154.0, 435.0) * (sky.rain.z / 256.0) + start * vec3f(0.21, 1.0, 2.3)) * 6.2831853;
    let reach = min(over * over * 0.0012, 0.3) * height;
    let along = reach * (0.55 + (0.15 + 0.25 * sky.wind.w) * sin(phase.x) + 0.2 * sin(phase.y) + 0.08 * sin(phase.z));
    let aside = reach * (0.10 * cos(phase.y) + 0.06 * cos(phase.z));
    let toward = vec2f(wind.x, wind.y) / speed;
    let moved = toward * along + vec2f(-toward.y, toward.x) * aside;
    // A bent stalk keeps its length.
    let sunk = min(dot(moved, moved) / max(2.0 * height, 0.1), height * 0.5);
    return in_world + vec3f(moved.x, -sunk, moved.y);
}
