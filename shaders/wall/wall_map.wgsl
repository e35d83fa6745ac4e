// What each LED shows, linear ACEScg, 1.0 = 100 nits. Pass: render::passes::wall_map.
// fs_outer fills every LED by direction from the view origin; fs_inner lays one camera's inner frustum over it. Cards and
// flags that lie over inner frusta are in both, so that a soft edge has them once.
// @include wall/canvas_vertex.wgsl
// @include wall/inner_window.wgsl
// @include wall/cards.wgsl

// Mirror: render::structs::OuterUniforms.
struct OuterUniforms {
    // xyz: view origin in stage metres; w: half the width of a face at distance 1 (guard band included).
    origin: vec4f,
    // Layer of each cube face (+X -X +Y -Y +Z -Z, two rows of four); -1 when not drawn.
    layers: array<vec4f, 2>,
    // x: side of a face in texels.
    raster: vec4f,
    // Steps of grade: everything's, the outer's, and on walls that face down the ceiling's.
    grades: array<GradeRecord, 3>,
    // Light cards and flags.
    cards: CardUniforms,
}

@group(1) @binding(0) var<uniform> outer: OuterUniforms;
@group(1) @binding(1) var outer_map: texture_2d_array<f32>;
@group(1) @binding(2) var outer_sampler: sampler;
@group(2) @binding(0) var<uniform> inner: InnerUniforms;
@group(2) @binding(1) var inner_map: texture_2d<f32>;
@group(2) @binding(2) var inner_sampler: sampler;

// Texel on a face's raster. Faces look along their axis with the stage's up (or -Z, +Z for the poles) upward.
fn outer_texel(face: u32, direction: vec3f) -> vec2f {
    var in_view = vec3f(0.0);
    switch face {
        case 0u: { in_view = vec3f(direction.z, direction.y, -direction.x); }
        case 1u: { in_view = vec3f(-direction.z, direction.y, direction.x); }
        case 2u: { in_view = vec3f(direction.x, direction.z, -direction.y); }
        case 3u: { in_view = vec3f(direction.x, -direction.z, direction.y); }
        case 4u: { in_view = vec3f(-direction.x, direction.y, -direction.z); }
        default: { in_view = direction; }
    }
    let focal = outer.raster.x * 0.5 / outer.origin.w;
    return project_pixel(in_view, vec4f(focal, focal, outer.raster.x * 0.5, outer.raster.x * 0.5));
}

@fragment
fn fs_outer(in: PanelVaryings) -> @location(0) vec4f {
    let panel = panels[in.panel];
    let panel_px = wall_panel_px(panel, in.clip.xy);
    let in_stage = panel.corner.xyz + panel.right.xyz * panel_px.x + panel.down.xyz * panel_px.y;
    let direction = in_stage - outer.origin.xyz;
    let face = project_face(direction);
    let layer = outer.layers[face / 4u][face % 4u];
    if layer < 0.0 { return vec4f(0.0, 0.0, 0.0, 0.0); }
    let centre = outer_texel(face, direction);
    let along = outer_texel(face, direction + panel.right.xyz * 0.5) - outer_texel(face, direction - panel.right.xyz * 0.5);
    let down = outer_texel(face, direction + panel.down.xyz * 0.5) - outer_texel(face, direction - panel.down.xyz * 0.5);
    let count = filter_tap_count(along, down);
    var sum = vec3f(0.0);
    for (var index = 0u; index < count * count; index++) {
        let offset = filter_tap_offset(index, count);
        let uv = (centre + along * offset.x + down * offset.y) / outer.raster.x;
        sum += textureSampleLevel(outer_map, outer_sampler, uv, u32(layer), 0.0).rgb;
    }
    // After the filter, so that inner and outer grade the same light.
    var light = grade_apply(outer.grades[1], grade_apply(outer.grades[0], sum * (1.0 / f32(count * count))));
    if walls[u32(panel.corner.w)].light.y > 0.5 { light = grade_apply(outer.grades[2], light); }
    if outer.cards.count.x > 0u { light = cards_fall(outer.cards.count.x, panel, direction, light); }
    return vec4f(light, 0.0);
}

@fragment
fn fs_inner(in: PanelVaryings) -> @location(0) vec4f {
    let panel = panels[in.panel];
    let panel_px = wall_panel_px(panel, in.clip.xy);
    let in_stage = panel.corner.xyz + panel.right.xyz * panel_px.x + panel.down.xyz * panel_px.y;
    let hit = inner_hit(inner, in_stage, panel.right.xyz, panel.down.xyz);
    if hit.weight <= 0.0 || inner.raster.w < 0.5 { discard; }
    let count = filter_tap_count(hit.along, hit.down);
    var sum = vec3f(0.0);
    for (var index = 0u; index < count * count; index++) {
        let offset = filter_tap_offset(index, count);
        let uv = (hit.texel + hit.along * offset.x + hit.down * offset.y) / inner.raster.xy;
        sum += textureSampleLevel(inner_map, inner_sampler, uv, 0.0).rgb;
    }
    var light = grade_apply(inner.grades[1], grade_apply(inner.grades[0], sum * (1.0 / f32(count * count))));
    if outer.cards.count.y > 0u { light = cards_fall(outer.cards.count.y, panel, in_stage - outer.origin.xyz, light); }
    return vec4f(light, hit.weight);
}
