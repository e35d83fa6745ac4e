// The previs tone map.

const TONE_MAP_START: f32 = 0.76;
const TONE_MAP_DESATURATION: f32 = 0.15;

// Linear Rec.709, 1.0 = diffuse white, to [0, 1]. Source: Khronos PBR Neutral 1.0. Twin: color::tone_map::neutral.
fn tone_map_neutral(rgb: vec3f) -> vec3f {
    let low = min(rgb.r, min(rgb.g, rgb.b));
    let toe = select(0.04, low - 6.25 * low * low, low < 0.08);
    let color = rgb - toe;
    let peak = max(color.r, max(color.g, color.b));
    if peak < TONE_MAP_START { return color; }
    let depth = 1.0 - TONE_MAP_START;
    let rolled = 1.0 - depth * depth / (peak + depth - TONE_MAP_START);
    let blend = 1.0 - 1.0 / (TONE_MAP_DESATURATION * (peak - rolled) + 1.0);
    return mix(color * (rolled / peak), vec3f(rolled), blend);
}
