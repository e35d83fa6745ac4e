//! The watchdog: names the thread that hangs.
//!
//! In: heartbeats of the long-lived threads, the clock. Out: "thread `receiver head` has not moved for 2.1 s" in the log and for the
//! desk, and the word that it moves again. Not here: what to do about it; nothing of it is ever drawn on a wall.
//! Invariant: the judge is a pure function of counts and times; a thread that has ended is forgotten, one that ended by a panic
//! while its owner lives is a thread that does not move.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam::channel::{self, Receiver, Sender};

use crate::timing::{Clock, Heartbeat};

/// Time between two looks.
const LOOK: Duration = Duration::from_millis(250);
/// A thread that should come round many times a second and has not for this long hangs, seconds. Half of it would name a
/// slow disk or a busy machine.
pub const LIMIT_SECS: f64 = 2.0;
/// The same for threads whose single steps are long: compiling a shader, drawing with a software adapter.
pub const LONG_LIMIT_SECS: f64 = 30.0;
/// Threads and words under way.
const WAITING: usize = 64;

/// A thread to watch.
#[derive(Clone, Debug)]
pub struct Thread {
    /// As a person knows it: `receiver head`.
    pub name: String,
    /// Its sign of life.
    pub heartbeat: Heartbeat,
    /// How long it may take to come round, seconds.
    pub limit_secs: f64,
}

/// A thread that hangs, or did.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It has not moved for this long, seconds.
    Hangs(String, f64),
    /// It moves again, after this long, seconds.
    MovesAgain(String, f64),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hangs(name, secs) => write!(f, "thread `{name}` has not moved for {secs:.1} s"),
            Self::MovesAgain(name, secs) => write!(f, "thread `{name}` moves again after {secs:.1} s"),
        }
    }
}

/// A thread and what was last seen of it.
#[derive(Debug)]
struct Seen {
    thread: Thread,
    count: u64,
    moved_secs: f64,
    is_hung: bool,
}

/// Judges threads by their counts.
#[derive(Debug, Default)]
pub struct Judge {
    seen: Vec<Seen>,
}

impl Judge {
    /// Watches one more thread; one that is watched already stays as it is.
    pub fn watch(&mut self, thread: Thread, now_secs: f64) {
        if !self.seen.iter().any(|seen| seen.thread.heartbeat.is_same(&thread.heartbeat)) {
            let count = thread.heartbeat.count();
            self.seen.push(Seen { thread, count, moved_secs: now_secs, is_hung: false });
        }
    }

    /// What is the matter at this time: threads that hang, in the order in which they were added, and those that move again.
    pub fn look(&mut self, now_secs: f64) -> Vec<Verdict> {
        // Only the judge knows it any more: the thread and its owner have ended.
        self.seen.retain(|seen| !seen.thread.heartbeat.is_alone());
        let mut verdicts = Vec::new();
        for seen in &mut self.seen {
            let count = seen.thread.heartbeat.count();
            let name = || seen.thread.name.clone();
            let still_secs = now_secs - seen.moved_secs;
            if count != seen.count {
                if seen.is_hung {
                    verdicts.push(Verdict::MovesAgain(name(), still_secs));
                }
                (seen.count, seen.moved_secs, seen.is_hung) = (count, now_secs, false);
            } else if still_secs > seen.thread.limit_secs {
                verdicts.push(Verdict::Hangs(name(), still_secs));
                seen.is_hung = true;
            }
        }
        verdicts
    }
}

/// The running watchdog; ends when dropped.
#[derive(Debug)]
pub struct Watchdog {
    threads: Sender<Thread>,
    words: Receiver<Option<String>>,
    should_stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watchdog {
    /// Starts the thread `watchdog`.
    pub fn start(clock: Clock) -> std::io::Result<Self> {
        let (give, given) = channel::bounded(WAITING);
        let (tell, words) = channel::bounded(WAITING);
        let should_stop = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&should_stop);
        let thread = std::thread::Builder::new()
            .name("watchdog".to_owned())
            .spawn(move || run(clock, &given, &tell, &stop))?;
        Ok(Self { threads: give, words, should_stop, thread: Some(thread) })
    }

    /// Watches one more thread. Allocates: not for every frame.
    pub fn watch(&self, thread: Thread) {
        // Full only when the watchdog itself hangs.
        let _ = self.threads.try_send(thread);
    }

    /// What the desk should show from now on; `None` inside when all is well. Nothing when that has not changed.
    pub fn word(&self) -> Option<Option<String>> {
        self.words.try_iter().last()
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.should_stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("thread `watchdog` ended by a panic");
            }
        }
    }
}

