//! Taking connections: not more than so many, and none that only sits there.
//!
//! In: a bound port. Out: connections that end by themselves when nothing moves. Not here: what is said over them (`server`).
//! Invariant: connections of all ports together are bounded, and of one address; one more is closed at once.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context as Task, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Sleep;

/// Most connections.
pub const CONNECTIONS: usize = 512;
/// Most connections of one address: a tablet has seven, a load test on this machine some dozens.
pub const FROM_ONE: usize = 256;
/// A connection over which nothing went for so long is closed.
pub const IDLE: Duration = Duration::from_secs(60);
/// Wait after the system refused a connection: it has no more files.
const RETRY: Duration = Duration::from_millis(100);

/// Connections that stand, by address.
#[derive(Debug, Default)]
pub struct Counts {
    standing: Mutex<BTreeMap<IpAddr, usize>>,
}

impl Counts {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<IpAddr, usize>> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many stand.
    pub fn all(&self) -> usize {
        self.lock().values().sum()
    }

    fn come(self: &Arc<Self>, from: IpAddr) -> Option<Standing> {
        let mut standing = self.lock();
        let all: usize = standing.values().sum();
        let own = standing.entry(from).or_default();
        let is_room = all < CONNECTIONS && *own < FROM_ONE;
        *own += usize::from(is_room);
        if *own == 0 {
            standing.remove(&from);
        }
        is_room.then(|| Standing { counts: Arc::clone(self), from })
    }
}

/// A place among the connections; given back when dropped.
#[derive(Debug)]
struct Standing {
    counts: Arc<Counts>,
    from: IpAddr,
}

impl Drop for Standing {
    fn drop(&mut self) {
        let mut standing = self.counts.lock();
        if let Some(own) = standing.get_mut(&self.from) {
            *own -= 1;
            if *own == 0 {
                standing.remove(&self.from);
            }
        }
    }
}

/// A port whose connections are counted.
#[derive(Debug)]
pub struct CountedListener {
    inner: TcpListener,
    counts: Arc<Counts>,
}

impl CountedListener {
    /// Of a bound port.
    pub fn new(inner: TcpListener, counts: Arc<Counts>) -> Self {
        Self { inner, counts }
    }
}

impl axum::serve::Listener for CountedListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            match self.inner.accept().await {
                Ok((stream, from)) => {
                    if let Some(standing) = self.counts.come(from.ip()) {
                        // Small messages go at once; a connection that cannot do it is slower, no more.
                        let _ = stream.set_nodelay(true);
                        let idle = Box::pin(tokio::time::sleep(IDLE));
                        return (Connection { stream, idle, _standing: standing }, from);
                    }
                }
                Err(_) => tokio::time::sleep(RETRY).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }
}

/// A connection that ends when nothing moves.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    idle: Pin<Box<Sleep>>,
    _standing: Standing,
}

impl Connection {
    /// Our end.
    pub fn own(&self) -> io::Result<SocketAddr> {
        self.stream.local_addr()
    }

    /// Something moved: the wait begins anew.
    fn moved(&mut self) {
        self.idle.set(tokio::time::sleep(IDLE));
    }

    fn is_idle(&mut self, task: &mut Task<'_>) -> bool {
        self.idle.as_mut().poll(task).is_ready()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        task: &mut Task<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        match Pin::new(&mut self.stream).poll_read(task, into) {
            Poll::Pending if self.is_idle(task) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Ready(Ok(())) if into.filled().len() > before => {
                self.moved();
                Poll::Ready(Ok(()))
            }
            other => other,
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, task: &mut Task<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(task, bytes) {
            Poll::Pending if self.is_idle(task) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Ready(Ok(count)) if count > 0 => {
                self.moved();
                Poll::Ready(Ok(count))
            }
            other => other,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(task)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(task)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn connections_are_counted_by_address_and_together() {
        let counts = Arc::new(Counts::default());
        let ip = |last: u8| IpAddr::V4(Ipv4Addr::new(10, 0, 0, last));
        let mut first: Vec<Standing> = (0..FROM_ONE).map(|_| counts.come(ip(1)).unwrap()).collect();
        assert!(counts.come(ip(1)).is_none(), "one address has no more");
        let second: Vec<Standing> =
            (0..CONNECTIONS - FROM_ONE).map(|_| counts.come(ip(2)).unwrap()).collect();
        assert!(counts.come(ip(3)).is_none() && counts.all() == CONNECTIONS);
        first.pop();
        assert!(counts.come(ip(3)).is_some(), "whoever leaves makes room");
        drop((first, second));
        assert_eq!((counts.all(), counts.lock().len()), (0, 0));
    }
}
