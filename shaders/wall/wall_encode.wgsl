// Linear ACEScg on the wall to code values on its canvas. Pass: render::passes::wall_encode.
// Gain of the limits -> gamut -> nits -> roll-off to the wall's white or the cap -> the three buttons' mix -> inverse EOTF -> dither -> quantise
// (DESIGN.md invariant 5).
// @include lib/rolloff.wgsl
// @include lib/dither.wgsl
// @include wall/canvas_vertex.wgsl

@group(1) @binding(0) var linear_map: texture_2d<f32>;
// The light of a held picture while it fades out.
@group(1) @binding(1) var kept_map: texture_2d<f32>;

// Wall-gamut linear nits, rolled off and mixed. The work light is the wall's own white point.
fn encode_nits(in: PanelVaryings) -> vec3f {
    let wall = walls[u32(panels[in.panel].corner.w)];
    var acescg = textureLoad(linear_map, vec2i(in.clip.xy), 0).rgb;
    if canvas.mix.z > 0.0 {
        acescg = mix(acescg, textureLoad(kept_map, vec2i(in.clip.xy), 0).rgb, canvas.mix.z);
    }
    let peak = min(wall.light.x, canvas.limit.y);
    let relative = wall_matrix(wall.wall_from_acescg) * acescg * (canvas.limit.x * 100.0 / peak);
    let nits = rolloff_compress(relative) * peak * canvas.mix.x;
    return min(nits + canvas.mix.y * canvas.limit.x, vec3f(peak));
}

@fragment
fn fs_nits(in: PanelVaryings) -> @location(0) vec4f {
    return vec4f(encode_nits(in), 1.0);
}

@fragment
fn fs_main(in: PanelVaryings) -> @location(0) vec4f {
    let white = walls[u32(panels[in.panel].corner.w)].light.x;
    let nits = encode_nits(in);
    let at = vec2u(in.clip.xy);
    var coded = vec3f(0.0);
    for (var channel = 0u; channel < 3u; channel++) {
        let signal = transfer_signal_from_nits(u32(canvas.raster.z), nits[channel], white);
        // Black stays black: noise on an unlit LED would only lift it. Work light alone is flat and needs none.
        let amplitude = select(canvas.code.z, 0.0, nits[channel] <= 0.0 || canvas.mix.x <= 0.0);
        let noise = dither_triangular(at.x, at.y, channel, u32(canvas.code.w)) * amplitude;
        let code = floor(signal * canvas.code.x + canvas.code.y + noise + 0.5);
        // Dither stays inside the range that the canvas uses, so legal codes stay legal.
        coded[channel] = clamp(code, canvas.code.y, canvas.code.y + canvas.code.x) / canvas.raster.w;
    }
    return vec4f(coded, 1.0);
}
