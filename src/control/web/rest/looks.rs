//! Presets, cues, takes and looks by REST.
//!
//! In: names, numbers. Out: asks, and their answers. Not here: what they do (`app::clerk`).
//! Invariant: what is named and is not there is told as unknown before anything is asked.

use axum::http::StatusCode;
use serde_json::json;

use crate::control::web::door::Fault;
use crate::show::book::{Book, CueCard, Slate};
use crate::show::link::{Asked, Look};

use super::bodies::{
    CompareBody, CueBody, DoBody, FadeBody, MatchBody, NoteBody, NumberBody, SlateBody, StandbyBody,
    StrobeBody,
};
use super::params::finite;
use super::{Call, Reply};

/// Asks, tells the audit log, answers with the frame.
async fn ask(call: &Call, words: &str, what: Asked, confirmed: bool) -> Result<Reply, Fault> {
    let (frame, _) = call.ask((what, confirmed)).await?;
    call.context.note(&call.visitor, words, frame);
    Ok(Reply::Json(json!({ "frame": frame })))
}

fn book(call: &Call) -> std::sync::Arc<Book> {
    std::sync::Arc::clone(&call.context.link.state().book)
}

fn unknown(what: &str, name: &str) -> Fault {
    Fault::new(StatusCode::NOT_FOUND, "unknown", format!("there is no {what} `{name}`"))
}

fn require_preset(call: &Call, name: &str) -> Result<(), Fault> {
    let is_known = book(call).presets.iter().any(|preset| preset.name == name);
    if is_known { Ok(()) } else { Err(unknown("preset", name)) }
}

fn require_cue(call: &Call, number: &str) -> Result<(), Fault> {
    let is_known = book(call).cues.iter().any(|cue| cue.number == number);
    if is_known { Ok(()) } else { Err(unknown("cue", number)) }
}

fn require_take(call: &Call, take: u32) -> Result<(), Fault> {
    let is_known = book(call).takes.iter().any(|card| card.id == take);
    if is_known { Ok(()) } else { Err(unknown("take", &take.to_string())) }
}

/// `PUT /api/v1/presets/{name}`.
pub async fn save_preset(call: Call) -> Result<Reply, Fault> {
    let DoBody { confirmed } = call.read()?;
    let name = call.name.clone();
    ask(&call, &format!("saved preset {name}"), Asked::SavePreset { name }, confirmed).await
}

/// `POST /api/v1/presets/{name}/recall`.
pub async fn recall_preset(call: Call) -> Result<Reply, Fault> {
    let FadeBody { fade_secs, confirmed } = call.read()?;
    let (name, fade_secs) = (call.name.clone(), finite(fade_secs)?);
    require_preset(&call, &name)?;
    ask(&call, &format!("recalled preset {name}"), Asked::RecallPreset { name, fade_secs }, confirmed).await
}

/// `DELETE /api/v1/presets/{name}`.
pub async fn delete_preset(call: Call) -> Result<Reply, Fault> {
    let name = call.name.clone();
    require_preset(&call, &name)?;
    ask(&call, &format!("deleted preset {name}"), Asked::DeletePreset { name }, call.is_confirmed()).await
}

/// `GET /api/v1/presets/{name}/thumbnail`.
pub async fn thumbnail(call: Call) -> Result<Reply, Fault> {
    require_preset(&call, &call.name)?;
    let book = book(&call);
    let preset = book.presets.iter().find(|preset| preset.name == call.name);
    let picture = preset.and_then(|preset| preset.thumbnail.as_ref());
    let bytes = picture.ok_or_else(|| unknown("picture of preset", &call.name))?;
    Ok(Reply::Jpeg(bytes.to_vec()))
}

/// `PUT /api/v1/cues/{number}`.
pub async fn write_cue(call: Call) -> Result<Reply, Fault> {
    let CueBody { name, preset, fade_secs, follow_secs, note, confirmed } = call.read()?;
    require_preset(&call, &preset)?;
    let number = call.name.clone();
    let follow_secs = follow_secs.map(finite).transpose()?;
    let words = format!("wrote cue {number}");
    let card = CueCard { number, name, preset, fade_secs: finite(fade_secs)?, follow_secs, note };
    ask(&call, &words, Asked::WriteCue(card), confirmed).await
}

/// `DELETE /api/v1/cues/{number}`.
pub async fn delete_cue(call: Call) -> Result<Reply, Fault> {
    let number = call.name.clone();
    require_cue(&call, &number)?;
    ask(&call, &format!("deleted cue {number}"), Asked::DeleteCue { number }, call.is_confirmed()).await
}

/// `POST /api/v1/cue/go`.
pub async fn go(call: Call) -> Result<Reply, Fault> {
    let DoBody { confirmed } = call.read()?;
    ask(&call, "GO", Asked::Go, confirmed).await
}

/// `POST /api/v1/cue/back`.
pub async fn back(call: Call) -> Result<Reply, Fault> {
    let DoBody { confirmed } = call.read()?;
    ask(&call, "back by a cue", Asked::Back, confirmed).await
}

