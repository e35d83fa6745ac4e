//! `cyclorama track listen`: is anything arriving?
//!
//! In: ports. Out: a line a second for each: rate, protocol, ids, jitter, loss, age, state; or why nothing comes.
//! Not here: statistics and sentences (`tracking::arrival`), sockets (`tracking::receiver`).
//! Invariant: exit 0 when anything was heard, 1 when nothing was, 2 when no port could be opened.

use std::process::ExitCode;
use std::sync::atomic::Ordering;

use anyhow::bail;
use clap::Args;
use serde_json::{Value, json};

use crate::stage::change::trimmed;
use crate::timing::Clock;
use crate::tracking::arrival::{COMMON_PORTS, PortReport, Wanted, diagnose};
use crate::tracking::ear::Ear;
use crate::tracking::sniff::Wire;

use super::load;
use super::track::Protocol;

/// Listen to trackers.
#[derive(Debug, Args)]
pub(super) struct ListenArgs {
    /// UDP port; repeatable. Without one, all that trackers come with
    #[arg(long)]
    port: Vec<u16>,
    /// What should come; anything else is told as wrong
    #[arg(long)]
    protocol: Option<Protocol>,
    /// Camera id that should come
    #[arg(long)]
    camera_id: Option<u8>,
    /// Stop after this time, seconds; without it, at Ctrl-C
    #[arg(long, value_parser = positive_secs)]
    secs: Option<f64>,
    /// Print JSON, one object a port and second
    #[arg(long)]
    json: bool,
}

fn positive_secs(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(secs) if secs > 0.0 && secs.is_finite() => Ok(secs),
        _ => Err("write seconds above 0, such as 10".to_owned()),
    }
}

/// Seconds between two looks at Ctrl-C.
const LOOK_SECS: f64 = 0.05;

/// Runs the subcommand.
pub(super) fn run(args: &ListenArgs) -> anyhow::Result<ExitCode> {
    let stop = load::stop_flag()?;
    let clock = Clock::start();
    let is_search = args.port.is_empty();
    let ports = if is_search { &COMMON_PORTS[..] } else { &args.port };
    let (mut ears, refused) = Ear::open_free(ports, clock);
    for error in &refused {
        tracing::warn!("{error}");
    }
    if ears.is_empty() {
        match refused.into_iter().next() {
            Some(error) => return Err(error.into()),
            None => bail!("no port to listen on; give --port"),
        }
    }
    let open: Vec<String> = ears.iter().map(|ear| ear.port().to_string()).collect();
    tracing::info!("listening on UDP {}", open.join(", "));
    let end_secs = args.secs.unwrap_or(f64::INFINITY);
    let mut next_secs = 1.0_f64;
    while !stop.load(Ordering::Relaxed) && clock.now_secs() < end_secs {
        clock.sleep_until((clock.now_secs() + LOOK_SECS).min(next_secs).min(end_secs));
        if clock.now_secs() >= next_secs {
            super::print(&lines(&mut ears, args, clock.now_secs()))?;
            next_secs += 1.0;
        }
    }
    super::print(&lines(&mut ears, args, clock.now_secs()))?;
    let heard = ears.iter_mut().filter_map(Ear::report).any(|report| report.datagrams > 0);
    Ok(if heard { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What is told of one second.
fn lines(ears: &mut [Ear], args: &ListenArgs, now_secs: f64) -> String {
    let reports: Vec<(u16, PortReport)> =
        ears.iter_mut().filter_map(|ear| ear.report().map(|report| (ear.port(), report))).collect();
    // A search names only what speaks; ports that were asked for are told, silent ones too.
    let is_told = |(_, report): &&(u16, PortReport)| !args.port.is_empty() || report.datagrams > 0;
    let told: Vec<_> = reports.iter().filter(is_told).collect();
    if told.is_empty() && !args.json {
        return format!("nothing on {} ports for {now_secs:.0} s", reports.len());
    }
    let line = |(port, report): &&(u16, PortReport)| {
        let wanted = wanted(args, *port);
        let why = diagnose(&wanted, report, now_secs, &[]).map(|diagnosis| diagnosis.to_string());
        match args.json {
            true => format!("{}\n", json(*port, report, why.as_deref())),
            false => format!("{}\n", text(*port, report, why.as_deref())),
        }
    };
    told.iter().map(line).collect()
}

fn wanted(args: &ListenArgs, port: u16) -> Wanted {
    Wanted {
        tracker: port.to_string(),
        port,
        wire: args.protocol.map_or(Wire::Unknown, Protocol::wire),
        camera_id: args.camera_id,
    }
}

fn text(port: u16, report: &PortReport, why: Option<&str>) -> String {
    if report.datagrams == 0 {
        return why.map_or_else(|| format!("UDP {port} open, 0 packets yet"), str::to_owned);
    }
    let millis = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| trimmed(value, 2));
    let source = report.source.map_or_else(String::new, |source| format!(" from {source}"));
    let mut line = format!(
        "{port} {} · {} · jitter {} ms · lost {} · age {} ms · {}{source}",
        report.speaks(),
        report.rate(),
        millis(report.jitter_ms),
        report.lost,
        millis(report.age_secs.map(|age| age * 1e3)),
        report.state().word().to_uppercase(),
    );
    if let Some(why) = why {
        line.push_str(" · ");
        line.push_str(why);
    }
    line
}

fn json(port: u16, report: &PortReport, why: Option<&str>) -> Value {
    json!({
        "port": port,
        "protocol": (report.datagrams > 0).then(|| report.wire.name()),
        "ids": report.ids(),
        "datagrams": report.datagrams,
        "rate_per_sec": report.rate_per_sec,
        "jitter_ms": report.jitter_ms,
        "lost": report.lost,
        "damaged": report.damaged,
        "age_ms": report.age_secs.map(|age| age * 1e3),
        "state": report.state().word(),
        "source": report.source.map(|source| source.to_string()),
        "diagnosis": why,
    })
}
