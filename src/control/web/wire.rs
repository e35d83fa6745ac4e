//! What people see of a show, as JSON: the one form that the socket, REST and OSCQuery share.
//!
//! In: parts of a [`State`]. Out: JSON values; whole snapshots and deltas as texts. Not here: who gets them when (`socket`).
//! Invariant: a number that is not finite is `null`; a delta holds what differs, so a snapshot and all deltas after it are
//! the next snapshot.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::params::{Confirm, Kind, Parameter, PersonId, Refusal, Role, date};
use crate::show::KeyLight;
use crate::show::book::Book;
use crate::show::link::{HistoryLine, Person, State, Touched, Via};
use crate::show::report::{DROP_CAUSES, SkyReport};
use crate::sky::Mode;

/// Lines of the undo list that go to pages; REST has all.
const LINES: usize = 100;

/// Which page somebody looks at.
pub type Pages = Arc<[(PersonId, String)]>;

/// What a client knows: the state, and those parts of it that are told less often.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The state.
    pub state: Arc<State>,
    /// Who looks at which page.
    pub pages: Pages,
    /// The undo list, as told.
    pub history: Arc<[HistoryLine]>,
    /// The notes, as told.
    pub notes: Arc<[String]>,
}

impl Seen {
    /// All of a state.
    pub fn of(state: &Arc<State>, pages: &Pages) -> Self {
        let (history, notes) = (Arc::clone(&state.history), Arc::clone(&state.notes));
        Self { state: Arc::clone(state), pages: Arc::clone(pages), history, notes }
    }
}

/// A value as people read it: a number, true or false, the word of a choice.
pub fn value(kind: &Kind, number: f64) -> Value {
    match kind {
        Kind::Number { .. } => json!(number),
        Kind::Date { .. } => json!(date::text(number)),
        Kind::Switch { .. } => json!(number != 0.0),
        Kind::Choice { options, .. } => json!(options.get(number as usize).copied().unwrap_or("")),
    }
}

/// The number behind a value that somebody sent; `None` when it is no such value. Out of range it is a number all the same.
pub fn number(kind: &Kind, value: &Value) -> Option<f64> {
    match (kind, value) {
        (Kind::Choice { options, .. }, Value::String(word)) => {
            options.iter().position(|option| option == word).map(|at| at as f64)
        }
        (Kind::Date { .. }, Value::String(text)) => date::days(text),
        (Kind::Switch { .. }, Value::Bool(is_on)) => Some(f64::from(u8::from(*is_on))),
        (_, Value::Number(number)) => number.as_f64(),
        _ => None,
    }
}

/// A parameter of the registry.
pub fn parameter(parameter: &Parameter) -> Value {
    let (word, options) = match &parameter.kind {
        Kind::Number { .. } => ("number", None),
        Kind::Date { .. } => ("date", None),
        Kind::Switch { .. } => ("switch", None),
        Kind::Choice { options, .. } => ("choice", Some(*options)),
    };
    let [min, max] = parameter.kind.range();
    let confirm = match parameter.confirm {
        Confirm::Never => "never",
        Confirm::Leaving => "leaving",
        Confirm::Returning => "returning",
        Confirm::Always => "always",
    };
    json!({
        "path": parameter.path, "type": word, "unit": parameter.unit, "min": min, "max": max, "options": options,
        "default": value(&parameter.kind, parameter.kind.default_number()), "step": parameter.step, "law": parameter.law.word(),
        "group": parameter.group(), "class": parameter.class.word(), "role": parameter.role.word(), "confirm": confirm,
        "about": parameter.about,
    })
}

/// The word of a refusal, for programs.
pub fn code(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Role { .. } => "role",
        Refusal::Locked { .. } => "locked",
        Refusal::Confirm => "confirm",
        Refusal::Rolling => "rolling",
        Refusal::NotFinite => "not_finite",
        Refusal::Stale => "stale",
        Refusal::Superseded { .. } => "superseded",
        Refusal::TooFast { .. } => "too_fast",
        _ => "nothing",
    }
}

