//! CPU time by thread, as Linux tells it.
//!
//! In: `/proc/self/task`. Out: ticks by thread name. Not here: time on the frame thread by what it does (`app::live`).
//! Invariant: reads only; a system that does not tell gives nothing, not a wrong number.

/// Ticks of CPU time by thread name, hundredths of a second; empty where the system does not say.
pub(super) fn by_thread() -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = Vec::new();
    for entry in std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let text = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let Some((head, rest)) = text.rsplit_once(')') else { continue };
        let name = head.split_once('(').map_or("", |(_, name)| name);
        let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '-');
        // proc(5): the state is field 3, user and system time are 14 and 15.
        let field = |at: usize| rest.split_whitespace().nth(at - 3).and_then(|text| text.parse::<u64>().ok());
        let ticks = field(14).unwrap_or(0) + field(15).unwrap_or(0);
        match all.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += ticks,
            None => all.push((name.to_owned(), ticks)),
        }
    }
    all
}

/// Share of one core by thread name, the greatest first, over so many seconds.
pub(super) fn share(before: &[(String, u64)], after: &[(String, u64)], secs: f64) -> Vec<(String, f64)> {
    let ticks = |name: &str| before.iter().find(|(known, _)| known == name).map_or(0, |(_, ticks)| *ticks);
    let of =
        |(name, now): &(String, u64)| (name.clone(), now.saturating_sub(ticks(name)) as f64 / 100.0 / secs);
    let mut all: Vec<(String, f64)> = after.iter().map(of).filter(|(_, share)| *share > 0.0005).collect();
    all.sort_by(|(_, first), (_, second)| second.total_cmp(first));
    all
}
