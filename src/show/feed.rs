//! The picture feed: small JPEGs of what a show draws, for pages and thumbnails.
//!
//! In: who wants which source, how wide, until when; pictures from the thread that encodes them. Out: the newest picture of
//! each, shared. Not here: drawing and encoding (`output::feed`), sockets (`control`), presets' thumbnails (`app::clerk`).
//! Invariant: the frame thread reads and writes atomics alone; what nobody wants is neither drawn nor encoded.
//!
//! Sources have names: `camera:NAME` (the simulated camera as the window shows it), `stage`, `canvas:NAME`. A thumbnail is
//! made by wanting one and looking again until it is young enough:
//! ```
//! # use cyclorama::show::feed::{Feed, THUMBNAIL_PX};
//! # let (feed, frame_of_the_look) = (Feed::default(), 7);
//! feed.want("camera:A", THUMBNAIL_PX, 2.0);
//! // At later looks, not in a loop:
//! let jpeg = feed.latest("camera:A", THUMBNAIL_PX).filter(|small| small.frame >= frame_of_the_look);
//! # assert!(jpeg.is_none());
//! ```

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::timing::Clock;

/// Widths that are made, pixels. A wish gets the next that is at least as wide, or the widest.
pub const WIDTHS: [u32; 4] = [THUMBNAIL_PX, 320, 640, 960];
/// Width of a preset's thumbnail, pixels.
pub const THUMBNAIL_PX: u32 = 160;
/// Most sources of a show; further ones have no pictures.
pub const SOURCES: usize = 32;
/// Places: each width of each source.
pub const SLOTS: usize = SOURCES * WIDTHS.len();
/// Most pictures of one slot a second: what a page can show.
pub const MOST_A_SECOND: f64 = 30.0;

/// An encoded picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Small {
    /// Counts the pictures of its slot, from 1.
    pub seq: u32,
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// Frame of the show that it is of.
    pub frame: u64,
    /// When that frame was drawn, seconds of the feed's clock.
    pub drawn_secs: f64,
    /// A whole JPEG file.
    pub jpeg: Vec<u8>,
}

/// A width of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlotId(usize);

/// Slots as a set: bit n is slot n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlotSet(u128);

/// The feed of a running show; clones are the same feed.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    sources: RwLock<Arc<[String]>>,
    slots: [Slot; SLOTS],
}

#[derive(Debug, Default)]
struct Slot {
    /// Until when it is wanted, microseconds of the clock.
    until_micros: AtomicU64,
    /// When its last picture was drawn, microseconds of the clock; 0 before the first.
    drawn_micros: AtomicU64,
    latest: RwLock<Option<Arc<Small>>>,
}

impl Default for Shared {
    fn default() -> Self {
        let slots = std::array::from_fn(|_| Slot::default());
        Self { clock: Clock::start(), sources: RwLock::default(), slots }
    }
}

impl SlotId {
    /// The slot of a source by its place in [`Feed::sources`], and of a width by its place in [`WIDTHS`].
    pub fn of(source: usize, width: usize) -> Option<Self> {
        (source < SOURCES && width < WIDTHS.len()).then_some(Self(source * WIDTHS.len() + width))
    }

    /// Place of its source.
    pub fn source(self) -> usize {
        self.0 / WIDTHS.len()
    }

    /// Its width, pixels.
    pub fn width_px(self) -> u32 {
        WIDTHS[self.0 % WIDTHS.len()]
    }

    /// Its number, below [`SLOTS`].
    pub fn index(self) -> usize {
        self.0
    }
}

impl SlotSet {
    /// No slot.
    pub const NONE: Self = Self(0);

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a slot is one of them.
    pub fn has(self, slot: SlotId) -> bool {
        self.0 >> slot.0 & 1 == 1
    }

    /// With a slot more.
    pub fn with(self, slot: SlotId) -> Self {
        Self(self.0 | 1 << slot.0)
    }

    /// Its slots, lowest first.
    pub fn iter(self) -> impl Iterator<Item = SlotId> {
        (0..SLOTS).map(SlotId).filter(move |slot| self.has(*slot))
    }
}