fn run(clock: Clock, given: &Receiver<Thread>, tell: &Sender<Option<String>>, should_stop: &AtomicBool) {
    let mut judge = Judge::default();
    let mut hanging: Vec<String> = Vec::new();
    while !should_stop.load(Ordering::Relaxed) {
        let now_secs = clock.now_secs();
        for thread in given.try_iter() {
            judge.watch(thread, now_secs);
        }
        let verdicts = judge.look(now_secs);
        log(&verdicts, &mut hanging);
        let mut now = verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Hangs(..)));
        let word = now.next().map(|first| match now.count() {
            0 => first.to_string(),
            more => format!("{first}, nor have {more} others"),
        });
        if !verdicts.is_empty() {
            // Full: the frame thread does not take words, and this one is stale.
            let _ = tell.try_send(word);
        }
        std::thread::park_timeout(LOOK);
    }
}

/// Logs each thread once when it hangs and once when it moves again.
fn log(verdicts: &[Verdict], hanging: &mut Vec<String>) {
    for verdict in verdicts {
        match verdict {
            Verdict::Hangs(name, _) if hanging.contains(name) => {}
            Verdict::Hangs(name, _) => {
                tracing::error!("{verdict}");
                hanging.push(name.clone());
            }
            Verdict::MovesAgain(name, _) => {
                tracing::warn!("{verdict}");
                hanging.retain(|other| other != name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thread(name: &str, heartbeat: &Heartbeat) -> Thread {
        Thread { name: name.to_owned(), heartbeat: heartbeat.clone(), limit_secs: LIMIT_SECS }
    }

    fn said(judge: &mut Judge, now_secs: f64) -> Vec<String> {
        judge.look(now_secs).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_thread_that_stalls_is_named_until_it_moves() {
        // A real thread that beats each time it is told to, and then waits: a stall as long as the test wants.
        let heartbeat = Heartbeat::default();
        let (turn, turns) = channel::bounded::<()>(0);
        let own = heartbeat.clone();
        let worker = std::thread::Builder::new()
            .name("receiver head".to_owned())
            .spawn(move || turns.iter().for_each(|()| own.beat()))
            .unwrap();
        let beat = || {
            let before = heartbeat.count();
            turn.send(()).unwrap();
            while heartbeat.count() == before {
                std::thread::yield_now();
            }
        };
        let mut judge = Judge::default();
        judge.watch(thread("receiver head", &heartbeat), 0.0);
        for step in 1..=20 {
            beat();
            assert_eq!(judge.look(f64::from(step) * 0.25), [], "a thread that moves is well");
        }
        assert_eq!(judge.look(7.0), [], "at the limit it is not yet late");
        assert_eq!(said(&mut judge, 7.1), ["thread `receiver head` has not moved for 2.1 s"]);
        assert_eq!(said(&mut judge, 10.0), ["thread `receiver head` has not moved for 5.0 s"]);
        beat();
        assert_eq!(said(&mut judge, 10.25), ["thread `receiver head` moves again after 5.2 s"]);
        assert_eq!(judge.look(10.5), []);
        drop(turn);
        worker.join().unwrap();
    }

    #[test]
    fn threads_are_judged_by_their_own_limit_and_forgotten_at_their_end() {
        let (quick, slow) = (Heartbeat::default(), Heartbeat::default());
        let mut judge = Judge::default();
        judge.watch(thread("frame", &quick), 0.0);
        judge.watch(thread("frame", &quick), 0.0);
        judge.watch(Thread { limit_secs: LONG_LIMIT_SECS, ..thread("loader", &slow) }, 0.0);
        assert_eq!(said(&mut judge, 3.0), ["thread `frame` has not moved for 3.0 s"]);
        assert_eq!(judge.look(40.0).len(), 2);
        drop(slow);
        assert_eq!(
            said(&mut judge, 41.0),
            ["thread `frame` has not moved for 41.0 s"],
            "an ended loader is no fault"
        );
    }

    #[test]
    fn the_running_watchdog_says_who_hangs_and_that_it_is_over() {
        let watchdog = Watchdog::start(Clock::start()).unwrap();
        let heartbeat = Heartbeat::default();
        watchdog.watch(Thread { limit_secs: 0.0, ..thread("receiver head", &heartbeat) });
        let word = watchdog.words.recv_timeout(Duration::from_secs(20)).unwrap().unwrap();
        assert!(word.starts_with("thread `receiver head` has not moved for "), "{word}");
        // It beats until the word is taken back; one that hangs again in between is told again.
        while watchdog.words.recv_timeout(Duration::from_secs(20)).unwrap().is_some() {
            heartbeat.beat();
        }
    }
}
