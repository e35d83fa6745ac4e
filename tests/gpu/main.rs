//! Tests that need a GPU or lavapipe. They share one device and run one at a time.
//!
//! In: any Vulkan driver. Out: numbers and pixels held against the CPU. Not here: what naga or the noop backend find.
//! Invariant: without an adapter they skip with a message, and fail when `CI` is set.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed, in its own words or not")]

#[path = "../common/probe.rs"]
mod probe;
#[path = "../cpu/shared.rs"]
mod shared;

mod air;
mod air_twins;
mod atmosphere;
mod back_to_one;
mod buttons;
mod cameras;
mod cards;
mod clouds;
mod determinism;
mod feed;
mod finite;
mod foreign_camera;
mod goldens;
mod grade;
mod import;
mod live_sky;
mod mesh_walls;
mod patterns;
mod pipe;
mod precipitation;
mod run;
mod scopes;
mod second_show;
mod storm;
mod twins;
mod twins_sky;
mod walk;
mod wall_distance;
mod world;

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use cyclorama::gpu::Gpu;

/// The device, for one test at a time; `None` with a message when there is no adapter.
///
/// # Panics
/// When there is none and `CI` is set.
pub(crate) fn device() -> Option<MutexGuard<'static, Gpu>> {
    static DEVICE: OnceLock<Option<Mutex<Gpu>>> = OnceLock::new();
    let device = DEVICE.get_or_init(|| match Gpu::headless() {
        Ok(gpu) => {
            let (adapter, driver) = gpu.names();
            eprintln!("adapter: {adapter}, driver: {driver}");
            Some(Mutex::new(gpu))
        }
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "CI is set, so nothing may be skipped: {error}");
            eprintln!("skipped: {error}");
            None
        }
    });
    // A test that failed has not harmed the device.
    device.as_ref().map(|device| device.lock().unwrap_or_else(PoisonError::into_inner))
}