/// For guests.
impl Feed {
    /// Names of the sources.
    pub fn sources(&self) -> Arc<[String]> {
        Arc::clone(&self.shared.sources.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The slot of a source that is at least so wide, or the widest; `None` for a source that there is not.
    pub fn slot(&self, source: &str, width_px: u32) -> Option<SlotId> {
        let place = self.sources().iter().position(|known| known == source)?;
        let width = WIDTHS.iter().position(|width| *width >= width_px).unwrap_or(WIDTHS.len() - 1);
        SlotId::of(place, width)
    }

    /// Wants a source's pictures for so many seconds from now, at most a minute. False for a source that there is not.
    pub fn want(&self, source: &str, width_px: u32, secs: f64) -> bool {
        let slot = self.slot(source, width_px);
        slot.iter().for_each(|slot| self.want_slot(*slot, secs));
        slot.is_some()
    }

    /// The same for a slot.
    pub fn want_slot(&self, slot: SlotId, secs: f64) {
        let until_secs = self.now_secs() + secs.clamp(0.0, 60.0);
        self.shared.slots[slot.0].until_micros.fetch_max(micros(until_secs), Ordering::Relaxed);
    }

    /// The newest picture, however old.
    pub fn latest(&self, source: &str, width_px: u32) -> Option<Arc<Small>> {
        self.latest_of(self.slot(source, width_px)?)
    }

    /// The same of a slot.
    pub fn latest_of(&self, slot: SlotId) -> Option<Arc<Small>> {
        self.shared.slots[slot.0].latest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How long ago a picture was drawn, seconds.
    pub fn age_secs(&self, small: &Small) -> f64 {
        (self.now_secs() - small.drawn_secs).max(0.0)
    }
}

/// For those who draw and encode.
impl Feed {
    /// Seconds of the feed's clock.
    pub fn now_secs(&self) -> f64 {
        self.shared.clock.now_secs()
    }

    /// What there is to see from now on. At load and reload: it takes a lock. Pictures of before are gone.
    pub fn offer(&self, sources: Vec<String>) {
        *self.shared.sources.write().unwrap_or_else(PoisonError::into_inner) = sources.into();
        for slot in &self.shared.slots {
            slot.until_micros.store(0, Ordering::Relaxed);
            *slot.latest.write().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    /// Slots whose next picture is due at a time of the clock.
    pub fn due(&self, now_secs: f64) -> SlotSet {
        let now = micros(now_secs);
        // A show of 30 frames a second gives all of them, however unsteady.
        let apart = micros(0.75 / MOST_A_SECOND);
        let is_due = |slot: &Slot| {
            let drawn = slot.drawn_micros.load(Ordering::Relaxed);
            slot.until_micros.load(Ordering::Relaxed) > now && (drawn == 0 || now >= drawn + apart)
        };
        let due = self.shared.slots.iter().enumerate().filter(|(_, slot)| is_due(slot));
        due.fold(SlotSet::default(), |set, (at, _)| set.with(SlotId(at)))
    }

    /// A slot's picture was drawn at a time of the clock.
    pub fn drew(&self, slot: SlotId, now_secs: f64) {
        self.shared.slots[slot.0].drawn_micros.store(micros(now_secs).max(1), Ordering::Relaxed);
    }

    /// Shows a picture; its `seq` is counted here. Not for the frame thread: it takes a lock.
    pub fn show(&self, slot: SlotId, small: Small) {
        let mut latest = self.shared.slots[slot.0].latest.write().unwrap_or_else(PoisonError::into_inner);
        let seq = latest.as_ref().map_or(0, |before| before.seq).wrapping_add(1);
        *latest = Some(Arc::new(Small { seq, ..small }));
    }
}

fn micros(secs: f64) -> u64 {
    (secs.max(0.0) * 1e6) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed() -> Feed {
        let feed = Feed::default();
        feed.offer(vec!["camera:A".to_owned(), "stage".to_owned()]);
        feed
    }

    #[test]
    fn a_wish_gets_the_next_width_and_ends() {
        let feed = feed();
        let width = |px| feed.slot("stage", px).map(SlotId::width_px);
        assert_eq!([1, 160, 161, 640, 5000].map(width), [160, 160, 320, 640, 960].map(Some));
        assert!(!feed.want("camera:B", 640, 1.0) && feed.due(feed.now_secs()).is_empty());
        assert!(feed.want("camera:A", 640, 30.0));
        let now_secs = feed.now_secs();
        let slots: Vec<SlotId> = feed.due(now_secs).iter().collect();
        assert_eq!(slots, [feed.slot("camera:A", 640).unwrap()]);
        assert!(feed.due(now_secs + 31.0).is_empty(), "the wish is over");
    }

    #[test]
    fn pictures_are_drawn_no_oftener_than_pages_show_them() {
        let feed = feed();
        feed.want("stage", 640, 60.0);
        let slot = feed.slot("stage", 640).unwrap();
        let drawn = |rate: f64| {
            let frames = (0..(10.0 * rate) as u32).map(|frame| f64::from(frame) / rate);
            let due = |at: &f64| {
                let is_due = feed.due(*at).has(slot);
                if is_due {
                    feed.drew(slot, *at);
                }
                is_due
            };
            feed.drew(slot, 0.0);
            frames.filter(due).count()
        };
        assert_eq!([24.0, 30.0].map(drawn), [239, 299], "all but that of 0 s, which was drawn");
        assert!(drawn(60.0) <= 300 && drawn(120.0) <= 400);
    }

    #[test]
    fn the_newest_picture_is_shared_and_counted() {
        let feed = feed();
        let slot = feed.slot("camera:A", 160).unwrap();
        let small = |frame| Small { seq: 0, size: [160, 90], frame, drawn_secs: 0.0, jpeg: vec![1] };
        feed.show(slot, small(5));
        feed.show(slot, small(6));
        let latest = feed.latest("camera:A", 100).unwrap();
        assert_eq!((latest.seq, latest.frame), (2, 6));
        assert!(feed.latest("camera:A", 320).is_none());
        feed.offer(vec!["camera:A".to_owned()]);
        assert!(feed.latest("camera:A", 160).is_none(), "another show's");
    }
}
