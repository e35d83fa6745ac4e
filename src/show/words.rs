//! What differs between two looks, in words that a director uses.
//!
//! In: parameters, two sets of values. Out: sentences: `sun elevation 4.2 degrees lower`, `visibility 8 km -> 2.5 km`,
//! `exposure 1/3 stop brighter`, `500 K warmer`. Not here: which looks (`app::clerk`), who changed what (`State::history`).
//! Invariant: made of unit, law, path and the line about a parameter alone; there is no list of parameters.
//!
//! Where a line says `WORD positive`, `positive is WORD` or `lower is WORD`, that word is the direction.

use crate::params::{Class, Kind, Law, Parameter, ParameterId, Registry, Values, date};

/// Words and their opposites, for directions.
const OPPOSITES: [(&str, &str); 7] = [
    ("left", "right"),
    ("up", "down"),
    ("clockwise", "counterclockwise"),
    ("green", "magenta"),
    ("warmer", "cooler"),
    ("brighter", "darker"),
    ("higher", "lower"),
];
/// Least part of a third of a stop by which a number of stops may miss it and still be called so.
const THIRD: f64 = 0.02;

/// Sentences for every parameter of the look that differs, in the registry's order.
pub fn differences(registry: &Registry, from: &Values, to: &Values) -> Vec<String> {
    let all = registry.parameters().iter().enumerate();
    let look = all.filter(|(_, parameter)| parameter.class == Class::Look);
    look.filter_map(|(at, parameter)| {
        let id = ParameterId::at(at);
        change(parameter, from.number(id), to.number(id))
    })
    .collect()
}

/// One parameter's change in words; `None` where nobody would see one.
pub fn change(parameter: &Parameter, from: f64, to: f64) -> Option<String> {
    let subject = subject(parameter);
    let difference = to - from;
    if difference == 0.0 {
        return None;
    }
    let words = match (&parameter.kind, parameter.law) {
        (Kind::Date { .. }, _) => format!("{subject} {} -> {}", date::text(from), date::text(to)),
        (Kind::Switch { .. }, _) => format!("{subject} {}", if to == 0.0 { "off" } else { "on" }),
        (Kind::Choice { options, .. }, _) => {
            let word = |number: f64| options.get(number as usize).copied().unwrap_or("?");
            format!("{subject} {} -> {}", word(from), word(to))
        }
        (_, Law::Ev) => {
            let more = if parameter.unit == "EV" { "brighter" } else { "more" };
            format!("{subject} {} {}", stops(difference.abs()), sided(more, difference))
        }
        (_, Law::Mired) => {
            let (amount, way) = (difference.abs(), way(parameter, difference));
            format!("{subject} {} {} {way}", rounded(amount, 10.0), parameter.unit)
        }
        (_, Law::ShortestArc) => {
            let turn = difference - 360.0 * (difference / 360.0).round();
            if turn == 0.0 {
                return None;
            }
            format!("{subject} {} {}", degrees(turn.abs()), way(parameter, turn))
        }
        _ if parameter.unit == "deg" => {
            format!("{subject} {} {}", degrees(difference.abs()), way(parameter, difference))
        }
        (_, law) if law != Law::Log && has_way(parameter) => {
            let amount = with_unit(difference.abs(), parameter.unit);
            format!("{subject} {amount} toward {}", way(parameter, difference))
        }
        _ => {
            let [was, is] = [from, to].map(|number| with_unit(number, parameter.unit));
            if was == is {
                return None;
            }
            format!("{subject} {was} -> {is}")
        }
    };
    Some(words.trim_start().to_owned())
}

/// A value as people read it: `on`, a word, `2.5 km`.
pub fn shown(parameter: &Parameter, number: f64) -> String {
    match &parameter.kind {
        Kind::Number { .. } => with_unit(number, parameter.unit),
        Kind::Date { .. } => date::text(number),
        Kind::Switch { .. } => if number == 0.0 { "off" } else { "on" }.to_owned(),
        Kind::Choice { options, .. } => (*options.get(number as usize).unwrap_or(&"")).to_owned(),
    }
}

