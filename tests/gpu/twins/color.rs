//! Twins of transfer, roll-off, dither and the previs tone map.

use cyclorama::color::{Transfer, dither, rolloff, tone_map, transfer};
use glam::DVec3;

use super::{Tolerance, between, between_decades, check, spread};
use crate::adapter::device;
use crate::probe::{floats, run, wide};

/// Signals: f32 holds 1e-7 of the whole; a 12-bit code is 2.4e-4.
const SIGNAL: Tolerance = Tolerance { limit: 1e-5, scale: 0.01 };
/// Light: a PQ code at 12 bit is about 2e-3 of the light.
const LIGHT: Tolerance = Tolerance { limit: 1e-5, scale: 1e-3 };
/// A few roundings of f32 and no more.
const ROUNDING: Tolerance = Tolerance { limit: 1e-6, scale: 0.01 };

/// Linear light of the previs, of white: the toe subtracts numbers of its own size.
const PREVIS: Tolerance = Tolerance { limit: 1e-6, scale: 1.0 };

const KINDS: [Transfer; 5] =
    [Transfer::Pq, Transfer::Srgb, Transfer::Gamma22, Transfer::Gamma24, Transfer::Linear];

#[test]
fn transfer() {
    let Some(gpu) = device() else { return };
    let inputs: Vec<([f32; 4], Transfer)> = (0..4000)
        .map(|index| {
            let white = between_decades(index, 3, 100.0, 5000.0);
            let nits = [between_decades(index, 0, 1e-4, 1e4), 0.0, 10_000.0, 20_000.0, -1.0];
            let signal = [spread(index, 1), 0.0, 1.0, 1.5, -0.5];
            let edge = if index < 20 { (index % 5) as usize } else { 0 };
            ([nits[edge], signal[edge], spread(index, 2), white], KINDS[(index / 20 % 5) as usize])
        })
        .collect();
    let items: Vec<_> =
        inputs.iter().map(|(values, kind)| vec![floats(*values), [kind.shader_id(), 0, 0, 0]]).collect();
    let outputs = run(&gpu, "transfer", &items, 2);
    let column = |row: usize, lane: usize, twin: &dyn Fn([f64; 4], Transfer) -> f64| -> Vec<(f64, f64)> {
        let pair = |(output, (values, kind)): (&Vec<_>, &([f32; 4], Transfer))| {
            (wide(output[row])[lane], twin(values.map(f64::from), *kind))
        };
        outputs.iter().zip(&inputs).map(pair).collect()
    };
    check("transfer_pq_from_nits", SIGNAL, &column(0, 0, &|v, _| transfer::pq_from_nits(v[0])));
    check("transfer_nits_from_pq", LIGHT, &column(0, 1, &|v, _| transfer::nits_from_pq(v[1])));
    check("transfer_srgb_from_linear", SIGNAL, &column(0, 2, &|v, _| transfer::srgb_from_linear(v[2])));
    check("transfer_linear_from_srgb", LIGHT, &column(0, 3, &|v, _| transfer::linear_from_srgb(v[1])));
    check("transfer_signal_from_nits", SIGNAL, &column(1, 0, &|v, kind| kind.signal_from_nits(v[0], v[3])));
    check("transfer_nits_from_signal", LIGHT, &column(1, 1, &|v, kind| kind.nits_from_signal(v[1], v[3])));
}

/// Runs a function of one color and compares its three channels.
fn check_rgb(stem: &str, function: &str, tolerance: Tolerance, twin: impl Fn(DVec3) -> DVec3) {
    let Some(gpu) = device() else { return };
    let inputs: Vec<[f32; 4]> = (0..3000)
        .map(|index| {
            let level = between_decades(index, 3, 1e-3, 1e4);
            let channel = |dimension| level * between(index, dimension, -0.1, 1.0);
            [channel(0), channel(1), channel(2), 0.0]
        })
        .collect();
    let items: Vec<_> = inputs.iter().map(|values| vec![floats(*values)]).collect();
    let mut pairs = Vec::new();
    for (output, values) in run(&gpu, stem, &items, 1).iter().zip(&inputs) {
        let want =
            twin(DVec3::new(f64::from(values[0]), f64::from(values[1]), f64::from(values[2]))).to_array();
        pairs.extend(wide(output[0]).into_iter().zip(want));
    }
    check(function, tolerance, &pairs);
}

#[test]
fn rolloff() {
    check_rgb("rolloff", "rolloff_compress", ROUNDING, rolloff::compress);
}

#[test]
fn tone_map() {
    check_rgb("tone_map", "tone_map_neutral", PREVIS, tone_map::neutral);
}

#[test]
fn dither_is_the_same_to_the_bit() {
    let Some(gpu) = device() else { return };
    let keys: Vec<[u32; 4]> = (0..4000_u32)
        .map(|index| [index * 7919, index / 3, index % 3, index.wrapping_mul(0x9e37_79b9)])
        .collect();
    let items: Vec<_> = keys.iter().map(|key| vec![*key]).collect();
    for (output, [x, y, channel, seed]) in run(&gpu, "dither", &items, 1).iter().zip(keys) {
        assert_eq!(output[0][0], dither::hash(x));
        assert_eq!(f64::from(f32::from_bits(output[0][1])), dither::triangular(x, y, channel, seed));
    }
}
