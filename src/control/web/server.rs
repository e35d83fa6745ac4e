//! Listening, and all routes of the web server.
//!
//! In: a bound port. Out: answered requests until the show ends. Not here: who may come in (`door`), what a route does.
//! Invariant: every route is behind the door.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::middleware;
use axum::serve::IncomingStream;

use crate::control::oscquery;

use super::context::Context;
use super::listener::CountedListener;
use super::{assets, door, preview, rest, socket};

/// Both ends of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    /// The other one's address.
    pub from: SocketAddr,
    /// Ours: the address that they reached us by.
    pub own: SocketAddr,
}

impl Connected<IncomingStream<'_, CountedListener>> for Ends {
    fn connect_info(stream: IncomingStream<'_, CountedListener>) -> Self {
        let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
        Self { from: *stream.remote_addr(), own: stream.io().own().unwrap_or(nowhere) }
    }
}

/// All routes. Each transport has `routes() -> Router<Arc<Context>>`, merged here.
pub fn router(context: &Arc<Context>) -> Router {
    Router::new()
        .merge(assets::routes())
        .merge(socket::routes())
        .merge(preview::routes())
        .merge(rest::routes())
        .merge(oscquery::routes())
        .fallback(rest::nowhere)
        .method_not_allowed_fallback(rest::not_so)
        .layer(middleware::from_fn_with_state(Arc::clone(context), oscquery::root))
        .layer(middleware::from_fn_with_state(Arc::clone(context), door::guard))
        .with_state(Arc::clone(context))
}

/// Serves a port until the show ends.
pub async fn serve(listener: TcpListener, context: Arc<Context>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => CountedListener::new(listener, Arc::clone(&context.counts)),
        Err(error) => {
            tracing::warn!("control: a port was lost: {error}");
            return;
        }
    };
    let mut is_over = context.is_over.clone();
    let service = router(&context).into_make_service_with_connect_info::<Ends>();
    let over = async move {
        // A sender that is gone is the end too.
        let _ = is_over.wait_for(|over| *over).await;
    };
    if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(over).await {
        tracing::warn!("control: the web server ended: {error}");
    }
}
