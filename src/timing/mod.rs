//! Time: the clock, frame rates, timecode.
//!
//! In: rates and labels as text, the machine's clock. Out: seconds, frame indices, labels.
//! Not here: frame pacing (`app`), tracker time bases (`tracking`).
//! Invariant: `clock` is the only file that reads the machine's clock.

pub mod clock;
pub mod heartbeat;
pub mod rate;
pub mod timecode;

pub use clock::Clock;
pub use heartbeat::Heartbeat;
pub use rate::Rate;
pub use timecode::Timecode;
