//! Pages and REST as people and programs reach them: over real connections.
//!
//! In: requests. Out: what is answered, what the show is afterwards. Not here: floods and garbage (`web_flood`), pages in a browser.
//! Invariant: whatever changes the show is tried with too little a role, from the table of routes itself.

use cyclorama::control::web::rest::table::{ROUTES, Route, Verb};
use cyclorama::control::{Control, ControlSettings};
use cyclorama::params::Role;
use cyclorama::show::book::Book;
use cyclorama::timing::Clock;

use super::served::{Served, folder, settings};

/// Routes that anybody may use although they are no `GET`: coming, going, and asking what differs.
const OPEN: [&str; 3] = ["/api/v1/join", "/api/v1/leave", "/api/v1/compare"];

fn verb(route: &Route) -> &'static str {
    match route.verb {
        Verb::Get => "GET",
        Verb::Put => "PUT",
        Verb::Post => "POST",
        Verb::Delete => "DELETE",
    }
}

/// An address of a route that is there.
fn address(route: &Route) -> String {
    let named = route.path.replace("{*path}", "grade/trim_ev").replace("{name}", "A").replace("{id}", "1");
    named.replace("{number}", "1")
}

/// A body that would do something if it were let through.
fn body(route: &Route) -> &'static str {
    match route.path {
        "/api/v1/param/{*path}" => r#"{"value":1.5}"#,
        "/api/v1/step" => r#"{"path":"grade/trim_ev","by":1}"#,
        "/api/v1/reset" => r#"{"path":"grade/trim_ev"}"#,
        "/api/v1/bound" => r#"{"path":"grade/trim_ev","min":0,"max":1}"#,
        "/api/v1/cues/{number}" => r#"{"preset":"A"}"#,
        "/api/v1/cue/goto" | "/api/v1/cue/standby" => r#"{"number":"1"}"#,
        "/api/v1/take/match" => r#"{"take":1}"#,
        "/api/v1/take/slate" => r#"{"scene":"9Z","take":9}"#,
        "/api/v1/take/note" => r#"{"take":1,"note":"x"}"#,
        "/api/v1/compare" => r#"{"from":"now","to":"file"}"#,
        _ => "{}",
    }
}

/// What a change would change.
fn seen(served: &Served) -> String {
    let state = served.link.state();
    let values = &state.report.values;
    format!(
        "{values:?} {:?} {:?} {:?} {:?}",
        state.bounds,
        // The clerk counts the book's first reading too, whenever it comes.
        Book { rev: 0, ..Book::clone(&state.book) },
        state.history,
        served.control.devices()
    )
}

