// The pattern `alignment`: the panel grid in cyan at fixed LEDs, and in magenta as geometry on the wall that each inner
// frustum's window sees from its pupil; where both fall on one LED the line is white.

// The LED grid's outline, one LED wide, at a place in panel pixels.
fn pattern_alignment_line(at: vec2f, size: vec2f) -> bool {
    return any(at < vec2f(1.0)) || any(at > size - 1.0);
}

// Where the ray of a window's texel meets the panel's plane, in panel pixels; the way back of inner_texel.
fn pattern_alignment_px(window: InnerUniforms, texel: vec2f, panel: PanelRecord) -> vec2f {
    let in_view = vec3f((texel.x - window.pinhole.z) / window.pinhole.x, (window.pinhole.w - texel.y) / window.pinhole.y, -1.0);
    let ray = window.view_from_stage[0].xyz * in_view.x + window.view_from_stage[1].xyz * in_view.y + window.view_from_stage[2].xyz * in_view.z;
    let normal = cross(panel.right.xyz, panel.down.xyz);
    let along = dot(panel.corner.xyz - window.pupil.xyz, normal) / dot(ray, normal);
    let from_corner = window.pupil.xyz + ray * along - panel.corner.xyz;
    return vec2f(dot(from_corner, panel.right.xyz) / dot(panel.right.xyz, panel.right.xyz), dot(from_corner, panel.down.xyz) / dot(panel.down.xyz, panel.down.xyz));
}

fn pattern_alignment(point: PatternPoint) -> vec3f {
    let panel = point.panel;
    let size = point.tile_size;
    // The grid belongs to the wall: in a camera's raster there is none.
    if flat.job.y == PATTERN_HOST_CAMERA { return vec3f(0.0); }
    let is_cyan = pattern_alignment_line(point.tile_at, size);
    var is_magenta = false;
    let in_stage = panel.corner.xyz + panel.right.xyz * point.tile_at.x + panel.down.xyz * point.tile_at.y;
    for (var camera = 0u; camera < arrayLength(&windows); camera++) {
        let window = windows[camera];
        if window.layer.x == 0.0 || !owner_of(camera, in_stage).is_own { continue; }
        let texel = inner_texel(window, in_stage).xy;
        is_magenta = pattern_alignment_line(pattern_alignment_px(window, texel, panel), size);
    }
    let ink = PATTERN_INK_NITS;
    return vec3f(select(0.0, ink, is_magenta), select(0.0, ink, is_cyan), select(0.0, ink, is_cyan || is_magenta));
}
