//! One decoded sample, and the bounded queue that hands samples to the frame thread.
//!
//! In: samples of the receiver's thread. Out: the same, oldest first, on the frame thread.
//! Not here: decoding (`tracking::freed`), ordering in time (`tracking::history`).
//! Invariant: pushing and popping never wait and never allocate; a full queue loses its oldest sample and counts it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam::queue::ArrayQueue;

use super::freed::FreedPacket;
use crate::math::Pose;

/// One accepted message of a tracker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackedSample {
    /// Who sent it.
    pub source: SocketAddr,
    /// The camera id in the message.
    pub camera_id: u8,
    /// When it came, seconds of the receiver's clock.
    pub arrival_secs: f64,
    /// The sensor point in stage axes, after the source's signs and `stage_from_tracker`.
    pub pose: Pose,
    /// The sender's own numbers.
    pub raw: FreedPacket,
}

/// A lossy first-in-first-out queue between one receiver and one follower.
#[derive(Debug)]
pub struct SampleQueue {
    queue: ArrayQueue<TrackedSample>,
    dropped: AtomicU64,
}

impl SampleQueue {
    /// Holds up to `capacity` samples; zero is taken as one.
    pub fn new(capacity: usize) -> Self {
        Self { queue: ArrayQueue::new(capacity.max(1)), dropped: AtomicU64::new(0) }
    }

    /// Adds the newest sample; when full, the oldest is lost.
    pub fn push(&self, sample: TrackedSample) {
        if self.queue.force_push(sample).is_some() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Takes the oldest sample.
    pub fn pop(&self) -> Option<TrackedSample> {
        self.queue.pop()
    }

    /// Samples lost because nobody took them in time, since the start.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(camera_id: u8) -> TrackedSample {
        TrackedSample {
            source: SocketAddr::from(([127, 0, 0, 1], 1)),
            camera_id,
            arrival_secs: f64::from(camera_id),
            pose: Pose::IDENTITY,
            raw: FreedPacket::default(),
        }
    }

    #[test]
    fn overflow_drops_the_oldest_and_counts_it() {
        let queue = SampleQueue::new(4);
        for id in 0..7 {
            queue.push(sample(id));
        }
        let left: Vec<u8> = std::iter::from_fn(|| queue.pop()).map(|sample| sample.camera_id).collect();
        assert_eq!(left, [3, 4, 5, 6]);
        assert_eq!(queue.dropped(), 3);
    }

    #[test]
    fn a_queue_that_is_emptied_loses_nothing() {
        let queue = SampleQueue::new(1);
        for id in 0..7 {
            queue.push(sample(id));
            assert_eq!(queue.pop().map(|sample| sample.camera_id), Some(id));
        }
        assert_eq!(queue.dropped(), 0);
    }
}