/// What changes: the path without its unit, as words. Exposure and color are what a trim and a temperature are of.
fn subject(parameter: &Parameter) -> String {
    let parts: Vec<&str> = parameter.path.split('/').collect();
    // The group says nothing where a name stands alone; `grade` never does.
    let scope = match parts.as_slice() {
        [_, _] => &[],
        ["grade", scope @ .., _] | [scope @ .., _] => scope,
        [] => &[],
    };
    let last = parts.last().copied().unwrap_or_default();
    let plain = match last.rsplit_once('_') {
        Some((name, unit)) if is_unit(unit, parameter.unit) => name,
        _ => last,
    };
    let noun = match (parameter.unit, plain) {
        ("EV", "trim") => "exposure".to_owned(),
        ("K", "temperature") => String::new(),
        _ => plain.replace('_', " "),
    };
    let mut words: Vec<&str> = scope.to_vec();
    if !noun.is_empty() {
        words.push(&noun);
    }
    words.join(" ")
}

/// Whether the end of a path is its unit: `trim_ev`, `x_m`, `tint_duv`, `white_balance_k`.
fn is_unit(end: &str, unit: &str) -> bool {
    end.eq_ignore_ascii_case(unit) || matches!((end, unit), ("secs", "s") | ("percent", "%") | ("mps", "m/s"))
}

/// The direction of a difference: the line's own word, or higher and lower.
fn way(parameter: &Parameter, difference: f64) -> &'static str {
    sided(positive(parameter).unwrap_or("higher"), difference)
}

fn has_way(parameter: &Parameter) -> bool {
    positive(parameter).is_some()
}

/// The word for more, as the line about a parameter says it.
fn positive(parameter: &Parameter) -> Option<&'static str> {
    let words: Vec<&str> =
        parameter.about.split([' ', ',', ';', '.']).filter(|word| !word.is_empty()).collect();
    words.windows(2).enumerate().find_map(|(at, pair)| match pair {
        [word, "positive"] if *word != "is" => known(word),
        ["positive", "is"] => known(words.get(at + 2)?),
        ["higher", "is"] => known(words.get(at + 2)?),
        ["lower", "is"] => known(words.get(at + 2)?).map(opposite),
        _ => None,
    })
}

fn known(word: &str) -> Option<&'static str> {
    OPPOSITES.iter().flat_map(|(one, other)| [*one, *other]).find(|known| *known == word)
}

