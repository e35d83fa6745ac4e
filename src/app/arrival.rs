//! The thread that tells why a tracker's samples do not come.
//!
//! In: the receivers' reports. Out: a sentence a camera, or its end, in a bounded channel that the frame thread polls.
//! Not here: the sentences (`tracking::arrival`), sockets (`tracking::receiver`), what is done with them (`app::live`).
//! Invariant: other ports are listened to only while a tracker is silent; the frame thread never waits for this one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crossbeam::channel::{self, Receiver, Sender};

use crate::timing::{Clock, Heartbeat};
use crate::tracking::arrival::{COMMON_PORTS, Diagnosis, PortReport, SILENT_AFTER_SECS, Wanted, diagnose};
use crate::tracking::ear::Ear;
use crate::tracking::receiver::ReportSlot;

/// Seconds between two looks at the reports.
const LOOK_SECS: f64 = 0.25;
/// Sentences that wait; a thread that does not draw loses later ones and is told again a second on.
const WAITING: usize = 32;

/// A tracker's port, and the camera that it serves.
#[derive(Debug)]
pub struct Watched {
    /// Index of the camera in the show.
    pub camera: usize,
    /// What should come.
    pub wanted: Wanted,
    /// Where its receiver leaves reports. One slot serves one watched port.
    pub reports: ReportSlot,
}

/// What is known of a camera's arrivals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Index of the camera in the show.
    pub camera: usize,
    /// What is wrong, in one sentence; `None` when it works.
    pub sentence: Option<String>,
}

/// The running watch; ends when dropped.
#[derive(Debug)]
pub struct ArrivalWatch {
    news: Receiver<News>,
    heartbeat: Heartbeat,
    should_stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl ArrivalWatch {
    /// Starts the thread `arrival`.
    pub fn start(watched: Vec<Watched>, clock: Clock) -> std::io::Result<Self> {
        let (tell, news) = channel::bounded(WAITING);
        let (should_stop, heartbeat) = (Arc::new(AtomicBool::new(false)), Heartbeat::default());
        let (stop, alive) = (Arc::clone(&should_stop), heartbeat.clone());
        let thread = std::thread::Builder::new()
            .name("arrival".to_owned())
            .spawn(move || watch(watched, clock, &tell, &stop, &alive))?;
        Ok(Self { news, heartbeat, should_stop, thread: Some(thread) })
    }

    /// What has become known since the last call.
    pub fn news(&self) -> impl Iterator<Item = News> {
        self.news.try_iter()
    }

    /// The thread's sign of life.
    pub fn heartbeat(&self) -> Heartbeat {
        self.heartbeat.clone()
    }
}

impl Drop for ArrivalWatch {
    fn drop(&mut self) {
        self.should_stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("thread `arrival` ended by a panic");
            }
        }
    }
}

fn watch(
    watched: Vec<Watched>,
    clock: Clock,
    tell: &Sender<News>,
    should_stop: &AtomicBool,
    heartbeat: &Heartbeat,
) {
    let start_secs = clock.now_secs();
    let taken: Vec<u16> = watched.iter().map(|port| port.wanted.port).collect();
    let mut ports: Vec<WatchedPort> = watched.into_iter().map(WatchedPort::new).collect();
    let mut ears: Option<(f64, Vec<Ear>)> = None;
    while !should_stop.load(Ordering::Relaxed) {
        heartbeat.beat();
        let now_secs = clock.now_secs();
        let is_silent = ports.iter_mut().map(|port| port.is_silent(now_secs - start_secs)).any(|silent| silent);
        if !is_silent {
            ears = None;
        } else if ears.is_none() {
            let free: Vec<u16> = COMMON_PORTS.into_iter().filter(|port| !taken.contains(port)).collect();
            // What another program has is its own business; it is named when this program wants it.
            ears = Some((now_secs, Ear::open_free(&free, clock).0));
        }
        let others = ears.as_mut().map_or_else(Vec::new, |(since_secs, ears)| heard(ears, now_secs - *since_secs));
        for port in &mut ports {
            if let Some(news) = port.judge(now_secs - start_secs, &others)
                && tell.try_send(news).is_err()
            {
                port.forget();
            }
        }
        std::thread::park_timeout(std::time::Duration::from_secs_f64(LOOK_SECS));
    }
}

