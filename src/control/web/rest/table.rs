//! All routes of REST: the one list that the router, the OpenAPI document and the tests are made from.
//!
//! In: nothing. Out: [`ROUTES`]. Not here: what they do (`params`, `looks`, `seen`).
//! Invariant: a route that changes the show takes at least a director; what it takes beyond that the arbiter and the clerk say.

use schemars::{Schema, schema_for};

use crate::control::web::door;
use crate::params::Role;

use super::bodies::{
    BoundBody, CompareBody, CueBody, DoBody, FadeBody, JoinBody, MatchBody, NoteBody, NumberBody, ResetBody,
    SetBody, SlateBody, StandbyBody, StepBody, StrobeBody,
};
use super::{Handler, looks, params, seen};

/// What is done with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Looked at.
    Get,
    /// Written.
    Put,
    /// Done.
    Post,
    /// Taken away.
    Delete,
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// A JSON object.
    Json,
    /// A JPEG.
    Jpeg,
    /// Prometheus text.
    Text,
}

/// A route.
#[derive(Debug)]
pub struct Route {
    /// What is done.
    pub verb: Verb,
    /// Its address; one name in braces at most.
    pub path: &'static str,
    /// The least role that is let through.
    pub role: Role,
    /// What it is for.
    pub about: &'static str,
    /// Schema of its body; `None` for none.
    pub body: Option<fn() -> Schema>,
    /// Names after the `?`, and what they are.
    pub query: &'static [(&'static str, &'static str)],
    /// What comes back.
    pub answer: Answered,
    /// What it does.
    pub handler: Handler,
}

/// Wants a confirmation in the address, since it has no body.
const CONFIRMED: &[(&str, &str)] = &[("confirmed", "`true`: it is meant")];
/// Which picture.
const PICTURE: &[(&str, &str)] = &[
    ("source", "As in `camera:A`, `stage`, `canvas:main`"),
    ("width", "Pixels; the next larger size that there is"),
];

const fn get(path: &'static str, about: &'static str, handler: Handler) -> Route {
    Route {
        verb: Verb::Get,
        path,
        role: Role::Viewer,
        about,
        body: None,
        query: &[],
        answer: Answered::Json,
        handler,
    }
}

const fn does(
    verb: Verb,
    path: &'static str,
    about: &'static str,
    (body, handler): (fn() -> Schema, Handler),
) -> Route {
    Route {
        verb,
        path,
        role: Role::Director,
        about,
        body: Some(body),
        query: &[],
        answer: Answered::Json,
        handler,
    }
}

const fn delete(path: &'static str, about: &'static str, handler: Handler) -> Route {
    let query = CONFIRMED;
    Route { verb: Verb::Delete, role: Role::Director, query, ..get(path, about, handler) }
}

