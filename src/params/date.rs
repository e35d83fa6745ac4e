//! Dates as numbers: days since 1970-01-01.
//!
//! In: a number, or text. Out: the other. Not here: times of day, zones.
//! Invariant: [`text`] and [`days`] are each other's inverse from the year 1 to 9999.

use jiff::civil::{Date, date};

/// YYYY-MM-DD.
pub fn text(days: f64) -> String {
    let span = jiff::Span::new().days(days.clamp(-719_162.0, 2_932_896.0).floor() as i64);
    date(1970, 1, 1).checked_add(span).unwrap_or(Date::MIN).to_string()
}

/// Days of YYYY-MM-DD; `None` for what is no date.
pub fn days(text: &str) -> Option<f64> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date: Date = text.parse().ok().filter(|_| is_plain)?;
    Some(f64::from(date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By coreutils: date -u -d @(days x 86400).
    #[test]
    fn days_are_those_of_unix_time() {
        for (days_since, plain) in
            [(0.0, "1970-01-01"), (-1.0, "1969-12-31"), (19_782.0, "2024-02-29"), (47_846.0, "2100-12-31")]
        {
            assert_eq!(text(days_since), plain);
            assert_eq!(days(plain), Some(days_since));
        }
        assert_eq!(text(19_782.7), "2024-02-29");
        for wrong in ["2026-02-30", "26-02-03", "2026/02/03", "2026-02-03T10:00", "yesterday", ""] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }
}
