//! OSC 1.0 over UDP: values, actions, patterns, bundles in; values as they change, answers and errors out.
//!
//! In: datagrams, the state of the show. Out: commands and asks, datagrams. Not here: HTTP (`control::oscquery`).
//! Invariant: everything but `socket` is free of sockets and clocks, so that any datagram can be tried on it.

pub mod desk;
pub mod feedback;
pub mod namespace;
pub mod packet;
pub mod pattern;
pub mod socket;
pub mod source;
pub mod wish;
