//! The sky on the CPU: where sun, moon and stars stand, what the weather is, and the packet that says so for a frame.
//!
//! In: settings (what people ask for), a clock of world frames. Out: a [`SkyPacket`], the only thing that the GPU knows of the
//! weather. Not here: drawing (`render`), parameters and files (`show`).
//! Invariant: pure, f64 with `libm` (the same bits on every machine), no clock, no random state. Reading order: `settings`,
//! `state`, `packet`, `trail`, `lightning`, then the rooms `ephemeris`, `atmosphere`, `weather`.

pub mod atmosphere;
pub mod clouds;
pub mod day;
pub mod ephemeris;
pub mod evaluate;
pub mod fog;
pub mod lightning;
pub mod meter;
pub mod packet;
pub mod random;
pub mod settings;
pub mod slots;
pub mod state;
pub mod trail;
pub mod weather;

pub use packet::SkyPacket;
pub use settings::{CloudTier, Disc, Mode, SkySettings};
pub use state::SkyState;
pub use trail::{SkyInputs, Trail};
