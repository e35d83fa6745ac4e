//! Whether anything arrives on a tracker's port, and if not, why: in one sentence.
//!
//! In: datagrams with arrival times; what a tracker should send. Out: a [`PortReport`]; a [`Diagnosis`] that a person can act on.
//! Not here: sockets (`tracking::receiver`, `tracking::ear`), who asks and when (`app::arrival`, `cli::track_listen`).
//! Invariant: pure and bounded; a report is a plain value without memory of its own.

use std::fmt;
use std::net::IpAddr;

use super::fault::TrackState;
use super::sniff::{Sniff, Wire, sniff};

/// Ports that trackers come with (`reference/tracking.md` 1.3, 2.1, 3.2): Unreal's FreeD, stYpe and Ncam, Panasonic, stYpe HF,
/// Z-Cam and others, OpenTrackIO, Vizrt, Mo-Sys, Sony, opentrack, OSC, PosiStageNet.
pub const COMMON_PORTS: [u16; 15] =
    [40000, 6301, 1111, 45000, 5001, 5005, 55555, 50000, 6000, 8001, 52380, 4242, 9000, 8000, 56565];

/// Arrivals looked back at: two seconds at 250 Hz.
const ARRIVALS: usize = 512;
/// Time over which rate, jitter and ids are told, seconds.
const WINDOW_SECS: f64 = 2.0;
/// An interval longer than this many periods has lost packets in it.
const GAP_PERIODS: f64 = 1.5;
/// A longer silence is a tracker that was off, not packets that were lost, seconds.
const SILENCE_SECS: f64 = 1.0;
/// Ids named in a report.
const NAMED_IDS: usize = 6;
/// Share of damaged datagrams above which a person should look at the cable.
const DAMAGED_SHARE: f64 = 0.02;
/// Silence after which it is called one, seconds: a tracker that is switched over takes less.
pub const SILENT_AFTER_SECS: f64 = 2.0;

/// What came in on a port.
#[derive(Clone, Debug)]
pub struct PortStats {
    arrivals: [f64; ARRIVALS],
    count: u64,
    damaged: u64,
    /// Damaged ones by their place in the ring, so that old ones are forgotten.
    is_damaged: [bool; ARRIVALS],
    lost: u64,
    wire: Wire,
    last_sequence: Option<u32>,
    /// When each id was last seen.
    ids: [f64; 256],
    source: Option<IpAddr>,
    sorted: [f64; ARRIVALS],
}

impl Default for PortStats {
    fn default() -> Self {
        Self {
            arrivals: [f64::NEG_INFINITY; ARRIVALS],
            count: 0,
            damaged: 0,
            is_damaged: [false; ARRIVALS],
            lost: 0,
            wire: Wire::Unknown,
            last_sequence: None,
            ids: [f64::NEG_INFINITY; 256],
            source: None,
            sorted: [0.0; ARRIVALS],
        }
    }
}

/// What came in on a port, told at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PortReport {
    /// Datagrams since the port was opened.
    pub datagrams: u64,
    /// Datagrams a second over the last two seconds; 0 when nothing came in the last one.
    pub rate_per_sec: f64,
    /// What the newest datagram was.
    pub wire: Wire,
    /// Camera ids of the last two seconds, lowest first; the first [`PortReport::id_count`].
    ids: [u8; NAMED_IDS],
    /// How many of them are named.
    id_count: usize,
    /// Root mean square of the intervals' distance from their median, milliseconds; gaps left out.
    pub jitter_ms: Option<f64>,
    /// Datagrams missing since the start: by sequence numbers where there are any, else by gaps in the rate.
    pub lost: u64,
    /// Datagrams since the start whose checksum or length does not fit.
    pub damaged: u64,
    /// The same, as a share of the last two seconds.
    pub damaged_share: f64,
    /// Time since the newest datagram, seconds.
    pub age_secs: Option<f64>,
    /// Median interval, seconds.
    pub period_secs: Option<f64>,
    /// Who sent the newest one.
    pub source: Option<IpAddr>,
}

impl PortStats {
    /// Takes a datagram.
    pub fn take(&mut self, bytes: &[u8], source: IpAddr, arrival_secs: f64) {
        let Sniff { wire, camera_id, sequence, is_damaged } = sniff(bytes);
        self.count_lost(wire, sequence, arrival_secs);
        let at = (self.count % ARRIVALS as u64) as usize;
        (self.arrivals[at], self.is_damaged[at]) = (arrival_secs, is_damaged);
        self.count += 1;
        self.damaged += u64::from(is_damaged);
        self.wire = wire;
        self.source = Some(source);
        if let Some(id) = camera_id {
            self.ids[usize::from(id)] = arrival_secs;
        }
    }

