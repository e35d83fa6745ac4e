//! Tests that need no GPU: the project's own text, shaders through naga, the binary on bad input.
//!
//! In: the project's files, the built binary. Out: faults with their place. Not here: pixels (`tests/gpu`).
//! Invariant: every checker is shown to fail on something bad.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed, in its own words or not")]

mod calibrate;
mod cli;
mod cli_import;
mod cli_sky;
#[path = "../common/guests.rs"]
mod guests;
mod import_mutations;
mod import_samples;
mod imports;
mod listen;
mod noop;
#[path = "../common/probe.rs"]
mod probe;
mod schema_fresh;
mod served;
mod shader_layout;
mod shader_valid;
mod shared;
mod socket;
mod source;
mod tidy;
mod twin_names;
mod web;
mod web_flood;
