// Fixed point sets.

// Point of a Hammersley set. in: index below count; out: [0, 1)^2. Source: Hammersley 1960, base-2 radical inverse.
// Twin: render::sampling::hammersley.
fn sampling_hammersley(index: u32, count: u32) -> vec2f {
    return vec2f((f32(index) + 0.5) / f32(count), f32(reverseBits(index) >> 8u) / 16777216.0);
}

// Half vector of a GGX lobe round +Z. in: [0, 1)^2, alpha; out: unit, z > 0. Source: Walter et al. 2007, eq. 35.
// Twin: render::sampling::ggx_half_vector.
fn sampling_ggx_half_vector(point: vec2f, alpha: f32) -> vec3f {
    let turn = 6.28318530717959 * point.x;
    // Not sqrt(1 - cosine^2): that loses every digit of a narrow lobe.
    let whole = 1.0 - point.y + alpha * alpha * point.y;
    let cosine = sqrt((1.0 - point.y) / whole);
    let sine = alpha * sqrt(point.y / whole);
    return vec3f(sine * cos(turn), sine * sin(turn), cosine);
}
