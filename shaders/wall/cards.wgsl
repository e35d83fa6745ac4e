// Light cards and flags on an LED. Twin: scene::card::fall.
// @include lib/card.wgsl

// Mirror: render::structs::CardRecord.
struct CardRecord {
    // xyz: unit vector from the view origin to its middle, stage axes; w: shape (scene::card::Shape).
    axis: vec4f,
    // xyz: unit vector to its right; w: half its width, radians.
    right: vec4f,
    // xyz: unit vector up; w: half its height, radians.
    up: vec4f,
    // xyz: CIE XYZ that it adds, 1.0 = 100 nits; w: stops that it takes away.
    light: vec4f,
    // x: half its soft edge, radians; y: cosine of the angle from its middle beyond which nothing falls.
    edge: vec4f,
}

// Mirror: render::structs::CardUniforms.
struct CardUniforms {
    // x: cards and flags in all; y: those that lie over inner frusta, which come first.
    count: vec4u,
    records: array<CardRecord, 16>,
}

// Light with the first `count` cards and flags of the outer's uniforms on it. in: an LED's panel, its offset from the view
// origin in metres, its light, ACEScg, 1.0 = 100 nits.
fn cards_fall(count: u32, panel: PanelRecord, from_origin: vec3f, light: vec3f) -> vec3f {
    if dot(cross(panel.down.xyz, panel.right.xyz), from_origin) >= 0.0 { return light; }
    var stops = 0.0;
    var added = vec3f(0.0);
    let reach = length(from_origin);
    for (var index = 0u; index < count; index++) {
        let card = outer.cards.records[index];
        if dot(from_origin, card.axis.xyz) < card.edge.y * reach { continue; }
        let axes = mat3x3f(card.right.xyz, card.up.xyz, card.axis.xyz);
        let places = array<vec3f, 3>(
            from_origin * axes,
            (from_origin + panel.right.xyz) * axes,
            (from_origin + panel.down.xyz) * axes,
        );
        let half_rad = vec2f(card.right.w, card.up.w);
        let coverage = card_coverage(u32(card.axis.w), places, half_rad, card.edge.x);
        added += card.light.xyz * coverage;
        stops += card.light.w * coverage;
    }
    return light * card_transmission(stops, 1.0) + wall_matrix(walls[u32(panel.corner.w)].acescg_from_xyz) * added;
}
