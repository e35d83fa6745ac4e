//! A show that runs without a GPU, and guests who reach it over the network as pages do.
//!
//! In: `tests/data/small`, its clerk and its control on a free port of loopback. Out: sockets of a client that is not ours.
//! Not here: what is expected of them. Invariant: frames are stepped by the test, or by a thread that waits for nobody.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use cyclorama::app::clerk::Clerk;
use cyclorama::app::live::{Demo, Live};
use cyclorama::control::{Control, ControlSettings};
use cyclorama::params::Role;
use cyclorama::show::Show;
use cyclorama::show::link::Link;
use cyclorama::show::load::{self, Files};
use cyclorama::show::report::HealthReport;
use cyclorama::timing::Clock;
use serde_json::Value;
use tungstenite::client::IntoClientRequest as _;
use tungstenite::{Message, WebSocket};

const SHOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/small/show.toml");
/// How long an answer may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A show and its control.
pub(crate) struct Stage {
    pub(crate) link: Link,
    pub(crate) control: Control,
    pub(crate) address: SocketAddr,
    pub(crate) show: Arc<Show>,
    live: Option<Live>,
    frame: u64,
    _clerk: Clerk,
}

/// Frames that go on by themselves until this is dropped.
pub(crate) struct Playing {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Playing {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}

impl Stage {
    pub(crate) fn open() -> Self {
        let show = Arc::new(load::show(Files::Disk, SHOW, &|_, _| ()).unwrap().show);
        let (clerk, end, link) = Clerk::start_in(&show, None).unwrap();
        let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
        live.listen_to(end);
        let settings =
            ControlSettings { web: Some(([127, 0, 0, 1], 0).into()), ..ControlSettings::default() };
        let control = Control::start(settings, link.clone(), Clock::start()).unwrap();
        let address = control.web_address().unwrap();
        Self { link, control, address, show, live: Some(live), frame: 0, _clerk: clerk }
    }

    /// Draws a frame, as far as there is anything to draw; its number.
    pub(crate) fn step(&mut self) -> u64 {
        self.frame += 1;
        let live = self.live.as_mut().unwrap();
        live.advance(&self.show, self.frame);
        live.report(&self.show, &HealthReport::default());
        self.frame
    }

    /// Frames from now on by themselves, one every 4 ms or as fast as the machine can.
    pub(crate) fn play(&mut self) -> Playing {
        let (mut live, show, mut frame) = (self.live.take().unwrap(), Arc::clone(&self.show), self.frame);
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let play = move || {
            while !over.load(Ordering::Relaxed) {
                frame += 1;
                live.advance(&show, frame);
                live.report(&show, &HealthReport::default());
                std::thread::park_timeout(Duration::from_millis(4));
            }
        };
        let thread = std::thread::Builder::new().name("frame".to_owned()).spawn(play).unwrap();
        Playing { is_over, thread: Some(thread) }
    }

    /// A token of a role, by a PIN.
    pub(crate) fn token(&self, role: Role, name: &str) -> String {
        let pin = self.control.join(role).unwrap().pin;
        let body = format!(r#"{{"pin":"{pin}","name":"{name}","device":"test"}}"#);
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(
            stream,
            "POST /api/v1/join HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let json: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        json["token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// A socket, with a token or without.
    pub(crate) fn socket(&self, token: Option<&str>) -> WebSocket<TcpStream> {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut request = format!("ws://{}/api/v1/socket", self.address).into_client_request().unwrap();
        if let Some(token) = token {
            request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        tungstenite::client(request, stream).unwrap().0
    }

    /// Somebody at a page, who has said hello.
    pub(crate) fn guest(&self, role: Option<Role>, name: &str, page: &str) -> Guest {
        let token = role.map(|role| self.token(role, name));
        self.guest_with(token.as_deref(), name, page)
    }

    /// The same with a token of before.
    pub(crate) fn guest_with(&self, token: Option<&str>, name: &str, page: &str) -> Guest {
        let mut guest = Guest { socket: self.socket(token), seen: Vec::new() };
        guest.say(&format!(r#"{{"t":"hello","proto":1,"name":"{name}","page":"{page}"}}"#));
        guest
    }
}

/// Somebody at a page.
pub(crate) struct Guest {
    pub(crate) socket: WebSocket<TcpStream>,
    /// What was heard and not yet asked for.
    seen: Vec<Value>,
}

impl Guest {
    pub(crate) fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text)).unwrap();
    }

    /// The next text, in order of arrival.
    pub(crate) fn next(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.socket.read().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    /// The first message that is so, of those heard already or still to come; others wait.
    pub(crate) fn hear(&mut self, is: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.seen.iter().position(&is) {
            return self.seen.remove(at);
        }
        loop {
            let next = self.next();
            if is(&next) {
                return next;
            }
            self.seen.push(next);
        }
    }

    pub(crate) fn hear_kind(&mut self, kind: &str) -> Value {
        self.hear(|message| message["t"] == kind)
    }

    /// Waits until the server has read all that was said.
    pub(crate) fn settle(&mut self) {
        self.say(r#"{"t":"ping","id":4242}"#);
        self.hear(|message| message["t"] == "pong" && message["id"] == 4242);
    }
}
