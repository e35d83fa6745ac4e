//! What keeps people and a take safe: the three buttons, ramps, limits on light, and a stall that waits for a person.
//!
//! In: switches and the frame's step in seconds. Out: how much of what is on the walls, whether a camera waits.
//! Not here: keys and buttons (`app::buttons`, `console::buttons`), the light itself (`shaders/wall/wall_encode.wgsl`).
//! Invariant: plain values stepped once a frame, so the same switches at the same frames give the same light.

pub mod average;
pub mod cap;
pub mod flash_guard;
pub mod glide;
pub mod governor;
pub mod mux;
pub mod press;
pub mod slew;
pub mod stall;
pub mod strobe;

pub use flash_guard::WallLight;
pub use glide::Glide;
pub use governor::{Governor, Intervention};
pub use mux::{Mux, Switches, WORK_LIGHT_NITS, WallMix};
pub use press::{Button, HoldDown, Press};
pub use stall::StallLatch;
