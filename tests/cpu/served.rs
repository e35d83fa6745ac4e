//! A show that is served as `run` serves it, without a GPU: real arbiter, clerk and control, frames that draw nothing.
//!
//! In: settings. Out: the running show, requests to it over real connections. Not here: what is expected of it (`web`, `web_flood`).
//! Invariant: every served show has its own ports and its own folder; nothing outlives a test.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use cyclorama::app::clerk::Clerk;
use cyclorama::app::live::{Demo, Live};
use cyclorama::control::{Control, ControlSettings};
use cyclorama::params::Role;
use cyclorama::show::report::HealthReport;
use cyclorama::show::{Link, Show, load};
use cyclorama::timing::Clock;

/// Longest wait for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// Time of a frame that draws nothing.
const FRAME: Duration = Duration::from_millis(2);

/// A show that people reach.
pub(crate) struct Served {
    pub(crate) control: Control,
    pub(crate) link: Link,
    pub(crate) web: SocketAddr,
    pub(crate) frames: Arc<AtomicU64>,
    is_over: Arc<AtomicBool>,
    frame_thread: Option<JoinHandle<()>>,
    _clerk: Clerk,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub(crate) fn code(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or_default().to_owned())
    }
}

/// A show that loads fast, once for all tests.
fn small() -> Show {
    static SMALL: OnceLock<Show> = OnceLock::new();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/small/show.toml");
    SMALL.get_or_init(|| load::show(load::Files::Disk, path, &|_, _| {}).unwrap().show).clone()
}

/// An empty folder of a test's own.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/served").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// Any free port of this machine, and nothing on disk.
pub(crate) fn settings() -> ControlSettings {
    ControlSettings { web: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))), ..ControlSettings::default() }
}

impl Served {
    /// Serves the show; without `is_drawing` no frame comes and nothing is answered.
    pub(crate) fn start(settings: ControlSettings, is_drawing: bool) -> Self {
        let show = small();
        let (clerk, end, link) = Clerk::start_in(&show, None).unwrap();
        let control = Control::start(settings, link.clone(), Clock::start()).unwrap();
        let web = control.web_address().unwrap();
        let (is_over, frames) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let frame_thread = is_drawing.then(|| {
            let (is_over, frames) = (Arc::clone(&is_over), Arc::clone(&frames));
            let frame_loop = move || {
                let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
                live.listen_to(end);
                while !is_over.load(Ordering::Relaxed) {
                    let frame = frames.fetch_add(1, Ordering::Relaxed) + 1;
                    live.advance(&show, frame);
                    live.report(&show, &HealthReport { frames: frame, ..HealthReport::default() });
                    std::thread::park_timeout(FRAME);
                }
            };
            std::thread::Builder::new().name("frame".to_owned()).spawn(frame_loop).unwrap()
        });
        Self { control, link, web, frames, is_over, frame_thread, _clerk: clerk }
    }

    /// Lets a device in; its token.
    pub(crate) fn token(&self, role: Role) -> String {
        let pin = self.control.join(role).unwrap().pin;
        let body = format!("{{\"pin\":\"{pin}\",\"name\":\"{role}\",\"device\":\"test\"}}");
        let answer = self.ask("POST", "/api/v1/join", "", &body);
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// One request with a token, or none.
    pub(crate) fn ask(&self, verb: &str, path: &str, token: &str, body: &str) -> Answer {
        let token =
            if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
        self.ask_with(verb, path, &format!("Host: {}\r\n{token}", self.web), body)
    }

    /// One request with these lines in its head.
    pub(crate) fn ask_with(&self, verb: &str, path: &str, head: &str, body: &str) -> Answer {
        let length = body.len();
        let text = format!(
            "{verb} {path} HTTP/1.1\r\n{head}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let mut stream = self.connect();
        stream.write_all(text.as_bytes()).unwrap();
        read(&mut BufReader::new(stream)).unwrap()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.web).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// A connection from another address of this machine: Linux gives each machine all of 127.0.0.0/8.
    pub(crate) fn connect_from(&self, number: u32) -> std::io::Result<TcpStream> {
        let from = IpAddr::V4(Ipv4Addr::from_bits(0x7f00_0100 + number));
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
        socket.bind(&SocketAddr::new(from, 0).into())?;
        socket.connect(&self.web.into())?;
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.set_write_timeout(Some(PATIENCE))?;
        Ok(socket.into())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.frame_thread.take() {
            thread.thread().unpark();
            // A frame loop that panicked has failed the test by itself.
            let _ = thread.join();
        }
    }
}

/// One answer from a connection; `None` when the other side closed it first.
pub(crate) fn read(stream: &mut BufReader<TcpStream>) -> Option<Answer> {
    let mut head = String::new();
    loop {
        let before = head.len();
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
        if head[before..].trim().is_empty() {
            break;
        }
    }
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let lower = head.to_lowercase();
    let length =
        lower.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    Some(Answer { status, head: lower, body })
}
