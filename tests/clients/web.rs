//! HTTP and WebSocket as a program without our pages speaks them.
//!
//! In: addresses, methods, bodies. Out: status and body; a socket. Not here: what they mean.
//! Invariant: a request ends within the rig's patience.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use cyclorama::params::Role;
use serde_json::Value;
use tungstenite::WebSocket;
use tungstenite::client::IntoClientRequest as _;

use super::rig::{PATIENCE, Rig};

/// A device that was let in.
pub(super) struct Device {
    address: SocketAddr,
    token: String,
}

impl Device {
    /// Joins with a PIN, as a tablet does.
    pub(super) fn join(rig: &Rig, name: &str, role: Role) -> Self {
        let pin = rig.control.join(role).unwrap().pin.to_string();
        let mut device = Self { address: rig.web(), token: String::new() };
        let body = serde_json::json!({ "pin": pin, "name": name, "device": "test" });
        let (status, answer) = device.request("POST", "/api/v1/join", &body.to_string());
        assert_eq!(status, 200, "{answer}");
        device.token = answer["token"].as_str().unwrap().to_owned();
        device
    }

    /// What stands for it.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// A request with a JSON body, and its answer.
    pub(super) fn request(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let token = match self.token.as_str() {
            "" => String::new(),
            token => format!("Authorization: Bearer {token}\r\n"),
        };
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        let (status, text) = http(
            self.address,
            &format!(
                "{method} {path} HTTP/1.1\r\nHost: {}\r\n{token}{kind}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                self.address,
                body.len()
            ),
        );
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// A socket at a path.
    pub(super) fn socket(&self, path: &str) -> WebSocket<TcpStream> {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut request = format!("ws://{}{path}", self.address).into_client_request().unwrap();
        request.headers_mut().insert("Authorization", format!("Bearer {}", self.token).parse().unwrap());
        tungstenite::client(request, stream).unwrap().0
    }
}

/// Sends a request as it is written; status and body of the answer.
pub(super) fn http(address: SocketAddr, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}
