// Transfer functions between display light and signal. Kinds are color::Transfer::shader_id.

const TRANSFER_M1: f32 = 0.1593017578125;
const TRANSFER_M2: f32 = 78.84375;
const TRANSFER_C1: f32 = 0.8359375;
const TRANSFER_C2: f32 = 18.8515625;
const TRANSFER_C3: f32 = 18.6875;

// PQ signal of a luminance. in: nits in [0, 10000]; out: [0, 1]. Source: SMPTE ST 2084 inverse EOTF.
// Twin: color::transfer::pq_from_nits.
fn transfer_pq_from_nits(nits: f32) -> f32 {
    let power = pow(clamp(nits / 10000.0, 0.0, 1.0), TRANSFER_M1);
    return pow((TRANSFER_C1 + TRANSFER_C2 * power) / (1.0 + TRANSFER_C3 * power), TRANSFER_M2);
}

// Luminance of a PQ signal. in: [0, 1]; out: nits. Source: SMPTE ST 2084 EOTF. Twin: color::transfer::nits_from_pq.
fn transfer_nits_from_pq(signal: f32) -> f32 {
    let root = pow(clamp(signal, 0.0, 1.0), 1.0 / TRANSFER_M2);
    return 10000.0 * pow(max(root - TRANSFER_C1, 0.0) / (TRANSFER_C2 - TRANSFER_C3 * root), 1.0 / TRANSFER_M1);
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
