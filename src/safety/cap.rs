//! The cap on every LED: what a wall emits at most, always on.
//!
//! In: what full code emits on a wall, what the stage allows. Out: the level that its light rolls off to.
//! Not here: the roll-off (`color::rolloff`), the mean (`average`).
//! Invariant: never above the wall's own white; on the work light too.

/// Where no stage says less.
pub const NONE_NITS: f64 = 10_000.0;

/// The greatest light of a wall, nits.
pub fn peak_nits(white_nits: f64, most_nits: f64) -> f64 {
    white_nits.min(most_nits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lesser_of_both() {
        assert_eq!(peak_nits(1500.0, NONE_NITS), 1500.0);
        assert_eq!(peak_nits(1500.0, 400.0), 400.0);
    }
}
