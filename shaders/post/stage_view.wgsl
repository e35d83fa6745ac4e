// The stage in 3D for the previs: lit walls, and the set in front of them. Pass: render::passes::stage_view.
// @include lib/transfer.wgsl
// @include bind/wall.wgsl
// @include bind/camera.wgsl

@group(1) @binding(2) var<storage, read> panel_light: array<vec4f>;

struct PanelVaryings {
    @builtin(position) clip: vec4f,
    @location(0) @interpolate(flat, either) panel: u32,
    @location(1) panel_px: vec2f,
}

@vertex
fn vs_wall(@builtin(vertex_index) vertex: u32, @builtin(instance_index) instance: u32) -> PanelVaryings {
    let panel = panels[instance];
    let panel_px = wall_quad_px(panel, vertex);
    let in_stage = panel.corner.xyz + panel.right.xyz * panel_px.x + panel.down.xyz * panel_px.y;
    return PanelVaryings(camera.clip_from_stage * vec4f(in_stage, 1.0), instance, panel_px);
}

@fragment
fn fs_wall(in: PanelVaryings) -> @location(0) vec4f {
    let panel = panels[in.panel];
    let step_x = dpdx(in.panel_px);
    let step_y = dpdy(in.panel_px);
    let normal = cross(panel.down.xyz, panel.right.xyz);
    if dot(normal, camera.stage_from_view[3].xyz - panel.corner.xyz) <= 0.0 {
        // Backs: dark aluminium frames, one line at each panel's edge.
        let edge = min(min(in.panel_px.x, panel.right.w - in.panel_px.x), min(in.panel_px.y, panel.down.w - in.panel_px.y));
        return vec4f(vec3f(select(0.012, 0.03, edge < panel.right.w * 0.03)), 1.0);
    }
    if panel.slot.w < 0.5 { return vec4f(0.002, 0.002, 0.002, 1.0); }
    var sum = vec3f(0.0);
    for (var tap = 0; tap < 4; tap++) {
        let offset = vec2f(f32(tap % 2) - 0.5, f32(tap / 2) - 0.5) * 0.5;
        let at = clamp(in.panel_px + step_x * offset.x + step_y * offset.y, vec2f(0.0), vec2f(panel.right.w, panel.down.w) - 1.0);
        sum += wall_emitted(panel, textureLoad(code_map, vec2i(wall_canvas_px(panel, floor(at) + 0.5)), 0).rgb);
    }
    return vec4f(sum * 0.25, 1.0);
}

struct SetVaryings {
    @builtin(position) clip: vec4f,
    @location(0) light: vec3f,
}

// The set is lit by the wall alone, panel by panel as small Lambertian sources, and by a little room light.
@vertex
fn vs_set(
    @location(0) position: vec3f,
    @location(1) normal: vec3f,
    @location(4) color: vec4f,
) -> SetVaryings {
    var irradiance = vec3f(0.0);
    let count = arrayLength(&panel_light);
    for (var index = 0u; index < count; index++) {
        let panel = panels[index];
        let area = cross(panel.down.xyz, panel.right.xyz) * wall_area_px(panel);
        // The middle of a triangle is a third along both its sides.
        let middle_px = wall_place_px(panel, vec2f(select(0.5, 1.0 / 3.0, panel.outline_end.w == 1.0)));
        let to_panel = panel.corner.xyz + panel.right.xyz * middle_px.x + panel.down.xyz * middle_px.y - position;
        let square = max(dot(to_panel, to_panel), 0.04);
        let leaving = max(-dot(area, to_panel), 0.0);
        let arriving = max(dot(normal, to_panel), 0.0);
        irradiance += panel_light[index].rgb * (leaving * arriving / (square * square));
    }
    // Room light of 3 nits, and a soft key of 250 (on white) from over the camera's shoulder, as on any set.
    let key = 2.5 * max(dot(normal, normalize(vec3f(-0.5, 0.7, 1.0))), 0.0) * smoothstep(0.0, 0.02, position.y);
    let bounced = irradiance / 3.14159265 + vec3f(0.03) * (0.6 + 0.4 * normal.y) + vec3f(key);
    return SetVaryings(camera.clip_from_stage * vec4f(position, 1.0), bounced * color.rgb);
}

@fragment
fn fs_set(in: SetVaryings) -> @location(0) vec4f {
    return vec4f(in.light, 1.0);
}
