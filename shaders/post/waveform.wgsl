// A waveform of a camera's picture: how often each level of nits stands in each column. Pass: render::passes::waveform.
// post/waveform_draw.wgsl draws the counts. Levels are PQ, so a step is a step to the eye from black to 10000 nits.
// @include lib/transfer.wgsl

const WAVEFORM_COLUMNS: u32 = 512u;
const WAVEFORM_LEVELS: u32 = 256u;
const WAVEFORM_GROUP: u32 = 64u;

@group(0) @binding(0) var picture: texture_2d<f32>;
// Counts of red, green, blue: column after column, level after level.
@group(0) @binding(1) var<storage, read_write> counts: array<atomic<u32>>;

// One pixel an invocation. Sums of whole numbers do not depend on their order.
@compute @workgroup_size(WAVEFORM_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    let size = textureDimensions(picture);
    if id.x >= size.x || id.y >= size.y { return; }
    let texel = textureLoad(picture, id.xy, 0);
    if texel.a < 0.5 { return; }
    let column = id.x * WAVEFORM_COLUMNS / size.x;
    for (var channel = 0u; channel < 3u; channel++) {
        let signal = transfer_pq_from_nits(max(texel[channel], 0.0) * 100.0);
        let level = min(u32(signal * f32(WAVEFORM_LEVELS)), WAVEFORM_LEVELS - 1u);
        atomicAdd(&counts[(channel * WAVEFORM_COLUMNS + column) * WAVEFORM_LEVELS + level], 1u);
    }
}