    fn count_lost(&mut self, wire: Wire, sequence: Option<(u32, u32)>, arrival_secs: f64) {
        let before = self.last_sequence.take();
        let silence_secs = self.newest().map_or(f64::INFINITY, |newest| arrival_secs - newest);
        if let Some((number, modulus)) = sequence {
            self.last_sequence = Some(number);
            let before = before.filter(|_| wire == self.wire && silence_secs < SILENCE_SECS);
            let step = before.map_or(1, |before| (number + modulus - before) % modulus);
            // Half the range back is a late or repeated one, and several parts of a sample may share a number.
            if (2..modulus / 2).contains(&step) {
                self.lost += u64::from(step - 1);
            }
        } else if silence_secs < SILENCE_SECS
            && let Some(period_secs) = self.period_secs(arrival_secs)
            && silence_secs > GAP_PERIODS * period_secs
        {
            self.lost += (silence_secs / period_secs).round() as u64 - 1;
        }
    }

    fn newest(&self) -> Option<f64> {
        let last = self.count.checked_sub(1)?;
        Some(self.arrivals[(last % ARRIVALS as u64) as usize])
    }

    /// Places in the ring of the last two seconds, newest first.
    fn recent(&self, now_secs: f64) -> impl Iterator<Item = usize> + '_ {
        (0..self.count.min(ARRIVALS as u64))
            .map(|back| ((self.count - 1 - back) % ARRIVALS as u64) as usize)
            .take_while(move |at| now_secs - self.arrivals[*at] <= WINDOW_SECS)
    }

    /// Median interval of the last two seconds; `None` before the fourth datagram.
    fn period_secs(&mut self, now_secs: f64) -> Option<f64> {
        let (mut filled, mut later) = (0, None);
        let mut sorted = self.sorted;
        for at in self.recent(now_secs) {
            if let Some(later) = later.replace(self.arrivals[at]) {
                sorted[filled] = later - self.arrivals[at];
                filled += 1;
            }
        }
        self.sorted = sorted;
        let intervals = &mut self.sorted[..filled];
        intervals.sort_unstable_by(f64::total_cmp);
        (filled >= 3).then(|| intervals[filled / 2])
    }

    /// What came in, as of a time of the receiver's clock.
    pub fn report(&mut self, now_secs: f64) -> PortReport {
        let period_secs = self.period_secs(now_secs);
        let recent = self.recent(now_secs).count();
        let age_secs = self.newest().map(|newest| (now_secs - newest).max(0.0));
        let oldest = self.recent(now_secs).last().map(|at| self.arrivals[at]);
        let span_secs = self.newest().zip(oldest).map_or(0.0, |(newest, oldest)| newest - oldest);
        let is_alive = recent > 1 && span_secs > 0.0 && age_secs.is_some_and(|age| age <= SILENCE_SECS);
        let damaged = self.recent(now_secs).filter(|at| self.is_damaged[*at]).count();
        let mut seen = (0..=u8::MAX).filter(|id| now_secs - self.ids[usize::from(*id)] <= WINDOW_SECS);
        let mut ids = [0; NAMED_IDS];
        let id_count = ids.iter_mut().zip(&mut seen).map(|(slot, id)| *slot = id).count();
        PortReport {
            datagrams: self.count,
            rate_per_sec: if is_alive { (recent - 1) as f64 / span_secs } else { 0.0 },
            wire: self.wire,
            ids,
            id_count,
            jitter_ms: period_secs
                .filter(|_| is_alive)
                .map(|period_secs| self.jitter_ms(now_secs, period_secs)),
            lost: self.lost,
            damaged: self.damaged,
            damaged_share: damaged as f64 / recent.max(1) as f64,
            age_secs,
            period_secs,
            source: self.source,
        }
    }

    fn jitter_ms(&self, now_secs: f64, period_secs: f64) -> f64 {
        let (mut sum, mut count, mut later) = (0.0, 0.0, None);
        for at in self.recent(now_secs) {
            let Some(later) = later.replace(self.arrivals[at]) else { continue };
            let interval_secs: f64 = later - self.arrivals[at];
            if interval_secs <= GAP_PERIODS * period_secs {
                sum += (interval_secs - period_secs).powi(2);
                count += 1.0;
            }
        }
        (sum / f64::max(count, 1.0)).sqrt() * 1e3
    }
}

impl PortReport {
    /// Camera ids of the last two seconds, lowest first, at most six.
    pub fn ids(&self) -> &[u8] {
        &self.ids[..self.id_count]
    }

    /// How far a pose from this port is to be trusted.
    pub fn state(&self) -> TrackState {
        TrackState::at_age(self.age_secs, self.period_secs.unwrap_or(0.04))
    }

    /// `240/s`; slow senders with a decimal.
    pub fn rate(&self) -> String {
        let rate = self.rate_per_sec;
        if rate >= 9.95 { format!("{rate:.0}/s") } else { format!("{rate:.1}/s") }
    }

    /// `FreeD, id 1`.
    pub fn speaks(&self) -> String {
        match self.ids() {
            [] => self.wire.to_string(),
            [id] => format!("{}, id {id}", self.wire),
            ids => format!("{}, ids {}", self.wire, words(ids)),
        }
    }
}

