//! Those who come by REST: one person of the show for each device, and its answers.
//!
//! In: visitors, commands and asks. Out: answers, waited for. Not here: what a request means (`rest`).
//! Invariant: a request waits at most [`PATIENCE`]; no lock is held while it waits. Guests are bounded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossbeam::channel::Receiver;

use crate::params::{Action, Author, Command, PersonId};
use crate::show::link::{Answer, Ask, Asked, Busy, Via};

use super::context::{Context, Visitor};

/// How long a request waits for the show.
pub const PATIENCE: Duration = Duration::from_secs(3);
/// How often it looks for its answer.
const LOOK: Duration = Duration::from_millis(2);
/// Guests at once: every device that may be known, and the one for all without a token.
const GUESTS: usize = 257;
/// Answers that nobody fetched.
const UNFETCHED: usize = 1024;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The show takes no more.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// It did not answer in time.
    #[error("the show did not answer within {} s; it may be loading or hang. Look at /api/v1/health and try again", PATIENCE.as_secs())]
    Late,
}

/// Guests by device.
#[derive(Debug, Default)]
pub struct Guests {
    known: Mutex<BTreeMap<Option<u32>, Arc<Guest>>>,
}

/// A device in the show.
#[derive(Debug)]
pub struct Guest {
    /// Who it is there.
    pub person: PersonId,
    answers: Receiver<Answer>,
    desk: Mutex<Desk>,
}

#[derive(Debug, Default)]
struct Desk {
    last_ticket: u64,
    unfetched: BTreeMap<u64, Answer>,
}

impl Guests {
    fn known(&self) -> MutexGuard<'_, BTreeMap<Option<u32>, Arc<Guest>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The guest of a visitor; the first request makes one.
    pub fn of(&self, context: &Context, visitor: &Visitor) -> Result<Arc<Guest>, Busy> {
        let mut known = self.known();
        let guest = match known.get(&visitor.device) {
            Some(guest) => Arc::clone(guest),
            None => {
                if known.len() >= GUESTS {
                    return Err(Busy);
                }
                let (person, answers) = context.link.join(&visitor.name, visitor.role, Via::Rest)?;
                let guest = Arc::new(Guest { person, answers, desk: Mutex::default() });
                known.insert(visitor.device, Arc::clone(&guest));
                guest
            }
        };
        context.came_from(guest.person, visitor.from);
        Ok(guest)
    }

    /// A device is forgotten: its guest leaves.
    pub fn forget(&self, context: &Context, device: u32) {
        if let Some(guest) = self.known().remove(&Some(device)) {
            context.link.leave(guest.person);
        }
    }
}

impl Guest {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ticket(&self) -> u64 {
        let mut desk = self.desk();
        desk.last_ticket += 1;
        desk.last_ticket
    }

    /// Wants something of the frame thread, and waits for what becomes of it.
    pub async fn command(
        &self,
        context: &Context,
        (visitor, epoch): (&Visitor, u32),
        (action, confirmed): (Action, bool),
    ) -> Result<Answer, NoAnswer> {
        let author = Author { by: self.person, role: visitor.role };
        let ticket = self.ticket();
        context.link.send(Command { ticket, confirmed, ..Command::new(author, epoch, action) })?;
        self.answer(ticket).await
    }

    /// Asks the clerk, and waits for the answer.
    pub async fn ask(
        &self,
        context: &Context,
        visitor: &Visitor,
        (what, confirmed): (Asked, bool),
    ) -> Result<Answer, NoAnswer> {
        let ticket = self.ticket();
        context.link.ask(Ask { by: self.person, role: visitor.role, ticket, confirmed, what })?;
        self.answer(ticket).await
    }

    async fn answer(&self, ticket: u64) -> Result<Answer, NoAnswer> {
        let wait = async {
            loop {
                if let Some(answer) = self.fetch(ticket) {
                    return answer;
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.map_err(|_| NoAnswer::Late)
    }

    fn fetch(&self, ticket: u64) -> Option<Answer> {
        let mut desk = self.desk();
        for answer in self.answers.try_iter() {
            if desk.unfetched.len() >= UNFETCHED {
                // The oldest is of a request that waits no more.
                desk.unfetched.pop_first();
            }
            desk.unfetched.insert(answer.ticket, answer);
        }
        desk.unfetched.remove(&ticket)
    }
}
