// The proof's twin of wall_map: the mean direction, from the true pupil, of the world points that each LED shows,
// sampled with the taps and bilinear weights of its color. Pass: render::passes::wall_probe.
// xyz: that direction in stage axes; w: 1 inside the soft edge, its weight within it, 0 outer.
// @include wall/canvas_vertex.wgsl
// @include wall/inner_window.wgsl

@group(1) @binding(0) var<uniform> inner: InnerUniforms;
@group(1) @binding(1) var position_map: texture_2d<f32>;

fn probe_direction(texel: vec2i) -> vec3f {
    let last = vec2i(inner.raster.xy) - 1;
    let shown = textureLoad(position_map, clamp(texel, vec2i(0), last), 0);
    if shown.w < 0.5 { return shown.xyz; }
    return normalize(shown.xyz - inner.true_pupil_in_world.xyz);
}

fn probe_bilinear(texel: vec2f) -> vec3f {
    let corner = floor(texel - 0.5);
    let part = texel - 0.5 - corner;
    let at = vec2i(corner);
    let top = mix(probe_direction(at), probe_direction(at + vec2i(1, 0)), part.x);
    let bottom = mix(probe_direction(at + vec2i(0, 1)), probe_direction(at + vec2i(1, 1)), part.x);
    return mix(top, bottom, part.y);
}

@fragment
fn fs_main(in: PanelVaryings) -> @location(0) vec4f {
    let panel = panels[in.panel];
    let panel_px = wall_panel_px(panel, in.clip.xy);
    let in_stage = panel.corner.xyz + panel.right.xyz * panel_px.x + panel.down.xyz * panel_px.y;
    let hit = inner_hit(inner, in_stage, panel.right.xyz, panel.down.xyz);
    if hit.weight <= 0.0 || inner.raster.w < 0.5 { return vec4f(0.0); }
    let count = filter_tap_count(hit.along, hit.down);
    var sum = vec3f(0.0);
    for (var index = 0u; index < count * count; index++) {
        let offset = filter_tap_offset(index, count);
        sum += probe_bilinear(hit.texel + hit.along * offset.x + hit.down * offset.y);
    }
    let stage_from_world = mat3x3f(inner.stage_from_world[0].xyz, inner.stage_from_world[1].xyz, inner.stage_from_world[2].xyz);
    return vec4f(stage_from_world * (sum / f32(count * count)), hit.weight);
}
