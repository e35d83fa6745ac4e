//! The GPU without a domain: device, shaders, buffers, textures, readback, timers.
//!
//! In: descriptors, bytes, WGSL paths. Out: wgpu objects with labels, bytes back.
//! Not here: any word of walls, cameras or scenes (`render`). Reading order: `device`, `texture`, `upload`, `readback`, `timers`.
//! Invariant: every object is labelled `pass/what`; a missing adapter is an error with a remedy, never a panic.

pub mod device;
pub mod mirror;
pub mod pipeline;
pub mod readback;
pub mod shader;
pub mod shader_sources;
pub mod texture;
pub mod timers;
pub mod upload;

pub use device::{Gpu, GpuError};
