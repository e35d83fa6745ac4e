//! OSCQuery over HTTP and its WebSocket, as TouchDesigner or Chataigne would use it.
//!
//! In: requests. Out: JSON, OSC frames. Not here: the tree itself (`control::oscquery`).
//! Invariant: a foreign `Host` or `Origin` is refused here as everywhere.

use cyclorama::params::{Author, Role};
use rosc::{OscPacket, OscType};
use tungstenite::Message;

use super::rig::Rig;
use super::web::{Device, http};

fn get(rig: &Rig, path: &str, head: &str) -> (u16, String) {
    http(rig.web(), &format!("GET {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n"))
}

#[test]
fn a_program_finds_all_addresses() {
    let rig = Rig::start(&[], &[]);
    let host = format!("Host: {}\r\n", rig.web());
    let json = |path: &str| -> serde_json::Value { serde_json::from_str(&get(&rig, path, &host).1).unwrap() };
    let info = json("/?HOST_INFO");
    assert_eq!(
        (info["OSC_PORT"].as_u64(), info["OSC_IP"].as_str(), info["OSC_TRANSPORT"].as_str()),
        (Some(u64::from(rig.osc().port())), Some("127.0.0.1"), Some("UDP"))
    );
    assert_eq!(info["WS_PORT"].as_u64(), Some(u64::from(rig.web().port())));
    let root = json("/");
    let trim = json("/cyclorama/grade/trim_ev");
    assert_eq!(root["CONTENTS"]["cyclorama"]["CONTENTS"]["grade"]["CONTENTS"]["trim_ev"], trim);
    assert_eq!(json("/cyclorama/grade/trim_ev?TYPE"), serde_json::json!({ "TYPE": "f" }));
    assert_eq!(get(&rig, "/cyclorama/grade?VALUE", &host).0, 204);
    assert_eq!(get(&rig, "/cyclorama/nothing", &host).0, 404);
    let browser = format!("{host}Accept: text/html,*/*;q=0.8\r\n");
    assert!(get(&rig, "/", &browser).1.contains("<html"), "a browser gets the page");
    assert_eq!(get(&rig, "/?HOST_INFO", "Host: evil.example\r\n").0, 403);
    assert_eq!(get(&rig, "/cyclorama", &format!("{host}Origin: http://evil.example\r\n")).0, 403);
}

#[test]
fn a_listener_is_sent_what_changes() {
    let rig = Rig::start(&[], &[]);
    let device = Device::join(&rig, "Touch", Role::Viewer);
    let mut socket = device.socket("/");
    for address in ["/cyclorama/grade/trim_ev", "/cyclorama/wall/hold", "/cyclorama/none"] {
        let listen = serde_json::json!({ "COMMAND": "LISTEN", "DATA": address });
        socket.send(Message::text(listen.to_string())).unwrap();
    }
    socket.send(Message::text("no JSON at all")).unwrap();
    socket.send(Message::binary(vec![1, 2, 3])).unwrap();
    let mut next = || loop {
        if let Message::Binary(bytes) = socket.read().unwrap() {
            match rosc::decoder::decode_udp(&bytes).unwrap().1 {
                OscPacket::Message(message) => return (message.addr, message.args),
                other => panic!("{other:?}"),
            }
        }
    };
    let mut first = [next(), next()];
    first.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(first[0], ("/cyclorama/grade/trim_ev".to_owned(), vec![OscType::Float(0.0)]));
    assert_eq!(first[1], ("/cyclorama/wall/hold".to_owned(), vec![OscType::Bool(false)]));
    let (trim, hold) = (rig.id("grade/trim_ev"), rig.id("wall/hold"));
    rig.on_frame_thread(move |live| live.edit(Author::WINDOW, |values| values.put(trim, 0.5)));
    assert_eq!(next(), ("/cyclorama/grade/trim_ev".to_owned(), vec![OscType::Float(0.5)]));
    rig.on_frame_thread(move |live| live.edit(Author::WINDOW, |values| values.put(hold, 1.0)));
    assert_eq!(next(), ("/cyclorama/wall/hold".to_owned(), vec![OscType::Bool(true)]));
}
