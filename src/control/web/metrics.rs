//! How the show runs, for Prometheus.
//!
//! In: the state on the board. Out: text in the exposition format 0.0.4. Not here: what the numbers mean (`show::report`).
//! Invariant: a name stands once with its help and type; counters only grow; a number that is not finite is written as
//! the format writes it.

use std::fmt::Write as _;

use crate::show::report::DROP_CAUSES;

use super::context::Context;

/// The page.
#[derive(Debug, Default)]
struct Page(String);

/// One line: labels and the number.
type Line<'a> = (&'a [(&'a str, &'a str)], f64);

impl Page {
    fn add(&mut self, (name, kind, help): (&str, &str, &str), lines: &[Line<'_>]) {
        if lines.is_empty() {
            return;
        }
        // Writing into a String does not fail.
        let _ = writeln!(self.0, "# HELP cyclorama_{name} {help}\n# TYPE cyclorama_{name} {kind}");
        for (labels, number) in lines {
            let labels: Vec<String> =
                labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
            let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
            let _ = writeln!(self.0, "cyclorama_{name}{labels} {}", figure(*number));
        }
    }

    fn gauge(&mut self, name: &str, help: &str, number: f64) {
        self.add((name, "gauge", help), &[(&[], number)]);
    }

    fn counter(&mut self, name: &str, help: &str, number: f64) {
        self.add((name, "counter", help), &[(&[], number)]);
    }

    fn by_label(&mut self, head: (&str, &str, &str), label: &str, lines: &[(&str, f64)]) {
        for_each_labelled(lines, label, |lines| self.add(head, lines));
    }
}

fn for_each_labelled(lines: &[(&str, f64)], label: &str, then: impl FnOnce(&[Line<'_>])) {
    let labels: Vec<[(&str, &str); 1]> = lines.iter().map(|(value, _)| [(label, *value)]).collect();
    let lines: Vec<Line<'_>> =
        labels.iter().zip(lines).map(|(labels, (_, number))| (labels.as_slice(), *number)).collect();
    then(&lines);
}

/// A label's value: backslash, quote and line break are written with a backslash.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn figure(number: f64) -> String {
    match number {
        _ if number.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "+Inf".to_owned(),
        f64::NEG_INFINITY => "-Inf".to_owned(),
        _ => format!("{number}"),
    }
}

/// All of it.
pub fn text(context: &Context) -> String {
    let state = context.link.state();
    let (report, health) = (&state.report, &state.report.health);
    let mut page = Page::default();
    page.gauge("frames_per_second", "Frames a second over the last seconds.", health.fps);
    page.gauge("rate_frames_per_second", "The show's rate.", health.rate_fps);
    page.counter("frames_total", "Frames drawn since the start.", health.frames as f64);
    page.gauge("frame", "Frame index of the show.", report.frame as f64);
    page.gauge("world_frame", "Frame index of the world.", report.world_frame as f64);
    page.gauge("frame_seconds", "Length of the last frame.", health.frame_secs);
    page.gauge(
        "frame_p99_seconds",
        "99th percentile of the frames of the last ten seconds.",
        health.frame_p99_secs,
    );
    let spans: Vec<(&str, f64)> =
        ["tracker", "cpu", "upload", "wait"].into_iter().zip(health.spans_secs).collect();
    page.by_label(("span_seconds", "gauge", "Where the last frame's time went."), "span", &spans);
    let drops: Vec<(&str, f64)> =
        DROP_CAUSES.into_iter().zip(health.drops).map(|(cause, count)| (cause, count as f64)).collect();
    page.by_label(("drops_total", "counter", "Frames dropped, by cause."), "cause", &drops);
    let passes: Vec<(&str, f64)> = health
        .passes
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, ms)| (*name, ms * 1e-3))
        .collect();
    page.by_label(("pass_seconds", "gauge", "GPU time of each pass."), "pass", &passes);
    tracking(&mut page, &state);
    page.counter(
        "tracking_rejected_total",
        "Datagrams of trackers refused since the start.",
        health.rejected as f64,
    );
    if let Some(is_armed) = report.is_armed {
        page.gauge("armed", "Whether light may leave outputs.", f64::from(u8::from(is_armed)));
    }
    page.gauge("fading_parameters", "Parameters that fade.", report.fading as f64);
    page.gauge(
        "people",
        "People who are here.",
        state.people.iter().filter(|one| one.is_here).count() as f64,
    );
    page.gauge("clients", "Pages that are connected.", context.hub.clients() as f64);
    page.gauge("connections", "Connections that stand.", context.counts.all() as f64);
    page.gauge("devices", "Devices that may come in.", context.access.devices().len() as f64);
    page.counter(
        "records_lost_total",
        "Records that the disk was too slow for.",
        context.records.lost() as f64,
    );
    let values = state.registry.iter(&report.values);
    let values: Vec<(&str, f64)> =
        values.map(|(parameter, value)| (parameter.path.as_str(), value.number())).collect();
    let help = "Value of a parameter: switches 0 or 1, choices the index of the word.";
    page.by_label(("parameter", "gauge", help), "path", &values);
    page.0
}

fn tracking(page: &mut Page, state: &crate::show::link::State) {
    let name = |at: usize| {
        let wall = || format!("wall {}", at + 1 - state.cameras.len());
        state.cameras.get(at).cloned().unwrap_or_else(wall)
    };
    let names: Vec<String> = (0..state.report.tracking.len()).map(name).collect();
    let told = &state.report.tracking;
    let by = |number: &dyn Fn(usize) -> Option<f64>| -> Vec<(&str, f64)> {
        names.iter().enumerate().filter_map(|(at, name)| Some((name.as_str(), number(at)?))).collect()
    };
    let ages = by(&|at| told[at].sample_age_ms.map(|ms| ms * 1e-3));
    page.by_label(("tracking_age_seconds", "gauge", "Age of the newest sample."), "camera", &ages);
    let faults = by(&|at| Some(f64::from(u8::from(!told[at].fault.is_empty()))));
    page.by_label(
        ("tracking_fault", "gauge", "Whether something is wrong with a tracker."),
        "camera",
        &faults,
    );
    let taken = by(&|at| Some(told[at].taken as f64));
    page.by_label(("tracking_samples_total", "counter", "Samples taken since the start."), "camera", &taken);
    let lost = by(&|at| Some(told[at].lost as f64));
    page.by_label(("tracking_lost_total", "counter", "Samples lost since the start."), "camera", &lost);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the format's own description (prometheus.io, exposition formats), with another name.
    #[test]
    fn lines_are_those_of_the_format() {
        let mut page = Page::default();
        page.add(
            ("msdos_file_access_time_seconds", "gauge", "x"),
            &[(
                &[("path", "C:\\DIR\\FILE.TXT"), ("error", "Cannot find file:\n\"FILE.TXT\"")],
                1.458_255_915e9,
            )],
        );
        let line = page.0.lines().nth(2).unwrap();
        let wanted = r#"cyclorama_msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1458255915"#;
        assert_eq!(line, wanted);
        assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(figure), ["NaN", "+Inf", "-Inf"]);
    }
}