#[test]
fn nothing_changes_without_a_role_that_may() {
    let served = Served::start(settings(), true);
    let tokens = Role::ALL.map(|role| (role, served.token(role)));
    let before = seen(&served);
    let wrong = "0".repeat(64);
    let mut tried = 0;
    for route in ROUTES {
        let changes = route.verb != Verb::Get;
        if changes && !OPEN.contains(&route.path) {
            assert!(route.role >= Role::Director, "{} {} is open to viewers", verb(route), route.path);
        }
        let viewers = [String::new(), wrong.clone()].map(|token| (Role::Viewer, token));
        let less = viewers.iter().chain(&tokens).filter(|(role, _)| *role < route.role);
        for (role, token) in less {
            let answer = served.ask(verb(route), &address(route), token, body(route));
            assert_eq!(answer.code(), (403, "role".into()), "{role}: {} {}", verb(route), route.path);
            tried += 1;
        }
    }
    assert!(tried > 70, "{tried}");
    assert_eq!(seen(&served), before);
    // The same with a role that may: it is the role that was missing, not the address.
    let director = &tokens[1].1;
    let answer = served.ask("PUT", "/api/v1/param/grade/trim_ev", director, r#"{"value":1.5}"#);
    assert_eq!((answer.status, answer.json()["value"].as_f64()), (200, Some(1.5)));
    assert_ne!(seen(&served), before);
}

#[test]
fn the_arbiter_says_which_parameters_a_director_may_change() {
    let served = Served::start(settings(), true);
    let director = served.token(Role::Director);
    let state = served.link.state();
    let operators: Vec<_> =
        state.registry.parameters().iter().filter(|one| one.role > Role::Director).take(40).collect();
    assert!(!operators.is_empty());
    for parameter in operators {
        let put = format!("/api/v1/param/{}", parameter.path);
        let value = match &parameter.kind {
            cyclorama::params::Kind::Number { .. } | cyclorama::params::Kind::Date { .. } => "0".to_owned(),
            cyclorama::params::Kind::Switch { .. } => "true".to_owned(),
            cyclorama::params::Kind::Choice { options, .. } => format!("\"{}\"", options[0]),
        };
        let answer = served.ask("PUT", &put, &director, &format!("{{\"value\":{value},\"confirmed\":true}}"));
        assert_eq!(answer.code(), (403, "role".into()), "{}", parameter.path);
    }
}

#[test]
fn a_value_is_set_told_stepped_and_taken_back() {
    let served = Served::start(settings(), true);
    let director = served.token(Role::Director);
    let does = |verb: &str, path: &str, body: &str| served.ask(verb, path, &director, body);
    let trim = "/api/v1/param/grade/trim_ev";
    let set = does("PUT", trim, r#"{"value":0.5}"#).json();
    assert_eq!((set["value"].as_f64(), set["goal"].as_f64()), (Some(0.5), Some(0.5)));
    assert!(set["frame"].as_u64().unwrap() > 0);
    let step = does("POST", "/api/v1/step", r#"{"path":"grade/trim_ev","by":0.25}"#).json();
    assert_eq!(step["value"].as_f64(), Some(0.75));
    assert_eq!(does("POST", "/api/v1/undo", "").status, 200);
    let got = served.ask("GET", trim, "", "").json();
    assert_eq!((got["path"].as_str(), got["unit"].as_str()), (Some("grade/trim_ev"), Some("EV")));
    assert_eq!(does("POST", "/api/v1/redo", "{}").status, 200);
    let faded = does("PUT", trim, r#"{"value":-1,"fade_secs":60}"#).json();
    assert_eq!(faded["goal"].as_f64(), Some(-1.0));
    assert!(faded["value"].as_f64().unwrap() > -1.0);
    let far = does("PUT", trim, r#"{"value":1e30}"#).json();
    let most = served
        .link
        .state()
        .registry
        .parameter(served.link.state().registry.id("grade/trim_ev").unwrap())
        .kind
        .range()[1];
    assert_eq!(far["value"].as_f64(), Some(most), "out of range is clamped");
    let history = served.ask("GET", "/api/v1/history", "", "").json();
    let last = history["history"].as_array().unwrap().last().unwrap();
    assert!(last["words"].as_str().unwrap().starts_with("grade/trim_ev "), "{last}");
}

#[test]
fn what_makes_no_sense_is_refused_in_words() {
    let served = Served::start(settings(), true);
    let director = served.token(Role::Director);
    let trim = "/api/v1/param/grade/trim_ev";
    let refused = |verb: &str, path: &str, body: &str| served.ask(verb, path, &director, body).code();
    let bad = (400, "bad".to_owned());
    for body in
        ["", "{}", "[]", "null", "{", r#"{"value":"far"}"#, r#"{"value":1,"speed":2}"#, r#"{"value":true}"#]
    {
        assert_eq!(refused("PUT", trim, body), bad, "{body}");
    }
    for body in [
        r#"{"value":NaN}"#,
        r#"{"value":1e999}"#,
        r#"{"value":0,"fade_secs":-1}"#,
        r#"{"value":0,"fade_secs":1e99}"#,
    ] {
        assert_eq!(refused("PUT", trim, body), bad, "{body}");
    }
    let answer = served.ask("PUT", "/api/v1/param/grade/trim", &director, r#"{"value":1}"#);
    assert_eq!(answer.code(), (404, "unknown".into()));
    assert!(answer.json()["error"].as_str().unwrap().contains("`grade/trim_ev`"), "the nearest is named");
    assert_eq!(refused("POST", "/api/v1/presets/none/recall", ""), (404, "unknown".into()));
    assert_eq!(refused("GET", "/api/v1/nothing", ""), (404, "unknown".into()));
    assert_eq!(refused("POST", "/api/v1/undo", ""), (409, "nothing".into()), "nobody changed anything");
    assert_eq!(refused("PATCH", trim, ""), (405, "bad".into()));
}

#[test]
fn foreign_hosts_and_origins_are_refused() {
    let named = ControlSettings { names: vec!["stage-pc.local".into()], ..settings() };
    let served = Served::start(named, true);
    let port = served.web.port();
    let status = |head: &str| served.ask_with("GET", "/api/v1/health", head, "").status;
    for host in [
        "evil.example",
        "evil.example:80",
        "10.0.0.5",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "[",
    ] {
        assert_eq!(status(&format!("Host: {host}\r\n")), 403, "{host}");
    }
    assert_eq!(status(""), 403, "no name at all");
    for head in ["Host: localhost\r\nHost: evil.example\r\n", "Host: a\u{7f}\r\n"] {
        assert!([400, 403].contains(&status(head)), "{head:?}");
    }
    for host in [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        "LOCALHOST".into(),
        "stage-pc.local:9760".into(),
    ] {
        assert_eq!(status(&format!("Host: {host}\r\n")), 200, "{host}");
    }
    let origin = |origin: &str| status(&format!("Host: localhost:{port}\r\nOrigin: {origin}\r\n"));
    for foreign in
        ["http://evil.example", "null", "http://localhost:3000", "https://localhost", "http://127.0.0.1", ""]
    {
        assert_eq!(origin(foreign), 403, "{foreign}");
    }
    assert_eq!(origin(&format!("http://localhost:{port}")), 200);
    let host = format!("Host: localhost:{port}\r\n");
    let absolute =
        |name: &str| served.ask_with("GET", &format!("http://{name}/api/v1/health"), &host, "").status;
    assert_eq!(absolute("evil.example"), 403, "a target that names another host");
    assert_eq!(absolute(&format!("localhost:{port}")), 200);
}

#[test]
fn pages_come_with_their_policy() {
    let served = Served::start(settings(), true);
    for page in ["/", "/join", "/d", "/o", "/h", "/v"] {
        // Whoever asks for anything at `/` is told the names of OSCQuery.
        let answer = served.ask_with("GET", page, "Host: localhost\r\nAccept: text/html\r\n", "");
        assert_eq!(answer.status, 200, "{page}");
        assert!(answer.head.contains("content-type: text/html; charset=utf-8"), "{}", answer.head);
        for line in [
            "content-security-policy: default-src 'self'",
            "x-content-type-options: nosniff",
            "frame-ancestors 'none'",
        ] {
            assert!(answer.head.contains(line), "{page}: no `{line}`");
        }
    }
    for path in ["/static/../Cargo.toml", "/static/%2e%2e/Cargo.toml", "/static/", "/static/none.js"] {
        assert_eq!(served.ask("GET", path, "", "").status, 404, "{path}");
    }
}

#[test]
fn tokens_are_kept_hashed_and_last_until_they_are_revoked() {
    let folder = folder("tokens");
    let kept = || ControlSettings { state_folder: Some(folder.clone()), ..settings() };
    let served = Served::start(kept(), true);
    let token = served.token(Role::Director);
    let operator = served.token(Role::Operator);
    drop(served);
    let text = std::fs::read_to_string(folder.join("devices.json")).unwrap();
    let log = std::fs::read_to_string(folder.join("audit.jsonl")).unwrap();
    for held in [&text, &log] {
        assert!(!held.contains(&token) && !held.contains(&operator));
    }
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let hash = value["devices"][0]["token_sha256"].as_str().unwrap();
    assert_eq!((hash.len(), value["devices"][0]["role"].as_str()), (64, Some("director")));
    let served = Served::start(kept(), true);
    let put = |token: &str| served.ask("PUT", "/api/v1/param/grade/trim_ev", token, r#"{"value":1}"#).status;
    assert_eq!((put(&token), put(hash)), (200, 403), "the token opens, its hash does not");
    let cookie = format!("Host: localhost\r\nCookie: a=b; cyclorama_device={token}\r\n");
    assert_eq!(served.ask_with("POST", "/api/v1/undo", &cookie, "").status, 200, "a cookie does as well");
    let devices = served.ask("GET", "/api/v1/devices", &operator, "").json();
    let id = devices["devices"][0]["id"].as_u64().unwrap();
    assert_eq!(served.ask("DELETE", &format!("/api/v1/devices/{id}"), &operator, "").status, 200);
    assert_eq!((put(&token), put(&operator)), (403, 200));
    assert_eq!(served.ask("POST", "/api/v1/leave", &operator, "").status, 200);
    assert_eq!(put(&operator), 403);
}

#[test]
fn wrong_pins_close_the_door() {
    let served = Served::start(settings(), true);
    let pin = served.control.join(Role::Operator).unwrap().pin.to_string();
    let wrong = if pin == "000000" { "000001" } else { "000000" };
    let join = |pin: &str| {
        served.ask("POST", "/api/v1/join", "", &format!("{{\"pin\":\"{pin}\",\"name\":\"Eve\"}}")).status
    };
    assert_eq!([0; 5].map(|_| join(wrong)), [403; 5]);
    assert_eq!(join(&pin), 403, "the right one is too late");
    assert_eq!(join(&pin), 429, "and soon nobody listens");
    assert!(served.control.devices().is_empty());
}

#[test]
fn bodies_heads_and_floods_are_limited() {
    let served = Served::start(settings(), true);
    let director = served.token(Role::Director);
    let trim = "/api/v1/param/grade/trim_ev";
    let padded = |bytes: usize| format!("{{\"value\":1{}}}", " ".repeat(bytes - 11));
    assert_eq!(served.ask("PUT", trim, &director, &padded(64 * 1024)).status, 200);
    assert_eq!(served.ask("PUT", trim, &director, &padded(64 * 1024 + 1)).status, 413);
    let head = format!("Host: localhost\r\nX: {}\r\n", "x".repeat(17 * 1024));
    assert_eq!(served.ask_with("GET", "/api/v1/health", &head, "").status, 431);
    let statuses: Vec<u16> = (0..1200).map(|_| served.ask("GET", "/nothing", "", "").status).collect();
    assert!(statuses.contains(&429) && statuses[0] == 404, "a flood is held back");
}

#[test]
fn a_show_that_does_not_answer_is_told_as_busy() {
    let served = Served::start(settings(), false);
    let director = served.token(Role::Director);
    let answer = served.ask("PUT", "/api/v1/param/grade/trim_ev", &director, r#"{"value":1}"#);
    assert_eq!(answer.code(), (503, "busy".into()));
    assert_eq!(served.ask("GET", "/api/v1/health", "", "").status, 200, "what is known is told all the same");
}

#[test]
fn a_port_that_is_taken_is_told_with_its_owner_and_the_rest_goes_on() {
    let served = Served::start(settings(), true);
    let same = ControlSettings { web: Some(served.web), ..settings() };
    let other = Control::start(same, served.link.clone(), Clock::start()).unwrap();
    assert_eq!(other.web_address(), None);
    let fault = other.faults().join(" ");
    assert!(fault.contains(&served.web.to_string()) && fault.contains("--web"), "{fault}");
    if cfg!(target_os = "linux") {
        assert!(fault.contains(&format!("(process {})", std::process::id())), "{fault}");
    }
    let web = served.web;
    drop(served);
    assert!(std::net::TcpListener::bind(web).is_ok(), "the port is free when control has ended");
}

#[test]
fn the_log_tells_who_changed_what_from_what_to_what() {
    let folder = folder("audit");
    let served = Served::start(ControlSettings { state_folder: Some(folder.clone()), ..settings() }, true);
    let director = served.token(Role::Director);
    for value in ["0.25", "0.5"] {
        served.ask("PUT", "/api/v1/param/grade/trim_ev", &director, &format!("{{\"value\":{value}}}"));
    }
    drop(served);
    let log = std::fs::read_to_string(folder.join("audit.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["what"], "joined as device 1 (test)");
    let changes: Vec<_> = lines.iter().filter(|line| line["what"] == "grade/trim_ev").collect();
    let last = changes.last().unwrap();
    assert_eq!(
        (&last["who"], &last["role"], &last["new"]),
        (&"director".into(), &"director".into(), &0.5.into())
    );
    assert_eq!(changes[0]["old"], 0.0);
    assert!(last["from"].as_str().unwrap().starts_with("127.0.0.1:") && last["frame"].as_u64().unwrap() > 0);
    assert!(last["when"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
}

#[test]
fn a_device_that_is_revoked_is_sent_away_from_its_socket() {
    let stage = crate::guests::Stage::open();
    let mut ann = stage.guest(Some(Role::Director), "Ann", "director");
    let mut bob = stage.guest(Some(Role::Viewer), "Bob", "viewer");
    ann.hear_kind("snapshot");
    assert!(stage.control.revoke(stage.control.devices()[0].id));
    let bye = ann.hear_kind("bye");
    assert!(bye["why"].as_str().unwrap().contains("taken back"), "{bye}");
    // The other one stays.
    bob.say(r#"{"t":"ping","id":7}"#);
    assert_eq!(bob.hear_kind("pong")["id"], 7);
}

#[test]
fn a_device_that_comes_again_is_the_person_that_it_was() {
    let mut stage = crate::guests::Stage::open();
    let token = stage.token(Role::Director, "Ann");
    let mut ann = stage.guest_with(Some(&token), "Ann", "director");
    let me = ann.hear_kind("welcome")["me"]["id"].clone();
    ann.hear_kind("snapshot");
    ann.say(r#"{"t":"set","id":1,"path":"grade/trim_ev","v":0.5}"#);
    ann.settle();
    stage.step();
    assert_eq!(ann.hear_kind("ack")["ok"], true);
    // Two at once are two.
    let mut other = stage.guest_with(Some(&token), "Ann", "director");
    assert_ne!(other.hear_kind("welcome")["me"]["id"], me);
    ann.socket.close(None).unwrap();
    while ann.socket.read().is_ok() {}
    let is_gone = |link: &cyclorama::show::Link| {
        link.state().people.iter().any(|person| person.id.0 == me && !person.is_here)
    };
    for _ in 0..5000 {
        if is_gone(&stage.link) {
            break;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(1));
    }
    let mut again = stage.guest_with(Some(&token), "Ann", "director");
    assert_eq!(again.hear_kind("welcome")["me"]["id"], me);
    again.hear_kind("snapshot");
    again.say(r#"{"t":"undo","id":2}"#);
    again.settle();
    stage.step();
    assert_eq!(again.hear_kind("ack")["ok"], true);
    let state = stage.link.state();
    assert_eq!(state.people.iter().filter(|person| person.id.0 == me).count(), 1);
}
