//! What there is to see by REST: state, health, people, pictures, devices, the OpenAPI document, metrics.
//!
//! In: the state on the board. Out: JSON, text, a picture. Not here: changing anything but who may come (`params`, `looks`).
//! Invariant: looking costs the show nothing but a picture that it draws anyway.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::control::web::door::{self, Fault};
use crate::control::web::{metrics, openapi, wire};

use super::{Call, Reply};

/// Width of a preview when none is asked for, pixels.
const WIDTH_PX: u32 = 640;
/// How long a picture is waited for.
const PICTURE: Duration = Duration::from_secs(3);
/// How often it is looked for.
const LOOK: Duration = Duration::from_millis(10);
/// A picture that is older is waited out, seconds.
const FRESH_SECS: f64 = 0.5;

/// `GET /api/v1/state`.
pub async fn state(call: Call) -> Result<Reply, Fault> {
    let state = call.context.link.state();
    let hub = &call.context.hub;
    Ok(Reply::JsonText(wire::snapshot(&wire::Seen::of(&state, &hub.pages()), hub.clients())))
}

/// `GET /api/v1/health`.
pub async fn health(call: Call) -> Result<Reply, Fault> {
    let state = call.context.link.state();
    let mut health = wire::health(&state, call.context.hub.clients());
    health.insert("notes".to_owned(), json!(&*state.notes));
    Ok(Reply::Json(Value::Object(health)))
}

/// `GET /api/v1/people`.
pub async fn people(call: Call) -> Result<Reply, Fault> {
    let state = call.context.link.state();
    let pages = call.context.hub.pages();
    let page = |id| pages.iter().find(|(whose, _)| *whose == id).map(|(_, page)| page.as_str());
    let all: Vec<Value> = state.people.iter().map(|person| wire::person(person, page(person.id))).collect();
    Ok(Reply::Json(json!({ "people": all })))
}

/// `GET /api/v1/history`.
pub async fn history(call: Call) -> Result<Reply, Fault> {
    let state = call.context.link.state();
    let all: Vec<Value> = state.history.iter().map(wire::history_line).collect();
    Ok(Reply::Json(json!({ "history": all })))
}

/// `GET /api/v1/stage`.
pub async fn stage(call: Call) -> Result<Reply, Fault> {
    Ok(Reply::Json(call.context.settings.stage.clone()))
}

/// `GET /api/v1/presets`.
pub async fn presets(call: Call) -> Result<Reply, Fault> {
    Ok(part(&call, &["presets"]))
}

/// `GET /api/v1/cues`.
pub async fn cues(call: Call) -> Result<Reply, Fault> {
    Ok(part(&call, &["cues", "standby", "active"]))
}

/// `GET /api/v1/takes`.
pub async fn takes(call: Call) -> Result<Reply, Fault> {
    Ok(part(&call, &["takes", "slate", "reminder"]))
}

/// Some of the book.
fn part(call: &Call, names: &[&str]) -> Reply {
    let book = wire::book(&call.context.link.state().book);
    Reply::Json(
        names
            .iter()
            .map(|name| ((*name).to_owned(), book[*name].clone()))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    )
}

/// `GET /api/v1/preview.jpg`.
pub async fn preview(call: Call) -> Result<Reply, Fault> {
    let feed = call.context.link.feed();
    let sources = feed.sources();
    let source = call.query.get("source").map(String::as_str).or(sources.first().map(String::as_str));
    let width_px = match call.query.get("width") {
        Some(text) => {
            text.parse().map_err(|_| Fault::bad(format!("`width` is `{text}`; it takes pixels")))?
        }
        None => WIDTH_PX,
    };
    let slot = source.and_then(|source| feed.slot(source, width_px)).ok_or_else(|| {
        let error =
            format!("there is no picture `{}`; there is {}", source.unwrap_or(""), sources.join(", "));
        Fault::new(StatusCode::NOT_FOUND, "unknown", error)
    })?;
    let wait = async {
        loop {
            feed.want_slot(slot, 1.0);
            match feed.latest_of(slot).filter(|picture| feed.age_secs(picture) <= FRESH_SECS) {
                Some(picture) => return picture.jpeg.clone(),
                None => tokio::time::sleep(LOOK).await,
            }
        }
    };
    let late = || {
        let error = format!("no picture came within {} s; is the show drawing?", PICTURE.as_secs());
        Fault::new(StatusCode::SERVICE_UNAVAILABLE, "busy", error)
    };
    tokio::time::timeout(PICTURE, wait).await.map(Reply::Jpeg).map_err(|_| late())
}

/// `GET /api/v1/devices`.
pub async fn devices(call: Call) -> Result<Reply, Fault> {
    let all = call.context.access.devices();
    let all: Vec<Value> = all
        .iter()
        .map(|device| {
            json!({ "id": device.id, "name": device.name, "device": device.kind, "role": device.role.word() })
        })
        .collect();
    Ok(Reply::Json(json!({ "devices": all })))
}

/// `DELETE /api/v1/devices/{id}`.
pub async fn revoke(call: Call) -> Result<Reply, Fault> {
    let unknown =
        || Fault::new(StatusCode::NOT_FOUND, "unknown", format!("there is no device `{}`", call.name));
    let id: u32 = call.name.parse().map_err(|_| unknown())?;
    let devices = call.context.access.devices();
    let device = devices.iter().find(|device| device.id == id).ok_or_else(unknown)?;
    if device.role > call.visitor.role {
        let error = format!(
            "device {id} is {}, and you are {}; ask one of that role",
            device.role, call.visitor.role
        );
        return Err(Fault::new(StatusCode::FORBIDDEN, "role", error));
    }
    door::forget(&call.context, call.visitor.who(), id);
    Ok(Reply::Json(json!({})))
}

/// `GET /api/v1/openapi.json`.
pub async fn openapi(call: Call) -> Result<Reply, Fault> {
    Ok(Reply::Json(openapi::document(&call.context.link.state().registry)))
}

/// `GET /metrics`.
pub async fn metrics(call: Call) -> Result<Reply, Fault> {
    Ok(Reply::Metrics(metrics::text(&call.context)))
}
