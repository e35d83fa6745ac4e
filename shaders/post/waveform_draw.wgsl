// The counts of post/waveform.wgsl as a picture: 512 columns, 256 levels of PQ upward. Pass: render::passes::waveform.
// @include scene/fullscreen.wgsl

const WAVEFORM_COLUMNS: u32 = 512u;
const WAVEFORM_LEVELS: u32 = 256u;

@group(0) @binding(0) var<storage, read> counts: array<u32>;

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let column = min(u32(at.x), WAVEFORM_COLUMNS - 1u);
    let level = WAVEFORM_LEVELS - 1u - min(u32(at.y), WAVEFORM_LEVELS - 1u);
    var shade = vec3f(0.0);
    for (var channel = 0u; channel < 3u; channel++) {
        let count = f32(counts[(channel * WAVEFORM_COLUMNS + column) * WAVEFORM_LEVELS + level]);
        shade[channel] = 1.0 - exp(-0.35 * count);
    }
    return vec4f(shade * 0.85 + 0.03, 1.0);
}
