//! `track listen` hears what `track send` sends: two processes, one loopback.
//!
//! In: a recording made here. Out: what the listener printed.
//! Not here: statistics (`tracking::arrival`), sentences word for word (the same).
//! Invariant: rates are compared with what was sent, loosely where the machine's load decides.

use std::net::UdpSocket;
use std::process::{Child, Command, Stdio};

use cyclorama::tracking::freed::{FreedPacket, encode};

use super::source::root;

fn cyclorama(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cyclorama"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A port that nobody has at this moment.
fn free_port() -> u16 {
    UdpSocket::bind("0.0.0.0:0").unwrap().local_addr().unwrap().port()
}

struct Sender(Child);

impl Drop for Sender {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn send(port: u16, camera_id: u8, rate: &str) -> Sender {
    let folder = root().join("target/test-listen");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{port}.bin"));
    std::fs::write(&file, encode(&FreedPacket { camera_id, ..FreedPacket::default() })).unwrap();
    let target = format!("127.0.0.1:{port}");
    let words = ["track", "send", &file.to_string_lossy(), "--to", &target, "--rate", rate, "--loop"];
    Sender(cyclorama(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

#[test]
fn a_sender_is_heard_with_rate_protocol_and_id() {
    let port = free_port();
    let _sender = send(port, 3, "50");
    let words = ["track", "listen", "--port", &port.to_string(), "--secs", "3.5", "--json"];
    let output = cyclorama(&words).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!((&last["protocol"], &last["ids"]), (&"FreeD".into(), &serde_json::json!([3])), "{last}");
    assert_eq!((&last["damaged"], &last["source"]), (&0.into(), &"127.0.0.1".into()), "{last}");
    let rate = last["rate_per_sec"].as_f64().unwrap();
    assert!((25.0..=75.0).contains(&rate), "50 a second were sent: {last}");
    assert!(last["jitter_ms"].is_f64() && last["age_ms"].is_f64(), "{last}");
}

#[test]
fn a_wrong_id_is_said_and_a_silent_port_is_exit_1() {
    let port = free_port();
    let _sender = send(port, 2, "50");
    let port = port.to_string();
    let words =
        ["track", "listen", "--port", &port, "--protocol", "freed", "--camera-id", "1", "--secs", "1.5"];
    let text = String::from_utf8_lossy(&cyclorama(&words).output().unwrap().stdout).into_owned();
    assert!(text.contains("packets for camera 2 arrive, the file wants 1"), "{text}");
    let silent = free_port().to_string();
    let output = cyclorama(&["track", "listen", "--port", &silent, "--secs", "2.5"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains(&format!("UDP {silent} open, 0 packets in 2 s")), "{text}");
}

#[test]
fn a_port_of_another_program_is_named_with_it() {
    let taken = UdpSocket::bind("0.0.0.0:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = cyclorama(&["track", "listen", "--port", &port, "--secs", "1"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{text}");
    let owner =
        if cfg!(target_os = "linux") { format!("(process {})", std::process::id()) } else { port.clone() };
    assert!(text.contains(&port) && text.contains(&owner), "{text}");
}
