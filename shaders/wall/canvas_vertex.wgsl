// The vertex stage of every pass that draws panels where they lie on their canvas.
// @include lib/transfer.wgsl
// @include bind/wall.wgsl

struct PanelVaryings {
    @builtin(position) clip: vec4f,
    @location(0) @interpolate(flat, either) panel: u32,
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, @builtin(instance_index) instance: u32) -> PanelVaryings {
    let panel = panels[instance];
    return PanelVaryings(wall_clip(wall_canvas_px(panel, wall_quad_px(panel, vertex))), instance);
}
