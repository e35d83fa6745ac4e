//! The renderer: from [`crate::show::FrameInputs`] to code values on canvases and pictures of cameras.
//!
//! In: a show and a frame's inputs. Out: targets on the GPU, pictures by readback.
//! Not here: files, sockets, clocks, windows. Reading order: `frame`, `views`, `renderer`, `passes`, then the rest.
//! Invariant: same inputs, same pixels; no pipeline is made after [`Renderer::new`].

pub mod air_map;
pub mod brdf;
pub mod chunks;
mod cloud_noise;
pub mod dome;
mod drawn;
pub mod environment_light;
pub mod flat_buffers;
pub mod footprint;
pub mod noise;

pub mod frame;
pub mod passes;
pub mod pictures;
pub mod previews;
pub mod renderer;
pub mod sampling;
pub mod scene_buffers;
pub mod set_buffers;
pub mod sh;
mod sky_cache;
pub mod sky_structs;
pub mod sky_targets;
pub mod split_sum;
pub mod spot;
pub mod structs;
pub mod targets;
mod uniforms;
pub mod views;
pub mod wall_buffers;
pub mod wall_filter;
mod warm;

pub use frame::Wanted;
pub use renderer::{Renderer, Settings};
