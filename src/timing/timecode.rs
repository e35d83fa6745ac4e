//! SMPTE ST 12-1 time address labels.
//!
//! In: `HH:MM:SS:FF` (`;` before the frames for drop-frame) and a rate. Out: labels of later frames.
//! Not here: LTC and MTC streams.
//! Invariant: label -> count -> label is the identity for every legal label.

use std::fmt;

use super::Rate;

/// One label of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timecode {
    hours: u32,
    minutes: u32,
    seconds: u32,
    frames: u32,
    drop_frame: bool,
}

/// Why a text is not a label at a rate.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "`{text}` is not a timecode at {rate} fps: write HH:MM:SS:FF, or HH:MM:SS;FF for drop-frame at 30000/1001 and 60000/1001"
)]
pub struct TimecodeError {
    text: String,
    rate: Rate,
}

impl Timecode {
    /// Reads a label; `;` before the frames asks for drop-frame.
    pub fn parse(text: &str, rate: Rate) -> Result<Self, TimecodeError> {
        let wrong = || TimecodeError { text: text.to_owned(), rate };
        let drop_frame = text.contains(';');
        let fields: Vec<u32> = text
            .split([':', ';'])
            .map(|field| if field.len() == 2 { field.parse().map_err(|_| wrong()) } else { Err(wrong()) })
            .collect::<Result<_, _>>()?;
        let &[hours, minutes, seconds, frames] = fields.as_slice() else { return Err(wrong()) };
        let label = Self { hours, minutes, seconds, frames, drop_frame };
        let dropped = drop_frame
            && label.seconds == 0
            && label.frames < dropped_per_minute(rate)
            && !label.minutes.is_multiple_of(10);
        if hours > 23 || minutes > 59 || seconds > 59 || frames >= nominal(rate) || dropped {
            return Err(wrong());
        }
        if drop_frame && !(rate.den == 1001 && nominal(rate).is_multiple_of(30)) {
            return Err(wrong());
        }
        Ok(label)
    }

    /// The label `frames` frames later, over midnight to zero.
    pub fn plus(self, frames: u64, rate: Rate) -> Self {
        let per_second = u64::from(nominal(rate));
        let dropped = if self.drop_frame { u64::from(dropped_per_minute(rate)) } else { 0 };
        let total_minutes = u64::from(60 * self.hours + self.minutes);
        let count = (total_minutes * 60 + u64::from(self.seconds)) * per_second + u64::from(self.frames)
            - dropped * (total_minutes - total_minutes / 10);
        let per_ten_minutes = 600 * per_second - 9 * dropped;
        let count = (count + frames) % (144 * per_ten_minutes);
        let (tens, rest) = (count / per_ten_minutes, count % per_ten_minutes);
        let per_minute = 60 * per_second - dropped;
        let minutes_past = if rest < 60 * per_second { 0 } else { 1 + (rest - 60 * per_second) / per_minute };
        let label = count + dropped * (9 * tens + minutes_past);
        let seconds = label / per_second;
        Self {
            hours: (seconds / 3600 % 24) as u32,
            minutes: (seconds / 60 % 60) as u32,
            seconds: (seconds % 60) as u32,
            frames: (label % per_second) as u32,
            drop_frame: self.drop_frame,
        }
    }
}

/// Frames a label's second counts: the rate rounded up.
fn nominal(rate: Rate) -> u32 {
    rate.num.div_ceil(rate.den)
}

/// Labels skipped at each minute that is not a multiple of ten.
fn dropped_per_minute(rate: Rate) -> u32 {
    nominal(rate) / 15
}

impl fmt::Display for Timecode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.drop_frame { ';' } else { ':' };
        write!(f, "{:02}:{:02}:{:02}{mark}{:02}", self.hours, self.minutes, self.seconds, self.frames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NTSC: Rate = Rate { num: 30000, den: 1001 };

    #[test]
    fn drop_frame_skips_two_labels_a_minute_but_not_the_tenth() {
        let start = Timecode::parse("00:00:59;29", NTSC).expect("a label");
        assert_eq!(start.plus(1, NTSC).to_string(), "00:01:00;02");
        let tenth = Timecode::parse("00:09:59;29", NTSC).expect("a label");
        assert_eq!(tenth.plus(1, NTSC).to_string(), "00:10:00;00");
        let zero = Timecode::parse("00:00:00;00", NTSC).expect("a label");
        assert_eq!(zero.plus(17982, NTSC).to_string(), "00:10:00;00");
        assert_eq!(zero.plus(2_589_408, NTSC), zero);
    }

    #[test]
    fn labels_count_at_film_rate() {
        let start = Timecode::parse("01:00:00:00", Rate::FILM).expect("a label");
        assert_eq!(start.plus(25, Rate::FILM).to_string(), "01:00:01:01");
        for bad in ["01:00:00:24", "1:0:0:0", "01:00:00", "24:00:00:00", "01:00:00;00"] {
            assert!(Timecode::parse(bad, Rate::FILM).is_err(), "{bad}");
        }
        assert!(Timecode::parse("00:01:00;00", NTSC).is_err(), "a dropped label");
    }
}
