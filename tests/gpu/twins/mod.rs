//! Every function of shaders/lib against its twin in f64.
//!
//! In: inputs spread over each function's domain. Out: the worst error, printed, and a failure above the tolerance.
//! Not here: the kernels (`shaders/probe`). Expected values come from the CPU twins, which have their own outside truths.
//! Invariant: the comparison rejects one wrong value among many, and any NaN.

mod color;
mod light;
mod wall;

/// How far a GPU value may be from its twin: `|got - want| / max(|want|, scale)`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tolerance {
    /// Greatest error.
    limit: f64,
    /// Size below which the error is judged against this size: where a function passes through zero.
    scale: f64,
}

/// Compares pairs of got and wanted values; the answer is the worst error.
fn compare(tolerance: Tolerance, pairs: &[(f64, f64)]) -> Result<f64, String> {
    let mut worst = (0.0, 0);
    for (index, (got, want)) in pairs.iter().enumerate() {
        let error = (got - want).abs() / want.abs().max(tolerance.scale);
        if error.is_nan() {
            return Err(format!("value {index} is {got}, its twin says {want}"));
        }
        if error > worst.0 {
            worst = (error, index);
        }
    }
    let (got, want) = pairs[worst.1];
    if worst.0 <= tolerance.limit {
        return Ok(worst.0);
    }
    Err(format!(
        "value {} is {got}, its twin says {want}: off by {:.2e} of {:.0e}",
        worst.1, worst.0, tolerance.limit
    ))
}

/// Compares, prints the worst error and fails above the tolerance.
fn check(function: &str, tolerance: Tolerance, pairs: &[(f64, f64)]) {
    match compare(tolerance, pairs) {
        Ok(worst) => eprintln!("{function}: {worst:.1e} of {:.0e}, {} values", tolerance.limit, pairs.len()),
        Err(message) => panic!("{function}: {message}"),
    }
}

/// Number `index` of an even spread over 0..1, one for each dimension. Source: Roberts, "The unreasonable effectiveness
/// of quasirandom sequences" (2018): the generalised golden ratio of eight dimensions. Rounded to f32, so the GPU gets it exactly.
fn spread(index: u32, dimension: i32) -> f32 {
    const RATIO: f64 = 1.085_070_245_491_450_8;
    ((0.5 + RATIO.powi(-1 - dimension) * f64::from(index)) % 1.0) as f32
}

/// A number between bounds, spread evenly.
fn between(index: u32, dimension: i32, low: f32, high: f32) -> f32 {
    low + (high - low) * spread(index, dimension)
}

/// A number between positive bounds, spread evenly in its logarithm.
fn between_decades(index: u32, dimension: i32, low: f32, high: f32) -> f32 {
    between(index, dimension, low.ln(), high.ln()).exp()
}

/// A direction, spread evenly over the sphere; takes two dimensions.
fn direction(index: u32, dimension: i32) -> glam::Vec3 {
    let height = between(index, dimension, -1.0, 1.0);
    let turn = std::f32::consts::TAU * spread(index, dimension + 1);
    let flat = (1.0 - height * height).max(0.0).sqrt();
    glam::Vec3::new(flat * turn.cos(), height, flat * turn.sin())
}

#[test]
fn comparison_rejects_one_wrong_value_and_nan() {
    let tolerance = Tolerance { limit: 1e-5, scale: 1e-3 };
    let mut pairs: Vec<(f64, f64)> = (1..100).map(|index| (f64::from(index), f64::from(index))).collect();
    assert_eq!(compare(tolerance, &pairs), Ok(0.0));
    pairs[40].0 *= 1.0 + 2e-5;
    assert!(compare(tolerance, &pairs).is_err());
    pairs[40].0 = f64::NAN;
    assert!(compare(tolerance, &pairs).is_err());
}

#[test]
fn every_library_file_has_a_kernel() {
    let stems = |folder: &str| -> Vec<&str> {
        let paths = cyclorama::gpu::shader_sources::SOURCES.iter().map(|(path, _)| *path);
        paths.filter_map(|path| path.strip_prefix(folder)).collect()
    };
    assert_eq!(stems("lib/"), stems("probe/"));
}
