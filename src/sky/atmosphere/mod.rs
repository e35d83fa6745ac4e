//! The air: what it is made of and what it does to sunlight and moonlight, on the CPU.
//!
//! In: visibility, dust, altitude, elevations. Out: coefficients, illuminances, gains. Not here: the sky's picture (`render`,
//! `shaders/sky`), where sun and moon stand (`ephemeris`).
//! Invariant: `libm` only; finite for every elevation; nothing of it is integrated over the sky in a frame. Reading order:
//! `medium`, `layout` and `phase` (twins of `shaders/lib/atmosphere.wgsl`), `spectrum`, `sunlight`, `usno`, `moonlight`,
//! `governor`.

pub mod governor;
pub mod layout;
pub mod medium;
pub mod moonlight;
pub mod phase;
pub mod spectrum;
pub mod sunlight;
pub mod usno;

pub use governor::{Toward, lit};
pub use medium::air;
pub use moonlight::{direct_moon_lux, moon_top_gain};
pub use spectrum::luminance;
pub use sunlight::direct_sun_lux;
pub use usno::usno_lux;
