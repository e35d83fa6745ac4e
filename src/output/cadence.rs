//! What a monitor's refresh does to a show's pictures, in words.
//!
//! In: a show's rational rate, a monitor's refresh in millihertz as the system tells it. Out: a [`Cadence`], a sentence.
//! Not here: asking the system (`output::monitors`), frames that come late (`app::drops`).
//! Invariant: a refresh within 100 ppm of n or n x 1000/1001 Hz is taken as that; everything else is taken at its word.

use std::fmt;

use crate::timing::Rate;

/// How far a told refresh may be from a standard one and still be it. A pixel clock in steps of 10 kHz is good for
/// 70 ppm at 148.5 MHz; 59.94 and 60 Hz are 1000 ppm apart. Halved, real 59.94 Hz modes are missed; at ten times the
/// two families run together.
const SNAP_PPM: f64 = 100.0;
/// Ratios this near to a whole number slip one picture now and then instead of having a cadence.
const SLIP: f64 = 0.005;
/// Rates above this are no monitor's.
const FASTEST_HZ: u32 = 1000;

/// How a show's pictures fall on a monitor's refreshes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cadence {
    /// The system does not tell the refresh.
    Unknown,
    /// Each picture stands for this many refreshes.
    Even(u32),
    /// Nearly even: once in so many seconds a picture stands too long.
    Repeats(f64),
    /// Nearly even: once in so many seconds a picture is lost.
    Skips(f64),
    /// Pictures stand for so many or one more refreshes, by turns.
    Uneven(u32),
    /// The monitor is slower than the show: so many pictures a second are never shown.
    TooSlow(f64),
}

/// The refresh that a told one stands for.
fn snapped(millihertz: u32) -> Rate {
    let told_hz = f64::from(millihertz) * 1e-3;
    let whole = told_hz.round() as u32;
    let near = |rate: &Rate| (told_hz / rate.fps() - 1.0).abs() <= SNAP_PPM * 1e-6;
    let whole_rate = Rate { num: whole.max(1), den: 1 };
    // n x 1000/1001 lies below n by less than a thousandth: the n that it came from is the next one up.
    let ntsc_rate = Rate { num: (told_hz * 1.001).round() as u32 * 1000, den: 1001 };
    let known = [whole_rate, ntsc_rate].into_iter().find(|rate| rate.num > 0 && near(rate));
    known.unwrap_or(Rate { num: millihertz, den: 1000 })
}

/// How a show falls on a monitor. A refresh of 0 is what displays without a clock tell.
pub fn cadence(show: Rate, refresh_millihertz: Option<u32>) -> Cadence {
    let told = refresh_millihertz.filter(|told| (1000..=FASTEST_HZ * 1000).contains(told));
    let Some(told) = told else { return Cadence::Unknown };
    let monitor = snapped(told);
    // monitor / show as an exact fraction; 1 000 000 x 1001 fits with room.
    let (num, den) =
        (u64::from(monitor.num) * u64::from(show.den), u64::from(monitor.den) * u64::from(show.num));
    if num.is_multiple_of(den) {
        // At most 1000 Hz over 1.
        return Cadence::Even((num / den) as u32);
    }
    let ratio = num as f64 / den as f64;
    let nearest = ratio.round();
    if nearest >= 1.0 && (ratio / nearest - 1.0).abs() < SLIP {
        // Each second holds this many refreshes more or fewer than whole pictures need.
        let slip_hz = monitor.fps() - nearest * show.fps();
        let every_secs = 1.0 / slip_hz.abs();
        return match (slip_hz > 0.0, nearest > 1.0) {
            // With several refreshes a picture, one too few only shortens a picture.
            (true, _) | (false, true) => Cadence::Repeats(every_secs),
            (false, false) => Cadence::Skips(every_secs),
        };
    }
    if ratio < 1.0 {
        return Cadence::TooSlow(show.fps() - monitor.fps());
    }
    Cadence::Uneven(ratio.floor() as u32)
}

impl Cadence {
    /// Whether every picture stands as long as every other.
    pub fn is_even(self) -> bool {
        matches!(self, Self::Even(_))
    }
}

/// A rate as people say it: 23.976, 59.94, 60.
#[derive(Clone, Copy, Debug)]
struct Hertz(f64);

