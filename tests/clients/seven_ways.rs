//! One parameter, moved and read back in seven ways: the same bits, and one undo list with seven names.
//!
//! In: numbers. Out: the value that each way leaves, and what each client reads. Not here: other parameters.
//! Invariant: the expected value is the double of the decimal that was typed; OSC's floats mean the same decimal.

use std::process::{Command, Stdio};

use cyclorama::params::{Author, Role};
use tungstenite::Message;

use super::rig::Rig;
use super::tools::{Lines, Tools, script, tools};
use super::web::Device;

const PATH: &str = "grade/trim_ev";
const ADDRESS: &str = "/cyclorama/grade/trim_ev";

fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn oscsend(rig: &Rig, arguments: &[&str]) {
    let port = rig.osc().port().to_string();
    succeed(Command::new("oscsend").args(["127.0.0.1", &port]).args(arguments));
}

fn python(tools: &Tools, rig: &Rig, arguments: &[&str]) -> String {
    let port = rig.osc().port().to_string();
    let mut command = Command::new(&tools.python);
    succeed(command.arg(script("client.py")).args(["127.0.0.2", "127.0.0.1", &port]).args(arguments))
}

fn node(tools: &Tools, rig: &Rig, arguments: &[&str]) -> String {
    let port = rig.osc().port().to_string();
    let mut command = Command::new("node");
    command.arg(script("client.mjs")).arg(&tools.node).args(["127.0.0.3", "127.0.0.1", &port]);
    succeed(command.args(arguments))
}

/// Back to 0 without a line in the undo list.
fn rest(rig: &Rig) {
    let id = rig.id(PATH);
    rig.on_frame_thread(move |live| live.put(id, 0.0));
    rig.until_value(PATH, 0.0);
}

/// Sets `typed` in seven ways, and reads it back in the same ways; `tag` is the OSC type, `f` or `d`.
fn check(typed: &str, tag: &str) {
    let Some(tools) = tools() else { return };
    let number: f64 = typed.parse().unwrap();
    let rig = Rig::start(&[&format!("{PATH}={typed}")], &[]);
    let mut dump = Command::new("oscdump");
    dump.args(["-L", &rig.reply_port.to_string()]).stdout(Stdio::piped());
    let dump = Lines::of(dump);
    let (hal, wanda) =
        (Device::join(&rig, "Hal", Role::Operator), Device::join(&rig, "Wanda", Role::Operator));

    rig.until_value(PATH, number);
    rest(&rig);

    let id = rig.id(PATH);
    rig.on_frame_thread(move |live| live.edit(Author::WINDOW, |values| values.put(id, number)));
    rig.until_value(PATH, number);
    rest(&rig);

    oscsend(&rig, &[ADDRESS, tag, typed]);
    rig.until_value(PATH, number);
    oscsend(&rig, &[ADDRESS]);
    let printed = dump.after(&format!(" {ADDRESS} f "));
    assert_eq!(printed.trim().parse::<f32>().unwrap(), number as f32);
    rest(&rig);

    python(tools, &rig, &[ADDRESS, tag, typed]);
    rig.until_value(PATH, number);
    // python-osc widens the float that it reads; it is the float of the number.
    let read: f64 = python(tools, &rig, &[ADDRESS]).parse().unwrap();
    assert_eq!(read.to_bits(), f64::from(number as f32).to_bits());
    rest(&rig);

    node(tools, &rig, &[ADDRESS, tag, typed]);
    rig.until_value(PATH, number);
    let read: Vec<f64> = serde_json::from_str(&node(tools, &rig, &[ADDRESS])).unwrap();
    assert_eq!(read[0].to_bits(), f64::from(number as f32).to_bits());
    rest(&rig);

    let (status, answer) =
        hal.request("PUT", &format!("/api/v1/param/{PATH}"), &format!("{{\"value\":{typed}}}"));
    assert_eq!(
        (status, answer["value"].as_f64().map(f64::to_bits)),
        (200, Some(number.to_bits())),
        "{answer}"
    );
    rig.until_value(PATH, number);
    let (_, answer) = hal.request("GET", &format!("/api/v1/param/{PATH}"), "");
    assert_eq!(answer["value"].as_f64().map(f64::to_bits), Some(number.to_bits()), "{answer}");
    let (_, answer) = hal.request("GET", &format!("{ADDRESS}?VALUE"), "");
    assert_eq!(answer["VALUE"][0].as_f64().map(f64::to_bits), Some(number.to_bits()), "{answer}");
    rest(&rig);

    websocket(&wanda, &rig, typed, number);

    let state = rig.until("seven lines", |state| state.history.len() >= 7);
    let authors: Vec<&str> = state
        .history
        .iter()
        .map(|line| {
            state.people.iter().find(|person| person.id == line.by).map_or("", |person| person.name.as_str())
        })
        .collect();
    let wanted =
        ["Command line", "Window", "OSC 127.0.0.1", "OSC 127.0.0.2", "OSC 127.0.0.3", "Hal", "Wanda"];
    assert_eq!(authors, wanted, "{:?}", state.history);
    assert!(state.history.iter().all(|line| line.words == state.history[0].words), "{:?}", state.history);

    // Each takes back their own: the last one's is the one that stands.
    oscsend(&rig, &["/cyclorama/undo"]);
    let undone = |state: &cyclorama::show::link::State| {
        state.history.iter().map(|line| line.is_undone).collect::<Vec<_>>()
    };
    let why = dump.after(" /cyclorama/error ss \"/cyclorama/undo\" ");
    assert!(why.contains("somebody else has changed it since"), "{why}");
    assert_eq!(undone(&rig.link.state()), [false; 7]);
    let (status, answer) = wanda.request("POST", "/api/v1/undo", "{}");
    assert!(status == 200 || status == 409, "{status} {answer}");
}

fn websocket(wanda: &Device, rig: &Rig, typed: &str, number: f64) {
    let mut socket = wanda.socket("/api/v1/socket");
    socket.send(Message::text(r#"{"t":"hello","proto":1,"name":"Wanda","page":"operator"}"#)).unwrap();
    let set = format!(r#"{{"t":"set","id":12,"path":"{PATH}","v":{typed},"fade":0,"g":1,"hold":false}}"#);
    socket.send(Message::text(set)).unwrap();
    rig.until_value(PATH, number);
    loop {
        let Message::Text(text) = socket.read().unwrap() else { continue };
        let message: serde_json::Value = serde_json::from_str(&text).unwrap();
        if let Some(value) = message["values"][PATH].as_f64().filter(|value| *value != 0.0) {
            assert_eq!(value.to_bits(), number.to_bits());
            return;
        }
    }
}

#[test]
fn a_number_that_a_float_holds() {
    check("0.625", "f");
}

#[test]
fn a_number_that_no_float_holds() {
    check("0.1", "f");
    check("-1.7", "d");
}
