//! Tests that need a graphics adapter; lavapipe is enough.
//!
//! In: the library. Out: numbers and pixels held against closed forms and CPU twins.
//! Not here: anything that passes without a device (`tests/cpu`). Run serially: `cargo test --test gpu -- --test-threads=1`.
//! Invariant: without an adapter a test says so and passes, but fails when `CI` is set.

mod adapter;
mod probe;
mod twins;
