//! What all requests share, and who makes one.
//!
//! In: the link to the show, settings. Out: a [`Context`] that routes take as their state, a [`Visitor`] by request.
//! Not here: checking who somebody is (`door`, `access`).
//! Invariant: nothing here is held while something is awaited.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::control::settings::ControlSettings;
use crate::params::Role;
use crate::show::Link;
use crate::timing::Clock;

use super::access::Access;

/// What all requests share: `axum::extract::State<Arc<Context>>`.
#[derive(Debug)]
pub struct Context {
    /// To the running show.
    pub link: Link,
    /// The program's clock.
    pub clock: Clock,
    /// As told at the start.
    pub settings: ControlSettings,
    /// Tokens and PINs.
    pub access: Access,
    /// Turns true when the show ends: whatever runs long waits for it too.
    pub is_over: watch::Receiver<bool>,
    front_door: Mutex<Option<SocketAddr>>,
}

/// Who makes a request; the [`super::door`] puts one into every request: `axum::Extension<Visitor>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// What they may do.
    pub role: Role,
    /// As they called themselves when they joined.
    pub name: Arc<str>,
    /// [`super::access::Device::id`]; `None` without a token.
    pub device: Option<u32>,
    /// Where they come from.
    pub from: SocketAddr,
}

impl Context {
    /// At the start of a show.
    pub fn new(settings: ControlSettings, link: Link, clock: Clock, is_over: watch::Receiver<bool>) -> Self {
        let access = Access::default();
        Self { link, clock, settings, access, is_over, front_door: Mutex::new(None) }
    }

    /// Where tablets come in, when a person let them.
    pub fn front_door(&self) -> Option<SocketAddr> {
        *self.front_door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tablets come in there from now on.
    pub fn set_front_door(&self, address: Option<SocketAddr>) {
        *self.front_door.lock().unwrap_or_else(PoisonError::into_inner) = address;
    }
}
