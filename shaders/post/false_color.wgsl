// What the wall cannot show, in the camera's picture and in the canvas strip: for the desk, never on a wall.
// Reads the light before the encoder's gamut clip and roll-off. Pass: render::passes::false_color.
// @include lib/false_color.wgsl
// @include lib/transfer.wgsl
// @include bind/wall.wgsl
// @include bind/camera.wgsl

struct SeenVaryings {
    @builtin(position) clip: vec4f,
    @location(0) @interpolate(flat, either) panel: u32,
    @location(1) canvas_px: vec2f,
}

@vertex
fn vs_camera(@builtin(vertex_index) vertex: u32, @builtin(instance_index) instance: u32) -> SeenVaryings {
    let panel = panels[instance];
    let panel_px = wall_quad_px(panel, vertex);
    let in_stage = panel.corner.xyz + panel.right.xyz * panel_px.x + panel.down.xyz * panel_px.y;
    return SeenVaryings(camera.clip_from_stage * vec4f(in_stage, 1.0), instance, wall_canvas_px(panel, panel_px));
}

@vertex
fn vs_canvas(@builtin(vertex_index) vertex: u32, @builtin(instance_index) instance: u32) -> SeenVaryings {
    let panel = panels[instance];
    let canvas_px = wall_canvas_px(panel, wall_quad_px(panel, vertex));
    return SeenVaryings(wall_clip(canvas_px), instance, canvas_px);
}

@fragment
fn fs_main(in: SeenVaryings) -> @location(0) vec4f {
    let panel = panels[in.panel];
    let wall = walls[u32(panel.corner.w)];
    if panel.slot.w < 0.5 { return vec4f(0.0, 0.0, 0.0, 1.0); }
    let last = vec2i(textureDimensions(code_map)) - 1;
    let acescg = textureLoad(code_map, clamp(vec2i(in.canvas_px), vec2i(0), last), 0).rgb;
    return vec4f(false_color(wall_matrix(wall.wall_from_acescg) * acescg * 100.0, wall.light.x), 1.0);
}
