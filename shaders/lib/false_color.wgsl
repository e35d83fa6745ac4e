// False color: what of the asked light a wall cannot show.

// Display color of light asked of a wall. in: wall-gamut nits, any sign; the wall's white in nits; out: sRGB-coded.
// Red over white, orange in the roll-off, violet outside the gamut by more than 1 % of its peak, else grey by stops:
// ten stops from black to the knee. Source: color::rolloff (knee); the palette is ours. Twin: color::false_color::shown.
fn false_color(nits: vec3f, white_nits: f32) -> vec3f {
    let relative = nits / white_nits;
    let peak = max(relative.r, max(relative.g, relative.b));
    let least = min(relative.r, min(relative.g, relative.b));
    if peak > 1.0 { return vec3f(0.92, 0.16, 0.12); }
    if least < -0.01 * max(peak, 0.001) { return vec3f(0.62, 0.25, 0.90); }
    if peak > 0.8 { return vec3f(1.0, 0.62, 0.10); }
    let mean = max((max(relative.r, 0.0) + max(relative.g, 0.0) + max(relative.b, 0.0)) / 3.0, 0.0001);
    return vec3f(clamp(0.9 + log2(mean / 0.8) * 0.09, 0.0, 0.9));
}
