//! `weather/metar`: a pasted report as one step of several values.
//!
//! In: a report's text, the values as they are. Out: the values that it says. Not here: reading it (`sky::weather::metar`).
//! Invariant: a command, not a parameter: it holds no value of its own, so presets and takes hold the weather that came of it.

use crate::params::{ParameterId, Registry, SetError, Stored, Values};
use crate::sky::weather::{Metar, observed};

use super::catalog::weather::WeatherIds;

/// Its path among the parameters.
pub const PATH: &str = "weather/metar";
/// What it takes, as a parameter's kind says it.
pub const TAKES: &str = "a METAR, as in `KPSP 102353Z 30012G20KT 10SM FEW080 SCT250 33/04 A2987`";

/// A report that says something.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its station and time, for the undo list.
    pub name: String,
    /// What it says.
    pub stored: Stored,
    /// What was read, and what as.
    pub understood: Vec<String>,
    /// What was not.
    pub ignored: Vec<String>,
}

/// Reads a report over the weather of now; else why it is none: what was found, what was needed, what to do.
pub fn read(registry: &Registry, now: &Values, text: &str) -> Result<Report, String> {
    let (Some(ids), Some(visibility)) = (WeatherIds::find(registry), registry.id("sky/visibility_m")) else {
        return Err("this show has no live sky: give its scene a [sky]".to_owned());
    };
    let metar = Metar::parse(text);
    if !metar.says_something() {
        let found: String = text.trim().chars().take(80).collect();
        return Err(format!("`{found}` says nothing of the weather: paste {TAKES}"));
    }
    let (weather, visibility_m) = observed::weather(&metar, &ids.state(now));
    let mut values = ids.numbers(&weather);
    values.extend(visibility_m.map(|metres| (visibility, metres)));
    let time = metar.day_time.map(|[day, hour, minute]| format!("{day:02}{hour:02}{minute:02}Z"));
    let words = [Some("METAR".to_owned()), metar.station, time];
    let name = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(Report { name, stored: Stored::of(values), understood: metar.understood, ignored: metar.ignored })
}

/// Applies `PATH=VALUE` of a file or the command line, a report among them; what was set.
pub fn set(registry: &Registry, values: &mut Values, setting: &str) -> Result<Vec<ParameterId>, SetError> {
    let report = setting.split_once('=').filter(|(path, _)| path.trim() == PATH);
    let Some((_, text)) = report else { return registry.set(values, setting).map(|id| vec![id]) };
    let report = read(registry, values, text).map_err(SetError::Report)?;
    for (id, number) in report.stored.values() {
        values.put(*id, *number);
    }
    Ok(report.stored.values().iter().map(|(id, _)| *id).collect())
}

#[cfg(test)]
mod tests;
