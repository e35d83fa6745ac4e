//! Percentiles of errors.
//!
//! In: sizes of errors in any order, larger is worse. Out: p50, p99 and max by nearest rank.
//! Not here: limits (`limits`), signed values.
//! Invariant: NaN counts as infinitely wrong, and no samples give no percentiles.

/// Median, 99th percentile and largest of a set of errors, in the samples' unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Percentiles {
    /// Half of the samples are at most this.
    pub p50: f64,
    /// 99 % of the samples are at most this.
    pub p99: f64,
    /// No sample is larger.
    pub max: f64,
}

impl Percentiles {
    /// By nearest rank; `None` without samples.
    pub fn of(mut samples: Vec<f64>) -> Option<Self> {
        for sample in &mut samples {
            if sample.is_nan() {
                *sample = f64::INFINITY;
            }
        }
        let last = samples.len().checked_sub(1)?;
        let rank = |share: f64| ((share * samples.len() as f64).ceil() as usize).saturating_sub(1).min(last);
        let (at_50, at_99) = (rank(0.50), rank(0.99));
        let p99 = *samples.select_nth_unstable_by(at_99, f64::total_cmp).1;
        let max = samples[at_99..].iter().copied().fold(p99, f64::max);
        let p50 = *samples.select_nth_unstable_by(at_50, f64::total_cmp).1;
        Some(Self { p50, p99, max })
    }

    /// Each the larger of the two: the worst of several frames.
    pub fn worst(self, other: Self) -> Self {
        Self { p50: self.p50.max(other.p50), p99: self.p99.max(other.p99), max: self.max.max(other.max) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_rank_of_one_to_two_hundred() {
        let found = Percentiles::of((1..=200).rev().map(f64::from).collect()).expect("samples");
        assert_eq!(found, Percentiles { p50: 100.0, p99: 198.0, max: 200.0 });
        assert_eq!(Percentiles::of(vec![7.0]), Some(Percentiles { p50: 7.0, p99: 7.0, max: 7.0 }));
    }

    #[test]
    fn nan_is_infinitely_wrong_and_nothing_is_nothing() {
        assert_eq!(Percentiles::of(Vec::new()), None);
        let found = Percentiles::of(vec![0.0, f64::NAN, 0.0, -f64::NAN]).expect("samples");
        assert_eq!((found.p50, found.p99, found.max), (0.0, f64::INFINITY, f64::INFINITY));
    }
}
