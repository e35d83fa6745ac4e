// Box filter of one LED over a view's texels.

const FILTER_MAX_TAPS: u32 = 4u;

// Taps along a side. in: the LED's footprint in texels, along its row and column. out: 1..4.
// Source: one bilinear tap covers one texel; more texels need as many taps. Twin: render::wall_filter::tap_count.
fn filter_tap_count(along: vec2f, down: vec2f) -> u32 {
    let texels = max(length(along), length(down));
    return clamp(u32(ceil(texels - 0.05)), 1u, FILTER_MAX_TAPS);
}

// Place of a tap on the LED, -0.5..0.5 on each axis. Twin: render::wall_filter::tap_offset.
fn filter_tap_offset(index: u32, count: u32) -> vec2f {
    let cell = vec2f(f32(index % count), f32(index / count));
    return (cell + 0.5) / f32(count) - 0.5;
}

// Weight 0..1 of the inner frustum at a distance inside the edge of its raster. in: pixels from the edge, width of the ramp.
// Source: smoothstep (3t^2 - 2t^3). Twin: render::wall_filter::soft_edge.
fn filter_soft_edge(inside_px: f32, ramp_px: f32) -> f32 {
    let t = clamp(inside_px / max(ramp_px, 1e-6), 0.0, 1.0);
    return t * t * (3.0 - 2.0 * t);
}
