//! The tree of addresses of the demo show.
//!
//! In: the demo's state. Out: nodes. Not here: HTTP and the WebSocket (`tests/clients`). Invariant: attributes are the proposal's.

use super::*;
use crate::app::clerk::Clerk;
use crate::show::load;

#[test]
fn every_address_has_its_node() {
    let show = load::demo(&|_, _| {}).unwrap().show;
    let (_clerk, _end, link) = Clerk::start(&show).unwrap();
    let state = link.state();
    let trim = node("/cyclorama/grade/trim_ev", &state).unwrap();
    assert_eq!((&trim["TYPE"], &trim["ACCESS"], &trim["VALUE"]), (&json!("f"), &json!(3), &json!([0.0])));
    let [min, max] = show.registry.parameter(show.registry.id("grade/trim_ev").unwrap()).kind.range();
    assert_eq!(trim["RANGE"], json!([{ "MIN": min, "MAX": max }]));
    assert_eq!(node("/cyclorama/take/rolling", &state).unwrap()["VALUE"], json!([false]));
    let go = node("/cyclorama/cue/go", &state).unwrap();
    assert_eq!((&go["TYPE"], &go["ACCESS"], go.get("VALUE")), (&json!("I"), &json!(2), None));
    assert_eq!(node("/cyclorama/show/name", &state).unwrap()["VALUE"], json!([show.name]));

    let top = node("/", &state).unwrap();
    assert_eq!(top["CONTENTS"]["cyclorama"]["CONTENTS"]["grade"]["CONTENTS"]["trim_ev"], trim);
    let grade = node("/cyclorama/grade/", &state).unwrap();
    assert_eq!((&grade["FULL_PATH"], &grade["ACCESS"]), (&json!("/cyclorama/grade"), &json!(0)));
    fn count(node: &Value) -> usize {
        let below = node["CONTENTS"].as_object().into_iter().flat_map(|all| all.values()).map(count);
        usize::from(node.get("TYPE").is_some()) + below.sum::<usize>()
    }
    assert_eq!(count(&top), show.registry.len() + ACTIONS.len() + SIGNS.len());
    for none in ["/cyclorama/grad", "/cyclorama/grade/trim", "/other", "/cycloramas", "/cyclorama//grade"] {
        assert!(node(none, &state).is_none(), "{none}");
    }
    let space = Namespace::of(&state.registry, state.epoch);
    assert_eq!(named("/cyclorama/grade/trim_ev", &space, &state).len(), 1);
    assert_eq!(named("/cyclorama", &space, &state).len(), space.len());
    assert!(named("/cyclorama/cue/go", &space, &state).is_empty());
}

#[test]
fn programs_and_browsers_are_told_apart() {
    let ask = |uri: &str, accept: Option<&str>| {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert(header::ACCEPT, accept.parse().unwrap());
        }
        is_for_us(&uri.parse().unwrap(), &headers)
    };
    let browser = Some("text/html,application/xhtml+xml,*/*;q=0.8");
    assert!(!ask("/", browser) && !ask("/?from=qr", browser));
    assert!(ask("/?HOST_INFO", browser) && ask("/", None) && ask("/", Some("*/*")));
}
