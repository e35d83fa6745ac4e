// Transfer functions between display light and signal. Kinds are color::Transfer::shader_id.

const TRANSFER_M1: f32 = 0.1593017578125;
const TRANSFER_M2: f32 = 78.84375;
const TRANSFER_C1: f32 = 0.8359375;
const TRANSFER_C3: f32 = 18.6875;

// e^x - 1 without losing the small x. in: [-0.2, 0]; out: (-0.2, 0]. Source: Taylor series to x^7, remainder below 1e-10.
// Twin: f64::exp_m1.
fn transfer_exp_m1(x: f32) -> f32 {
    return x * (1.0 + x * (1.0 / 2.0 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x * (1.0 / 720.0 + x / 5040.0))))));
}

// ln(1 - z). in: [0, 0.17]; out: [-0.19, 0]. Source: -2 artanh(z / (2 - z)), series to s^9, remainder below 1e-11.
// Twin: f64::ln_1p.
fn transfer_ln_1m(z: f32) -> f32 {
    let s = z / (2.0 - z);
    let t = s * s;
    return -2.0 * s * (1.0 + t * (1.0 / 3.0 + t * (1.0 / 5.0 + t * (1.0 / 7.0 + t / 9.0))));
}

// PQ signal of a luminance. in: nits in [0, 10000]; out: [0, 1]. Source: SMPTE ST 2084 inverse EOTF.
// The quotient (C1 + C2 p) / (1 + C3 p) is 1 - (1 - C1)(1 - p) / (1 + C3 p), because C1 = C3 - C2 + 1. Raised to M2 = 79 by pow,
// whose logarithm Vulkan allows to be off by 2^-21 near 1, it would be off by 4e-5: a sixth of a 12-bit code.
// Twin: color::transfer::pq_from_nits.
fn transfer_pq_from_nits(nits: f32) -> f32 {
    let power = pow(clamp(nits / 10000.0, 0.0, 1.0), TRANSFER_M1);
    let below_one = (1.0 - TRANSFER_C1) * (1.0 - power) / (1.0 + TRANSFER_C3 * power);
    return exp(TRANSFER_M2 * transfer_ln_1m(below_one));
}

// Luminance of a PQ signal. in: [0, 1]; out: nits. Source: SMPTE ST 2084 EOTF.
// With u = 1 - signal^(1/M2) the quotient is ((1 - C1) - u) / ((1 - C1) + C3 u): no large terms cancel.
// Twin: color::transfer::nits_from_pq.
fn transfer_nits_from_pq(signal: f32) -> f32 {
    // The least signal above black that matters is 7e-7, which is 0 nits.
    let u = -transfer_exp_m1(log(clamp(signal, 7e-7, 1.0)) / TRANSFER_M2);
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
