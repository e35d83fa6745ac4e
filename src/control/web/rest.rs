//! REST: requests by the table of routes, one way through for all of them.
//!
//! In: requests that came through the door. Out: JSON, pictures, text. Not here: what each route does (`params`, `looks`, `seen`),
//! who comes in (`door`).
//! Invariant: a route is in [`table::ROUTES`] or is none: role, body, OpenAPI and tests follow from the table. A request that
//! changes something is answered when the show has done it, or has not in time.

pub mod bodies;
pub mod looks;
pub mod params;
pub mod seen;
pub mod table;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::params::{Action, Refusal};
use crate::show::link::{Answer, Asked, State as Shown, Told};

use super::context::{Context, Visitor};
use super::door::{BODY_BYTES, Fault};
use super::guests::NoAnswer;
use super::wire;
use table::{ROUTES, Route, Verb};

/// How long a body may take to come.
const BODY_PATIENCE: Duration = Duration::from_secs(10);

/// A request, as the function of a route takes it.
#[derive(Clone, Debug)]
pub struct Call {
    /// What all share.
    pub context: Arc<Context>,
    /// Who.
    pub visitor: Visitor,
    /// What stands in the address where the route has a name in braces.
    pub name: String,
    /// After the `?`.
    pub query: BTreeMap<String, String>,
    /// The body; an empty object when there is none.
    pub body: Value,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// JSON.
    Json(Value),
    /// JSON that is text already.
    JsonText(String),
    /// Text for Prometheus.
    Metrics(String),
    /// A picture.
    Jpeg(Vec<u8>),
    /// JSON, and a cookie to keep.
    WithCookie(Value, String),
}

/// What a route does.
pub type Handler = fn(Call) -> Doing;

/// It under way.
pub type Doing = Pin<Box<dyn Future<Output = Result<Reply, Fault>> + Send>>;

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut cookie = None;
        let (kind, bytes) = match self {
            Self::WithCookie(value, text) => {
                cookie = HeaderValue::from_str(&text).ok();
                ("application/json", value.to_string().into_bytes())
            }
            Self::Json(value) => ("application/json", value.to_string().into_bytes()),
            Self::JsonText(text) => ("application/json", text.into_bytes()),
            Self::Metrics(text) => ("text/plain; version=0.0.4; charset=utf-8", text.into_bytes()),
            Self::Jpeg(bytes) => ("image/jpeg", bytes),
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        let mut response = (headers, bytes).into_response();
        if let Some(cookie) = cookie {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// All of them.
pub fn routes() -> Router<Arc<Context>> {
    ROUTES.iter().fold(Router::new(), |router, route| {
        let filter = match route.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Put => MethodFilter::PUT,
            Verb::Post => MethodFilter::POST,
            Verb::Delete => MethodFilter::DELETE,
        };
        let answer = move |context: State<Arc<Context>>,
                           path: Path<BTreeMap<String, String>>,
                           query: Query<BTreeMap<String, String>>,
                           request: Request| async move {
            run(route, context.0, (path.0, query.0), request).await
        };
        router.route(route.path, on(filter, answer))
    })
}

/// What no route is for.
pub async fn nowhere(request: Request) -> Fault {
    let error = format!("there is no `{}`; /api/v1/openapi.json lists what there is", request.uri().path());
    Fault::new(StatusCode::NOT_FOUND, "unknown", error)
}

/// What an address is not for.
pub async fn not_so(request: Request) -> Fault {
    let error = format!(
        "`{}` takes no {}; /api/v1/openapi.json lists what it takes",
        request.uri().path(),
        request.method()
    );
    Fault::new(StatusCode::METHOD_NOT_ALLOWED, "bad", error)
}

async fn run(
    route: &'static Route,
    context: Arc<Context>,
    (path, query): (BTreeMap<String, String>, BTreeMap<String, String>),
    request: Request,
) -> Result<Reply, Fault> {
    let visitor = request.extensions().get::<Visitor>().cloned();
    let visitor = visitor.ok_or_else(|| Fault::new(StatusCode::FORBIDDEN, "role", "nobody is known here"))?;
    if visitor.role < route.role {
        let error = format!(
            "this takes the role {} and you are {}; join with a PIN from the window",
            route.role, visitor.role
        );
        return Err(Fault::new(StatusCode::FORBIDDEN, "role", error));
    }
    let body = if route.body.is_some() { json(request.into_body()).await? } else { Value::Null };
    let name = path.into_values().next().unwrap_or_default();
    (route.handler)(Call { context, visitor, name, query, body }).await
}

/// The body as JSON; an empty one is an empty object.
async fn json(body: Body) -> Result<Value, Fault> {
    let bytes = tokio::time::timeout(BODY_PATIENCE, body::to_bytes(body, BODY_BYTES)).await;
    let late =
        Fault::new(StatusCode::REQUEST_TIMEOUT, "bad", "the body did not come within 10 s; send it at once");
    let bytes = bytes.map_err(|_| late)?.map_err(|_| Fault::too_large())?;
    if bytes.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    serde_json::from_slice(&bytes).map_err(|error| Fault::bad(format!("the body is no JSON: {error}")))
}

impl Call {
    /// The body as this.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        T::deserialize(&self.body)
            .map_err(|error| Fault::bad(format!("the body says nothing useful: {error}")))
    }

    /// Whether `?confirmed=true` stands in the address.
    pub fn is_confirmed(&self) -> bool {
        self.query.get("confirmed").is_some_and(|word| word == "true" || word == "1")
    }

    /// Wants something of the frame thread; the frame that shows it.
    pub async fn command(&self, epoch: u32, (action, confirmed): (Action, bool)) -> Result<u64, Fault> {
        let guest = self.context.guests.of(&self.context, &self.visitor).map_err(NoAnswer::Busy)?;
        let answer = guest.command(&self.context, (&self.visitor, epoch), (action, confirmed)).await?;
        done(&answer, &self.context.link.state()).map(|_| answer.frame)
    }

    /// Asks the clerk; the frame, and sentences if there are any.
    pub async fn ask(&self, (what, confirmed): (Asked, bool)) -> Result<(u64, Vec<String>), Fault> {
        let guest = self.context.guests.of(&self.context, &self.visitor).map_err(NoAnswer::Busy)?;
        let answer = guest.ask(&self.context, &self.visitor, (what, confirmed)).await?;
        done(&answer, &self.context.link.state()).map(|words| (answer.frame, words))
    }
}

/// The sentences of an answer, or why it is a refusal.
fn done(answer: &Answer, state: &Shown) -> Result<Vec<String>, Fault> {
    match &answer.told {
        Told::Done => Ok(Vec::new()),
        Told::Words(words) => Ok(words.clone()),
        Told::Failed(why) => Err(Fault::bad(why.clone())),
        Told::Refused(refusal) => Err(refused(refusal, state)),
    }
}

fn refused(refusal: &Refusal, state: &Shown) -> Fault {
    let status = match refusal {
        Refusal::Role { .. } => StatusCode::FORBIDDEN,
        Refusal::NotFinite => StatusCode::BAD_REQUEST,
        Refusal::TooFast { .. } => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::CONFLICT,
    };
    let by = match refusal {
        Refusal::Locked { by, .. } | Refusal::Superseded { by } => Some(*by),
        _ => None,
    };
    let person = by.and_then(|by| state.people.iter().find(|person| person.id == by));
    let by = person.map_or_else(String::new, |person| format!(" (by {})", person.name));
    Fault::new(status, wire::code(refusal), format!("{refusal}{by}"))
}

impl From<NoAnswer> for Fault {
    fn from(error: NoAnswer) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", error.to_string())
    }
}
