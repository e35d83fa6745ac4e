//! `cyclorama params`.
//!
//! In: a show, or the embedded demo. Out: the registry: path, type, unit, range, default, group, who, value.
//! Not here: the parameters (each room declares its own; `show::catalog`).
//! Invariant: sorted by path; every value is inside its range.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use crate::params::{Kind, Parameter, Registry, Values, date};

use super::load;

/// List every parameter of a show.
#[derive(Debug, Args)]
pub struct ParamsArgs {
    /// The show file; without one, the embedded demo
    show: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub fn run(args: &ParamsArgs) -> anyhow::Result<ExitCode> {
    let show = load::show(args.show.as_deref())?;
    if args.json {
        super::print(&json(&show.registry, &show.first).to_string())?;
    } else {
        super::print(&table(&show.registry, &show.first))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The registry as `params --json` prints it.
pub fn json(registry: &Registry, values: &Values) -> Value {
    let parameters: Vec<Value> = registry
        .iter(values)
        .map(|(parameter, value)| {
            json!({
                "path": parameter.path,
                "type": kind_name(&parameter.kind),
                "unit": parameter.unit,
                "range": range(&parameter.kind),
                "default": default(&parameter.kind),
                "group": group(parameter),
                "step": parameter.step,
                "law": parameter.law.word(),
                "class": parameter.class.word(),
                "who": parameter.role.word(),
                "confirm": parameter.confirm.word(),
                "value": plain(&parameter.kind, value.number()),
                "about": parameter.about,
            })
        })
        .collect();
    json!({ "version": 1, "parameters": parameters })
}

fn table(registry: &Registry, values: &Values) -> String {
    let rows: Vec<[String; 3]> = registry
        .iter(values)
        .map(|(parameter, value)| {
            let Parameter { path, kind, unit, .. } = parameter;
            let value = plain(kind, value.number());
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            [path.clone(), format!("{value} {unit}").trim_end().to_owned(), kind.to_string()]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let abouts = registry.iter(values).map(|(parameter, _)| parameter.about);
    let lines = rows.iter().zip(abouts).map(|([path, value, kind], about)| {
        let [first, second, third] = widths;
        format!("{path:first$}  {value:second$}  {kind:third$}  {about}")
    });
    lines.map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The first part of the path.
fn group(parameter: &Parameter) -> &str {
    parameter.path.split('/').next().unwrap_or_default()
}

const fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Number { .. } => "number",
        Kind::Date { .. } => "date",
        Kind::Switch { .. } => "switch",
        Kind::Choice { .. } => "choice",
    }
}

/// Least and greatest number, both states, or every word.
fn range(kind: &Kind) -> Value {
    match kind {
        Kind::Number { min, max, .. } => json!([min, max]),
        Kind::Date { min, max, .. } => json!([date::text(*min), date::text(*max)]),
        Kind::Switch { .. } => json!([false, true]),
        Kind::Choice { options, .. } => json!(options),
    }
}

fn default(kind: &Kind) -> Value {
    match kind {
        Kind::Number { default, .. } => json!(default),
        Kind::Date { default, .. } => json!(date::text(*default)),
        Kind::Switch { default } => json!(default),
        Kind::Choice { options, default } => json!(options.get(*default)),
    }
}

/// A value in its own type.
fn plain(kind: &Kind, number: f64) -> Value {
    match kind {
        Kind::Number { .. } => json!(number),
        Kind::Date { .. } => json!(date::text(number)),
        Kind::Switch { .. } => json!(number != 0.0),
        Kind::Choice { options, .. } => json!(options.get(number as usize)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_told_in_its_own_type() {
        let parameter = |path: &str, kind| Parameter { kind, ..Parameter::switch(path, false, "does it") };
        let registry = Registry::new(vec![
            parameter("world/x_m", Kind::Number { min: -1.0, max: 1.0, default: 0.5 }),
            parameter("inner/A/on", Kind::Switch { default: true }),
            parameter("pattern/main", Kind::Choice { options: &["off", "grid"], default: 0 }),
        ]);
        let mut values = registry.defaults();
        for text in ["pattern/main=grid", "inner/A/on=off"] {
            registry.set(&mut values, text).unwrap();
        }
        let json = json(&registry, &values);
        let list = json["parameters"].as_array().unwrap();
        let told =
            |index: usize| ["path", "type", "default", "value", "group"].map(|key| list[index][key].clone());
        assert_eq!(
            told(0),
            [json!("inner/A/on"), json!("switch"), json!(true), json!(false), json!("inner")]
        );
        assert_eq!(
            told(1),
            [json!("pattern/main"), json!("choice"), json!("off"), json!("grid"), json!("pattern")]
        );
        assert_eq!(told(2), [json!("world/x_m"), json!("number"), json!(0.5), json!(0.5), json!("world")]);
        assert_eq!(list[1]["range"], json!(["off", "grid"]));
        let table = table(&registry, &values);
        let row: Vec<&str> = table.lines().nth(1).unwrap().split_whitespace().collect();
        assert_eq!(row, ["pattern/main", "grid", "one", "of", "off,", "grid", "does", "it"]);
    }
}
