//! What all requests share, and who makes one.
//!
//! In: the link to the show, settings. Out: a [`Context`] that routes take as their state, a [`Visitor`] by request.
//! Not here: checking who somebody is (`door`, `access`).
//! Invariant: nothing here is held while something is awaited; what grows with visitors is bounded.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossbeam::channel::Receiver;
use tokio::sync::watch;

use crate::control::audit;
use crate::control::records::Records;
use crate::control::settings::ControlSettings;
use crate::output::devices;
use crate::params::{PersonId, Role};
use crate::show::Link;
use crate::show::link::{Answer, Busy, Via};
use crate::timing::Clock;

use super::access::Access;
use super::guests::Guests;
use super::limits::Buckets;
use super::listener::Counts;
use super::socket::Hub;

/// Requests of one address: a page asks for some forty files when it opens.
const REQUESTS: (f64, f64) = (200.0, 400.0);
/// Wrong PINs that one address may try.
const TRIES: (f64, f64) = (0.2, 6.0);
/// People whose address is remembered.
const WHEREABOUTS: usize = 4096;

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
    /// What all sockets share.
    pub hub: Arc<Hub>,
    /// Those who come by REST.
    pub guests: Guests,
    /// Connections that stand.
    pub counts: Arc<Counts>,
    /// To the disk.
    pub records: Records,
    /// Turns true when the show ends: whatever runs long waits for it too.
    pub is_over: watch::Receiver<bool>,
    requests: Mutex<Buckets>,
    tries: Mutex<Buckets>,
    doors: Mutex<Vec<SocketAddr>>,
    whereabouts: Mutex<BTreeMap<PersonId, SocketAddr>>,
    /// Whom each device was when it last left a page.
    departed: Mutex<BTreeMap<u32, PersonId>>,
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

impl Visitor {
    /// Name, role and address, as the audit log tells them.
    pub fn who(&self) -> (&str, Role, Option<SocketAddr>) {
        (&self.name, self.role, Some(self.from))
    }
}

impl Context {
    /// At the start of a show.
    pub fn new(
        settings: ControlSettings,
        (link, clock): (Link, Clock),
        records: Records,
        is_over: watch::Receiver<bool>,
    ) -> Self {
        let known = settings.state_folder.as_deref().map(devices::read).unwrap_or_default();
        let buckets = |(a_second, most): (f64, f64)| Mutex::new(Buckets::new(a_second, most));
        Self {
            hub: Arc::new(Hub::new(link.clone(), clock)),
            link,
            clock,
            settings,
            access: Access::new(known),
            guests: Guests::default(),
            counts: Arc::default(),
            records,
            is_over,
            requests: buckets(REQUESTS),
            tries: buckets(TRIES),
            doors: Mutex::default(),
            whereabouts: Mutex::default(),
            departed: Mutex::default(),
        }
    }

    /// Where tablets come in, when a person let them: the newest of [`Self::doors`].
    pub fn front_door(&self) -> Option<SocketAddr> {
        locked(&self.doors).last().copied()
    }

    /// Addresses that were opened for tablets.
    pub fn doors(&self) -> Vec<SocketAddr> {
        locked(&self.doors).clone()
    }

    /// Tablets come in there from now on.
    pub fn set_front_door(&self, address: SocketAddr) {
        let mut doors = locked(&self.doors);
        doors.retain(|other| *other != address);
        doors.push(address);
    }

    /// One more request of an address; seconds to wait when it asks too often.
    pub fn request(&self, from: SocketAddr) -> Result<(), f64> {
        locked(&self.requests).take(from.ip(), self.clock.now_secs())
    }

    /// One more PIN of an address; seconds to wait when it tries too often.
    pub fn attempt(&self, from: SocketAddr) -> Result<(), f64> {
        locked(&self.tries).take(from.ip(), self.clock.now_secs())
    }

    /// It was the right one.
    pub fn was_right(&self, from: SocketAddr) {
        locked(&self.tries).give_back(from.ip());
    }

    /// A visitor comes to a page; a device that comes again is the person that it was: a tablet that slept, a page that was
    /// loaded anew.
    pub fn come(&self, visitor: &Visitor, name: &str) -> Result<(PersonId, Receiver<Answer>), Busy> {
        let before = visitor.device.and_then(|device| locked(&self.departed).remove(&device));
        let joined = match before {
            Some(person) => {
                self.link.join_again(person, (name, visitor.role), Via::Page).map(|answers| (person, answers))
            }
            None => self.link.join(name, visitor.role, Via::Page),
        };
        let (person, answers) = joined?;
        self.came_from(person, visitor.from);
        Ok((person, answers))
    }

    /// They leave it.
    pub fn go(&self, visitor: &Visitor, person: PersonId) {
        self.link.leave(person);
        // Only known devices: there are never more of them than may be known.
        if let Some(device) = visitor.device.filter(|device| self.access.knows(*device)) {
            locked(&self.departed).insert(device, person);
        }
    }

    /// A device that is forgotten is nobody.
    pub fn forget_departed(&self, device: u32) {
        locked(&self.departed).remove(&device);
    }

    /// A person of the show comes from there: for the audit log.
    pub fn came_from(&self, person: PersonId, from: SocketAddr) {
        let mut whereabouts = locked(&self.whereabouts);
        if whereabouts.len() >= WHEREABOUTS {
            // People are numbered in the order in which they come.
            whereabouts.pop_first();
        }
        whereabouts.insert(person, from);
    }

    /// Where a person comes from, when they come over the network.
    pub fn whereabouts(&self, person: PersonId) -> Option<SocketAddr> {
        locked(&self.whereabouts).get(&person).copied()
    }

    /// Waits until the show ends.
    pub async fn ended(&self) {
        let mut is_over = self.is_over.clone();
        // A sender that is gone is the end too.
        let _ = is_over.wait_for(|over| *over).await;
    }

    /// A line of the audit log that is no change of a parameter.
    pub fn note(&self, visitor: &Visitor, what: &str, frame: u64) {
        audit::note(self, visitor.who(), what, frame);
    }

    /// The devices that are known now go to the disk.
    pub fn keep_devices(&self) {
        self.records.keep(self.access.file());
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