/// What a tracker of the stage should send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its name in the stage file.
    pub tracker: String,
    /// Its port.
    pub port: u16,
    /// Its protocol; [`Wire::Unknown`] takes any.
    pub wire: Wire,
    /// The camera to take; `None` takes all.
    pub camera_id: Option<u8>,
}

/// Why a tracker's samples do not come.
#[derive(Clone, Debug, PartialEq)]
pub enum Diagnosis {
    /// Nothing comes in.
    Silent {
        /// The port.
        port: u16,
        /// For how long, seconds.
        secs: f64,
        /// A port where something does, the likeliest one.
        elsewhere: Option<(u16, PortReport)>,
        /// Ports that were listened to without a word.
        tried: usize,
    },
    /// Good packets of other cameras come.
    WrongId {
        /// What was asked for.
        wanted: Wanted,
        /// What comes.
        report: PortReport,
    },
    /// Packets of another protocol come.
    WrongProtocol {
        /// What was asked for.
        wanted: Wanted,
        /// What comes.
        report: PortReport,
    },
    /// Packets come damaged.
    Damaged {
        /// The port.
        port: u16,
        /// What comes.
        report: PortReport,
    },
}

/// What is wrong with a tracker's arrivals, `open_secs` after its port was opened. `others` are ports that were listened to.
pub fn diagnose(
    wanted: &Wanted,
    own: &PortReport,
    open_secs: f64,
    others: &[(u16, PortReport)],
) -> Option<Diagnosis> {
    let silent_secs = own.age_secs.unwrap_or(open_secs);
    if silent_secs >= SILENT_AFTER_SECS {
        let heard = others.iter().filter(|(port, report)| *port != wanted.port && report.rate_per_sec > 0.0);
        let elsewhere =
            heard.max_by(|(_, one), (_, other)| likeness(wanted, one).total_cmp(&likeness(wanted, other)));
        return Some(Diagnosis::Silent {
            port: wanted.port,
            secs: silent_secs,
            elsewhere: elsewhere.copied(),
            tried: others.iter().filter(|(port, _)| *port != wanted.port).count(),
        });
    }
    if own.rate_per_sec == 0.0 {
        return None;
    }
    if wanted.wire != Wire::Unknown && own.wire != wanted.wire {
        return Some(Diagnosis::WrongProtocol { wanted: wanted.clone(), report: *own });
    }
    if own.damaged_share > DAMAGED_SHARE {
        return Some(Diagnosis::Damaged { port: wanted.port, report: *own });
    }
    let takes = |wanted: u8| own.ids().iter().any(|id| [wanted, super::freed::ANY_CAMERA].contains(id));
    if wanted.camera_id.is_some_and(|id| !own.ids().is_empty() && !takes(id)) {
        return Some(Diagnosis::WrongId { wanted: wanted.clone(), report: *own });
    }
    None
}

/// The right protocol counts most, then the right id, then the rate.
fn likeness(wanted: &Wanted, report: &PortReport) -> f64 {
    let protocol = if report.wire == wanted.wire { 2e6 } else { 0.0 };
    let id = if wanted.camera_id.is_none_or(|id| report.ids().contains(&id)) { 1e6 } else { 0.0 };
    protocol + id + report.rate_per_sec
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent { port, secs, elsewhere, tried } => {
                write!(f, "UDP {port} open, 0 packets in {secs:.0} s. ")?;
                match elsewhere {
                    Some((other, report)) => {
                        write!(f, "{} arrive on {other} ({}). Use that port?", report.rate(), report.speaks())
                    }
                    None if *tried > 0 => write!(
                        f,
                        "Nothing on {tried} other common ports. Check the cable, and that the tracker sends to this machine"
                    ),
                    None => write!(f, "Check the cable, and that the tracker sends to this machine and port"),
                }
            }
            Self::WrongId { wanted, report } => {
                let (cameras, first) = match report.ids() {
                    [id] => (format!("camera {id}"), *id),
                    ids => (format!("cameras {}", words(ids)), ids.first().copied().unwrap_or_default()),
                };
                let file = wanted.camera_id.unwrap_or_default();
                write!(
                    f,
                    "packets for {cameras} arrive, the file wants {file}. Set camera_id = {first} for tracker {}, or id {file} in the tracker",
                    wanted.tracker
                )
            }
            Self::WrongProtocol { wanted: Wanted { tracker, port, wire, .. }, report } => write!(
                f,
                "{} arrive on UDP {port} as {}, tracker {tracker} wants {wire}. Set the tracker to {wire}, or `protocol` in the file",
                report.rate(),
                report.wire
            ),
            Self::Damaged { port, report } => write!(
                f,
                "{} arrive on UDP {port}, {:.0} % of them with a bad checksum or length. Check the cable and the bridge",
                report.rate(),
                (report.damaged_share * 100.0).max(1.0)
            ),
        }
    }
}

fn words(ids: &[u8]) -> String {
    ids.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
