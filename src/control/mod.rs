//! The transports of live control: pages, REST, OSC. They say what people want, and show what is.
//!
//! In: a [`crate::show::Link`] to the running show; sockets. Out: commands and asks in, state, pictures and answers out.
//! Not here: what a command does (`params::arbiter`), presets, cues and takes (`app::clerk`), the window (`console`).
//! Invariant: a transport never blocks the show: what it cannot pass on in time it drops or refuses, and says so.

pub mod osc;