impl fmt::Display for Hertz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.3}", self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// What to say of a monitor and a show; `name` is the monitor's.
pub fn words(name: &str, show: Rate, refresh_millihertz: Option<u32>) -> String {
    let cadence = cadence(show, refresh_millihertz);
    let (once, twice) = (Hertz(show.fps()), Hertz(2.0 * show.fps()));
    let Some(told) = refresh_millihertz.filter(|_| cadence != Cadence::Unknown) else {
        return format!(
            "Monitor {name} does not tell its refresh, show {once}: set it to {twice} or {once} by hand, or genlock"
        );
    };
    let head = format!("Monitor {name} {} Hz, show {once}", Hertz(snapped(told).fps()));
    let remedy = format!("Set it to {twice} or {once}, or genlock");
    match cadence {
        Cadence::Unknown => head,
        Cadence::Even(1) => format!("{head}: each picture once"),
        Cadence::Even(times) => format!("{head}: each picture {times} times"),
        Cadence::Repeats(secs) => format!("{head}: a picture stands too long every {secs:.1} s. {remedy}"),
        Cadence::Skips(secs) => format!("{head}: a picture is lost every {secs:.1} s. {remedy}"),
        Cadence::Uneven(low) => format!("{head}: uneven {low}-{} cadence. {remedy}", low + 1),
        Cadence::TooSlow(lost) => {
            format!("{head}: {} pictures a second are never shown. {remedy}", Hertz(lost))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    /// The refresh of a monitor as a driver tells it.
    fn told(hertz: f64) -> Option<u32> {
        Some((hertz * 1000.0).round() as u32)
    }

    #[test]
    fn pairs_of_show_and_monitor_have_their_cadence() {
        // 60 / 24 = 5/2; 60000/1001 / (24000/1001) = 5/2; 60 / 25 = 12/5; 60000/1001 / 50 = 1.1988.
        let cases = [
            ("24", 60.0, Cadence::Uneven(2)),
            ("23.976", 59.94, Cadence::Uneven(2)),
            ("24", 59.94, Cadence::Uneven(2)),
            ("24", 48.0, Cadence::Even(2)),
            ("24", 24.0, Cadence::Even(1)),
            ("23.976", 47.952, Cadence::Even(2)),
            ("23.976", 23.976, Cadence::Even(1)),
            ("25", 50.0, Cadence::Even(2)),
            ("25", 60.0, Cadence::Uneven(2)),
            ("50", 59.94, Cadence::Uneven(1)),
            ("59.94", 119.88, Cadence::Even(2)),
            ("30", 144.0, Cadence::Uneven(4)),
            ("48", 144.0, Cadence::Even(3)),
        ];
        for (show, hertz, want) in cases {
            assert_eq!(cadence(rate(show), told(hertz)), want, "show {show} on {hertz}");
        }
        assert_eq!(cadence(rate("60"), told(50.0)), Cadence::TooSlow(10.0));
    }

    #[test]
    fn neighbours_of_a_thousandth_slip() {
        // 24 - 24000/1001 = 24/1001 Hz: one picture in 1001/24 s. 60 - 60000/1001 = 60/1001 Hz.
        let near = |found: Cadence, want_secs: f64| match found {
            Cadence::Repeats(secs) | Cadence::Skips(secs) => assert!((secs / want_secs - 1.0).abs() < 1e-9),
            other => panic!("{other:?}"),
        };
        let skips = cadence(rate("24"), told(23.976));
        assert!(matches!(skips, Cadence::Skips(_)), "{skips:?}");
        near(skips, 1001.0 / 24.0);
        let repeats = cadence(rate("59.94"), told(60.0));
        assert!(matches!(repeats, Cadence::Repeats(_)), "{repeats:?}");
        near(repeats, 1001.0 / 60.0);
        // 47.952 holds 24 a little less than twice: a picture is cut short, none is lost.
        assert!(matches!(cadence(rate("24"), told(47.952)), Cadence::Repeats(_)));
        // 59.951 Hz is neither 59.94 nor 60: a slip every 1 / (59.951 - 59.94006) s.
        near(cadence(rate("59.94"), Some(59_951)), 1.0 / (59.951 - 60_000.0 / 1001.0));
    }

    #[test]
    fn a_refresh_that_nobody_tells_is_unknown() {
        for told in [None, Some(0), Some(999), Some(1_000_001), Some(u32::MAX)] {
            assert_eq!(cadence(rate("24"), told), Cadence::Unknown, "{told:?}");
        }
        assert!(words("DP-2", rate("24"), None).contains("set it to 48 or 24 by hand"));
    }

    #[test]
    fn the_words_name_both_rates_and_what_to_set() {
        assert_eq!(
            words("DP-2", rate("23.976"), told(59.94)),
            "Monitor DP-2 59.94 Hz, show 23.976: uneven 2-3 cadence. Set it to 47.952 or 23.976, or genlock"
        );
        assert_eq!(words("A", rate("24"), told(48.0)), "Monitor A 48 Hz, show 24: each picture 2 times");
        let slow = words("A", rate("60"), told(50.0));
        assert!(slow.contains("10 pictures a second are never shown. Set it to 120 or 60"), "{slow}");
    }
}
