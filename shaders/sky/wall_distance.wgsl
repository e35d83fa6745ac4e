// Distance from an eye to the wall by direction in the world, metres. Pass: render::passes::wall_distance.
// @include lib/space.wgsl
// @include lib/transfer.wgsl
// @include bind/wall.wgsl
// @include scene/fullscreen.wgsl

// Mirror: render::structs::WallDistanceUniforms. A storage buffer: see scene/wet.wgsl on conditions of uniforms; eyes move each frame.
struct WallDistanceUniforms {
    // xyz: the eye, stage metres; w: panels.
    eye: vec4f,
    // Columns of the matrix to stage axes from world axes; w of the first: texels on a side of the map.
    stage_from_world: array<vec4f, 3>,
}

@group(1) @binding(0) var<storage, read> distances: WallDistanceUniforms;

// Place on the segment a-b that is nearest to `at`.
fn wall_distance_on_segment(at: vec2f, a: vec2f, b: vec2f) -> vec2f {
    let along = b - a;
    return a + along * clamp(dot(at - a, along) / max(dot(along, along), 1e-12), 0.0, 1.0);
}

// Place on the panel that is nearest to `at`, panel pixels; `at` itself inside.
fn wall_distance_on_panel(panel: PanelRecord, at: vec2f) -> vec2f {
    if panel.outline_end.w == 0.0 { return clamp(at, vec2f(0.0), vec2f(panel.right.w, panel.down.w)); }
    var corners = array<vec2f, 3>(panel.outline_start.xy, panel.outline_start.zw, panel.outline_end.xy);
    var nearest = corners[0];
    var best = 1e30;
    var left = 0u;
    for (var edge = 0u; edge < 3u; edge++) {
        let a = corners[edge];
        let b = corners[(edge + 1u) % 3u];
        let on_edge = wall_distance_on_segment(at, a, b);
        let square = dot(on_edge - at, on_edge - at);
        if square < best {
            best = square;
            nearest = on_edge;
        }
        if (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x) >= 0.0 { left += 1u; }
    }
    if left == 0u || left == 3u { return at; }
    return nearest;
}

// x: metres to the nearest panel that the ray meets; of a ray that meets none, to the place of the wall that lies nearest in
// angle, so that nothing jumps at the wall's edge. y: 1 when it meets one. 0 without a wall.
@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let uv = (at.xy - 0.5) / (distances.stage_from_world[0].w - 1.0);
    let direction = mat3x3f(distances.stage_from_world[0].xyz, distances.stage_from_world[1].xyz, distances.stage_from_world[2].xyz)
        * space_direction_from_octahedral_uv(uv);
    var met = 1e30;
    var beside = vec2f(-2.0, 0.0);
    for (var index = 0u; index < u32(distances.eye.w); index++) {
        let panel = panels[index];
        let to_corner = panel.corner.xyz - distances.eye.xyz;
        let normal = cross(panel.right.xyz, panel.down.xyz);
        let facing = dot(direction, normal);
        let away = dot(to_corner, normal) / select(facing, 1e-20, facing == 0.0);
        var on_plane = vec2f(panel.right.w, panel.down.w) * 0.5;
        if away > 0.0 && away < 1e6 { on_plane = wall_px_from_offset(panel, direction * away - to_corner); }
        let on_panel = wall_distance_on_panel(panel, on_plane);
        let point = to_corner + panel.right.xyz * on_panel.x + panel.down.xyz * on_panel.y;
        let metres = max(length(point), 1e-6);
        if all(on_panel == on_plane) && away > 0.0 && away < 1e6 {
            met = min(met, away);
        } else {
            let cosine = dot(point, direction) / metres;
            if cosine > beside.x { beside = vec2f(cosine, metres); }
        }
    }
    if met < 1e29 { return vec4f(met, 1.0, 0.0, 1.0); }
    return vec4f(beside.y, 0.0, 0.0, 1.0);
}
