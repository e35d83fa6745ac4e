//! Live control by programs that others wrote: liblo, python-osc, node `osc`, HTTP, WebSocket; and by random bytes.
//!
//! In: a real frame thread without pictures, clerk and control. Out: values, histories, what the clients print.
//! Not here: single messages (`control::osc`), pages (`tests/pages`). No GPU is needed.
//! Invariant: nothing waits longer than its time; with `CI` set a missing client fails.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed, in its own words or not")]

mod companion;
mod oscquery;
mod random;
mod rig;
mod seven_ways;
mod tools;
mod web;
