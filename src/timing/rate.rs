//! Rational frame rates.
//!
//! In: text such as `24` or `24000/1001`. Out: exact seconds of a frame.
//! Not here: labels of frames (`timing::timecode`), waiting (`app`).
//! Invariant: `num` and `den` are above zero; time is a product and a quotient, never a sum of periods.

use std::fmt;
use std::str::FromStr;

/// Frames per second as `num / den`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Frames in `den` seconds.
    pub num: u32,
    /// Seconds in which `num` frames pass.
    pub den: u32,
}

/// Why a text is not a rate.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a frame rate: write 24, 25, 30, 48, 50, 60 or a fraction such as 24000/1001")]
pub struct RateError(String);

impl Rate {
    /// 24 frames a second.
    pub const FILM: Self = Self { num: 24, den: 1 };

    /// Time of a frame's start in seconds.
    pub fn time_secs(self, frame: u64) -> f64 {
        frame as f64 * f64::from(self.den) / f64::from(self.num)
    }

    /// Length of a frame in seconds.
    pub fn period_secs(self) -> f64 {
        f64::from(self.den) / f64::from(self.num)
    }

    /// Frames per second.
    pub fn fps(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let wrong = || RateError(text.to_owned());
        let (num, den) = match text.split_once('/') {
            Some((num, den)) => (num.trim(), den.trim()),
            None => match text.trim() {
                "23.976" | "23.98" => ("24000", "1001"),
                "29.97" => ("30000", "1001"),
                "59.94" => ("60000", "1001"),
                whole => (whole, "1"),
            },
        };
        let rate = Self { num: num.parse().map_err(|_| wrong())?, den: den.parse().map_err(|_| wrong())? };
        let fps = f64::from(rate.num) / f64::from(rate.den.max(1));
        if rate.num == 0 || rate.den == 0 || !(1.0..=1000.0).contains(&fps) {
            return Err(wrong());
        }
        Ok(rate)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_exact() {
        let ntsc: Rate = "24000/1001".parse().expect("a rate");
        assert_eq!(ntsc.time_secs(24000), 1001.0);
        assert_eq!("23.976".parse(), Ok(ntsc));
        for bad in ["0", "24/0", "fast", "-24", "1/60"] {
            assert!(bad.parse::<Rate>().is_err(), "{bad}");
        }
    }
}
