// Highlight roll-off to a wall's white.

const ROLLOFF_KNEE: f32 = 0.8;

// Brings the largest channel to at most 1 and scales the others with it. in: light over the wall's white, any sign;
// out: [0, 1]. Source: a hyperbola that meets the line at the knee in value and slope. Twin: color::rolloff::compress.
fn rolloff_compress(rgb: vec3f) -> vec3f {
    let inside = max(rgb, vec3f(0.0));
    let peak = max(inside.r, max(inside.g, inside.b));
    if peak <= ROLLOFF_KNEE { return inside; }
    let rolled = 1.0 - (1.0 - ROLLOFF_KNEE) * (1.0 - ROLLOFF_KNEE) / (peak + 1.0 - 2.0 * ROLLOFF_KNEE);
    return inside * (rolled / peak);
}
