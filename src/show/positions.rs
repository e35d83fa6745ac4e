//! Named world positions: places that a director comes back to.
//!
//! In: `[[position]]` of the show file, and the JSON that the desk saves beside it. Out: [`NamedPosition`]s; that JSON.
//! Not here: the files themselves (`show::load` reads, `app` writes).
//! Invariant: names are unique and not empty, numbers are finite and within their parameters' ranges.

use glam::DVec3;
use serde_json::{Value, json};

use super::schema::{PositionText, PositionsFile};
use super::world::WorldPlace;

/// File beside the show that the desk saves to.
pub const FILE: &str = "positions.json";

/// Farthest place from where the show file puts the stage, metres; across, and up.
pub const REACH_M: [f64; 2] = [1e5, 1e4];

/// A place with a name. The floor's height is the stage's and is not in it.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPosition {
    /// Its name.
    pub name: String,
    /// The place.
    pub place: WorldPlace,
}

/// Why a position is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PositionError {
    /// No name.
    #[error("a position has no name: give it one")]
    Nameless,
    /// Twice the same name.
    #[error("there are two positions `{0}`: give each its own name")]
    Twice(String),
    /// A number out of range.
    #[error(
        "position `{0}` is out of range: x_m and z_m take -100000 to 100000, y_m -10000 to 10000, turntable_deg -360 to 360"
    )]
    Range(String),
    /// A file of another version.
    #[error("version is {0}, this program reads version 1")]
    Version(u32),
    /// Not JSON of this kind.
    #[error("{0}")]
    Json(String),
}

impl TryFrom<&PositionText> for NamedPosition {
    type Error = PositionError;

    fn try_from(text: &PositionText) -> Result<Self, PositionError> {
        let name = text.name.trim().to_owned();
        if name.is_empty() {
            return Err(PositionError::Nameless);
        }
        let [across, up] = REACH_M;
        let within = |value: f64, reach: f64| (-reach..=reach).contains(&value);
        let is_good = within(text.x_m, across)
            && within(text.y_m, up)
            && within(text.z_m, across)
            && within(text.turntable_deg, 360.0);
        if !is_good {
            return Err(PositionError::Range(name));
        }
        let position_m = DVec3::new(text.x_m, text.y_m, text.z_m);
        let place = WorldPlace { position_m, turntable_deg: text.turntable_deg, floor_m: 0.0 };
        Ok(Self { name, place })
    }
}

/// Positions of the show file; each name once.
pub fn from_texts(texts: &[PositionText]) -> Result<Vec<NamedPosition>, PositionError> {
    let mut positions: Vec<NamedPosition> = Vec::with_capacity(texts.len());
    for text in texts {
        let position = NamedPosition::try_from(text)?;
        if positions.iter().any(|other| other.name == position.name) {
            return Err(PositionError::Twice(position.name));
        }
        positions.push(position);
    }
    Ok(positions)
}

/// Reads what the desk saved.
pub fn from_json(text: &str) -> Result<Vec<NamedPosition>, PositionError> {
    let file: PositionsFile =
        serde_json::from_str(text).map_err(|error| PositionError::Json(error.to_string()))?;
    if file.version != 1 {
        return Err(PositionError::Version(file.version));
    }
    from_texts(&file.positions)
}

/// What the desk saves.
pub fn to_json(positions: &[NamedPosition]) -> String {
    let one = |position: &NamedPosition| {
        let [x, y, z] = position.place.position_m.to_array();
        json!({"name": position.name, "x_m": x, "y_m": y, "z_m": z, "turntable_deg": position.place.turntable_deg})
    };
    let whole: Value = json!({"version": 1, "positions": positions.iter().map(one).collect::<Vec<_>>()});
    format!("{whole:#}\n")
}

/// Puts a position among others: over the one of its name, else last.
pub fn put(positions: &mut Vec<NamedPosition>, position: NamedPosition) {
    match positions.iter_mut().find(|other| other.name == position.name) {
        Some(other) => *other = position,
        None => positions.push(position),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, x_m: f64) -> PositionText {
        PositionText { name: name.into(), x_m, y_m: 0.5, z_m: -2.0, turntable_deg: 15.0 }
    }

    #[test]
    fn what_is_saved_is_read_again() {
        let mut positions = from_texts(&[text("Diner", 1.0 / 3.0), text("Ridge \"B\"", -7.0)]).unwrap();
        assert_eq!(from_json(&to_json(&positions)).unwrap(), positions);
        put(&mut positions, NamedPosition::try_from(&text("Diner", 9.0)).unwrap());
        put(&mut positions, NamedPosition::try_from(&text("Gate", 2.0)).unwrap());
        let names: Vec<_> = positions.iter().map(|position| position.name.as_str()).collect();
        assert_eq!(names, ["Diner", "Ridge \"B\"", "Gate"]);
        assert_eq!(positions[0].place.position_m.x, 9.0);
    }

    #[test]
    fn bad_positions_are_refused_by_name() {
        assert_eq!(from_texts(&[text(" ", 0.0)]), Err(PositionError::Nameless));
        assert_eq!(from_texts(&[text("A", 0.0), text("A", 1.0)]), Err(PositionError::Twice("A".into())));
        for far in [f64::NAN, 2e5, f64::INFINITY] {
            assert_eq!(from_texts(&[text("A", far)]), Err(PositionError::Range("A".into())));
        }
        assert_eq!(from_json("{\"version\":2,\"positions\":[]}"), Err(PositionError::Version(2)));
        for broken in ["", "{", "[]", "{\"version\":1,\"positions\":[{\"name\":\"A\",\"colour\":1}]}"] {
            assert!(matches!(from_json(broken), Err(PositionError::Json(_))), "{broken}");
        }
    }
}
