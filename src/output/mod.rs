//! Where finished pictures go.
//!
//! In: pictures and code values. Out: files, windows on processors' inputs. Not here: what is in them (`render`), their names (`cli`).
//! One of the few rooms that may write files.
//! Invariant: a file under its final name is whole: it is written beside it and renamed.

pub mod audit;
pub mod book;
pub mod cadence;
pub mod devices;
pub mod edid;
pub mod feed;
pub mod live_state;
pub mod monitors;
pub mod numbered;
pub mod numbers;
pub mod pipe;
pub mod placement;
pub mod presence;
pub mod still;
pub mod surface_choice;
pub mod survey;
pub mod tap;
pub mod window;
#[cfg(all(unix, not(target_os = "macos")))]
pub mod x11;

pub use still::{StillError, coded_png, exr_rgba, png8, png8_rgba, png16};
