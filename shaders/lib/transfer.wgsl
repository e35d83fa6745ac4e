// Transfer functions between display light and signal. Kinds are color::Transfer::shader_id.

const TRANSFER_M1: f32 = 0.1593017578125;
const TRANSFER_M2: f32 = 78.84375;
const TRANSFER_C1: f32 = 0.8359375;
const TRANSFER_C3: f32 = 18.6875;

// PQ signal of a luminance. in: nits in [0, 10000]; out: [0, 1]. Source: SMPTE ST 2084 inverse EOTF.
// The quotient (C1 + C2 p) / (1 + C3 p) is 1 - z with z = (1 - C1)(1 - p) / (1 + C3 p) <= 0.17, because C1 = C3 - C2 + 1. Raised to
// M2 = 79 by pow, whose logarithm Vulkan allows to be off by 2^-21 near 1, it would be off by 4e-5: a sixth of a 12-bit code.
// So ln(1 - z) = -2 artanh(s), s = z / (2 - z), is taken as a series up to s^9; what is left out is below 1e-11.
// Twin: color::transfer::pq_from_nits.
fn transfer_pq_from_nits(nits: f32) -> f32 {
    let power = pow(clamp(nits / 10000.0, 0.0, 1.0), TRANSFER_M1);
    let z = (1.0 - TRANSFER_C1) * (1.0 - power) / (1.0 + TRANSFER_C3 * power);
    let s = z / (2.0 - z);
    let t = s * s;
    let artanh = s * (1.0 + t * (1.0 / 3.0 + t * (1.0 / 5.0 + t * (1.0 / 7.0 + t / 9.0))));
    return exp(-2.0 * TRANSFER_M2 * artanh);
}

// Luminance of a PQ signal. in: [0, 1]; out: nits. Source: SMPTE ST 2084 EOTF.
// With u = 1 - signal^(1 / M2) the quotient is ((1 - C1) - u) / ((1 - C1) + C3 u): no large terms cancel. u = 1 - e^x with x in
// [-0.18, 0] is Taylor's series up to x^7; what is left out is below 1e-10.
// Twin: color::transfer::nits_from_pq.
fn transfer_nits_from_pq(signal: f32) -> f32 {
    // The least signal above black, 7.3e-7, is 0 nits.
    let x = log(clamp(signal, 7e-7, 1.0)) / TRANSFER_M2;
    let u = -x * (1.0 + x * (1.0 / 2.0 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x * (1.0 / 720.0 + x / 5040.0))))));
    let quotient = max((1.0 - TRANSFER_C1) - u, 0.0) / ((1.0 - TRANSFER_C1) + TRANSFER_C3 * u);
    return 10000.0 * pow(quotient, 1.0 / TRANSFER_M1);
}

// sRGB signal of linear light. in, out: [0, 1]. Source: IEC 61966-2-1. Twin: color::transfer::srgb_from_linear.
fn transfer_srgb_from_linear(linear: f32) -> f32 {
    let value = clamp(linear, 0.0, 1.0);
    return select(1.055 * pow(value, 1.0 / 2.4) - 0.055, 12.92 * value, value <= 0.0031308);
}

// Linear light of an sRGB signal. in, out: [0, 1]. Source: IEC 61966-2-1. Twin: color::transfer::linear_from_srgb.
fn transfer_linear_from_srgb(signal: f32) -> f32 {
    let value = clamp(signal, 0.0, 1.0);
    return select(pow((value + 0.055) / 1.055, 2.4), value / 12.92, value <= 0.04045);
}

// Signal of a luminance on a wall. in: kind, nits, the wall's white in nits; out: [0, 1].
// Source: CONTRACT.md 3. Twin: color::Transfer::signal_from_nits.
fn transfer_signal_from_nits(kind: u32, nits: f32, white_nits: f32) -> f32 {
    let relative = clamp(nits / white_nits, 0.0, 1.0);
    switch kind {
        case 0u: { return transfer_pq_from_nits(nits); }
        case 1u: { return transfer_srgb_from_linear(relative); }
        case 2u: { return pow(relative, 1.0 / 2.2); }
        case 3u: { return pow(relative, 1.0 / 2.4); }
        default: { return relative; }
    }
}

// Luminance of a signal on a wall. in: kind, [0, 1], the wall's white in nits; out: nits.
// Source: CONTRACT.md 3. Twin: color::Transfer::nits_from_signal.
fn transfer_nits_from_signal(kind: u32, signal: f32, white_nits: f32) -> f32 {
    let value = clamp(signal, 0.0, 1.0);
    switch kind {
        case 0u: { return transfer_nits_from_pq(value); }
        case 1u: { return white_nits * transfer_linear_from_srgb(value); }
        case 2u: { return white_nits * pow(value, 2.2); }
        case 3u: { return white_nits * pow(value, 2.4); }
        default: { return white_nits * value; }
    }
}
