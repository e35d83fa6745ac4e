// What the film camera sees of the emitting wall: one ray a pixel centre, Lambertian LEDs. Pass: render::passes::simulated_camera.
// @include lib/transfer.wgsl
// @include bind/wall.wgsl
// @include bind/camera.wgsl

struct PanelVaryings {
    @builtin(position) clip: vec4f,
    @location(0) @interpolate(flat, either) panel: u32,
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, @builtin(instance_index) instance: u32) -> PanelVaryings {
    let panel = panels[instance];
    let panel_px = wall_quad_px(panel, vertex);
    let in_stage = panel.corner.xyz + panel.right.xyz * panel_px.x + panel.down.xyz * panel_px.y;
    return PanelVaryings(camera.clip_from_stage * vec4f(in_stage, 1.0), instance);
}

@fragment
fn fs_main(in: PanelVaryings) -> @location(0) vec4f {
    let panel = panels[in.panel];
    let in_view = vec3f((in.clip.x - camera.pinhole.z) / camera.pinhole.x, (camera.pinhole.w - in.clip.y) / camera.pinhole.y, -1.0);
    let ray = (camera.stage_from_view * vec4f(in_view, 0.0)).xyz;
    let pupil = camera.stage_from_view[3].xyz;
    let normal = cross(panel.down.xyz, panel.right.xyz);
    // Back of a panel, or a panel that nothing feeds: black.
    if dot(ray, normal) >= 0.0 || panel.slot.w < 0.5 { return vec4f(0.0, 0.0, 0.0, 1.0); }
    let distance = dot(panel.corner.xyz - pupil, normal) / dot(ray, normal);
    let from_corner = pupil + ray * distance - panel.corner.xyz;
    let panel_px = wall_px_from_offset(panel, from_corner);
    let size = vec2f(panel.right.w, panel.down.w);
    let led = clamp(floor(panel_px), vec2f(0.0), size - 1.0) + 0.5;
    let coded = textureLoad(code_map, vec2i(wall_canvas_px(panel, led)), 0).rgb;
    return vec4f(wall_emitted(panel, coded), 1.0);
}
