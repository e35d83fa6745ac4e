//! The OpenAPI 3.1 document of REST.
//!
//! In: the table of routes, the registry. Out: the document. Not here: what the routes do (`rest`).
//! Invariant: every route of the table stands in it, and every parameter of the show under its own address.

use serde_json::{Map, Value, json};

use crate::params::{Kind, Parameter, Registry, Role, date};

use super::rest::table::{Answered, ROUTES, Route, Verb};

/// The address under which parameters stand.
const PARAM: &str = "/api/v1/param/{*path}";

/// The document of a show.
pub fn document(registry: &Registry) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES {
        if route.path == PARAM {
            for parameter in registry.parameters() {
                let address = PARAM.replace("{*path}", &parameter.path);
                put(&mut paths, address, route, operation(route, Some(parameter)));
            }
        } else {
            put(&mut paths, route.path.to_owned(), route, operation(route, None));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Cyclorama", "version": "1",
            "description": "Live control of a running show. Without a token everybody is a viewer.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }, { "cookie": [] }, {}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "cookie": { "type": "apiKey", "in": "cookie", "name": super::door::COOKIE },
            },
            "schemas": {
                "Fault": {
                    "type": "object", "required": ["error", "code"],
                    "properties": {
                        "error": { "type": "string", "description": "What was found, what was needed, what to do" },
                        "code": { "type": "string", "enum": [
                            "role", "locked", "confirm", "rolling", "not_finite", "stale", "nothing", "superseded",
                            "too_fast", "unknown", "busy", "bad",
                        ] },
                    },
                },
            },
        },
    })
}

fn put(paths: &mut Map<String, Value>, address: String, route: &Route, operation: Value) {
    let item = paths.entry(address).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(item) = item {
        item.insert(word(route.verb).to_owned(), operation);
    }
}

fn word(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "get",
        Verb::Put => "put",
        Verb::Post => "post",
        Verb::Delete => "delete",
    }
}

fn operation(route: &Route, parameter: Option<&Parameter>) -> Value {
    let place = parameter.map_or(route.path, |parameter| parameter.path.as_str());
    let words: Vec<&str> =
        place.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let summary = parameter.map_or_else(
        || route.about.to_owned(),
        |parameter| {
            if parameter.about.is_empty() {
                route.about.to_owned()
            } else {
                format!("{}: {}", route.about, parameter.about)
            }
        },
    );
    let role = parameter
        .filter(|_| route.verb != Verb::Get)
        .map_or(route.role, |parameter| parameter.role.max(route.role));
    let mut operation = json!({
        "operationId": format!("{}_{}", word(route.verb), words.join("_")),
        "summary": summary,
        "description": if role == Role::Viewer { "For everybody.".to_owned() } else { format!("Takes the role {role}.") },
        "parameters": parameters(route),
        "responses": responses(route),
    });
    if let (Some(schema), Value::Object(map)) = (body(route, parameter), &mut operation) {
        let is_needed = schema.get("required").is_some();
        map.insert(
            "requestBody".to_owned(),
            json!({ "required": is_needed, "content": { "application/json": { "schema": schema } } }),
        );
    }
    operation
}

/// Schema of a body; of a parameter's, the value is that parameter's own.
fn body(route: &Route, parameter: Option<&Parameter>) -> Option<Value> {
    let mut schema = serde_json::to_value(route.body?()).ok()?;
    let map = schema.as_object_mut()?;
    map.remove("$schema");
    if let (Some(parameter), Some(properties)) =
        (parameter, map.get_mut("properties").and_then(Value::as_object_mut))
    {
        properties.insert("value".to_owned(), value(parameter));
    }
    Some(schema)
}

fn value(parameter: &Parameter) -> Value {
    let mut schema = match &parameter.kind {
        Kind::Number { min, max, default } => {
            json!({ "type": "number", "minimum": min, "maximum": max, "default": default })
        }
        Kind::Date { default, .. } => {
            json!({ "type": "string", "format": "date", "default": date::text(*default) })
        }
        Kind::Switch { default } => json!({ "type": "boolean", "default": default }),
        Kind::Choice { options, default } => {
            json!({ "type": "string", "enum": options, "default": options.get(*default) })
        }
    };
    if let (false, Value::Object(map)) = (parameter.unit.is_empty(), &mut schema) {
        map.insert("description".to_owned(), json!(format!("In {}", parameter.unit)));
    }
    schema
}

fn parameters(route: &Route) -> Vec<Value> {
    let named = route.path.split(['{', '}']).skip(1).step_by(2).filter(|name| !name.starts_with('*'));
    let in_path = named
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let in_query = route.query.iter().map(|(name, about)| {
        json!({ "name": name, "in": "query", "required": false, "description": about, "schema": { "type": "string" } })
    });
    in_path.chain(in_query).collect()
}

fn responses(route: &Route) -> Value {
    let content = match route.answer {
        Answered::Json => json!({ "application/json": { "schema": { "type": "object" } } }),
        Answered::Jpeg => json!({ "image/jpeg": {} }),
        Answered::Text => json!({ "text/plain": { "schema": { "type": "string" } } }),
    };
    let fault = json!({
        "description": "Refused, in words",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Fault" } } },
    });
    json!({ "200": { "description": "Done, or shown", "content": content }, "default": fault })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    #[test]
    fn every_route_and_every_parameter_stands_in_it_once() {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let document = document(&show.registry);
        let paths = document["paths"].as_object().unwrap();
        let mut ids = std::collections::BTreeSet::new();
        for (address, item) in paths {
            for (verb, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(ids.insert(id.to_owned()), "{verb} {address}: `{id}` stands twice");
                let braces = address.matches('{').count();
                let in_path = operation["parameters"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|one| one["in"] == "path")
                    .count();
                assert_eq!(braces, in_path, "{address}");
                assert!(operation["responses"]["200"].is_object());
            }
        }
        let single = ROUTES.iter().filter(|route| route.path != PARAM).count();
        assert_eq!(ids.len(), single + 2 * show.registry.len());
        for parameter in show.registry.parameters() {
            assert!(paths[&format!("/api/v1/param/{}", parameter.path)]["put"]["requestBody"].is_object());
        }
    }

    #[test]
    fn a_parameters_value_is_its_own() {
        let number = Parameter::number("a/b", (-1.0, 2.0, 0.5), "EV", "What it does");
        let document = document(&Registry::new(vec![number]));
        let schema = &document["paths"]["/api/v1/param/a/b"]["put"]["requestBody"]["content"]["application/json"]
            ["schema"];
        assert_eq!(schema["properties"]["value"]["maximum"], 2.0);
        assert_eq!(schema["required"], json!(["value"]));
        assert_eq!(schema["additionalProperties"], false);
    }
}
