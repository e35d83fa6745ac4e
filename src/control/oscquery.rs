//! OSCQuery: the OSC addresses of a show as JSON over HTTP, and their values over a WebSocket.
//!
//! In: `GET /cyclorama/..`, `GET /` from a program that is no browser, `?HOST_INFO`, `?VALUE` and its like. Out: JSON.
//! Source: the OSCQuery proposal (github.com/Vidvox/OSCQueryProposal). Not here: the WebSocket (`listen`), OSC itself (`osc`).
//! Invariant: generated from the registry, the actions and the signs alone; nothing can be changed from here.

pub mod listen;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, FromRequestParts as _, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use crate::control::osc::namespace::{ACTIONS, Action, Dialect, Namespace, ROOT, SIGNS, Sign};
use crate::control::web::context::{Context, Visitor};
use crate::control::web::door::Fault;
use crate::control::web::server::Ends;
use crate::control::web::wire;
use crate::params::{Kind, Parameter, date};
use crate::show::link::State as ShowState;

/// The one container under `/`.
const CONTAINER: &str = "/cyclorama";

/// `/cyclorama` and what is under it.
pub fn routes() -> Router<Arc<Context>> {
    Router::new()
        .route("/cyclorama", get(answer))
        .route("/cyclorama/", get(answer))
        .route("/cyclorama/{*path}", get(answer))
}

/// Takes `/` for programs that are no browser: OSCQuery has its root there, and so have the pages.
pub async fn root(State(context): State<Arc<Context>>, request: Request, next: Next) -> Response {
    let is_get = request.method() == Method::GET && request.uri().path() == "/";
    if !is_get || !is_for_us(request.uri(), request.headers()) {
        return next.run(request).await;
    }
    let (mut parts, _) = request.into_parts();
    if parts.headers.contains_key(header::UPGRADE) {
        return match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
            Ok(upgrade) => listen::accept(upgrade, context),
            Err(rejection) => rejection.into_response(),
        };
    }
    let ends = parts.extensions.get::<ConnectInfo<Ends>>().map(|ends| ends.0);
    respond(&context, &parts.uri, ends)
}

fn is_for_us(uri: &Uri, headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_browser = accepts.contains("text/html");
    uri.query().is_some_and(|query| attribute(query).is_some())
        || headers.contains_key(header::UPGRADE)
        || !is_browser
}

async fn answer(
    State(context): State<Arc<Context>>,
    ConnectInfo(ends): ConnectInfo<Ends>,
    Extension(_visitor): Extension<Visitor>,
    uri: Uri,
) -> Response {
    respond(&context, &uri, Some(ends))
}

fn respond(context: &Context, uri: &Uri, ends: Option<Ends>) -> Response {
    let state = context.link.state();
    let wanted = uri.query().and_then(attribute);
    if wanted == Some("HOST_INFO") {
        return Json(host_info(context, &state, ends)).into_response();
    }
    match node(uri.path(), &state) {
        None => {
            let error = format!("there is no OSC address `{}`; GET {CONTAINER} lists all", uri.path());
            Fault::new(StatusCode::NOT_FOUND, "unknown", error).into_response()
        }
        Some(node) => match wanted {
            None => Json(node).into_response(),
            Some(name) => match node.get(name) {
                Some(value) => Json(json!({ name: value })).into_response(),
                // The proposal's word for an attribute that a node does not have.
                None => StatusCode::NO_CONTENT.into_response(),
            },
        },
    }
}

/// The attribute that a query asks for; `None` for a query of another kind.
fn attribute(query: &str) -> Option<&'static str> {
    const NAMES: [&str; 8] =
        ["HOST_INFO", "FULL_PATH", "CONTENTS", "TYPE", "ACCESS", "VALUE", "RANGE", "DESCRIPTION"];
    NAMES.into_iter().find(|name| *name == query)
}

fn host_info(context: &Context, state: &ShowState, ends: Option<Ends>) -> Value {
    let mut info = json!({
        "NAME": format!("Cyclorama {}", state.show),
        "OSC_TRANSPORT": "UDP",
        "EXTENSIONS": {
            "ACCESS": true, "VALUE": true, "RANGE": true, "DESCRIPTION": true, "CLIPMODE": true, "LISTEN": true,
            "PATH_CHANGED": true,
        },
    });
    if let Some(ends) = ends {
        info["WS_IP"] = json!(ends.own.ip().to_canonical().to_string());
        info["WS_PORT"] = json!(ends.own.port());
    }
    if let Some(osc) = &context.settings.osc {
        let own = ends.map(|ends| ends.own.ip()).filter(|_| osc.address.ip().is_unspecified());
        info["OSC_IP"] = json!(own.unwrap_or(osc.address.ip()).to_canonical().to_string());
        info["OSC_PORT"] = json!(osc.address.port());
    }
    info
}

