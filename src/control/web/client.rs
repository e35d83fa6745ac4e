//! A client of the socket, for measuring it: `bench --guests`.
//!
//! In: the address of a running show. Out: messages of RFC 6455, whole and unfragmented. Not here: what is said (`app::bench`).
//! Invariant: it speaks to this program's own server on this machine alone; it is no browser's equal.

use std::io::{self, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};

/// Most bytes of a message that is taken.
const MOST_BYTES: u64 = 64 << 20;

/// What the server said.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// JSON.
    Text(String),
    /// A picture with its header.
    Binary(Vec<u8>),
    /// Nothing more comes.
    Closed,
}

/// The reading end.
#[derive(Debug)]
pub struct Ear {
    stream: BufReader<TcpStream>,
}

/// The writing end.
#[derive(Debug)]
pub struct Mouth {
    stream: TcpStream,
}

fn wrong(what: &str) -> io::Error {
    io::Error::other(what.to_owned())
}

/// Joins with a PIN; the token.
pub fn join(address: SocketAddr, pin: &str, name: &str) -> io::Result<String> {
    let body = format!(r#"{{"pin":"{pin}","name":"{name}","device":"bench"}}"#);
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "POST /api/v1/join HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let json = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_str(json)?;
    json["token"].as_str().map(str::to_owned).ok_or_else(|| wrong(&format!("no token: {answer}")))
}

/// Opens a socket, with a token or as a viewer, and says hello.
pub fn open(address: SocketAddr, token: Option<&str>, name: &str) -> io::Result<(Ear, Mouth)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let token = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    write!(
        stream,
        "GET /api/v1/socket HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{token}\r\n"
    )?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        reader.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    if !head.starts_with(b"HTTP/1.1 101") {
        return Err(wrong(&String::from_utf8_lossy(&head)));
    }
    let mut mouth = Mouth { stream };
    mouth.say(&format!(r#"{{"t":"hello","proto":1,"name":"{name}","page":"bench"}}"#))?;
    Ok((Ear { stream: reader }, mouth))
}

impl Mouth {
    /// Sends a text. Its mask is zero: it hides nothing from a server on this machine.
    pub fn say(&mut self, text: &str) -> io::Result<()> {
        let length = text.len();
        let mut frame = vec![0x81];
        match length {
            0..126 => frame.push(0x80 | length as u8),
            126..0x1_0000 => {
                frame.push(0x80 | 126);
                frame.extend_from_slice(&(length as u16).to_be_bytes());
            }
            _ => return Err(wrong("a client says no more than 64 KiB at once")),
        }
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(text.as_bytes());
        self.stream.write_all(&frame)
    }
}

impl Drop for Mouth {
    /// Hangs up, so that the ear hears it.
    fn drop(&mut self) {
        // One that is closed already is closed.
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

impl Ear {
    /// Waits for the next message. Pings need no answer here: the server sends none.
    pub fn hear(&mut self) -> Heard {
        self.next().unwrap_or(Heard::Closed)
    }

    fn next(&mut self) -> io::Result<Heard> {
        let mut head = [0; 2];
        self.stream.read_exact(&mut head)?;
        let length = match head[1] & 0x7f {
            126 => {
                let mut bytes = [0; 2];
                self.stream.read_exact(&mut bytes)?;
                u64::from(u16::from_be_bytes(bytes))
            }
            127 => {
                let mut bytes = [0; 8];
                self.stream.read_exact(&mut bytes)?;
                u64::from_be_bytes(bytes)
            }
            length => u64::from(length),
        };
        if length > MOST_BYTES {
            return Err(wrong("a message is longer than the server sends any"));
        }
        let mut bytes = Vec::new();
        (&mut self.stream).take(length).read_to_end(&mut bytes)?;
        Ok(match head[0] & 0xf {
            1 => Heard::Text(String::from_utf8_lossy(&bytes).into_owned()),
            2 => Heard::Binary(bytes),
            _ => Heard::Closed,
        })
    }
}
