// Group 1 of passes that draw exact light: one job, every camera's window, the colors of chroma on one canvas.

// Mirror: render::structs::FlatUniforms.
struct FlatUniforms {
    // x: pattern (calibration::Pattern::shader_id), 0 for chroma; y: host: 0 canvas, 1 wall, 2 camera; z: index of the
    // camera; w: walls of the stage.
    job: vec4u,
    // x: marker shape (calibration::MarkerShape::shader_id); rows of `flat_colors`: y: key, z: overlap (the key's when
    // overlaps are not shown), w: marker.
    chroma: vec4u,
    // x: marker spacing, y: marker radius, mm; z: nits of patterns with a level of their own; w: letters of the caption.
    size: vec4f,
    // x: frame index, low word; y: high word; z, w: width and height of the camera's raster without overscan.
    count: vec4u,
    // Letters of the caption, ASCII, four a word, first in the lowest byte.
    caption: array<vec4u, 3>,
}

@group(1) @binding(0) var<uniform> flat: FlatUniforms;
@group(1) @binding(1) var<storage, read> windows: array<InnerUniforms>;
// Nits a channel, by color and wall. Colors: the cameras' keys, the key of whole walls, markers, overlaps; then red, green
// and blue of BT.709, P3-D65 and BT.2020 at a white of 100 nits, not brought into reach.
@group(1) @binding(2) var<storage, read> flat_colors: array<vec4f>;