/// All of them.
pub static ROUTES: &[Route] = &[
    get("/api/v1/param", "Every parameter: what it is, its value, where it is going", |call| {
        Box::pin(params::all(call))
    }),
    get("/api/v1/param/{*path}", "One parameter", |call| Box::pin(params::get(call))),
    does(
        Verb::Put,
        "/api/v1/param/{*path}",
        "Sets a parameter",
        (|| schema_for!(SetBody), |call| Box::pin(params::put(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/step",
        "Moves a parameter from where it is going",
        (|| schema_for!(StepBody), |call| Box::pin(params::step(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/reset",
        "Sends a parameter to its default",
        (|| schema_for!(ResetBody), |call| Box::pin(params::reset(call))),
    ),
    Route {
        role: Role::Operator,
        ..does(
            Verb::Post,
            "/api/v1/bound",
            "How far directors may move a parameter: the operator says",
            (|| schema_for!(BoundBody), |call| Box::pin(params::bound(call))),
        )
    },
    does(
        Verb::Post,
        "/api/v1/undo",
        "Takes back your last step",
        (|| schema_for!(FadeBody), |call| Box::pin(params::undo(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/redo",
        "Does it again",
        (|| schema_for!(FadeBody), |call| Box::pin(params::redo(call))),
    ),
    get("/api/v1/presets", "Stored looks", |call| Box::pin(seen::presets(call))),
    does(
        Verb::Put,
        "/api/v1/presets/{name}",
        "Stores the look as it is going to be",
        (|| schema_for!(DoBody), |call| Box::pin(looks::save_preset(call))),
    ),
    delete("/api/v1/presets/{name}", "Deletes a preset", |call| Box::pin(looks::delete_preset(call))),
    does(
        Verb::Post,
        "/api/v1/presets/{name}/recall",
        "Goes to a preset",
        (|| schema_for!(FadeBody), |call| Box::pin(looks::recall_preset(call))),
    ),
    Route {
        answer: Answered::Jpeg,
        ..get("/api/v1/presets/{name}/thumbnail", "Its picture", |call| Box::pin(looks::thumbnail(call)))
    },
    get("/api/v1/cues", "The cue list, which cue stands by, which fired last", |call| {
        Box::pin(seen::cues(call))
    }),
    does(
        Verb::Put,
        "/api/v1/cues/{number}",
        "Writes a cue",
        (|| schema_for!(CueBody), |call| Box::pin(looks::write_cue(call))),
    ),
    delete("/api/v1/cues/{number}", "Deletes a cue", |call| Box::pin(looks::delete_cue(call))),
    does(
        Verb::Post,
        "/api/v1/cue/go",
        "Fires the cue in standby",
        (|| schema_for!(DoBody), |call| Box::pin(looks::go(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/cue/back",
        "Fires the cue before the active one",
        (|| schema_for!(DoBody), |call| Box::pin(looks::back(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/cue/goto",
        "Fires a cue out of order",
        (|| schema_for!(NumberBody), |call| Box::pin(looks::goto(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/cue/standby",
        "GO will fire this one",
        (|| schema_for!(StandbyBody), |call| Box::pin(looks::standby(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/exposure/meter",
        "The wall is exposed for the live sky as it is",
        (|| schema_for!(DoBody), |call| Box::pin(looks::meter(call))),
    ),
    get("/api/v1/takes", "Takes, the slate, the reminder", |call| Box::pin(seen::takes(call))),
    does(
        Verb::Post,
        "/api/v1/take/roll",
        "A take begins",
        (|| schema_for!(DoBody), |call| Box::pin(looks::roll(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/take/cut",
        "It ends",
        (|| schema_for!(DoBody), |call| Box::pin(looks::cut(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/take/back_to_one",
        "World, sky, plates and animation as they were at the last ROLL",
        (|| schema_for!(DoBody), |call| Box::pin(looks::back_to_one(call))),
    ),
    Route {
        role: Role::Operator,
        ..does(
            Verb::Post,
            "/api/v1/safety/strobe",
            "For so many minutes the flash guard lets flashes through: an operator says why",
            (|| schema_for!(StrobeBody), |call| Box::pin(looks::announce_strobe(call))),
        )
    },
    does(
        Verb::Post,
        "/api/v1/safety/strobe/revoke",
        "The flash guard keeps flashes apart again",
        (|| schema_for!(DoBody), |call| Box::pin(looks::revoke_strobe(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/take/match",
        "The look of a take",
        (|| schema_for!(MatchBody), |call| Box::pin(looks::match_take(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/take/slate",
        "Scene and take of the next ROLL",
        (|| schema_for!(SlateBody), |call| Box::pin(looks::slate(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/take/note",
        "A word on a take",
        (|| schema_for!(NoteBody), |call| Box::pin(looks::note(call))),
    ),
    Route {
        role: Role::Viewer,
        ..does(
            Verb::Post,
            "/api/v1/compare",
            "What differs between two looks, in words",
            (|| schema_for!(CompareBody), |call| Box::pin(looks::compare(call))),
        )
    },
    does(
        Verb::Post,
        "/api/v1/mark",
        "Marks the look to come back to",
        (|| schema_for!(DoBody), |call| Box::pin(looks::mark(call))),
    ),
    does(
        Verb::Post,
        "/api/v1/recall_mark",
        "Back to the mark, or to the look when you came",
        (|| schema_for!(FadeBody), |call| Box::pin(looks::recall_mark(call))),
    ),
    get("/api/v1/state", "All that people see", |call| Box::pin(seen::state(call))),
    get("/api/v1/health", "How the show runs", |call| Box::pin(seen::health(call))),
    get("/api/v1/people", "Who is here, and who was", |call| Box::pin(seen::people(call))),
    get("/api/v1/history", "The undo list, newest last", |call| Box::pin(seen::history(call))),
    get("/api/v1/stage", "Walls, canvases and panels, as `stage export --json` tells them", |call| {
        Box::pin(seen::stage(call))
    }),
    Route {
        answer: Answered::Jpeg,
        query: PICTURE,
        ..get("/api/v1/preview.jpg", "A small picture of what is drawn", |call| Box::pin(seen::preview(call)))
    },
    Route {
        role: Role::Operator,
        ..get("/api/v1/devices", "Devices that may come in", |call| Box::pin(seen::devices(call)))
    },
    Route {
        role: Role::Operator,
        query: &[],
        ..delete("/api/v1/devices/{id}", "Forgets a device", |call| Box::pin(seen::revoke(call)))
    },
    Route {
        role: Role::Viewer,
        ..does(
            Verb::Post,
            "/api/v1/join",
            "Lets a device in by its PIN; its token comes back once",
            (|| schema_for!(JoinBody), |call| Box::pin(door::join(call))),
        )
    },
    Route {
        role: Role::Viewer,
        ..does(
            Verb::Post,
            "/api/v1/leave",
            "Forgets the token of whoever asks",
            (|| schema_for!(DoBody), |call| Box::pin(door::leave(call))),
        )
    },
    get("/api/v1/openapi.json", "This document", |call| Box::pin(seen::openapi(call))),
    Route {
        answer: Answered::Text,
        ..get("/metrics", "For Prometheus", |call| Box::pin(seen::metrics(call)))
    },
];