/// What stands at one path.
#[derive(Clone, Copy)]
enum Leaf<'a> {
    Parameter(&'a Parameter, Option<f64>),
    Action(&'a Action),
    Sign(&'a Sign),
}

/// The node at an address, with all under it; `None` when there is none.
pub fn node(address: &str, state: &ShowState) -> Option<Value> {
    let address = address.trim_end_matches('/');
    let mut leaves = leaves(state);
    if address.is_empty() {
        let mut top = container("/");
        top["CONTENTS"] = json!({ "cyclorama": tree(CONTAINER, &leaves, state) });
        return Some(top);
    }
    let path = address.strip_prefix(CONTAINER)?;
    if let Some(path) = path.strip_prefix('/') {
        leaves.retain(|own, _| {
            own.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
    } else if !path.is_empty() {
        return None;
    }
    (!leaves.is_empty()).then(|| tree(address, &leaves, state))
}

fn leaves(state: &ShowState) -> BTreeMap<&str, Leaf<'_>> {
    let is_own = state.report.values.all().len() == state.registry.len();
    let numbers = state.report.values.all().iter().map(|value| Some(value.number()));
    let numbers = numbers.chain(std::iter::repeat(None)).map(|number| number.filter(|_| is_own));
    let parameters = state.registry.parameters().iter().zip(numbers);
    let parameters = parameters.map(|(entry, number)| (entry.path.as_str(), Leaf::Parameter(entry, number)));
    let actions = ACTIONS.iter().map(|action| (action.path, Leaf::Action(action)));
    let signs = SIGNS.iter().map(|sign| (sign.path, Leaf::Sign(sign)));
    parameters.chain(actions).chain(signs).collect()
}

/// The node at `address` of leaves that all are at it or under it.
fn tree(address: &str, leaves: &BTreeMap<&str, Leaf<'_>>, state: &ShowState) -> Value {
    let own = address.strip_prefix(ROOT).unwrap_or("");
    let below = |path: &str| {
        let rest = path.strip_prefix(own)?.trim_start_matches('/');
        rest.split('/').next().filter(|name| !name.is_empty()).map(str::to_owned)
    };
    let names: BTreeSet<String> = leaves.keys().filter_map(|path| below(path)).collect();
    let mut node = leaves.get(own).map_or_else(|| container(address), |leaf| describe(address, leaf, state));
    let mut contents = Map::new();
    for name in names {
        let is_of = |path: &&str| below(path).is_some_and(|other| other == name);
        let family =
            leaves.iter().filter(|(path, _)| is_of(path)).map(|(path, leaf)| (*path, *leaf)).collect();
        let child = tree(&format!("{address}/{name}"), &family, state);
        contents.insert(name, child);
    }
    if !contents.is_empty() {
        node["CONTENTS"] = Value::Object(contents);
    }
    node
}

fn container(address: &str) -> Value {
    json!({ "FULL_PATH": address, "ACCESS": 0 })
}

fn describe(address: &str, leaf: &Leaf<'_>, state: &ShowState) -> Value {
    match leaf {
        Leaf::Parameter(entry, number) => {
            let (kind, range) = match &entry.kind {
                Kind::Number { min, max, .. } => ("f", json!([{ "MIN": min, "MAX": max }])),
                Kind::Date { min, max, .. } => {
                    ("s", json!([{ "MIN": date::text(*min), "MAX": date::text(*max) }]))
                }
                Kind::Switch { .. } => ("T", json!([{ "VALS": [false, true] }])),
                Kind::Choice { options, .. } => ("s", json!([{ "VALS": options }])),
            };
            let unit = if entry.unit.is_empty() { String::new() } else { format!(" ({})", entry.unit) };
            let mut node = json!({
                "FULL_PATH": address, "DESCRIPTION": format!("{}{unit}", entry.about), "TYPE": kind, "ACCESS": 3,
                "RANGE": range, "CLIPMODE": ["both"],
            });
            if let Some(number) = number {
                node["VALUE"] = json!([wire::value(&entry.kind, *number)]);
            }
            node
        }
        Leaf::Action(action) => json!({
            "FULL_PATH": address, "DESCRIPTION": action.about, "TYPE": action_tags(action), "ACCESS": 2,
        }),
        Leaf::Sign(sign) => json!({
            "FULL_PATH": address, "DESCRIPTION": sign.about, "TYPE": sign.tag, "ACCESS": 1,
            "VALUE": [plain((sign.read)(state))],
        }),
    }
}

/// A button is an impulse; what may be left out is told of as if it were needed, but for a button's fade.
fn action_tags(action: &Action) -> String {
    match action.tags {
        "" | "[b]" | "[b][f]" => "I".to_owned(),
        tags => tags.replace(['[', ']'], ""),
    }
}

fn plain(argument: rosc::OscType) -> Value {
    match argument {
        rosc::OscType::Int(number) => json!(number),
        rosc::OscType::Float(number) => json!(number),
        rosc::OscType::String(text) => json!(text),
        _ => Value::Null,
    }
}

/// Which values of a namespace an address names: itself and all under it.
fn named(address: &str, space: &Namespace, state: &ShowState) -> Vec<usize> {
    let address = address.trim_end_matches('/');
    let is_under =
        |own: &str| own.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    (0..space.len())
        .filter(|at| {
            let value = space.value(*at, state, Dialect::Typed);
            value.is_some_and(|(own, _)| is_under(&own))
        })
        .collect()
}

#[cfg(test)]
mod tests;