/// Presets, cues, takes. Thumbnails by their revision.
pub fn book(book: &Book) -> Value {
    let presets = book.presets.iter().map(|preset| {
        let thumbnail = preset.thumbnail.as_ref().map(|_| preset.thumbnail_rev);
        json!({ "name": preset.name, "thumbnail": thumbnail, "shipped": preset.is_shipped })
    });
    let cues = book.cues.iter().map(|cue| {
        let warning = book.warning(&cue.number);
        json!({
            "number": cue.number, "name": cue.name, "preset": cue.preset, "fade_secs": cue.fade_secs,
            "follow_secs": cue.follow_secs, "note": cue.note, "warning": warning.map(|warning| &warning.words),
            "flashes": warning.map(|warning| warning.flashes),
        })
    });
    let takes = book.takes.iter().map(|take| {
        json!({
            "id": take.id, "label": take.label, "first_frame": take.first_frame, "end_frame": take.end_frame,
            "drops": take.drops, "note": take.note,
        })
    });
    json!({
        "rev": book.rev, "presets": presets.collect::<Vec<_>>(), "cues": cues.collect::<Vec<_>>(),
        "standby": book.standby, "active": book.active, "takes": takes.collect::<Vec<_>>(),
        "slate": { "scene": book.slate.scene, "take": book.slate.take }, "reminder": book.reminder,
    })
}

/// Somebody.
pub fn person(person: &Person, page: Option<&str>) -> Value {
    let via = match person.via {
        Via::Program => "program",
        Via::Window => "window",
        Via::Page => "page",
        Via::Rest => "rest",
        Via::Osc => "osc",
    };
    json!({
        "id": person.id.0, "name": person.name, "role": person.role.word(), "via": via, "here": person.is_here,
        "page": page,
    })
}

/// A line of the undo list.
pub fn history_line(line: &HistoryLine) -> Value {
    json!({
        "step": line.step, "by": line.by.0, "words": line.words, "frame": line.frame, "undone": line.is_undone,
    })
}

/// Those who are here, and those whose changes are in the list.
fn people(seen: &Seen) -> Value {
    let is_named = |id: PersonId| newest(&seen.history).iter().any(|line| line.by == id);
    let page =
        |id: PersonId| seen.pages.iter().find(|(whose, _)| *whose == id).map(|(_, page)| page.as_str());
    let shown = seen.state.people.iter().filter(|person| person.is_here || is_named(person.id));
    shown.map(|one| person(one, page(one.id))).collect()
}

fn newest(history: &[HistoryLine]) -> &[HistoryLine] {
    &history[history.len().saturating_sub(LINES)..]
}

fn history(seen: &Seen) -> Value {
    newest(&seen.history).iter().map(history_line).collect()
}

fn touched(touched: &[Touched]) -> Value {
    touched.iter().map(|touched| json!({ "path": touched.path, "by": touched.by.0 })).collect()
}

/// Directors' bounds where they are narrower than the range.
fn bounds(state: &State) -> Value {
    let all = state.registry.parameters().iter().zip(state.bounds.iter());
    let narrow = all.filter(|(parameter, bounds)| parameter.kind.range() != **bounds);
    Value::Object(narrow.map(|(parameter, bounds)| (parameter.path.clone(), json!(bounds))).collect())
}

/// The live sky: what its clock reads, where the sun is.
pub fn sky(report: &SkyReport) -> Value {
    let seconds = (report.local_time_h * 3600.0).floor() as u32;
    let [hours, minutes, seconds] = [seconds / 3600, seconds / 60 % 60, seconds % 60];
    json!({
        "mode": Mode::WORDS[report.mode as usize], "unix_ms": report.unix_ms, "local_date_days": report.local_date_days,
        "local_time_h": report.local_time_h, "local_clock": format!("{hours:02}:{minutes:02}:{seconds:02}"),
        "utc_offset_secs": report.utc_offset_secs, "clock_rate": report.clock_rate,
        "sun": { "azimuth_deg": report.sun_azimuth_deg, "elevation_deg": report.sun_elevation_deg },
        "moon": {
            "azimuth_deg": report.moon_azimuth_deg, "elevation_deg": report.moon_elevation_deg,
            "illuminated_fraction": report.moon_illuminated,
        },
        "key": key_light(&report.key), "sky_share": report.sky_share, "hash": format!("{:016x}", report.hash),
    })
}

