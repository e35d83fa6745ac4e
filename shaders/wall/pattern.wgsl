// Test patterns as exact code values, on canvases, walls and in inner frusta. Pass: render::passes::flat.
// Ids are calibration::Pattern::shader_id. A family a file; here is which is which.
// @include wall/pattern_point.wgsl
// @include wall/pattern_panel.wgsl
// @include wall/pattern_levels.wgsl
// @include wall/pattern_focus.wgsl
// @include wall/pattern_gamut.wgsl
// @include wall/pattern_sync.wgsl
// @include wall/pattern_targets.wgsl
// @include wall/pattern_alignment.wgsl

// Whether a chart has a caption. Flat fields, the panel grid, lines, steps and geometry use all of their LEDs.
fn pattern_has_caption(id: u32) -> bool {
    return (id >= 4u && id <= 7u) || id == 14u || id == 15u;
}

// Code / greatest code of an LED.
fn pattern_chart(point: PatternPoint) -> vec3f {
    let white = pattern_white(point);
    switch flat.job.x {
        case 1u: { return pattern_nits(point, pattern_grid(point)); }
        case 2u: { return pattern_nits(point, pattern_lines(point)); }
        case 3u: { return pattern_nits(point, pattern_steps(point)); }
        case 4u: { return pattern_nits(point, pattern_focus(point)); }
        case 5u: { return pattern_ramps(point); }
        case 6u: { return pattern_range(point); }
        case 7u: { return pattern_nits(point, pattern_gamut(point)); }
        case 8u: { return pattern_grey(point, white); }
        case 9u: { return pattern_grey(point, flat.size.z); }
        case 10u: { return pattern_nits(point, vec3f(white, 0.0, 0.0)); }
        case 11u: { return pattern_nits(point, vec3f(0.0, white, 0.0)); }
        case 12u: { return pattern_nits(point, vec3f(0.0, 0.0, white)); }
        case 14u: { return pattern_bit_depth(point); }
        case 15u: { return pattern_nits(point, pattern_sync(point)); }
        case 16u: { return pattern_nits(point, pattern_geometry(point)); }
        case 17u: { return pattern_nits(point, pattern_targets(point)); }
        case 18u: { return pattern_nits(point, pattern_alignment(point)); }
        default: { return pattern_grey(point, 0.0); }
    }
}

// The same with caption and overscan; alpha 0 where this job has nothing to draw.
fn pattern_coded(in: PanelVaryings) -> vec4f {
    let point = pattern_point(in);
    if point.place == 0u { return vec4f(0.0); }
    if point.place == 2u { return vec4f(pattern_grey(point, 2.0), 1.0); }
    if pattern_has_caption(flat.job.x) {
        let caption = pattern_caption(point);
        if caption != 0u { return vec4f(pattern_grey(point, select(0.0, PATTERN_INK_NITS, caption == 2u)), 1.0); }
    }
    return vec4f(pattern_chart(point), 1.0);
}

@fragment
fn fs_main(in: PanelVaryings) -> @location(0) vec4f {
    let coded = pattern_coded(in);
    if coded.a == 0.0 { discard; }
    return coded;
}

// The light of those codes, for the desk's canvas strip.
@fragment
fn fs_light(in: PanelVaryings) -> @location(0) vec4f {
    let coded = pattern_coded(in);
    if coded.a == 0.0 { discard; }
    return vec4f(wall_emitted(panels[in.panel], coded.rgb), 1.0);
}

@fragment
fn fs_nits(in: PanelVaryings) -> @location(0) vec4f {
    let coded = pattern_coded(in);
    if coded.a == 0.0 { discard; }
    return vec4f(code_nits(panels[in.panel], coded.rgb), 1.0);
}
