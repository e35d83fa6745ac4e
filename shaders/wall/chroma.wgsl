// The key color in a camera's inner frustum or over a whole wall, with its markers. Pass: render::passes::chroma.
// Hard edges: an LED is the key, a marker, an overlap or none of it; its code is that of one color.
// @include lib/marker.wgsl
// @include wall/canvas_vertex.wgsl
// @include wall/code_values.wgsl
// @include wall/owner.wgsl

const CHROMA_HOST_CAMERA: u32 = 2u;

fn chroma_is_marker(panel: PanelRecord, panel_px: vec2f) -> bool {
    let pitch_mm = vec2f(length(panel.right.xyz), length(panel.down.xyz)) * 1000.0;
    let leds = vec2f(panel.right.w, panel.down.w);
    let side_mm = pitch_mm * leds;
    let led_mm = max(pitch_mm.x, pitch_mm.y);
    let size = marker_size(flat.size.y, led_mm);
    let clear_mm = size.x + led_mm;
    let count = vec2u(marker_count(side_mm.x, flat.size.x, clear_mm), marker_count(side_mm.y, flat.size.x, clear_mm));
    let stride = vec2u(marker_stride(side_mm.x, flat.size.x), marker_stride(side_mm.y, flat.size.x));
    let on_panel = vec2u(panel.place.xy) % stride == (stride - 1u) / 2u;
    if any(count == vec2u(0u)) || !all(on_panel) { return false; }
    let at_mm = panel_px * pitch_mm;
    let offset = vec2f(marker_offset(at_mm.x, side_mm.x, count.x), marker_offset(at_mm.y, side_mm.y, count.y));
    return marker_is_lit(flat.chroma.x, offset, size.x, size.y);
}

// Nits a channel of an LED; alpha 0 where it is not this job's.
fn chroma_nits(in: PanelVaryings) -> vec4f {
    let panel = panels[in.panel];
    let panel_px = wall_panel_px(panel, in.clip.xy);
    var color = flat.chroma.y;
    if flat.job.y == CHROMA_HOST_CAMERA {
        let in_stage = panel.corner.xyz + panel.right.xyz * panel_px.x + panel.down.xyz * panel_px.y;
        let owner = owner_of(flat.job.z, in_stage);
        if !owner.is_own { return vec4f(0.0); }
        if owner.is_shared { color = flat.chroma.z; }
    }
    if chroma_is_marker(panel, panel_px) { color = flat.chroma.w; }
    return vec4f(flat_colors[color * flat.job.w + u32(panel.corner.w)].rgb, 1.0);
}

@fragment
fn fs_main(in: PanelVaryings) -> @location(0) vec4f {
    let nits = chroma_nits(in);
    if nits.a == 0.0 { discard; }
    return vec4f(code_of_nits(panels[in.panel], nits.rgb), 1.0);
}

// The light of those codes, for the desk's canvas strip.
@fragment
fn fs_light(in: PanelVaryings) -> @location(0) vec4f {
    let nits = chroma_nits(in);
    if nits.a == 0.0 { discard; }
    return vec4f(wall_emitted(panels[in.panel], code_of_nits(panels[in.panel], nits.rgb)), 1.0);
}

@fragment
fn fs_nits(in: PanelVaryings) -> @location(0) vec4f {
    let nits = chroma_nits(in);
    if nits.a == 0.0 { discard; }
    return nits;
}