/// Where a key lamp stands for sun or moon, and what it has to give; stage axes, azimuth from -Z to the left.
fn key_light(key: &KeyLight) -> Value {
    json!({
        "body": if key.is_moon { "moon" } else { "sun" }, "azimuth_deg": key.azimuth_deg, "elevation_deg": key.elevation_deg,
        "to": key.to.to_array(), "chromaticity_xy": key.xy.to_array(), "cct_k": key.kelvin,
        "clear_lux": key.clear_lux, "lux": key.lux, "sunlit": key.sunlit, "fill_lux": key.fill_lux,
        "key_to_fill": key.key_to_fill, "lamp_to_fill": key.lamp_to_fill, "grey_nits": key.grey_nits,
    })
}

/// How the show runs, without its `t`.
pub fn health(state: &State, clients: usize) -> Map<String, Value> {
    let report = &state.report;
    let health = &report.health;
    let ms = |secs: f64| secs * 1e3;
    let [tracker, cpu, upload, wait] = health.spans_secs.map(ms);
    let drops: Map<_, _> = DROP_CAUSES
        .iter()
        .zip(health.drops)
        .map(|(cause, count)| ((*cause).to_owned(), json!(count)))
        .collect();
    let passes = health.passes.iter().filter(|(name, _)| !name.is_empty());
    let tracking = report.tracking.iter().enumerate().map(|(at, tracked)| {
        let wall = || format!("wall {}", at + 1 - state.cameras.len());
        json!({
            "camera": state.cameras.get(at).cloned().unwrap_or_else(wall), "state": tracked.state,
            "age_ms": tracked.sample_age_ms, "fault": tracked.fault, "taken": tracked.taken, "lost": tracked.lost,
        })
    });
    let all = json!({
        "fps": health.fps, "rate": health.rate_fps, "frames": health.frames, "frame_ms": ms(health.frame_secs),
        "p99_ms": ms(health.frame_p99_secs),
        "spans_ms": { "tracker": tracker, "cpu": cpu, "upload": upload, "wait": wait },
        "control_ms": ms(health.control_secs), "clerk": { "lost_events": report.lost_events },
        "drops": drops, "passes": passes.collect::<Vec<_>>(), "rejected": health.rejected,
        "tracking": tracking.collect::<Vec<_>>(), "world_frame": report.world_frame, "frame": report.frame,
        "armed": report.is_armed, "clients": clients, "strobe": strobe(state), "sky": report.sky.as_ref().map(sky),
    });
    match all {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The announced strobe; null for none.
fn strobe(state: &State) -> Value {
    let left_secs = state.report.notes.strobe_secs;
    state.strobe.as_ref().map_or(Value::Null, |strobe| {
        json!({ "by": strobe.by, "reason": strobe.reason, "minutes": strobe.minutes, "left_s": left_secs })
    })
}

/// What a client is told first, and again after a reload.
pub fn welcome(state: &State, sources: &[String], (id, name, role): (PersonId, &str, Role)) -> String {
    let parameters: Vec<Value> = state.registry.parameters().iter().map(parameter).collect();
    json!({
        "t": "welcome", "proto": 1, "me": { "id": id.0, "name": name, "role": role.word() }, "show": &*state.show,
        "epoch": state.epoch, "rate": state.report.health.rate_fps, "cameras": &*state.cameras, "sources": sources,
        "parameters": parameters,
    })
    .to_string()
}

/// Every value, by path.
pub fn values(state: &State) -> Map<String, Value> {
    let all = state.registry.iter(&state.report.values);
    all.map(|(parameter, now)| (parameter.path.clone(), value(&parameter.kind, now.number()))).collect()
}

/// All of it.
pub fn snapshot(seen: &Seen, clients: usize) -> String {
    let state = &seen.state;
    let fading = changes(None, state).1;
    json!({
        "t": "snapshot", "rev": state.rev, "frame": state.report.frame, "values": values(state), "goals": fading,
        "bounds": bounds(state), "book": book(&state.book), "people": people(seen), "history": history(seen),
        "touched": touched(&state.touched), "notes": &*seen.notes, "health": health(state, clients),
    })
    .to_string()
}

/// Values that differ, and goals of what fades. Without a state of before: no values, and all goals of what fades.
fn changes(from: Option<&State>, to: &State) -> (Map<String, Value>, Map<String, Value>) {
    let (mut values, mut goals) = (Map::new(), Map::new());
    if from.is_some_and(|from| Arc::ptr_eq(&from.report, &to.report)) {
        return (values, goals);
    }
    let pairs = |state: &State, at: usize| {
        let number = |values: &crate::params::Values| values.all().get(at).map(|value| value.number());
        number(&state.report.values).zip(number(&state.report.goals))
    };
    for (at, parameter) in to.registry.parameters().iter().enumerate() {
        let Some((now, goal)) = pairs(to, at) else { continue };
        let before = from.and_then(|from| pairs(from, at));
        if before.is_some_and(|(before, _)| before.to_bits() != now.to_bits()) {
            values.insert(parameter.path.clone(), value(&parameter.kind, now));
        }
        let fades = |(now, goal): (f64, f64)| now.to_bits() != goal.to_bits();
        let (faded, is_fading) = (before.is_some_and(fades), fades((now, goal)));
        let is_elsewhere = before.is_none_or(|(_, before)| before.to_bits() != goal.to_bits());
        if is_fading && (!faded || is_elsewhere) {
            goals.insert(parameter.path.clone(), value(&parameter.kind, goal));
        } else if faded && !is_fading {
            goals.insert(parameter.path.clone(), Value::Null);
        }
    }
    (values, goals)
}

/// What differs, of the same registry; `None` when nothing does.
pub fn delta(from: &Seen, to: &Seen) -> Option<String> {
    let (old, new) = (&from.state, &to.state);
    let (values, goals) = changes(Some(old), new);
    let by: Map<_, _> = new
        .touched
        .iter()
        .filter(|touched| values.contains_key(&touched.path) || goals.contains_key(&touched.path))
        .map(|touched| (touched.path.clone(), json!(touched.by.0)))
        .collect();
    let mut parts = Map::new();
    let mut part = |name: &str, differs: bool, make: &dyn Fn() -> Value| {
        if differs {
            parts.insert(name.to_owned(), make());
        }
    };
    let is_other_history = !Arc::ptr_eq(&from.history, &to.history) && from.history != to.history;
    let is_other_people = !Arc::ptr_eq(&old.people, &new.people) && old.people != new.people;
    let is_other_page = !Arc::ptr_eq(&from.pages, &to.pages) && from.pages != to.pages;
    part("bounds", !Arc::ptr_eq(&old.bounds, &new.bounds) && old.bounds != new.bounds, &|| bounds(new));
    part("book", !Arc::ptr_eq(&old.book, &new.book) && old.book != new.book, &|| book(&new.book));
    part("people", is_other_people || is_other_page, &|| people(to));
    part("history", is_other_history, &|| history(to));
    part("touched", old.touched != new.touched, &|| touched(&new.touched));
    part("notes", from.notes != to.notes, &|| json!(&*to.notes));
    if values.is_empty() && goals.is_empty() && parts.is_empty() {
        return None;
    }
    let mut delta = json!({
        "t": "delta", "rev": new.rev, "from": old.rev, "frame": new.report.frame, "values": values, "goals": goals,
        "by": by,
    });
    if let Value::Object(map) = &mut delta {
        map.extend(parts);
    }
    Some(delta.to_string())
}
