//! A value that runs on by itself: a clock among the parameters, and which way round it is set.
//!
//! In: what it reads now. Out: where a fade of it begins, and by which way it goes. Not here: what makes it run (`sky::state`).
//! Invariant: reading the clock into its parameters changes no picture.

use super::ParameterId;

/// Which way a clock is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// The shorter way.
    #[default]
    Shorter,
    /// As time goes.
    Forward,
    /// Against it.
    Backward,
}

impl Way {
    /// Words, in the order of [`Way::ALL`].
    pub const WORDS: [&'static str; 3] = ["shorter", "forward", "backward"];
    /// All.
    pub const ALL: [Self; 3] = [Self::Shorter, Self::Forward, Self::Backward];

    /// The way by so much, of a clock that is round after `period`.
    pub(super) fn way(self, change: f64, period: f64) -> f64 {
        let ahead = change.rem_euclid(period);
        match self {
            Self::Shorter => change - period * (change / period).round(),
            Self::Forward => ahead,
            Self::Backward if ahead == 0.0 => 0.0,
            Self::Backward => ahead - period,
        }
    }
}

/// The parameters of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Time of day: its range is one turn.
    pub time: ParameterId,
    /// Whole turns.
    pub date: ParameterId,
    /// Choice of [`Way::WORDS`].
    pub turn: ParameterId,
}

/// What a clock reads, when it has run since it was set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Time of day.
    pub time: f64,
    /// Whole turns.
    pub date: f64,
    /// How fast time goes, a frame.
    pub time_a_frame: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_goes_the_way_that_is_chosen() {
        let way = |turn: Way, from: f64, to: f64| turn.way(to - from, 24.0);
        assert_eq!([way(Way::Shorter, 22.0, 2.0), way(Way::Shorter, 2.0, 22.0)], [4.0, -4.0]);
        assert_eq!([way(Way::Forward, 22.0, 2.0), way(Way::Forward, 2.0, 22.0)], [4.0, 20.0]);
        assert_eq!([way(Way::Backward, 22.0, 2.0), way(Way::Backward, 2.0, 22.0)], [-20.0, -4.0]);
        for turn in Way::ALL {
            assert_eq!([way(turn, 5.0, 5.0), way(turn, 0.0, 24.0)], [0.0, 0.0], "{turn:?}");
        }
    }
}
