//! Pictures without a socket: JPEGs one after the other, for whatever shows no more than that.
//!
//! In: a source's name, a width. Out: all pictures as `multipart/x-mixed-replace`.
//! Not here: drawing them (`output::feed`), the socket's pictures (`socket`), a single one (`rest`).
//! Invariant: nothing is queued: a client that reads slowly gets the newest when it reads.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;
use tokio::sync::watch;

use super::context::Context;
use super::door::Fault;
use crate::show::feed::{Feed, SlotId, Small};

/// How long a picture may take to come.
const PATIENCE_SECS: f64 = 5.0;
/// How often a new one is looked for.
const LOOK: Duration = Duration::from_millis(10);
/// How long one look keeps the pictures coming, seconds.
const WANT_SECS: f64 = 1.0;
/// Streams at once: each holds a connection.
const STREAMS: usize = 32;

/// The route.
pub fn routes() -> Router<Arc<Context>> {
    Router::new().route("/api/v1/preview.mjpeg", get(all))
}

/// What is looked at.
#[derive(Debug, Deserialize)]
struct Sight {
    /// `camera:NAME`, `stage`, `canvas:NAME`; the first source without it.
    source: Option<String>,
    /// At least so wide, pixels.
    #[serde(default = "usual_width")]
    width: u32,
}

fn usual_width() -> u32 {
    640
}

impl Sight {
    fn slot(&self, feed: &Feed) -> Result<SlotId, Fault> {
        let sources = feed.sources();
        let name = self.source.as_deref().or(sources.first().map(String::as_str)).unwrap_or_default();
        feed.slot(name, self.width).ok_or_else(|| {
            let there = sources.join(", ");
            let error =
                format!("there is no picture `{name}`; there are: {there}. Put one of them into `source`");
            Fault::new(StatusCode::NOT_FOUND, "unknown", error)
        })
    }
}

/// The first picture that is so; `None` when none comes.
async fn next(
    feed: &Feed,
    slot: SlotId,
    is_it: impl Fn(&Small) -> bool,
    is_over: &watch::Receiver<bool>,
) -> Option<Arc<Small>> {
    let until_secs = feed.now_secs() + PATIENCE_SECS;
    while feed.now_secs() < until_secs && !*is_over.borrow() {
        feed.want_slot(slot, WANT_SECS);
        if let Some(small) = feed.latest_of(slot).filter(|small| is_it(small)) {
            return Some(small);
        }
        tokio::time::sleep(LOOK).await;
    }
    None
}

/// A stream that is open; counted.
#[derive(Debug)]
struct Open;

static OPEN: AtomicUsize = AtomicUsize::new(0);

impl Drop for Open {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::AcqRel);
    }
}

async fn all(State(context): State<Arc<Context>>, Query(sight): Query<Sight>) -> Result<Response, Fault> {
    let slot = sight.slot(context.link.feed())?;
    let is_room =
        OPEN.fetch_update(Ordering::AcqRel, Ordering::Acquire, |open| (open < STREAMS).then_some(open + 1));
    if is_room.is_err() {
        let error = format!("{STREAMS} streams are open, which is the most; close one of them");
        return Err(Fault::new(StatusCode::SERVICE_UNAVAILABLE, "busy", error));
    }
    let start: (Open, Option<Arc<Small>>) = (Open, None);
    let pictures =
        futures_util::stream::unfold((start, context), move |((open, last), context)| async move {
            let is_new = |small: &Small| last.as_ref().is_none_or(|last| last.frame != small.frame);
            let small = next(context.link.feed(), slot, is_new, &context.is_over).await?;
            Some((Ok::<Bytes, Infallible>(part(&small)), ((open, Some(small)), context)))
        });
    let headers = [
        (header::CONTENT_TYPE, "multipart/x-mixed-replace; boundary=picture"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(pictures)).into_response())
}

/// A picture of a stream, with the boundary before it.
fn part(small: &Small) -> Bytes {
    let length = small.jpeg.len();
    let mut bytes =
        format!("--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n").into_bytes();
    bytes.extend_from_slice(&small.jpeg);
    bytes.extend_from_slice(b"\r\n");
    bytes.into()
}
