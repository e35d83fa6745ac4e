//! Transfer functions between display light and signal, and signal and integer codes.
//!
//! In: nits, or light relative to a canvas's white. Out: signal in 0..=1, integer codes. Sources: SMPTE ST 2084,
//! IEC 61966-2-1, ITU-R BT.2100 table 9 (code ranges). Not here: dither (`color::dither`).
//! Invariant: every function is monotone and total; inputs are clamped to its domain.

/// How a canvas's signal stands for light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// SMPTE ST 2084, absolute: signal 1.0 is 10 000 nits.
    Pq,
    /// IEC 61966-2-1, relative to the wall's white.
    Srgb,
    /// Pure power 2.2, relative to the wall's white.
    Gamma22,
    /// Pure power 2.4, relative to the wall's white.
    Gamma24,
    /// Linear, relative to the wall's white.
    Linear,
}

/// Which integer codes carry the signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRange {
    /// 0 to 2^bits - 1.
    Full,
    /// 16 to 235 at 8 bit, scaled for more.
    Legal,
}

const M1: f64 = 2610.0 / 16384.0;
const M2: f64 = 2523.0 / 32.0;
const C1: f64 = 3424.0 / 4096.0;
const C2: f64 = 2413.0 / 128.0;
const C3: f64 = 2392.0 / 128.0;

/// PQ signal of a luminance in nits. Source: ST 2084 inverse EOTF. Twin: `transfer_pq_from_nits`.
pub fn pq_from_nits(nits: f64) -> f64 {
    let power = (nits / 10_000.0).clamp(0.0, 1.0).powf(M1);
    ((C1 + C2 * power) / (1.0 + C3 * power)).powf(M2)
}

/// Luminance in nits of a PQ signal. Source: ST 2084 EOTF. Twin: `transfer_nits_from_pq`.
pub fn nits_from_pq(signal: f64) -> f64 {
    let root = signal.clamp(0.0, 1.0).powf(1.0 / M2);
    10_000.0 * ((root - C1).max(0.0) / (C2 - C3 * root)).powf(1.0 / M1)
}

/// sRGB signal of linear light. Source: IEC 61966-2-1. Twin: `transfer_srgb_from_linear`.
pub fn srgb_from_linear(linear: f64) -> f64 {
    let value = linear.clamp(0.0, 1.0);
    if value <= 0.003_130_8 { 12.92 * value } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 }
}

/// Linear light of an sRGB signal. Source: IEC 61966-2-1. Twin: `transfer_linear_from_srgb`.
pub fn linear_from_srgb(signal: f64) -> f64 {
    let value = signal.clamp(0.0, 1.0);
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

impl Transfer {
    /// The number by which the shaders know it.
    pub const fn shader_id(self) -> u32 {
        match self {
            Self::Pq => 0,
            Self::Srgb => 1,
            Self::Gamma22 => 2,
            Self::Gamma24 => 3,
            Self::Linear => 4,
        }
    }

    /// Its name in stage files and in `manifest.json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pq => "pq",
            Self::Srgb => "srgb",
            Self::Gamma22 => "gamma2.2",
            Self::Gamma24 => "gamma2.4",
            Self::Linear => "linear",
        }
    }

    /// Signal of a luminance on a wall of `white_nits`. Twin: `transfer_signal_from_nits`.
    pub fn signal_from_nits(self, nits: f64, white_nits: f64) -> f64 {
        let relative = (nits / white_nits).clamp(0.0, 1.0);
        match self {
            Self::Pq => pq_from_nits(nits),
            Self::Srgb => srgb_from_linear(relative),
            Self::Gamma22 => relative.powf(1.0 / 2.2),
            Self::Gamma24 => relative.powf(1.0 / 2.4),
            Self::Linear => relative,
        }
    }

    /// Luminance of a signal on a wall of `white_nits`. Twin: `transfer_nits_from_signal`.
    pub fn nits_from_signal(self, signal: f64, white_nits: f64) -> f64 {
        let value = signal.clamp(0.0, 1.0);
        match self {
            Self::Pq => nits_from_pq(value),
            Self::Srgb => white_nits * linear_from_srgb(value),
            Self::Gamma22 => white_nits * value.powf(2.2),
            Self::Gamma24 => white_nits * value.powf(2.4),
            Self::Linear => white_nits * value,
        }
    }
}

impl CodeRange {
    /// Its name in stage files and in `manifest.json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Legal => "legal",
        }
    }

    /// `(scale, offset)` of `code = signal x scale + offset`, before rounding. Source: BT.2100 table 9.
    pub fn code_scale_offset(self, bits: u32) -> (f64, f64) {
        match self {
            Self::Full => (f64::from((1_u32 << bits) - 1), 0.0),
            Self::Legal => {
                let unit = f64::from(1_u32 << (bits - 8));
                (219.0 * unit, 16.0 * unit)
            }
        }
    }

    /// Signal of an integer code, clamped to 0..=1.
    pub fn signal_from_code(self, code: u32, bits: u32) -> f64 {
        let (scale, offset) = self.code_scale_offset(bits);
        ((f64::from(code) - offset) / scale).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published 10-bit codes: reference/color.md 2.4, from BT.2408 and colour-science.
    #[test]
    fn pq_hits_published_values() {
        for (nits, signal, code) in
            [(50.0, 0.440_281_57, 450), (300.0, 0.621_862_84, 636), (2000.0, 0.827_424_64, 846)]
        {
            let got = pq_from_nits(nits);
            assert!((got - signal).abs() < 1e-7, "{nits} nits gives {got}");
            assert_eq!((got * 1023.0).round() as u32, code);
            assert!((nits_from_pq(got) / nits - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn srgb_hits_published_values() {
        for (linear, signal) in [(0.002, 0.02584), (0.05, 0.247_800_53), (0.3, 0.583_831_49)] {
            assert!((srgb_from_linear(linear) - signal).abs() < 1e-7);
            assert!((linear_from_srgb(signal) - linear).abs() < 1e-7);
        }
    }

    #[test]
    fn legal_range_is_bt2100() {
        assert_eq!(CodeRange::Legal.code_scale_offset(10), (876.0, 64.0));
        assert_eq!(CodeRange::Legal.signal_from_code(940, 10), 1.0);
        assert_eq!(CodeRange::Full.signal_from_code(255, 8), 1.0);
    }

    #[test]
    fn every_transfer_round_trips() {
        for transfer in [Transfer::Pq, Transfer::Srgb, Transfer::Gamma22, Transfer::Gamma24, Transfer::Linear]
        {
            for nits in [0.01, 1.0, 180.0, 999.0] {
                let back = transfer.nits_from_signal(transfer.signal_from_nits(nits, 1000.0), 1000.0);
                assert!((back / nits - 1.0).abs() < 1e-6, "{transfer:?} {nits} -> {back}");
            }
        }
    }
}
