//! The thread that sees when a file of the show changes.
//!
//! In: paths. Out: one signal when the content of any of them is another one and has settled.
//! Not here: what then happens (`app::reload`), reading (`show::stamp`).
//! Invariant: a file that is still being written, or was only touched, signals nothing. Polled twice a second: that works on
//! every file system, network shares too, where notifications of the system do not.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam::channel::{self, Receiver, Sender};

use crate::show::stamp::{Stamp, content, stamp};
use crate::timing::Heartbeat;

/// Time between two looks, seconds. A change has settled when one look sees what the one before saw.
const LOOK: Duration = Duration::from_millis(500);

/// What the file system is asked.
trait Disk {
    fn stamp(&self, path: &str) -> Option<Stamp>;
    fn content(&self, path: &str) -> Option<u64>;
}

struct RealDisk;

impl Disk for RealDisk {
    fn stamp(&self, path: &str) -> Option<Stamp> {
        stamp(path)
    }

    fn content(&self, path: &str) -> Option<u64> {
        content(path)
    }
}

#[derive(Debug)]
struct Watched {
    path: String,
    stamp: Option<Stamp>,
    content: Option<u64>,
    is_touched: bool,
}

impl Watched {
    fn new(path: String, disk: &impl Disk) -> Self {
        // The stamp first: what is written between the two is seen as a touch.
        let stamp = disk.stamp(&path);
        Self { stamp, content: disk.content(&path), path, is_touched: false }
    }
}

/// The files, as they were last seen.
#[derive(Debug, Default)]
struct FileSet(Vec<Watched>);

impl FileSet {
    /// Watches these files from now on; those that were watched already keep what was known of them.
    fn replace(&mut self, paths: Vec<String>, disk: &impl Disk) {
        let mut before = std::mem::take(&mut self.0);
        for path in paths {
            let known = before.iter().position(|file| file.path == path);
            self.0.push(known.map(|at| before.swap_remove(at)).unwrap_or_else(|| Watched::new(path, disk)));
        }
    }

    /// True when a content has changed and settled since the last look.
    fn look(&mut self, disk: &impl Disk) -> bool {
        let mut is_moving = false;
        for file in &mut self.0 {
            let now = disk.stamp(&file.path);
            if now != file.stamp {
                (file.stamp, file.is_touched) = (now, true);
                is_moving = true;
            }
        }
        if is_moving {
            return false;
        }
        let mut has_changed = false;
        for file in &mut self.0 {
            if !std::mem::take(&mut file.is_touched) {
                continue;
            }
            let now = disk.content(&file.path);
            has_changed |= now != file.content;
            file.content = now;
        }
        has_changed
    }
}

/// A running watch; ends when dropped.
#[derive(Debug)]
pub struct FileWatch {
    paths: Sender<Vec<String>>,
    changed: Receiver<()>,
    heartbeat: Heartbeat,
    should_stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl FileWatch {
    /// Starts the thread `watch`.
    pub fn start(paths: Vec<String>) -> std::io::Result<Self> {
        let (give, given) = channel::bounded(4);
        let (tell, changed) = channel::bounded(1);
        let (should_stop, heartbeat) = (Arc::new(AtomicBool::new(false)), Heartbeat::default());
        let (stop, alive) = (Arc::clone(&should_stop), heartbeat.clone());
        let thread = std::thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || watch(paths, &given, &tell, (&stop, &alive)))?;
        Ok(Self { paths: give, changed, heartbeat, should_stop, thread: Some(thread) })
    }

    /// Watches these files from now on.
    pub fn replace(&self, paths: Vec<String>) {
        // Full only when four shows were opened within half a second; the last but four is watched then.
        let _ = self.paths.try_send(paths);
    }

    /// Whether something has changed since the last call.
    pub fn has_changed(&self) -> bool {
        self.changed.try_recv().is_ok()
    }

    /// The thread's sign of life.
    pub fn heartbeat(&self) -> Heartbeat {
        self.heartbeat.clone()
    }
}

impl Drop for FileWatch {
    fn drop(&mut self) {
        self.should_stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("thread `watch` ended by a panic");
            }
        }
    }
}