/// `POST /api/v1/cue/goto`.
pub async fn goto(call: Call) -> Result<Reply, Fault> {
    let NumberBody { number, confirmed } = call.read()?;
    require_cue(&call, &number)?;
    ask(&call, &format!("cue {number}"), Asked::GoTo { number }, confirmed).await
}

/// `POST /api/v1/cue/standby`.
pub async fn standby(call: Call) -> Result<Reply, Fault> {
    let StandbyBody { number } = call.read()?;
    if let Some(number) = &number {
        require_cue(&call, number)?;
    }
    let words = format!("standby {}", number.as_deref().unwrap_or("none"));
    ask(&call, &words, Asked::Standby { number }, false).await
}

/// `POST /api/v1/take/roll`.
pub async fn roll(call: Call) -> Result<Reply, Fault> {
    let DoBody { confirmed } = call.read()?;
    ask(&call, "ROLL", Asked::Roll, confirmed).await
}

/// `POST /api/v1/exposure/meter`.
pub async fn meter(call: Call) -> Result<Reply, Fault> {
    let DoBody { confirmed } = call.read()?;
    ask(&call, "metered the sky", Asked::Meter, confirmed).await
}

/// `POST /api/v1/take/cut`.
pub async fn cut(call: Call) -> Result<Reply, Fault> {
    let DoBody { confirmed } = call.read()?;
    ask(&call, "CUT", Asked::Cut, confirmed).await
}

/// `POST /api/v1/take/back_to_one`.
pub async fn back_to_one(call: Call) -> Result<Reply, Fault> {
    let DoBody { confirmed } = call.read()?;
    ask(&call, "BACK TO ONE", Asked::BackToOne, confirmed).await
}

/// `POST /api/v1/safety/strobe`.
pub async fn announce_strobe(call: Call) -> Result<Reply, Fault> {
    let StrobeBody { reason, minutes, confirmed } = call.read()?;
    let words = format!("announced a strobe for {minutes} min: {reason}");
    ask(&call, &words, Asked::AnnounceStrobe { reason, minutes: finite(minutes)? }, confirmed).await
}

/// `POST /api/v1/safety/strobe/revoke`.
pub async fn revoke_strobe(call: Call) -> Result<Reply, Fault> {
    let DoBody { confirmed } = call.read()?;
    ask(&call, "revoked the strobe", Asked::RevokeStrobe, confirmed).await
}

/// `POST /api/v1/take/match`.
pub async fn match_take(call: Call) -> Result<Reply, Fault> {
    let MatchBody { take, fade_secs, confirmed } = call.read()?;
    require_take(&call, take)?;
    let fade_secs = finite(fade_secs)?;
    ask(&call, &format!("matched take {take}"), Asked::MatchTake { take, fade_secs }, confirmed).await
}

/// `POST /api/v1/take/slate`.
pub async fn slate(call: Call) -> Result<Reply, Fault> {
    let SlateBody { scene, take } = call.read()?;
    let words = format!("slate {scene} take {take}");
    ask(&call, &words, Asked::Slate(Slate { scene, take }), false).await
}

/// `POST /api/v1/take/note`.
pub async fn note(call: Call) -> Result<Reply, Fault> {
    let NoteBody { take, note } = call.read()?;
    require_take(&call, take)?;
    ask(&call, &format!("noted take {take}"), Asked::NoteTake { take, note }, false).await
}

/// `POST /api/v1/compare`.
pub async fn compare(call: Call) -> Result<Reply, Fault> {
    let CompareBody { from, to } = call.read()?;
    let (from, to) = (look(&from)?, look(&to)?);
    for one in [&from, &to] {
        match one {
            Look::Preset(name) => require_preset(&call, name)?,
            Look::Take(take) => require_take(&call, *take)?,
            Look::Now | Look::File => {}
        }
    }
    let (_, words) = call.ask((Asked::Compare { from, to }, false)).await?;
    Ok(Reply::Json(json!({ "words": words })))
}

/// `POST /api/v1/mark`.
pub async fn mark(call: Call) -> Result<Reply, Fault> {
    ask(&call, "marked the look", Asked::Mark, false).await
}

/// `POST /api/v1/recall_mark`.
pub async fn recall_mark(call: Call) -> Result<Reply, Fault> {
    let FadeBody { fade_secs, confirmed } = call.read()?;
    let fade_secs = finite(fade_secs)?;
    ask(&call, "back to the mark", Asked::RecallMark { fade_secs }, confirmed).await
}

/// `now`, `file`, `preset:NAME`, `take:NUMBER`.
pub fn look(text: &str) -> Result<Look, Fault> {
    let named = || Some(Look::Preset(text.strip_prefix("preset:")?.to_owned()));
    let numbered = || Some(Look::Take(text.strip_prefix("take:")?.parse().ok()?));
    let look = match text {
        "now" => Some(Look::Now),
        "file" => Some(Look::File),
        _ => named().or_else(numbered),
    };
    look.ok_or_else(|| {
        Fault::bad(format!("`{text}` is no look; it is now, file, preset:NAME or take:NUMBER"))
    })
}