fn opposite(word: &'static str) -> &'static str {
    let other = |(one, other): &(&'static str, &'static str)| match word {
        _ if word == *one => Some(*other),
        _ if word == *other => Some(*one),
        _ => None,
    };
    OPPOSITES.iter().find_map(other).unwrap_or(if word == "more" { "less" } else { word })
}

fn sided(more: &'static str, difference: f64) -> &'static str {
    if difference < 0.0 { opposite(more) } else { more }
}

/// `1/3 stop`, `2 stops`, `1 2/3 stops`, `0.15 stops`.
fn stops(amount: f64) -> String {
    let thirds = (amount * 3.0).round();
    if (amount * 3.0 - thirds).abs() > THIRD || thirds == 0.0 {
        return format!("{} stops", significant(amount));
    }
    let (whole, part) = ((thirds / 3.0).floor(), ["", "1/3", "2/3"][(thirds % 3.0) as usize]);
    match (whole, part) {
        (0.0, part) => format!("{part} stop"),
        (1.0, "") => "1 stop".to_owned(),
        (whole, "") => format!("{whole} stops"),
        (whole, part) => format!("{whole} {part} stops"),
    }
}

fn degrees(amount: f64) -> String {
    let text = significant(rounded(amount, 0.1).max(if amount < 0.1 { amount } else { 0.0 }));
    format!("{text} degree{}", if text == "1" { "" } else { "s" })
}

/// With its unit; long ways in kilometres, short ones in centimetres.
fn with_unit(number: f64, unit: &str) -> String {
    let text = match unit {
        "m" if number.abs() >= 1000.0 => format!("{} km", significant(number / 1000.0)),
        _ => format!("{} {unit}", significant(number)),
    };
    text.trim_end().to_owned()
}

fn rounded(number: f64, to: f64) -> f64 {
    (number / to).round() / (1.0 / to)
}

/// Three figures that count, no zeros behind them.
fn significant(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let digits = 2 - number.abs().log10().floor() as i32;
    let scale = 10_f64.powi(digits.clamp(0, 12));
    let near = (number * scale).round() / scale;
    format!("{}", if near == 0.0 { 0.0 } else { near })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(path: &str, unit: &'static str, about: &'static str, law: Law) -> Parameter {
        Parameter::number(path, (-1e6, 1e6, 0.0), unit, about).law(law)
    }

    fn words(parameter: &Parameter, from: f64, to: f64) -> String {
        change(parameter, from, to).unwrap_or_default()
    }

    #[test]
    fn the_issues_own_sentences() {
        let sun = number("sky/sun_elevation_deg", "deg", "height of the sun", Law::Linear);
        assert_eq!(words(&sun, 10.0, 5.8), "sun elevation 4.2 degrees lower");
        let far = number("sky/visibility_m", "m", "how far one sees", Law::Log);
        assert_eq!(words(&far, 8000.0, 2500.0), "visibility 8 km -> 2.5 km");
        let trim = number("grade/trim_ev", "EV", "exposure of everything on the walls", Law::Ev);
        assert_eq!(words(&trim, 0.0, 1.0 / 3.0), "exposure 1/3 stop brighter");
        assert_eq!(words(&trim, 1.0, -2.0 / 3.0), "exposure 1 2/3 stops darker");
        assert_eq!(words(&trim, 0.0, 0.15), "exposure 0.15 stops brighter");
        assert_eq!(words(&trim, 0.0, -2.0), "exposure 2 stops darker");
        let white = number("grade/temperature_k", "K", "color of a neutral; lower is warmer", Law::Mired);
        assert_eq!(words(&white, 6500.0, 6000.0), "500 K warmer");
        assert_eq!(words(&white, 6000.0, 6504.0), "500 K cooler");
    }

    #[test]
    fn scopes_directions_and_units_come_from_the_declaration() {
        let outer = number("grade/outer/trim_ev", "EV", "", Law::Ev);
        assert_eq!(words(&outer, 0.0, 1.0), "outer exposure 1 stop brighter");
        let inner = number("inner/A/trim_ev", "EV", "", Law::Ev);
        assert_eq!(words(&inner, 0.0, -1.0), "inner A exposure 1 stop darker");
        let turn = number("world/turntable_deg", "deg", "turn of the stage, left positive", Law::ShortestArc);
        assert_eq!(words(&turn, 350.0, -5.0), "turntable 5 degrees left");
        assert_eq!(words(&turn, 0.0, -1.0), "turntable 1 degree right");
        assert_eq!(change(&turn, 0.0, 360.0), None, "a whole turn is none");
        let tint = number("grade/tint_duv", "Duv", "away from the whites; positive is green", Law::Linear);
        assert_eq!(words(&tint, 0.0, -0.003), "tint 0.003 Duv toward magenta");
        let x = number("world/x_m", "m", "stage moved to the right", Law::Linear);
        assert_eq!(words(&x, 0.0, 2.25), "x 0 m -> 2.25 m");
        let switch = Parameter::switch("world/sun_stays_with_stage", false, "");
        assert_eq!(words(&switch, 0.0, 1.0), "sun stays with stage on");
        let word = Parameter::choice("sky/mode", &["manual", "hold_sun"], 0, "");
        assert_eq!(words(&word, 0.0, 1.0), "mode manual -> hold_sun");
        assert_eq!(change(&x, 1.0, 1.0), None);
    }
}
