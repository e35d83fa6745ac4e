//! What the bodies of requests hold.
//!
//! In: JSON. Out: plain values, and their schemas for the OpenAPI document. Not here: what becomes of them (`params`, `looks`).
//! Invariant: unknown keys are errors; every number's unit is in its name.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

/// A new value.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetBody {
    /// A number, true or false, or the word of a choice. Out of range it is clamped.
    pub value: serde_json::Value,
    /// Seconds to get there.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub fade_secs: f32,
    /// Whether the person held the control, or overrides a lock.
    #[serde(default)]
    pub confirmed: bool,
}

/// A value moved from where it is going.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// Path of the parameter.
    pub path: String,
    /// By this, in its unit.
    pub by: f64,
    /// Seconds to get there.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub fade_secs: f32,
    /// Whether the person held the control, or overrides a lock.
    #[serde(default)]
    pub confirmed: bool,
}

/// A parameter back to its default.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetBody {
    /// Path of the parameter.
    pub path: String,
    /// Seconds to get there.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub fade_secs: f32,
    /// Whether the person held the control, or overrides a lock.
    #[serde(default)]
    pub confirmed: bool,
}

/// How far directors may move a parameter.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundBody {
    /// Path of the parameter.
    pub path: String,
    /// Least, in its unit.
    pub min: f64,
    /// Greatest, in its unit.
    pub max: f64,
}

/// A change that takes time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FadeBody {
    /// Seconds to get there.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub fade_secs: f32,
    /// Whether the person held the control, or overrides a lock.
    #[serde(default)]
    pub confirmed: bool,
}

/// A change at once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DoBody {
    /// Whether the person held the control, or overrides a lock.
    #[serde(default)]
    pub confirmed: bool,
}

/// A cue.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CueBody {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Preset that it goes to.
    pub preset: String,
    /// Seconds to get there.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub fade_secs: f32,
    /// Seconds after GO at which the next cue follows by itself; left out, it waits for GO.
    #[serde(default)]
    pub follow_secs: Option<f32>,
    /// For people.
    #[serde(default)]
    pub note: String,
    /// Whether one of the same number may be replaced.
    #[serde(default)]
    pub confirmed: bool,
}

/// A cue by its number.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberBody {
    /// Its number, as in `12.5`.
    pub number: String,
    /// Whether the person held the control, or overrides a lock.
    #[serde(default)]
    pub confirmed: bool,
}

/// The cue that GO will fire.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandbyBody {
    /// Its number; null for none.
    #[serde(deserialize_with = "wanted")]
    pub number: Option<String>,
}

/// A null that must be written.
fn wanted<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(from)
}

/// A take to match.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchBody {
    /// Its number in the list of takes.
    pub take: u32,
    /// Seconds to get there.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub fade_secs: f32,
    /// Whether the person held the control, or overrides a lock.
    #[serde(default)]
    pub confirmed: bool,
}

/// Scene and take of the next ROLL.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlateBody {
    /// As in `101A`.
    pub scene: String,
    /// Number of the take, from 1.
    pub take: u32,
}

/// A word on a take.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteBody {
    /// Its number in the list of takes.
    pub take: u32,
    /// The word.
    pub note: String,
}

/// Two looks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompareBody {
    /// `now`, `file`, `preset:NAME` or `take:NUMBER`.
    pub from: String,
    /// As `from`.
    pub to: String,
}

/// A strobe that is announced.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StrobeBody {
    /// Why: everybody reads it.
    pub reason: String,
    /// For so long.
    #[schemars(range(min = 0.0, max = 30.0))]
    pub minutes: f32,
    /// Whether the person held the control.
    #[serde(default)]
    pub confirmed: bool,
}

/// A device that comes in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinBody {
    /// Six digits, from the window or `--join`.
    pub pin: String,
    /// Who uses it.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub device: String,
}
