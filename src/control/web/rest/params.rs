//! Parameters by REST.
//!
//! In: paths, values. Out: commands, and the values after them. Not here: what is allowed (`params::arbiter`).
//! Invariant: the answer holds values of a frame that was drawn with the change, or of the newest one after a second.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::control::web::door::Fault;
use crate::control::web::wire;
use crate::params::{Action, Parameter, ParameterId};
use crate::show::link::{Asked, State};
use crate::show::metar;

use super::bodies::{BoundBody, FadeBody, ResetBody, SetBody, StepBody};
use super::{Call, Reply};

/// How long an answer waits for a frame that was drawn with the change.
const DRAWN: Duration = Duration::from_secs(1);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(2);

/// `GET /api/v1/param`.
pub async fn all(call: Call) -> Result<Reply, Fault> {
    let state = call.context.link.state();
    let all = (0..state.registry.len()).map(|at| described(&state, ParameterId::at(at)));
    Ok(Reply::Json(
        json!({ "epoch": state.epoch, "frame": state.report.frame, "parameters": all.collect::<Vec<_>>() }),
    ))
}

/// `GET /api/v1/param/{path}`.
pub async fn get(call: Call) -> Result<Reply, Fault> {
    let state = call.context.link.state();
    let (id, _) = known(&state, &call.name)?;
    Ok(Reply::Json(described(&state, id)))
}

/// `PUT /api/v1/param/{path}`.
pub async fn put(call: Call) -> Result<Reply, Fault> {
    let SetBody { value, fade_secs, confirmed } = call.read()?;
    let state = call.context.link.state();
    if call.name == metar::PATH {
        return report(&call, &state, &value, (finite(fade_secs)?, confirmed)).await;
    }
    let (id, parameter) = known(&state, &call.name)?;
    let number = wire::number(&parameter.kind, &value).ok_or_else(|| {
        Fault::bad(format!("`{}` cannot be {value}: it takes {}", parameter.path, parameter.kind))
    })?;
    let action = Action::Set { id, number, fade_secs: finite(fade_secs)?, gesture: 0 };
    change(&call, &state, id, (action, confirmed)).await
}

/// `PUT /api/v1/param/weather/metar`: what was read of the report, and the frame.
async fn report(
    call: &Call,
    state: &State,
    value: &Value,
    (fade_secs, confirmed): (f32, bool),
) -> Result<Reply, Fault> {
    let text = value.as_str().ok_or_else(|| {
        Fault::bad(format!("`{}` cannot be {value}: it takes {}", metar::PATH, metar::TAKES))
    })?;
    let read = metar::read(&state.registry, &state.report.goals, text).map_err(Fault::bad)?;
    let what = Asked::Metar { text: text.to_owned(), fade_secs };
    let (frame, _) = call.ask((what, confirmed)).await?;
    call.context.note(&call.visitor, &format!("set the weather to {}", read.name), frame);
    let (understood, ignored) = (read.understood, read.ignored);
    Ok(Reply::Json(
        json!({ "path": metar::PATH, "frame": frame, "understood": understood, "ignored": ignored }),
    ))
}

/// `POST /api/v1/step`.
pub async fn step(call: Call) -> Result<Reply, Fault> {
    let StepBody { path, by, fade_secs, confirmed } = call.read()?;
    let state = call.context.link.state();
    let (id, _) = known(&state, &path)?;
    change(&call, &state, id, (Action::Step { id, by, fade_secs: finite(fade_secs)? }, confirmed)).await
}

/// `POST /api/v1/reset`.
pub async fn reset(call: Call) -> Result<Reply, Fault> {
    let ResetBody { path, fade_secs, confirmed } = call.read()?;
    let state = call.context.link.state();
    let (id, _) = known(&state, &path)?;
    change(&call, &state, id, (Action::Reset { id, fade_secs: finite(fade_secs)? }, confirmed)).await
}

/// `POST /api/v1/bound`.
pub async fn bound(call: Call) -> Result<Reply, Fault> {
    let BoundBody { path, min, max } = call.read()?;
    let state = call.context.link.state();
    let (id, _) = known(&state, &path)?;
    change(&call, &state, id, (Action::Bound { id, min, max }, false)).await
}

/// `POST /api/v1/undo`.
pub async fn undo(call: Call) -> Result<Reply, Fault> {
    let FadeBody { fade_secs, confirmed } = call.read()?;
    travel(&call, (Action::Undo { fade_secs: finite(fade_secs)? }, confirmed)).await
}

/// `POST /api/v1/redo`.
pub async fn redo(call: Call) -> Result<Reply, Fault> {
    let FadeBody { fade_secs, confirmed } = call.read()?;
    travel(&call, (Action::Redo { fade_secs: finite(fade_secs)? }, confirmed)).await
}

async fn travel(call: &Call, action: (Action, bool)) -> Result<Reply, Fault> {
    let epoch = call.context.link.state().epoch;
    let frame = call.command(epoch, action).await?;
    Ok(Reply::Json(json!({ "frame": frame })))
}

async fn change(call: &Call, state: &State, id: ParameterId, action: (Action, bool)) -> Result<Reply, Fault> {
    let frame = call.command(state.epoch, action).await?;
    let is_drawn = async {
        while call.context.link.state().report.frame < frame {
            tokio::time::sleep(LOOK).await;
        }
    };
    // A show that draws no frame for so long says so elsewhere.
    let _ = tokio::time::timeout(DRAWN, is_drawn).await;
    let now = call.context.link.state();
    let Some(parameter) = now.registry.parameters().get(id.index()).filter(|_| now.epoch == state.epoch)
    else {
        return Ok(Reply::Json(json!({ "frame": frame })));
    };
    let (value, goal) = values(&now, id, parameter);
    Ok(Reply::Json(json!({ "path": parameter.path, "value": value, "goal": goal, "frame": frame })))
}

/// What a parameter is, and where it stands.
fn described(state: &State, id: ParameterId) -> Value {
    let parameter = state.registry.parameter(id);
    let mut all = wire::parameter(parameter);
    let (value, goal) = values(state, id, parameter);
    if let Value::Object(map) = &mut all {
        map.insert("value".to_owned(), value);
        map.insert("goal".to_owned(), goal);
        map.insert("bounds".to_owned(), json!(state.bounds.get(id.index())));
        map.insert("frame".to_owned(), json!(state.report.frame));
    }
    all
}

/// The value and where it is going, of the newest frame.
fn values(state: &State, id: ParameterId, parameter: &Parameter) -> (Value, Value) {
    let one = |values: &crate::params::Values| {
        let number = values.all().get(id.index()).map(|value| value.number());
        number.map_or(Value::Null, |number| wire::value(&parameter.kind, number))
    };
    (one(&state.report.values), one(&state.report.goals))
}

/// A parameter by its path.
fn known<'a>(state: &'a State, path: &str) -> Result<(ParameterId, &'a Parameter), Fault> {
    let found = state.registry.id(path).map(|id| (id, state.registry.parameter(id)));
    found.ok_or_else(|| {
        let nearest = state.registry.nearest(&path.chars().take(200).collect::<String>());
        let error = format!("there is no parameter `{path}`; the nearest is `{nearest}`");
        Fault::new(StatusCode::NOT_FOUND, "unknown", error)
    })
}

/// Seconds that a fade may take.
pub(super) fn finite(secs: f32) -> Result<f32, Fault> {
    let is_fine = secs.is_finite() && secs >= 0.0;
    is_fine
        .then_some(secs)
        .ok_or_else(|| Fault::bad(format!("`fade_secs` is {secs}; it takes 0 or more seconds")))
}
