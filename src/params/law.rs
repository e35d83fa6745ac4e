//! How a value goes from one to another: the space in which it moves evenly.
//!
//! In: two values, a share. Out: the value between. Not here: when (`fade`).
//! Invariant: share 0 is the first value and 1 the second, to the bit, but for the turns of an angle.

use super::clock::Way;

/// What [`Law::LogFromZero`] adds before its logarithm, in the parameter's unit: 0.1 mm/h of rain is none to the eye.
const FROM_ZERO: f64 = 0.1;

/// The space in which a fade is even.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// The number itself.
    Linear,
    /// Its logarithm: each octave takes as long as the next. Where either end is not positive, the number itself.
    Log,
    /// Stops: the number is one already. Steps of a third.
    Ev,
    /// Reciprocal megakelvin: equal steps look alike (Judd 1932; CIE 15).
    Mired,
    /// The logarithm of the number and a tenth: like `Log` far above a tenth, and 0 can be reached. For rates that stop.
    LogFromZero,
    /// Degrees, by the shorter way round.
    ShortestArc,
    /// Hours of a day, by the way round that is chosen. The parameter's range is one turn.
    Clock(Way),
    /// No values between: the other value from the start.
    AtOnce,
    /// No values between: what comes on comes at the start, what goes off goes at the end, words change halfway.
    Stepped,
}

impl Law {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Log => "log",
            Self::Ev => "ev",
            Self::Mired => "mired",
            Self::LogFromZero => "log_from_zero",
            Self::ShortestArc => "shortest_arc",
            Self::Clock(_) => "clock",
            Self::AtOnce => "at_once",
            Self::Stepped => "stepped",
        }
    }

    /// The value as a coordinate in which a fade from or to it is even. `is_positive` tells that all ends of the fade are.
    pub(super) fn coordinate(self, value: f64, is_positive: bool) -> f64 {
        match self {
            Self::Log if is_positive => value.ln(),
            Self::LogFromZero => (value + FROM_ZERO).ln(),
            Self::Mired if is_positive => 1e6 / value,
            _ => value,
        }
    }

    /// The value at a coordinate.
    pub(super) fn value(self, coordinate: f64, is_positive: bool) -> f64 {
        match self {
            Self::Log if is_positive => coordinate.exp(),
            Self::LogFromZero => coordinate.exp() - FROM_ZERO,
            Self::Mired if is_positive => 1e6 / coordinate,
            _ => coordinate,
        }
    }
}
