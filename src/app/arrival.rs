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

/// A port, and the cameras that are tracked over it.
#[derive(Debug)]
pub struct Watched {
    /// Where its receiver leaves reports.
    pub reports: ReportSlot,
    /// Index of each camera in the show, and what should come for it.
    pub cameras: Vec<(usize, Wanted)>,
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
    let taken: Vec<u16> =
        watched.iter().flat_map(|port| &port.cameras).map(|(_, wanted)| wanted.port).collect();
    let mut ports: Vec<WatchedPort> = watched.into_iter().map(WatchedPort::new).collect();
    let mut ears: Option<(f64, Vec<Ear>)> = None;
    while !should_stop.load(Ordering::Relaxed) {
        heartbeat.beat();
        let now_secs = clock.now_secs();
        let mut is_silent = false;
        for port in &mut ports {
            // Each takes its report, whatever the others say.
            is_silent |= port.is_silent(now_secs - start_secs);
        }
        if !is_silent {
            Ear::close_all(ears.take().map_or_else(Vec::new, |(_, ears)| ears));
        } else if ears.is_none() {
            let free: Vec<u16> = COMMON_PORTS.into_iter().filter(|port| !taken.contains(port)).collect();
            // What another program has is its own business; it is named when this program wants it.
            ears = Some((now_secs, Ear::open_free(&free, clock).0));
        }
        let others =
            ears.as_mut().map_or_else(Vec::new, |(since_secs, ears)| heard(ears, now_secs - *since_secs));
        for port in &mut ports {
            port.judge(now_secs - start_secs, &others, &mut |news| tell.try_send(news).is_ok());
        }
        std::thread::park_timeout(std::time::Duration::from_secs_f64(LOOK_SECS));
    }
    Ear::close_all(ears.map_or_else(Vec::new, |(_, ears)| ears));
}

/// Reports of ports that were listened to; silent ones only after a time in which something would have come.
fn heard(ears: &mut [Ear], open_secs: f64) -> Vec<(u16, PortReport)> {
    ears.iter_mut()
        .filter_map(|ear| Some((ear.port(), ear.report()?)))
        .filter(|(_, report)| report.datagrams > 0 || open_secs >= SILENT_AFTER_SECS)
        .collect()
}

/// A port under watch and what was last said of each camera.
#[derive(Debug)]
struct WatchedPort {
    reports: ReportSlot,
    last: Option<PortReport>,
    cameras: Vec<(usize, Wanted, Option<Diagnosis>)>,
}

impl WatchedPort {
    fn new(watched: Watched) -> Self {
        let cameras = watched.cameras.into_iter().map(|(camera, wanted)| (camera, wanted, None)).collect();
        Self { reports: watched.reports, last: None, cameras }
    }

    fn is_silent(&mut self, open_secs: f64) -> bool {
        self.last = self.reports.pop().or(self.last);
        let age_secs = self.last.and_then(|report| report.age_secs);
        age_secs.unwrap_or(open_secs) >= SILENT_AFTER_SECS
    }

    /// Tells what is another sentence than before; what does not get through is told again.
    fn judge(&mut self, open_secs: f64, others: &[(u16, PortReport)], tell: &mut dyn FnMut(News) -> bool) {
        let Some(report) = &self.last else { return };
        let text = |diagnosis: &Option<Diagnosis>| diagnosis.as_ref().map(ToString::to_string);
        for (camera, wanted, said) in &mut self.cameras {
            let found = diagnose(wanted, report, open_secs, others);
            let sentence = text(&found);
            if sentence == text(said) || !tell(News { camera: *camera, sentence: sentence.clone() }) {
                continue;
            }
            let kind = |diagnosis: &Option<Diagnosis>| diagnosis.as_ref().map(std::mem::discriminant);
            match sentence {
                Some(sentence) if kind(&found) != kind(said) => {
                    tracing::warn!("tracker {}: {sentence}", wanted.tracker);
                }
                None => tracing::info!("tracker {}: packets arrive as they should", wanted.tracker),
                Some(_) => {}
            }
            *said = found;
        }
    }
}

#[cfg(test)]
mod tests {
    use crossbeam::queue::ArrayQueue;

    use super::*;
    use crate::tracking::arrival::PortStats;
    use crate::tracking::freed::{FreedPacket, encode};
    use crate::tracking::sniff::Wire;

    fn watched() -> Watched {
        let wanted =
            |id| Wanted { tracker: "head".into(), port: 40000, wire: Wire::Freed, camera_id: Some(id) };
        Watched { cameras: vec![(0, wanted(1)), (1, wanted(2))], reports: Arc::new(ArrayQueue::new(1)) }
    }

    fn told(port: &mut WatchedPort, open_secs: f64) -> Vec<News> {
        let mut all = Vec::new();
        port.judge(open_secs, &[], &mut |news| {
            all.push(news);
            true
        });
        all
    }

    #[test]
    fn a_sentence_is_told_once_and_its_end_too() {
        let mut port = WatchedPort::new(watched());
        let mut stats = PortStats::default();
        assert!(!port.is_silent(1.0) && told(&mut port, 1.0).is_empty());
        port.reports.force_push(stats.report(3.0));
        assert!(port.is_silent(3.0));
        port.judge(3.0, &[], &mut |_| false);
        let news = told(&mut port, 3.0);
        assert_eq!(news.len(), 2, "what did not get through is told again");
        assert!(news[0].sentence.as_ref().unwrap().starts_with("UDP 40000 open, 0 packets in 3 s."));
        assert_eq!(told(&mut port, 3.1), [], "the same words are not told again");
        for index in 0..50 {
            let bytes = encode(&FreedPacket { camera_id: 1, ..FreedPacket::default() });
            stats.take(&bytes, [127, 0, 0, 1].into(), 4.0 + f64::from(index) * 0.02);
        }
        port.reports.force_push(stats.report(5.0));
        assert!(!port.is_silent(5.0));
        let news = told(&mut port, 5.0);
        assert_eq!(news[0], News { camera: 0, sentence: None });
        let other = news[1].sentence.as_ref().unwrap();
        assert!(other.starts_with("packets for camera 1 arrive, the file wants 2."), "{other}");
    }

    #[test]
    fn the_thread_ends_at_once_when_dropped() {
        let watch = ArrivalWatch::start(vec![watched()], Clock::start()).unwrap();
        assert_eq!(watch.news().count(), 0);
        drop(watch);
    }
}
