//! The one device that all GPU tests share.
//!
//! In: the machine's drivers. Out: a locked device, or nothing with a message.
//! Not here: what the tests do with it. A software driver takes every core for one device, so tests take turns.
//! Invariant: with `CI` set, a missing adapter fails the test instead of skipping it.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use cyclorama::gpu::Gpu;

static DEVICE: OnceLock<Option<Mutex<Gpu>>> = OnceLock::new();

/// The device, or `None` where a test has to be skipped. Prints adapter and driver once.
pub(crate) fn device() -> Option<MutexGuard<'static, Gpu>> {
    let device = DEVICE.get_or_init(|| match Gpu::headless() {
        Ok(gpu) => {
            let (name, driver) = gpu.names();
            eprintln!("adapter: {name}; driver: {driver}");
            Some(Mutex::new(gpu))
        }
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "CI needs an adapter: {error}");
            eprintln!("skipped: {error}");
            None
        }
    });
    // A test that failed while it held the device has not changed it.
    device.as_ref().map(|gpu| gpu.lock().unwrap_or_else(PoisonError::into_inner))
}
