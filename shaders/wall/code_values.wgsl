// Code values of exact light: patterns and chroma. No roll-off, no grade, no dither: one luminance is one code.
// Used beside wall/canvas_vertex.wgsl.

// Code / greatest code of a luminance a channel on a panel's wall.
fn code_of_nits(panel: PanelRecord, nits: vec3f) -> vec3f {
    let white = walls[u32(panel.corner.w)].light.x;
    var coded = vec3f(0.0);
    for (var channel = 0u; channel < 3u; channel++) {
        let signal = transfer_signal_from_nits(u32(canvas.raster.z), min(nits[channel], canvas.limit.y), white);
        coded[channel] = floor(signal * canvas.code.x + canvas.code.y + 0.5) / canvas.raster.w;
    }
    return coded;
}

// Nits a channel that a panel emits for code / greatest code.
fn code_nits(panel: PanelRecord, coded: vec3f) -> vec3f {
    let wall = walls[u32(panel.corner.w)];
    return wall_matrix(wall.wall_from_acescg) * wall_emitted(panel, coded) * 100.0;
}