fn watch(
    paths: Vec<String>,
    given: &Receiver<Vec<String>>,
    tell: &Sender<()>,
    (should_stop, heartbeat): (&AtomicBool, &Heartbeat),
) {
    let mut files = FileSet::default();
    files.replace(paths, &RealDisk);
    while !should_stop.load(Ordering::Relaxed) {
        heartbeat.beat();
        if let Some(paths) = given.try_iter().last() {
            files.replace(paths, &RealDisk);
        }
        if files.look(&RealDisk) {
            // Full: the change before has not been taken up yet, and this one goes with it.
            let _ = tell.try_send(());
        }
        std::thread::park_timeout(LOOK);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::time::SystemTime;

    use super::*;

    /// Files by path: seconds of their time, and content.
    #[derive(Default)]
    struct FakeDisk(RefCell<BTreeMap<String, (u64, String)>>);

    impl FakeDisk {
        fn write(&self, path: &str, secs: u64, text: &str) {
            self.0.borrow_mut().insert(path.to_owned(), (secs, text.to_owned()));
        }
    }

    impl Disk for FakeDisk {
        fn stamp(&self, path: &str) -> Option<Stamp> {
            let files = self.0.borrow();
            let (secs, text) = files.get(path)?;
            let modified = Some(SystemTime::UNIX_EPOCH + Duration::from_secs(*secs));
            Some(Stamp { modified, length: text.len() as u64 })
        }

        fn content(&self, path: &str) -> Option<u64> {
            let sum =
                |text: &str| text.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31) ^ u64::from(byte));
            self.0.borrow().get(path).map(|(_, text)| sum(text))
        }
    }

    fn on_disk() -> (FakeDisk, FileSet) {
        let disk = FakeDisk::default();
        disk.write("show.toml", 1, "a");
        disk.write("stage.toml", 1, "b");
        let mut files = FileSet::default();
        files.replace(vec!["show.toml".into(), "stage.toml".into()], &disk);
        (disk, files)
    }

    #[test]
    fn a_change_is_told_once_when_it_has_settled() {
        let (disk, mut files) = on_disk();
        assert!(!files.look(&disk));
        disk.write("stage.toml", 2, "half");
        assert!(!files.look(&disk), "still being written");
        disk.write("stage.toml", 3, "half and whole");
        assert!(!files.look(&disk));
        assert!(files.look(&disk));
        assert!(!files.look(&disk), "told once");
    }

    #[test]
    fn a_touch_is_no_change_and_a_lost_file_is_one() {
        let (disk, mut files) = on_disk();
        disk.write("show.toml", 9, "a");
        assert_eq!([files.look(&disk), files.look(&disk)], [false, false]);
        // An editor that replaces files: gone at one look, back at the next, the same again.
        let kept = disk.0.borrow_mut().remove("show.toml").unwrap();
        assert!(!files.look(&disk));
        disk.0.borrow_mut().insert("show.toml".into(), kept);
        assert_eq!([files.look(&disk), files.look(&disk)], [false, false]);
        disk.0.borrow_mut().remove("show.toml");
        assert_eq!([files.look(&disk), files.look(&disk)], [false, true]);
    }

    #[test]
    fn another_list_forgets_nothing_that_it_shares() {
        let (disk, mut files) = on_disk();
        disk.write("stage.toml", 2, "changed before the list was");
        disk.write("scene.toml", 2, "new");
        files.replace(vec!["stage.toml".into(), "scene.toml".into()], &disk);
        assert_eq!([files.look(&disk), files.look(&disk)], [false, true]);
        disk.write("show.toml", 5, "nobody's any more");
        assert_eq!([files.look(&disk), files.look(&disk)], [false, false]);
    }

    #[test]
    fn a_real_file_is_seen() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/test-watch");
        std::fs::create_dir_all(folder).unwrap();
        let path = format!("{folder}/show.toml");
        std::fs::write(&path, "a").unwrap();
        let watch = FileWatch::start(vec![path.clone()]).unwrap();
        // The thread has taken its first look when it has come round once.
        while watch.heartbeat().count() == 0 {
            std::thread::yield_now();
        }
        std::fs::write(&path, "another content").unwrap();
        assert_eq!(watch.changed.recv_timeout(Duration::from_secs(20)), Ok(()));
    }
}
