//! Pages, REST and the socket, over HTTP.
//!
//! In: requests. Out: pages, JSON, pictures. Not here: OSC over UDP (`control::osc`), what a command does (`params::arbiter`).
//! Invariant: every request goes through [`door`] before anything else reads it.
//!
//! Reading order: `server` (listening, all routes) -> `door` (who comes in) -> `access` (tokens, PINs) -> `assets` (pages).

pub mod access;
pub mod assets;
pub mod client;
pub mod context;
pub mod door;
pub mod guests;
pub mod limits;
pub mod listener;
pub mod metrics;
pub mod openapi;
pub mod page_files;
pub mod preview;
pub mod rest;
pub mod server;
pub mod socket;
pub mod wire;
