//! Where the film camera is: packets from a tracker to one pose a frame.
//!
//! In: FreeD datagrams over UDP, or track files as bytes. Out: poses of the sensor point in stage axes, and how far to trust them.
//! Not here: the lens and its entrance pupil (`lens`), which camera uses which source (`show`), reading files (`show`, `cli`).
//! Invariant: decoders are total, the queue and the history are bounded, and the frame thread's part neither locks nor allocates.
//!
//! Reading order: [`freed`] -> [`sample`] -> [`receiver`] -> [`time_base`] -> [`history`] -> [`predict`] ->
//! [`gate`] and [`fault`] -> [`follow`]; beside the line [`sender`], [`track_file`], and
//! [`sniff`] -> [`arrival`] -> [`ear`]: is anything arriving?

pub mod arrival;
pub mod ear;
pub mod fault;
pub mod follow;
pub mod freed;
pub mod gate;
pub mod history;
pub mod port_owner;
pub mod predict;
pub mod receiver;
pub mod sample;
pub mod schema;
pub mod sender;
pub mod sniff;
pub mod time_base;
pub mod track_file;

pub use fault::{TrackFault, TrackState};
pub use follow::{Follower, FollowerSettings, Prediction, Resume, TrackedCamera};
pub use freed::{FreedPacket, Signs};
pub use receiver::{Receiver, ReceiverSettings, Source};
pub use sample::{SampleQueue, TrackedSample};
pub use sender::FreedSender;
pub use track_file::{Placement, Track, TrackOptions};