/// Reports of ports that were listened to; silent ones only after a time in which something would have come.
fn heard(ears: &mut [Ear], open_secs: f64) -> Vec<(u16, PortReport)> {
    ears.iter_mut()
        .filter_map(|ear| Some((ear.port(), ear.report()?)))
        .filter(|(_, report)| report.datagrams > 0 || open_secs >= SILENT_AFTER_SECS)
        .collect()
}

/// A port under watch and what was last said of it.
#[derive(Debug)]
struct WatchedPort {
    watched: Watched,
    last: Option<PortReport>,
    said: Option<Diagnosis>,
}

impl WatchedPort {
    fn new(watched: Watched) -> Self {
        Self { watched, last: None, said: None }
    }

    fn is_silent(&mut self, open_secs: f64) -> bool {
        self.last = self.watched.reports.pop().or(self.last);
        let age_secs = self.last.and_then(|report| report.age_secs);
        age_secs.unwrap_or(open_secs) >= SILENT_AFTER_SECS
    }

    /// News, when the sentence is another one than before.
    fn judge(&mut self, open_secs: f64, others: &[(u16, PortReport)]) -> Option<News> {
        let found = diagnose(&self.watched.wanted, self.last.as_ref()?, open_secs, others);
        let text = |diagnosis: &Option<Diagnosis>| diagnosis.as_ref().map(ToString::to_string);
        let sentence = text(&found);
        if sentence == text(&self.said) {
            return None;
        }
        let is_new_kind = found.as_ref().map(std::mem::discriminant) != self.said.as_ref().map(std::mem::discriminant);
        let tracker = &self.watched.wanted.tracker;
        match (&sentence, is_new_kind) {
            (Some(sentence), true) => tracing::warn!("tracker {tracker}: {sentence}"),
            (None, _) => tracing::info!("tracker {tracker}: packets arrive as they should"),
            _ => {}
        }
        self.said = found;
        Some(News { camera: self.watched.camera, sentence })
    }

    /// The news did not get through: it is told again.
    fn forget(&mut self) {
        self.said = None;
    }
}

#[cfg(test)]
mod tests {
    use crossbeam::queue::ArrayQueue;

    use super::*;
    use crate::tracking::arrival::PortStats;
    use crate::tracking::freed::{FreedPacket, encode};
    use crate::tracking::sniff::Wire;

    fn port() -> WatchedPort {
        let wanted = Wanted { tracker: "head".into(), port: 40000, wire: Wire::Freed, camera_id: Some(1) };
        WatchedPort::new(Watched { camera: 0, wanted, reports: Arc::new(ArrayQueue::new(1)) })
    }

    #[test]
    fn a_sentence_is_told_once_and_its_end_too() {
        let mut port = port();
        let mut stats = PortStats::default();
        assert!(!port.is_silent(1.0) && port.judge(1.0, &[]).is_none());
        port.watched.reports.force_push(stats.report(3.0));
        assert!(port.is_silent(3.0));
        let news = port.judge(3.0, &[]).unwrap();
        assert!(news.sentence.unwrap().starts_with("UDP 40000 open, 0 packets in 3 s."));
        assert_eq!(port.judge(3.1, &[]), None, "the same words are not told again");
        for index in 0..50 {
            let bytes = encode(&FreedPacket { camera_id: 1, ..FreedPacket::default() });
            stats.take(&bytes, [127, 0, 0, 1].into(), 4.0 + f64::from(index) * 0.02);
        }
        port.watched.reports.force_push(stats.report(5.0));
        assert!(!port.is_silent(5.0));
        assert_eq!(port.judge(5.0, &[]), Some(News { camera: 0, sentence: None }));
    }

    #[test]
    fn the_thread_ends_at_once_when_dropped() {
        let watch = ArrivalWatch::start(vec![port().watched], Clock::start()).unwrap();
        assert_eq!(watch.news().count(), 0);
        drop(watch);
    }
}
